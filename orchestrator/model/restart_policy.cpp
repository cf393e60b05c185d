#include "model/restart_policy.h"

#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstring>

namespace slipway::model {

using namespace std::chrono;

std::string describe(const Exit& exit) {
    std::string text;
    if (!exit.known) {
        text = "exit status unknown";
    } else if (exit.signal != 0) {
        const char* name = sigabbrev_np(exit.signal);
        text = name ? std::string("killed by SIG") + name : "killed by signal " + std::to_string(exit.signal);
    } else {
        text = "exit code " + std::to_string(exit.code);
    }
    if (!exit.reason.empty())
        text += " (" + exit.reason + ")";
    return text;
}

RestartDecision decideRestart(const RestartPolicy& policy, RestartHistory& history, const Exit& exit, bool hadBeenReady,
                              TimePoint readySince, TimePoint now, Random& random) {
    RestartDecision decision;
    if (policy.condition == RestartCondition::None ||
        (policy.condition == RestartCondition::OnFailure && exit.success())) {
        decision.kind = RestartDecision::Kind::Stay;
        decision.why = describe(exit) + "; its restart policy does not restart it";
        return decision;
    }
    if (hadBeenReady && now - readySince >= policy.resetAfter)
        history.inRow = 0;
    std::erase_if(history.recent, [&](TimePoint at) { return now - at > policy.window; });
    if (policy.maxAttempts > 0 && static_cast<int>(history.recent.size()) >= policy.maxAttempts) {
        decision.kind = RestartDecision::Kind::CrashLoop;
        decision.why = "restarted " + std::to_string(history.recent.size()) + " times within " +
                       formatDuration(policy.window) + ", last " + describe(exit);
        return decision;
    }
    Duration delay{0};
    if (!(hadBeenReady && history.inRow == 0)) {
        const double grown =
            static_cast<double>(policy.delay.count()) * std::pow(policy.factor, std::min(history.inRow, 40));
        const double bounded = std::min(grown, static_cast<double>(policy.maxDelay.count()));
        delay = duration_cast<Duration>(duration<double, std::milli>(bounded * (0.8 + 0.4 * random.unit())));
    }
    ++history.inRow;
    history.recent.push_back(now);
    decision.at = now + delay;
    decision.why = describe(exit);
    return decision;
}

}  // namespace slipway::model
