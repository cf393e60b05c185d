#include "protocol/gateway_counters.h"

#include <nlohmann/json.hpp>
#include <utility>

namespace slipway::protocol {
namespace {

constexpr std::pair<const char*, std::uint64_t Counters::*> kFields[] = {
    {"requests", &Counters::requests}, {"tries", &Counters::tries},   {"retries", &Counters::retries},
    {"errors", &Counters::errors},     {"failed", &Counters::failed}, {"bytes_in", &Counters::bytesIn},
    {"bytes_out", &Counters::bytesOut}};
constexpr const char* kClasses[] = {"1xx", "2xx", "3xx", "4xx", "5xx"};

}  // namespace

void Counters::add(const Counters& other) {
    for (const auto& [name, field] : kFields)
        this->*field += other.*field;
    for (std::size_t i = 0; i < status.size(); ++i)
        status[i] += other.status[i];
    latency.add(other.latency);
}

Counters Counters::since(const Counters& earlier) const {
    for (const auto& [name, field] : kFields)
        if (earlier.*field > this->*field)
            return *this;
    Counters difference = *this;
    for (const auto& [name, field] : kFields)
        difference.*field -= earlier.*field;
    for (std::size_t i = 0; i < status.size(); ++i)
        difference.status[i] -= std::min(earlier.status[i], difference.status[i]);
    difference.latency = latency.since(earlier.latency);
    return difference;
}

void putCounters(nlohmann::json& object, const Counters& counters) {
    for (const auto& [name, field] : kFields)
        object[name] = counters.*field;
    auto& status = object["status"] = nlohmann::json::object();
    for (std::size_t i = 0; i < counters.status.size(); ++i)
        if (counters.status[i] != 0)
            status[kClasses[i]] = counters.status[i];
    object["latency"] = toJson(counters.latency);
}

Result<Counters> countersFromJson(const nlohmann::json& object) {
    const auto corrupt = [](const char* what) {
        return fail(ErrorCode::Corrupt, std::string("counters of the gateway: ") + what + " is missing or no number");
    };
    if (!object.is_object())
        return corrupt("the object");
    Counters counters;
    for (const auto& [name, field] : kFields) {
        const auto found = object.find(name);
        if (found == object.end() || !found->is_number_unsigned())
            return corrupt(name);
        counters.*field = found->get<std::uint64_t>();
    }
    const auto status = object.find("status");
    if (status == object.end() || !status->is_object())
        return corrupt("status");
    for (std::size_t i = 0; i < counters.status.size(); ++i) {
        const auto found = status->find(kClasses[i]);
        if (found != status->end() && found->is_number_unsigned())
            counters.status[i] = found->get<std::uint64_t>();
    }
    const auto latency = object.find("latency");
    if (latency == object.end())
        return corrupt("latency");
    auto histogram = latencyFromJson(*latency);
    if (!histogram)
        return tl::unexpected(histogram.error());
    counters.latency = std::move(*histogram);
    return counters;
}

}  // namespace slipway::protocol
