#include <nlohmann/json.hpp>

#include "base/percent.h"
#include "cli/commands.h"
#include "cli/format.h"
#include "cli/table.h"

namespace slipway::cli {
namespace {

using nlohmann::json;

std::string wordOf(const json& row, const char* name) {
    const auto found = row.find(name);
    if (found == row.end() || found->is_null())
        return "–";
    const std::string text = found->is_string() ? found->get<std::string>() : found->dump();
    return text.empty() ? "–" : harmless(text, false);
}

std::string span(const json& row, const char* name) {
    const auto found = row.find(name);
    return found != row.end() && found->is_number()
               ? formatDuration(std::chrono::milliseconds(found->get<std::int64_t>()))
               : "–";
}

std::string moment(const json& row, const char* name) {
    const auto found = row.find(name);
    return found != row.end() && found->is_number() ? localTime(found->get<WallMs>(), SystemClock().wallMs(), false)
                                                    : "–";
}

std::string deadOf(const Console& console, const json& row) {
    const std::string dead = wordOf(row, "dead");
    return dead == "0" ? dead : console.onOut(Color::Red, dead);
}

std::string messageState(const Console& console, const json& row) {
    const std::string state = wordOf(row, "state");
    return console.onOut(state == "dead" ? Color::Red : state == "delivered" ? Color::Green : Color::None, state);
}

/// "/queues/orders/points", or an empty text where the argument is no queue.
std::string pathOf(const std::string& queue) {
    const std::size_t slash = queue.find('/');
    if (slash == std::string::npos || slash == 0 || slash + 1 == queue.size())
        return {};
    return "/queues/" + percentEncoded(queue.substr(0, slash)) + '/' + percentEncoded(queue.substr(slash + 1));
}

int notAQueue(Context& context, const std::string& queue) {
    return report(context, api::ApiError(Error{ErrorCode::Usage,
                                               "'" + queue + "' is no queue's name",
                                               "CALLER/SERVICE, such as orders/points; `slipway queue ls` lists them.",
                                               {}}));
}

int notAboutQueues(Context& context) {
    return report(context,
                  api::ApiError(Error{ErrorCode::Corrupt, "the daemon's answer is nothing about queues", "", {}}));
}

void showMessage(Context& context, const json& message) {
    Console& console = context.console;
    console.out << console.onOut(Color::Bold, wordOf(message, "message")) << "  " << wordOf(message, "queue") << "  "
                << messageState(console, message) << '\n';
    console.out << wordOf(message, "method") << ' ' << wordOf(message, "path") << "  key " << wordOf(message, "key")
                << "  accepted " << moment(message, "created_ms") << "  tries " << wordOf(message, "tries") << '\n';
    if (const std::string error = wordOf(message, "error"); error != "–")
        console.out << "because " << error << '\n';
    if (const auto next = message.find("next_try_ms"); next != message.end() && next->is_number())
        console.out << "next try in " << span(message, "next_try_ms") << '\n';
    for (const auto& pair : message.value("headers", json::array()))
        if (pair.is_array() && pair.size() == 2 && pair[0].is_string() && pair[1].is_string())
            console.out << harmless(pair[0].get<std::string>(), false) << ": "
                        << harmless(pair[1].get<std::string>(), false) << '\n';
    if (const std::string body = message.value("body", ""); !body.empty())
        console.out << '\n' << harmless(body, true) << '\n';
    console.out.flush();
}

}  // namespace

int queueList(Context& context) {
    SLIPWAY_CLI_TRY(project, context.project());
    SLIPWAY_CLI_TRY(client, context.daemon());
    SLIPWAY_CLI_TRY(text, (*client)->getText(client::projectPath(*project, "/queues")));
    if (context.options.json) {
        printJson(context, *text);
        return 0;
    }
    const json rows = json::parse(*text, nullptr, false);
    if (!rows.is_array())
        return notAboutQueues(context);
    Console& console = context.console;
    if (rows.empty()) {
        console.out << "No call is asynchronous.\n" << std::flush;
        return 0;
    }
    Table table({{"QUEUE"},
                 {"DEPTH", Align::Right},
                 {"IN FLIGHT", Align::Right},
                 {"LAG", Align::Right},
                 {"DEAD", Align::Right},
                 {"DELIVERED", Align::Right},
                 {"LAST ERROR"}});
    for (const auto& row : rows) {
        const std::string error = row.value("error", "").empty() ? "" : wordOf(row, "error");
        table.add({wordOf(row, "queue"), wordOf(row, "depth"), wordOf(row, "in_flight"),
                   row.value("depth", 0) == 0 ? "–" : span(row, "lag_ms"), deadOf(console, row),
                   wordOf(row, "delivered"),
                   row.value("configured", true) ? error : "the manifest has no such call any more"});
    }
    console.out << table.text(console) << std::flush;
    return 0;
}

int queueShow(Context& context, const QueueShowOptions& options) {
    std::string path = pathOf(options.queue);
    if (path.empty())
        return notAQueue(context, options.queue);
    if (!options.message.empty())
        path += "/messages/" + percentEncoded(options.message);
    else
        path += "?limit=" + std::to_string(options.limit) + (options.state.empty() ? "" : "&state=" + options.state);
    SLIPWAY_CLI_TRY(project, context.project());
    SLIPWAY_CLI_TRY(client, context.daemon());
    SLIPWAY_CLI_TRY(text, (*client)->getText(client::projectPath(*project, path)));
    if (context.options.json) {
        printJson(context, *text);
        return 0;
    }
    const json answer = json::parse(*text, nullptr, false);
    if (answer.is_object()) {
        showMessage(context, answer);
        return 0;
    }
    if (!answer.is_array())
        return notAboutQueues(context);
    Console& console = context.console;
    if (answer.empty()) {
        console.out << "No message " << (options.state.empty() ? "waits" : "is " + options.state) << ".\n"
                    << std::flush;
        return 0;
    }
    Table table(
        {{"MESSAGE"}, {"STATE"}, {"KEY"}, {"REQUEST"}, {"TRIES", Align::Right}, {"NEXT"}, {"ACCEPTED"}, {"WHY"}});
    for (const auto& row : answer) {
        const std::string next = span(row, "next_try_ms");
        table.add({wordOf(row, "message"), messageState(console, row), wordOf(row, "key"),
                   wordOf(row, "method") + ' ' + wordOf(row, "path"), wordOf(row, "tries"),
                   next == "–" ? "" : "in " + next, moment(row, "created_ms"),
                   row.value("error", "").empty() ? "" : wordOf(row, "error")});
    }
    console.out << table.text(console) << std::flush;
    return 0;
}

int queueOrder(Context& context, const std::string& order, const std::string& queue, const std::string& message) {
    std::string path = pathOf(queue);
    if (path.empty())
        return notAQueue(context, queue);
    path += '/' + order + (message.empty() ? "" : "?message=" + percentEncoded(message));
    SLIPWAY_CLI_TRY(project, context.project());
    SLIPWAY_CLI_TRY(client, context.daemon());
    SLIPWAY_CLI_TRY(text, (*client)->postText(client::projectPath(*project, path)));
    if (context.options.json) {
        printJson(context, *text);
        return 0;
    }
    const json answer = json::parse(*text, nullptr, false);
    if (!answer.is_object())
        return notAboutQueues(context);
    const char* done = order == "purge" ? "purged" : "redelivered";
    context.console.out << queue << "  " << wordOf(answer, done) << ' ' << done << '\n' << std::flush;
    return 0;
}

}  // namespace slipway::cli
