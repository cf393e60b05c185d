#include "model/scaler.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace slipway::model {
namespace {

std::string number(double value) {
    char text[32];
    std::snprintf(text, sizeof text, value < 10 ? "%.1f" : "%.0f", value);
    return text;
}

std::optional<double> valueOf(const ScaleSample& sample, ScaleFigure figure) {
    switch (figure) {
        case ScaleFigure::InFlight:
            return sample.inFlight;
        case ScaleFigure::RequestRate:
            return sample.requests;
        case ScaleFigure::Cpu:
            return sample.cpu;
        case ScaleFigure::P95:
            return sample.p95Ms;
    }
    return {};
}

const char* unit(ScaleFigure figure) {
    switch (figure) {
        case ScaleFigure::P95:
            return " ms";
        case ScaleFigure::Cpu:
            return " %";
        case ScaleFigure::InFlight:
        case ScaleFigure::RequestRate:
            break;
    }
    return "";
}

}  // namespace

void Scaler::add(const ScaleSample& sample) {
    if (!m_began) {
        m_began = true;
        m_lastBusy = sample.at;
    }
    if (sample.requests > 0 || sample.inFlight > 0 || sample.waiting)
        m_lastBusy = sample.at;
    m_samples.push_back(sample);
}

void Scaler::forget(const Autoscale& rule, TimePoint now) {
    while (!m_samples.empty() && now - m_samples.front().at >= rule.window)
        m_samples.pop_front();
    const auto longest = std::max(rule.up.stabilization, rule.down.stabilization);
    while (!m_wishes.empty() && now - m_wishes.front().first > longest)
        m_wishes.pop_front();
    while (!m_changes.empty() && now - m_changes.front().at >= std::max(rule.up.period, rule.down.period))
        m_changes.pop_front();
}

Scaler::Wish Scaler::ofTarget(const Autoscale& rule, const ScaleTarget& target, int current, milliseconds window,
                              TimePoint now) const {
    double sum = 0;
    int count = 0;
    for (const ScaleSample& sample : m_samples)
        if (now - sample.at < window)
            if (const auto value = valueOf(sample, target.figure)) {
                sum += *value;
                ++count;
            }
    if (count == 0)
        return {0, {}};
    const double mean = sum / count;
    // A share of the sum for each instance; a latency instead is what all of them together make of the load.
    const double exact =
        target.figure == ScaleFigure::P95 ? std::max(1, current) * mean / target.value : mean / target.value;
    int replicas = static_cast<int>(std::ceil(std::min(exact, 1e6) - 1e-9));
    if (current > 0 && std::abs(exact / current - 1) <= rule.tolerance)
        replicas = current;
    return {replicas, std::string(scaleFigureWord(target.figure)) + " " + number(mean) + unit(target.figure) +
                          " over " + formatDuration(window) + ", target " + number(target.value) + unit(target.figure) +
                          (target.figure == ScaleFigure::P95 ? "" : " an instance")};
}

Scaler::Wish Scaler::wish(const Autoscale& rule, int current, milliseconds window, TimePoint now) const {
    Wish most{0, "no figure yet"};
    for (const ScaleTarget& target : rule.targets)
        if (Wish one = ofTarget(rule, target, current, window, now); !one.why.empty() && one.replicas >= most.replicas)
            most = std::move(one);
    return most;
}

int Scaler::stabilised(const Autoscale& rule, int current, int wished, TimePoint now) const {
    int up = wished, down = wished;
    for (const auto& [at, replicas] : m_wishes) {
        if (now - at <= rule.up.stabilization)
            up = std::min(up, replicas);
        if (now - at <= rule.down.stabilization)
            down = std::max(down, replicas);
    }
    return wished > current ? std::max(current, up) : std::min(current, down);
}

int Scaler::paced(const ScalePace& pace, int current, int wished, TimePoint now) const {
    const int direction = wished > current ? 1 : -1;
    if (pace.step == 0)
        return wished;
    int left = pace.step;
    for (const Change& change : m_changes)
        if (now - change.at < pace.period && change.by * direction > 0)
            left -= std::abs(change.by);
    return current + direction * std::clamp(left, 0, std::abs(wished - current));
}

std::optional<ScaleDecision> Scaler::changed(int from, int to, std::string why, TimePoint now) {
    m_changes.push_back({now, to - from});
    return ScaleDecision{from, to, std::move(why)};
}

std::optional<ScaleDecision> Scaler::decide(const Autoscale& rule, int current, TimePoint now) {
    const bool seen = !m_samples.empty();
    const bool waiting = seen && m_samples.back().waiting;
    forget(rule, now);
    const int least = std::max(1, rule.min);
    if (current == 0) {
        // Nothing but a request brings it back.
        if (rule.min > 0 || waiting)
            return changed(0, least, waiting ? "a request waits" : "min is " + std::to_string(rule.min), now);
        return {};
    }
    if (!seen)
        return {};
    if (current < least || current > rule.max)
        return changed(current, std::clamp(current, least, rule.max),
                       current < least ? "min is " + std::to_string(least) : "max is " + std::to_string(rule.max), now);
    if (rule.min == 0 && now - m_lastBusy >= rule.idle)
        return changed(current, 0, "no request for " + formatDuration(rule.idle), now);
    if (rule.targets.empty())
        return {};

    Wish wished = wish(rule, current, rule.window, now);
    const Wish burst = wish(rule, current, rule.panicWindow, now);
    if (burst.replicas >= rule.panicThreshold * current)
        m_panicUntil = now + rule.window;
    const bool panic = panicking(now);
    if (panic)
        wished = burst.replicas > current ? burst : Wish{current, burst.why};
    wished.replicas = std::clamp(wished.replicas, least, rule.max);
    if (m_wishes.empty())
        m_wishes.emplace_back(now, current);
    const int steady = panic ? wished.replicas : stabilised(rule, current, wished.replicas, now);
    m_wishes.emplace_back(now, wished.replicas);
    if (steady == current)
        return {};
    const int next = paced(steady > current ? rule.up : rule.down, current, steady, now);
    if (next == current)
        return {};
    return changed(current, next,
                   wished.why + (panic ? ", a burst" : "") +
                       (next != wished.replicas ? ", on the way to " + std::to_string(wished.replicas) : ""),
                   now);
}

}  // namespace slipway::model
