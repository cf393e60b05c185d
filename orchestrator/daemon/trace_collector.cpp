#include "daemon/trace_collector.h"

#include <cstdlib>
#include <memory>
#include <utility>

#include "daemon/loopback_request.h"

namespace slipway::daemon {

namespace {

constexpr std::string_view kComposer = "composer";

/// Calls `then` once, whoever comes first.
std::function<void()> once(std::function<void()> then) {
    return [then = std::make_shared<std::function<void()>>(std::move(then))] {
        if (const auto call = std::exchange(*then, nullptr))
            call();
    };
}

}  // namespace

TraceCollector::TraceCollector(DataPlane& dataPlane, const Clock& clock, ComposerPort composerPort)
    : m_dataPlane(dataPlane), m_clock(clock), m_composerPort(std::move(composerPort)) {
    m_soon.setSingleShot(true);
    connect(&m_soon, &QTimer::timeout, this, [this] {
        m_gotSome = false;
        fetch([this] {
            if (m_gotSome && !m_soon.isActive())
                m_soon.start(kPeriod);
        });
    });
}

void TraceCollector::onFigures(const PlaneFigures& figures) {
    if (m_soon.isActive())
        return;
    for (const auto& [who, each] : figures)
        if (each.spansPendingBytes != 0) {
            m_soon.start(0);
            return;
        }
}

void TraceCollector::fetch(std::function<void()> then) {
    const auto done = once(std::move(then));
    QTimer::singleShot(kPatience, this, done);
    m_dataPlane.requestSpans([this](const std::string& records) { ingest(records); },
                             [this, done] { fetchComposers(done); });
}

void TraceCollector::fetchComposers(std::function<void()> then) {
    const auto projects = std::exchange(m_composersAsked, {});
    const auto left = std::make_shared<std::size_t>(projects.size() + 1);
    const auto one = [left, then = std::move(then)] {
        if (--*left == 0)
            then();
    };
    for (const std::string& project : projects) {
        const int port = m_composerPort(project);
        if (port == 0) {
            one();
            continue;
        }
        requestLoopback(this, port, "POST", "/-/spans", [this, one, project](const Result<LoopbackAnswer>& answer) {
            if (answer && answer->status == 200)
                ingest(answer->body, project);
            one();
        });
    }
    one();
}

void TraceCollector::ingest(std::string_view records, std::string_view project) {
    if (records.empty())
        return;
    m_gotSome = true;
    // The wall clock is read to the millisecond: taken anew each time, a child might begin before its parent. Only a
    // clock that was set is followed.
    const std::int64_t offset = m_clock.wallMs() * 1'000'000 - m_clock.now().time_since_epoch().count();
    if (std::abs(offset - m_toWallNs) > kClockWasSetNs)
        m_toWallNs = offset;
    for (protocol::SpanRecord record; protocol::readSpan(records, record);) {
        record.startNs += m_toWallNs;
        if (!project.empty())
            record.project = project;
        m_store.add(record);
        m_exporter.add(record);
        if (record.kind == protocol::SpanKind::Exchange && (record.target == kComposer || record.service == kComposer))
            m_composersAsked.emplace(record.project);
    }
    m_exporter.sendSoon();
}

void TraceCollector::forgetProject(const std::string& project) {
    m_store.forgetProject(project);
    m_composersAsked.erase(project);
}

}  // namespace slipway::daemon
