#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/format.h"
#include "cli/progress.h"
#include "cli/receipt_text.h"
#include "manifest/scalars.h"

namespace slipway::cli {
namespace {

using Accepted = api::Answer<api::Accepted>;

// What an operation printed: its receipt for a rollout, itself for the rest.
void printOutcome(Context& context, const api::Operation& operation) {
    Console& console = context.console;
    if (operation.receipt) {
        console.out << receiptText(console, *operation.receipt);
        if (operation.state == api::OperationState::Succeeded && !operation.message.empty())
            console.out << console.onOut(Color::Yellow, "!") << ' ' << operation.service << ": "
                        << harmless(operation.message, false) << '\n';
    } else if (operation.state == api::OperationState::Succeeded) {
        const double took = static_cast<double>(operation.endedMs - operation.startedMs) / 1000;
        console.out << console.onOut(Color::Green, "✓") << ' ' << operationTitle(operation) << " in " << seconds(took)
                    << (operation.message.empty() ? "" : ": " + harmless(operation.message, false)) << '\n';
    }
    console.out.flush();
}

// Empty unless it gave way to a newer move of its service, whose operation this is.
std::string successorOf(const api::Operation& operation) {
    constexpr std::string_view kBy = "superseded by op-";
    const bool moves = operation.kind == api::OperationKind::Redeploy || operation.kind == api::OperationKind::Rollback;
    if (!moves || !operation.error || operation.error->code != ErrorCode::Cancelled ||
        !operation.error->message.starts_with(kBy))
        return {};
    return operation.error->message.substr(kBy.size() - 3);
}

// Who asked for a service to be moved wants it moved: a newer redeploy that takes over does so for both.
api::Answer<api::Operation> followToTheEnd(Context& context, const std::string& id, std::chrono::milliseconds limit) {
    auto operation = follow(context, id, limit);
    while (operation) {
        const std::string next = successorOf(*operation);
        if (next.empty())
            break;
        context.console.err << id << " gives way to " << next << ", which moves " << operation->service << " on"
                            << std::endl;
        auto successor = follow(context, next, limit);
        if (!successor || successor->kind != operation->kind)
            break;
        operation = std::move(successor);
    }
    return operation;
}

// Sends every request first, then waits for each: services move side by side. `asReceipt`: --json prints receipts, not
// operations.
int run(Context& context,
        const std::vector<std::pair<std::string, std::function<Accepted(client::ControlClient&, const std::string&)>>>&
            requests,
        const WaitOptions& wait, bool asReceipt) {
    SLIPWAY_CLI_TRY(project, context.project());
    SLIPWAY_CLI_TRY(client, context.daemon());
    int exit = 0;
    std::vector<std::string> operations;
    for (const auto& [what, request] : requests) {
        const auto accepted = request(**client, *project);
        if (accepted)
            operations.push_back(accepted->operation);
        else
            exit = report(context, accepted.error());
    }
    nlohmann::ordered_json printed = nlohmann::ordered_json::array();
    for (const auto& id : operations) {
        if (!wait.wait) {
            if (context.options.json)
                printed.push_back({{"operation", id}});
            else
                context.console.out << id << std::endl;
            continue;
        }
        const auto operation = followToTheEnd(context, id, wait.timeout);
        if (!operation) {
            exit = report(context, operation.error());
            continue;
        }
        if (context.options.json)
            printed.emplace_back(asReceipt && operation->receipt ? nlohmann::json(*operation->receipt)
                                                                 : nlohmann::json(*operation));
        else
            printOutcome(context, *operation);
        if (const int code = outcome(context, *operation); code != 0)
            exit = code;
    }
    if (context.options.json && !printed.empty())
        printJson(context, (requests.size() == 1 ? printed[0] : printed)
                               .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    return exit;
}

}  // namespace

api::Answer<api::Operation> follow(Context& context, const std::string& operation, std::chrono::milliseconds limit) {
    const auto client = context.daemon();
    if (!client)
        return tl::unexpected(client.error());
    Progress progress(context.console, context.options.json);
    return (*client)->waitForOperation(operation, limit, [&](const api::Operation& now) { progress.update(now); });
}

int outcome(Context& context, const api::Operation& operation) {
    if (operation.state == api::OperationState::Succeeded)
        return 0;
    Error error =
        operation.error.value_or(Error{ErrorCode::RolloutFailed, operationTitle(operation) + " failed", "", {}});
    if (error.details.empty() && operation.receipt && context.options.json)
        error.details = operation.receipt->logLines;
    if (error.hint.empty() && !operation.service.empty())
        error.hint = "`slipway logs " + operation.service + "` shows its output.";
    // --json has printed the operation already; people get the cause on standard error.
    const bool json = std::exchange(context.options.json, false);
    const int code = report(context, api::ApiError(std::move(error)));
    context.options.json = json;
    return code;
}

int down(Context& context, const WaitOptions& wait) {
    return run(
        context,
        {{"down", [](client::ControlClient& client, const std::string& project) { return client.down(project); }}},
        wait, false);
}

int switchTopology(Context& context, const std::string& mode, const WaitOptions& wait) {
    return run(context,
               {{"topology", [mode](client::ControlClient& client,
                                    const std::string& project) { return client.switchTopology(project, mode); }}},
               wait, false);
}

int scale(Context& context, const std::vector<std::string>& wanted, const WaitOptions& wait) {
    std::vector<std::pair<std::string, std::function<Accepted(client::ControlClient&, const std::string&)>>> requests;
    for (const auto& each : wanted) {
        const size_t equals = each.find('=');
        const auto replicas =
            equals == std::string::npos ? std::nullopt : manifest::parseInteger(each.substr(equals + 1));
        if (!replicas || equals == 0 || *replicas < 0 || *replicas > 256)
            return report(context, api::ApiError(Error{ErrorCode::Usage,
                                                       "'" + each + "' is no SERVICE=N with N from 0 to 256",
                                                       "For example: slipway scale users=3",
                                                       {}}));
        requests.emplace_back(each, [service = each.substr(0, equals), count = static_cast<int>(*replicas)](
                                        client::ControlClient& client, const std::string& project) {
            return client.scale(project, service, count);
        });
    }
    return run(context, requests, wait, false);
}

namespace {

int onEach(Context& context, const std::vector<std::string>& services, const WaitOptions& wait, bool asReceipt,
           Accepted (client::ControlClient::*call)(const std::string&, const std::string&)) {
    std::vector<std::pair<std::string, std::function<Accepted(client::ControlClient&, const std::string&)>>> requests;
    for (const auto& service : services)
        requests.emplace_back(service, [service, call](client::ControlClient& client, const std::string& project) {
            return (client.*call)(project, service);
        });
    return run(context, requests, wait, asReceipt);
}

}  // namespace

namespace {

// A canary takes as long as its steps, and a pause as long as its user: the daemon knows when it is over.
WaitOptions aslongAsItTakes(const WaitOptions& wait) {
    WaitOptions longer = wait;
    if (wait.timeout == WaitOptions{}.timeout)
        longer.timeout = std::chrono::hours(24);
    return longer;
}

}  // namespace

int redeploy(Context& context, const std::vector<std::string>& services, bool build, const WaitOptions& wait) {
    std::vector<std::pair<std::string, std::function<Accepted(client::ControlClient&, const std::string&)>>> requests;
    for (const auto& service : services)
        requests.emplace_back(service, [service, build](client::ControlClient& client, const std::string& project) {
            return client.redeploy(project, service, build);
        });
    return run(context, requests, aslongAsItTakes(wait), true);
}

int rollback(Context& context, const std::string& service, int to, const WaitOptions& wait) {
    return run(context,
               {{service, [&](client::ControlClient& client,
                              const std::string& project) { return client.rollback(project, service, to); }}},
               aslongAsItTakes(wait), true);
}

int controlRollout(Context& context, const std::string& verb, const std::string& service) {
    SLIPWAY_CLI_TRY(project, context.project());
    SLIPWAY_CLI_TRY(client, context.daemon());
    SLIPWAY_CLI_TRY(accepted, (*client)->controlRollout(*project, service, verb));
    if (context.options.json) {
        printJson(context, nlohmann::json{{"operation", accepted->operation}}.dump());
        return 0;
    }
    const char* done = verb == "pause"    ? "paused; it stays as it is until `slipway rollout resume "
                       : verb == "resume" ? "goes on"
                                          : "is taken back";
    context.console.out << "The rollout of " << service << ' ' << done << (verb == "pause" ? service + "`" : "")
                        << '\n';
    return 0;
}

int stop(Context& context, const std::vector<std::string>& services, const WaitOptions& wait) {
    return onEach(context, services, wait, false, &client::ControlClient::stop);
}
int start(Context& context, const std::vector<std::string>& services, const WaitOptions& wait) {
    return onEach(context, services, wait, false, &client::ControlClient::start);
}

int restart(Context& context, const std::vector<std::string>& targets, const WaitOptions& wait) {
    SLIPWAY_CLI_TRY(project, context.project());
    SLIPWAY_CLI_TRY(client, context.daemon());
    SLIPWAY_CLI_TRY(instances, (*client)->instances(*project));
    std::vector<std::pair<std::string, std::function<Accepted(client::ControlClient&, const std::string&)>>> requests;
    for (const auto& target : targets) {
        std::string service = target, instance;
        for (const auto& row : *instances) {
            if (row.instance == target) {
                service = row.service;
                instance = target;
            }
        }
        requests.emplace_back(target, [service, instance](client::ControlClient& to, const std::string& name) {
            return to.restart(name, service, instance);
        });
    }
    return run(context, requests, wait, false);
}

}  // namespace slipway::cli
