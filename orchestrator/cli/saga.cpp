#include <nlohmann/json.hpp>

#include "base/percent.h"
#include "cli/commands.h"
#include "cli/format.h"
#include "cli/table.h"

namespace slipway::cli {
namespace {

using nlohmann::json;

Color colorOf(const std::string& state) {
    if (state == "done")
        return Color::Green;
    if (state == "stuck" || state == "abandoned" || state == "doubtful")
        return Color::Red;
    if (state == "compensating" || state == "undoing" || state == "refused")
        return Color::Yellow;
    return Color::None;
}

std::string textOf(const json& row, const char* name) {
    const auto found = row.find(name);
    if (found == row.end() || found->is_null())
        return "–";
    const std::string text = found->is_string() ? found->get<std::string>() : found->dump();
    return text.empty() ? "–" : harmless(text, false);
}

std::string stateOf(const Console& console, const json& row) {
    const std::string state = textOf(row, "state");
    return console.onOut(colorOf(state), state);
}

std::string whyOf(const json& row) {
    if (const auto cause = row.find("cause"); cause != row.end() && cause->is_object())
        return textOf(*cause, "detail");
    return textOf(row, "error");
}

std::string whenOf(const json& row, const char* name) {
    const auto found = row.find(name);
    return found != row.end() && found->is_number() ? localTime(found->get<WallMs>(), SystemClock().wallMs(), false)
                                                    : "–";
}

std::string nextTryOf(const json& row) {
    const auto found = row.find("next_try_ms");
    if (found == row.end() || !found->is_number())
        return "";
    return "in " + formatDuration(std::chrono::milliseconds(found->get<std::int64_t>()));
}

json decoded(const std::string& text) {
    return json::parse(text, nullptr, false);
}

int notUnderstood(Context& context) {
    return report(context, api::ApiError(Error{ErrorCode::Corrupt, "the daemon's answer is no list of sagas", "", {}}));
}

void show(Context& context, const json& saga) {
    Console& console = context.console;
    console.out << console.onOut(Color::Bold, textOf(saga, "id")) << "  " << textOf(saga, "composite") << "  "
                << stateOf(console, saga) << '\n';
    console.out << "began " << whenOf(saga, "created_ms") << ", last moved " << whenOf(saga, "updated_ms") << '\n';
    if (const auto cause = saga.find("cause"); cause != saga.end() && cause->is_object())
        console.out << "because " << (textOf(*cause, "step") == "–" ? "" : textOf(*cause, "step") + ": ")
                    << textOf(*cause, "detail") << '\n';
    if (const std::string next = nextTryOf(saga); !next.empty())
        console.out << "next try " << next << '\n';
    Table table(
        {{"STEP"}, {"STATE"}, {"STATUS", Align::Right}, {"TRIES", Align::Right}, {"UNDO", Align::Right}, {"ERROR"}});
    for (const auto& step : saga.value("steps", json::array()))
        table.add({textOf(step, "name"), stateOf(console, step), textOf(step, "status"), textOf(step, "tries"),
                   textOf(step, "undo_tries"), step.value("error", "").empty() ? "" : textOf(step, "error")});
    console.out << table.text(console);
    if (const auto reply = saga.find("reply"); reply != saga.end() && reply->is_object())
        console.out << "replied " << textOf(*reply, "status") << '\n';
    console.out.flush();
}

}  // namespace

int sagaList(Context& context, const SagaListOptions& options) {
    SLIPWAY_CLI_TRY(project, context.project());
    SLIPWAY_CLI_TRY(client, context.daemon());
    std::string rest = "/sagas?limit=" + std::to_string(options.limit);
    if (!options.state.empty())
        rest += "&state=" + percentEncoded(options.state);
    if (!options.composite.empty())
        rest += "&composite=" + percentEncoded(options.composite);
    SLIPWAY_CLI_TRY(text, (*client)->getText(client::projectPath(*project, rest)));
    if (context.options.json) {
        printJson(context, *text);
        return 0;
    }
    const json rows = decoded(*text);
    if (!rows.is_array())
        return notUnderstood(context);
    Console& console = context.console;
    if (rows.empty()) {
        console.out << "No saga" << (options.state.empty() ? "" : " is " + options.state) << ".\n" << std::flush;
        return 0;
    }
    Table table({{"SAGA"}, {"COMPOSITE"}, {"STATE"}, {"STEP"}, {"TRIES", Align::Right}, {"NEXT"}, {"BEGAN"}, {"WHY"}});
    for (const auto& row : rows)
        table.add({textOf(row, "id"), textOf(row, "composite"), stateOf(console, row), textOf(row, "step"),
                   textOf(row, "tries"), nextTryOf(row), whenOf(row, "created_ms"), whyOf(row)});
    console.out << table.text(console) << std::flush;
    return 0;
}

int sagaShow(Context& context, const std::string& id) {
    SLIPWAY_CLI_TRY(project, context.project());
    SLIPWAY_CLI_TRY(client, context.daemon());
    SLIPWAY_CLI_TRY(text, (*client)->getText(client::projectPath(*project, "/sagas/" + percentEncoded(id))));
    if (context.options.json) {
        printJson(context, *text);
        return 0;
    }
    const json saga = decoded(*text);
    if (!saga.is_object())
        return notUnderstood(context);
    show(context, saga);
    return 0;
}

int sagaOrder(Context& context, const std::string& order, const std::string& id) {
    SLIPWAY_CLI_TRY(project, context.project());
    SLIPWAY_CLI_TRY(client, context.daemon());
    SLIPWAY_CLI_TRY(text,
                    (*client)->postText(client::projectPath(*project, "/sagas/" + percentEncoded(id) + "/" + order)));
    if (context.options.json) {
        printJson(context, *text);
        return 0;
    }
    const json saga = decoded(*text);
    if (!saga.is_object())
        return notUnderstood(context);
    context.console.out << textOf(saga, "id") << "  " << stateOf(context.console, saga) << '\n' << std::flush;
    return 0;
}

}  // namespace slipway::cli
