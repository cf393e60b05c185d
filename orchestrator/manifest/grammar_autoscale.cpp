#include <algorithm>

#include "manifest/draft.h"
#include "manifest/object_reader.h"

namespace slipway::manifest {
namespace {

using model::Autoscale;
using model::ScaleFigure;
using model::ScalePace;
using std::chrono::milliseconds;

void target(Autoscale& scale, ScaleFigure figure, const std::optional<double>& value) {
    if (value)
        scale.targets.push_back({figure, *value});
}

const ObjectReader<ScalePace>& paceReader() {
    static const ObjectReader<ScalePace> reader(
        "scale_pace",
        {
            {"stabilization", [](const Value& v, ScalePace& pace) { set(pace.stabilization, v.duration()); }},
            {"step", [](const Value& v, ScalePace& pace) { set(pace.step, v.integer(0, 256)); }},
            {"period", [](const Value& v, ScalePace& pace) { set(pace.period, v.duration(milliseconds(1000))); }},
        });
    return reader;
}

const ObjectReader<Autoscale>& autoscaleReader() {
    using Key = Autoscale;
    static const ObjectReader<Key> reader(
        "autoscale",
        {
            {"min", [](const Value& v, Key& scale) { set(scale.min, v.integer(0, 256)); }},
            {"max", [](const Value& v, Key& scale) { set(scale.max, v.integer(1, 256)); }},
            {"in_flight",
             [](const Value& v, Key& scale) { target(scale, ScaleFigure::InFlight, v.number(0.01, 100'000)); }},
            {"rps",
             [](const Value& v, Key& scale) { target(scale, ScaleFigure::RequestRate, v.number(0.01, 1'000'000)); }},
            {"p95",
             [](const Value& v, Key& scale) {
                 if (const auto time = v.duration(milliseconds(1)))
                     target(scale, ScaleFigure::P95, static_cast<double>(time->count()));
             }},
            {"cpu", [](const Value& v, Key& scale) { target(scale, ScaleFigure::Cpu, v.number(1, 6400)); }},
            {"window", [](const Value& v, Key& scale) { set(scale.window, v.duration(milliseconds(2000))); }},
            {"panic_window",
             [](const Value& v, Key& scale) { set(scale.panicWindow, v.duration(milliseconds(1000))); }},
            {"panic_threshold", [](const Value& v, Key& scale) { set(scale.panicThreshold, v.number(1.1, 1000)); }},
            {"tolerance", [](const Value& v, Key& scale) { set(scale.tolerance, v.number(0, 0.9)); }},
            {"scale_up", [](const Value& v, Key& scale) { paceReader()(v, scale.up); }},
            {"scale_down", [](const Value& v, Key& scale) { paceReader()(v, scale.down); }},
            {"idle", [](const Value& v, Key& scale) { set(scale.idle, v.duration(milliseconds(1000))); }},
        });
    return reader;
}

}  // namespace

void readAutoscale(const Value& value, ServiceDraft& draft) {
    Autoscale scale;
    autoscaleReader()(value, scale);
    if (scale.max < scale.min)
        value.error("max is " + std::to_string(scale.max) + " and min " + std::to_string(scale.min),
                    "a max not below min");
    if (scale.targets.empty() && scale.min > 0 && value.isMap())
        value.error("nothing says what the number follows", "in_flight, rps, p95 or cpu");
    if (scale.panicWindow > scale.window)
        value.error("panic_window is longer than window", "a part of window, such as a fifth");
    draft.autoscale = value.keyPlace();
    draft.service.autoscale = scale;
}

std::vector<Grammar> autoscaleGrammars() {
    return {autoscaleReader().grammar(), paceReader().grammar()};
}

}  // namespace slipway::manifest
