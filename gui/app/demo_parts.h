#pragma once

#include <QtGlobal>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

/// The services of the made-up shop, which its state and its history speak of.
namespace slipway::gui::demo {

struct Part {
    const char* name;
    const char* owner;
    const char* data;
    int replicas;
    double rps;
    double p50Us;
    double p95Us;
    double cpu;
    double rssKib;
    std::vector<std::string> calls;
};

const std::vector<Part>& parts();
nlohmann::json instanceOf(const Part& part, int index, const std::string& state, int revision, qint64 nowMs);
/// A rollout's seconds in each phase.
nlohmann::json seconds(double start, double health, double shift, double drain, double stop);
/// How the load swings about 1 with the second `t`.
double wave(double t, double seed);

}  // namespace slipway::gui::demo
