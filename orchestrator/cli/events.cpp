#include <algorithm>
#include <thread>

#include "base/percent.h"
#include "cli/commands.h"
#include "cli/format.h"
#include "client/home.h"
#include "client/sse_parser.h"

namespace slipway::cli {
namespace {

struct Describe {
    const Console& console;

    std::string operator()(const api::InstanceEvent& event) const {
        const auto& row = event.instance;
        std::string text = row.instance + ' ' + (event.from.empty() ? "" : event.from + " → ") +
                           (event.removed ? "gone" : console.onOut(colorOf(row.state), word(row.state)));
        if (row.pid != 0 && !event.removed)
            text += " (pid " + std::to_string(row.pid) + ')';
        return row.why.empty() ? text : text + ": " + harmless(row.why, false);
    }
    std::string operator()(const api::ServiceEvent& event) const {
        const auto& row = event.service;
        return row.name + ' ' + console.onOut(colorOf(row.state), word(row.state)) + ' ' + std::to_string(row.ready) +
               '/' + std::to_string(row.desired) + (row.why.empty() ? "" : ": " + harmless(row.why, false));
    }
    std::string operator()(const api::OperationEvent& event) const {
        const auto& operation = event.operation;
        const std::string whom = operation.service.empty() ? operation.project : operation.service;
        return std::string(word(operation.kind)) + " of " + whom + ' ' + word(operation.state) + " (" + operation.id +
               ')' + (operation.error ? ": " + harmless(operation.error->message, false) : "");
    }
    std::string operator()(const api::RolloutEvent& event) const {
        const auto& receipt = event.receipt;
        return std::string(word(receipt.kind)) + " of " + receipt.service + ' ' + word(receipt.outcome) + ": " +
               std::to_string(receipt.requests) + " requests, " + std::to_string(receipt.failed) + " failed (" +
               receipt.id + ')';
    }
    std::string operator()(const api::TickEvent&) const { return {}; }
    std::string operator()(const api::ProjectEvent& event) const { return event.action; }
    std::string operator()(const api::GatewayEvent& event) const {
        return std::string(word(event.state)) + (event.pid != 0 ? " (pid " + std::to_string(event.pid) + ')' : "") +
               ", generation " + std::to_string(event.generation);
    }
    std::string operator()(const api::ScaledEvent& event) const {
        return event.service + ' ' + std::to_string(event.from) + " → " + std::to_string(event.to) + ": " +
               harmless(event.why, false);
    }
    std::string operator()(const api::GatewayUpgradeEvent& event) const {
        std::string text = std::string("upgrade ") + event.upgrade.id + ' ' + word(event.upgrade.state);
        for (const auto& each : event.upgrade.processes)
            text += (&each == &event.upgrade.processes.front() ? ": " : ", ") + each.process + " pid " +
                    std::to_string(each.fromPid) + " -> " + std::to_string(each.toPid);
        return text + (event.upgrade.error.empty() ? "" : ": " + harmless(event.upgrade.error, false));
    }
    std::string operator()(const api::WarningEvent& event) const {
        return console.onOut(Color::Yellow, harmless(event.message, false));
    }
    std::string operator()(const api::LostEvent&) const { return "events were missed"; }
    std::string operator()(const api::UnknownEvent&) const { return "(of a newer version)"; }
};

void print(Console& console, const api::Event& event) {
    const std::string text = std::visit(Describe{console}, event.what);
    if (text.empty())
        return;  // ticks are for windows
    console.out << console.onOut(Color::Dim, localTime(event.at, SystemClock().wallMs(), true)) << ' '
                << (event.project.empty() ? "" : event.project + ' ') << console.onOut(Color::Cyan, event.type()) << ' '
                << text << std::endl;
}

}  // namespace

int events(Context& context, const EventOptions& options) {
    SLIPWAY_CLI_TRY(client, context.daemon());
    // Events of all projects, unless one is named: what a daemon does concerns whoever asks.
    const std::string& project = context.options.project;
    std::string path = "/v1/events?limit=" + std::to_string(options.limit);
    if (options.sinceId > 0)
        path += "&since_id=" + std::to_string(options.sinceId);
    if (!project.empty())
        path += "&project=" + percentEncoded(project);
    SLIPWAY_CLI_TRY(text, (*client)->getText(path));
    const auto stored = api::decode<std::vector<api::Event>>(*text);
    if (!stored)
        return report(context, api::ApiError(stored.error()));
    if (context.options.json && !options.follow) {
        printJson(context, *text);
        return 0;
    }
    const auto show = [&](const api::Event& event) {
        const std::lock_guard lock(context.console.lock);
        if (!context.options.json)
            print(context.console, event);
        else if (event.id != 0)
            context.console.out << api::encode(event) << std::endl;
    };
    std::int64_t last = options.sinceId;
    for (const auto& event : *stored) {
        show(event);
        last = std::max(last, event.id);
    }
    if (!options.follow)
        return 0;

    SLIPWAY_CLI_TRY(home, context.home());
    client::Transport transport(client::daemonSocket(*home));
    while (true) {
        client::SseParser parser([&](const client::ServerSentEvent& sent) {
            if (const auto event = api::decode<api::Event>(sent.data)) {
                last = std::max(last, event->id);
                show(*event);
            }
        });
        client::Request request;
        request.path = "/v1/events" + (project.empty() ? std::string() : "?project=" + percentEncoded(project));
        request.timeout = std::chrono::milliseconds(0);
        request.headers = {{"Accept", "text/event-stream"}};
        if (last > 0)
            request.headers.emplace_back("Last-Event-ID", std::to_string(last));
        request.onPiece = [&](std::string_view piece) {
            parser.take(piece);
            return true;
        };
        const auto ended = transport.perform(request);
        if (!ended && ended.error().code != ErrorCode::DaemonUnreachable)
            return report(context, ended.error());
        // The gateway raises a daemon that was killed; one that was stopped is not started by a mere onlooker.
        if (const auto back = (*client)->version(); !back) {
            std::this_thread::sleep_for(std::chrono::seconds(1));
            if (const auto later = (*client)->version(); !later)
                return report(context, later.error());
        }
    }
}

}  // namespace slipway::cli
