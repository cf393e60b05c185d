#include <climits>
#include <cstdlib>
#include <utility>

#include "cli/commands.h"
#include "cli/format.h"
#include "cli/table.h"

/// `slipway gateway upgrade`: another process in the place of the one that runs.
namespace slipway::cli {
namespace {

using namespace std::chrono_literals;

/// Between two looks, while it is seen what goes on.
constexpr auto kLook = 100ms;

std::string versionText(const std::string& version, const std::string& build) {
    return version.empty() ? "–" : version + (build.empty() ? "" : " (" + build + ")");
}

std::string upgradeText(const Console& console, const api::GatewayUpgrade& upgrade) {
    std::string out = console.onOut(Color::Green, "✓") + ' ' + console.onOut(Color::Bold, "gateway") + " upgrade in " +
                      seconds(static_cast<double>(upgrade.endedMs - upgrade.startedMs) / 1000) +
                      ": the new one in charge after " + seconds(upgrade.readyS.value_or(0)) + " (" + upgrade.id +
                      ")\n";
    Table table({{"PROCESS"}, {"PID"}, {"VERSION"}, {"CONNECTIONS"}, {"IN FLIGHT"}, {"TUNNELS"}, {"CUT"}, {"DRAINED"}});
    for (const auto& each : upgrade.processes) {
        const std::string from = versionText(each.fromVersion, each.fromBuild),
                          to = versionText(each.toVersion, each.toBuild);
        table.add({each.process, std::to_string(each.fromPid) + " → " + std::to_string(each.toPid),
                   from == to ? to : from + " → " + to, std::to_string(each.connections), std::to_string(each.inFlight),
                   std::to_string(each.tunnels),
                   each.connectionsCut == 0 ? "0"
                                            : std::to_string(each.connectionsCut) + " (" +
                                                  counted(each.tunnelsCut, "tunnel", "tunnels") + ")",
                   each.drainedS ? seconds(*each.drainedS) : "–"});
    }
    return out + table.text(console);
}

/// What goes on, a line a change.
class Told {
  public:
    explicit Told(Context& context) : m_context(context) {}
    void update(const api::GatewayUpgrade& upgrade) {
        const std::string who = upgrade.waiting.empty() ? "the gateway" : harmless(upgrade.waiting, false);
        const std::string text = upgrade.state == api::UpgradeState::Draining
                                     ? "the new one is in charge; the one before finishes what it has (" + who + ")"
                                     : "starting the new one, the one before serves on (" + who + ")";
        if (!m_context.options.json && std::exchange(m_last, text) != text)
            m_context.console.err << text << std::endl;
    }

  private:
    Context& m_context;
    std::string m_last;
};

int failed(Context& context, const std::string& message, const std::string& hint) {
    return report(context, api::ApiError(Error{ErrorCode::StartFailed, message, hint, {}}));
}

}  // namespace

int gatewayUpgrade(Context& context, const GatewayUpgradeOptions& options) {
    api::GatewayUpgradeRequest request;
    request.drainTimeoutMs = options.drainTimeout.count();
    request.readyTimeoutMs = options.readyTimeout.count();
    if (!options.binary.empty()) {
        char resolved[PATH_MAX];
        const std::string path =
            options.binary.starts_with('/') ? options.binary : context.folder + "/" + options.binary;
        request.binary = ::realpath(path.c_str(), resolved) ? resolved : path;
    }
    SLIPWAY_CLI_TRY(client, context.daemon());
    SLIPWAY_CLI_TRY(begun, (*client)->upgradeGateway(request));
    Told told(context);
    api::GatewayUpgrade upgrade = *begun;
    while (!upgrade.ended()) {
        told.update(upgrade);
        auto now = (*client)->gatewayUpgrade(kLook);
        if (!now || now->id != upgrade.id) {
            // The gateway raises a daemon that was killed; it knows who is in charge, and nothing of the upgrade.
            return failed(context, "slipwayd ended during the upgrade; one gateway is in charge, the old or the new",
                          "See which: slipway gateway status. Then try again.");
        }
        upgrade = *now;
    }
    if (context.options.json)
        printJson(context, api::encode(upgrade));
    if (upgrade.state != api::UpgradeState::Done) {
        if (!context.options.json)
            return failed(context, upgrade.error, upgrade.hint);
        return errorCodeInfo(ErrorCode::StartFailed).cliExit;
    }
    if (!context.options.json)
        context.console.out << upgradeText(context.console, upgrade) << std::flush;
    return 0;
}

}  // namespace slipway::cli
