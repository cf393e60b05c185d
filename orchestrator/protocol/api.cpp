#include "protocol/api.h"

#include "protocol/api_diff.h"
#include "protocol/api_fields.h"

namespace slipway::api {

template <class T>
Result<T> decode(std::string_view text) {
    try {
        const auto parsed = nlohmann::json::parse(text);
        T value{};
        detail::take(parsed, value);
        return value;
    } catch (const nlohmann::json::exception& error) {
        return fail(ErrorCode::Corrupt, std::string("not the JSON that was expected: ") + error.what());
    }
}

template <class T>
std::string encode(const T& value) {
    return detail::put(value).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

#define SLIPWAY_TEXT(T)                             \
    template Result<T> decode<T>(std::string_view); \
    template std::string encode<T>(const T&);
#define SLIPWAY_TEXT_AND_LIST(T) SLIPWAY_TEXT(T) SLIPWAY_TEXT(std::vector<T>)

SLIPWAY_TEXT_AND_LIST(Problem)
SLIPWAY_TEXT(ApiError)
SLIPWAY_TEXT(Version)
SLIPWAY_TEXT_AND_LIST(ProjectRow)
SLIPWAY_TEXT_AND_LIST(InstanceRow)
SLIPWAY_TEXT_AND_LIST(ServiceRow)
SLIPWAY_TEXT_AND_LIST(OwnerRow)
SLIPWAY_TEXT_AND_LIST(HopPrice)
SLIPWAY_TEXT_AND_LIST(MirrorRow)
SLIPWAY_TEXT_AND_LIST(RouteRow)
SLIPWAY_TEXT(GatewayStatus)
SLIPWAY_TEXT_AND_LIST(LogLine)
SLIPWAY_TEXT(Topology)
SLIPWAY_TEXT_AND_LIST(TraceRow)
SLIPWAY_TEXT(Trace)
SLIPWAY_TEXT_AND_LIST(Receipt)
SLIPWAY_TEXT_AND_LIST(Operation)
SLIPWAY_TEXT(State)
SLIPWAY_TEXT(Metrics)
SLIPWAY_TEXT_AND_LIST(Event)
SLIPWAY_TEXT(UpRequest)
SLIPWAY_TEXT(UpAnswer)
SLIPWAY_TEXT(ManifestNeeds)
SLIPWAY_TEXT(ValidateAnswer)
SLIPWAY_TEXT(Diff)
SLIPWAY_TEXT(ScaleRequest)
SLIPWAY_TEXT(RestartRequest)
SLIPWAY_TEXT(std::vector<JobRow>)
SLIPWAY_TEXT(std::vector<JobRun>)
SLIPWAY_TEXT(RedeployRequest)
SLIPWAY_TEXT(RollbackRequest)
SLIPWAY_TEXT(std::vector<RevisionRow>)
SLIPWAY_TEXT(TopologyRequest)
SLIPWAY_TEXT(Accepted)
SLIPWAY_TEXT(GatewayUpgradeRequest)
SLIPWAY_TEXT(GatewayUpgrade)

}  // namespace slipway::api
