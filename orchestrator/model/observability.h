#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <vector>

/// What is written down about a project's requests, and where it goes (docs/observability.md).
namespace slipway::model {

struct Tracing {
    bool on = true;
    int samplePpm = 1'000'000;             ///< of a million traces that begin here
    std::chrono::milliseconds slow{1000};  ///< a request that took as long is kept in any case
};

/// Where spans are sent as OTLP over HTTP, in JSON.
struct Otlp {
    std::string endpoint;  ///< "http://127.0.0.1:4318"; /v1/traces is appended where it has no path. Empty: nowhere
    std::vector<std::pair<std::string, std::string>> headers;
    std::chrono::milliseconds timeout{10'000};
};

struct Observability {
    Tracing tracing;
    Otlp otlp;
    std::string metricsListen;  ///< "127.0.0.1:9464", where Prometheus may ask; empty: nowhere
};

}  // namespace slipway::model
