#include "protocol/api_words.h"

#include <array>

namespace slipway::api {
namespace {

// Words in the enum's order; the last is Unknown's.
template <class Enum>
struct Words;
#define SLIPWAY_WORDS(Enum, ...)                                                           \
    template <>                                                                            \
    struct Words<Enum> {                                                                   \
        static constexpr auto kAll = std::to_array<const char*>({__VA_ARGS__, "unknown"}); \
        static_assert(kAll.size() == static_cast<size_t>(Enum::Unknown) + 1);              \
    };

SLIPWAY_WORDS(InstanceState, "pending", "starting", "ready", "unready", "draining", "stopping", "stopped", "failed",
              "crash_loop")
SLIPWAY_WORDS(ServiceState, "ready", "starting", "degraded", "failing", "stopped")
SLIPWAY_WORDS(ServiceKind, "process", "external")
SLIPWAY_WORDS(ProjectState, "ready", "starting", "degraded", "stopped")
SLIPWAY_WORDS(NodeKind, "gateway", "service", "external")
SLIPWAY_WORDS(OperationKind, "up", "down", "scale", "redeploy", "restart", "stop", "start", "topology", "rollback")
SLIPWAY_WORDS(OperationState, "queued", "running", "succeeded", "failed")
SLIPWAY_WORDS(Phase, "build", "start", "health", "shift", "drain", "stop", "done")
SLIPWAY_WORDS(Outcome, "succeeded", "failed", "rolled_back", "aborted", "superseded")
SLIPWAY_WORDS(LogStream, "out", "err")
SLIPWAY_WORDS(GatewayState, "serving", "starting", "lost")
SLIPWAY_WORDS(UpgradeState, "starting", "draining", "done", "failed")
SLIPWAY_WORDS(Severity, "error", "warning")

template <class Enum>
const char* wordOf(Enum value) {
    const auto index = static_cast<size_t>(value);
    return Words<Enum>::kAll[index < Words<Enum>::kAll.size() ? index : Words<Enum>::kAll.size() - 1];
}

template <class Enum>
bool valueOf(std::string_view text, Enum& value) {
    value = Enum::Unknown;
    for (size_t i = 0; i < static_cast<size_t>(Enum::Unknown); ++i)
        if (text == Words<Enum>::kAll[i])
            value = static_cast<Enum>(i);
    return value != Enum::Unknown;
}

}  // namespace

#define SLIPWAY_BOTH_WAYS(Enum)                         \
    const char* word(Enum value) {                      \
        return wordOf(value);                           \
    }                                                   \
    bool fromWord(std::string_view text, Enum& value) { \
        return valueOf(text, value);                    \
    }

SLIPWAY_BOTH_WAYS(InstanceState)
SLIPWAY_BOTH_WAYS(ServiceState)
SLIPWAY_BOTH_WAYS(ServiceKind)
SLIPWAY_BOTH_WAYS(ProjectState)
SLIPWAY_BOTH_WAYS(NodeKind)
SLIPWAY_BOTH_WAYS(OperationKind)
SLIPWAY_BOTH_WAYS(OperationState)
SLIPWAY_BOTH_WAYS(Phase)
SLIPWAY_BOTH_WAYS(Outcome)
SLIPWAY_BOTH_WAYS(LogStream)
SLIPWAY_BOTH_WAYS(GatewayState)
SLIPWAY_BOTH_WAYS(UpgradeState)
SLIPWAY_BOTH_WAYS(Severity)

}  // namespace slipway::api
