#include <algorithm>

#include "cli/commands.h"
#include "cli/format.h"
#include "cli/table.h"

/// What shadows of routes answer beside those who answer clients.
namespace slipway::cli {
namespace {

std::string colored(const Console& console, std::int64_t number, Color color) {
    return number == 0 ? "0" : console.onOut(color, std::to_string(number));
}

std::string answerText(const api::MirrorAnswer& answer) {
    return std::to_string(answer.status) + ", " + counted(answer.bytes, "byte", "bytes") + ", " + answer.digest;
}

std::string whatText(const api::MirrorDifference& each) {
    return harmless(each.pointer.empty() ? each.what : each.what + ' ' + each.pointer, false);
}

void showMirror(Context& context, const api::MirrorRow& row) {
    Console& console = context.console;
    console.out << console.onOut(Color::Bold, row.route) << "  " << joined(row.from) << " answers, " << row.service
                << " is asked as well (" << row.percent << " %)\n"
                << row.compared << " compared: " << row.same << " alike, "
                << colored(console, row.different, Color::Red) << " different; " << row.failed << " without an answer, "
                << row.dropped << " dropped, " << row.tooLarge << " too large, " << row.kept << " not copied\n";
    if (!row.why.empty())
        console.out << row.why << '\n';
    if (!row.differences.empty()) {
        Table table({{"AT"}, {"REQUEST"}, {"DIFFERS IN"}, {"ANSWER"}, {"SHADOW"}, {"REQUEST ID"}});
        const WallMs now = SystemClock().wallMs();
        for (const auto& each : row.differences)
            table.add({localTime(each.atMs, now, true), harmless(each.method + ' ' + each.path, false), whatText(each),
                       answerText(each.original), answerText(each.shadow), harmless(each.requestId, false)});
        console.out << '\n' << table.text(console);
    }
    console.out << std::flush;
}

}  // namespace

int mirrorList(Context& context) {
    SLIPWAY_CLI_TRY(project, context.project());
    SLIPWAY_CLI_TRY(client, context.daemon());
    SLIPWAY_CLI_TRY(rows, (*client)->mirrors(*project));
    if (context.options.json) {
        printJson(context, api::encode(*rows));
        return 0;
    }
    Console& console = context.console;
    if (rows->empty()) {
        console.out << "No route of " << *project << " has a mirror.\n" << std::flush;
        return 0;
    }
    Table table({{"ROUTE"},
                 {"ANSWERS"},
                 {"SHADOW"},
                 {"COPIED", Align::Right},
                 {"COMPARED", Align::Right},
                 {"ALIKE", Align::Right},
                 {"DIFFERENT", Align::Right},
                 {"NO ANSWER", Align::Right},
                 {"DROPPED", Align::Right},
                 {"TOO LARGE", Align::Right},
                 {"NOT COPIED", Align::Right}});
    for (const auto& row : *rows)
        table.add({row.route, joined(row.from), row.service, std::to_string(row.percent) + " %",
                   std::to_string(row.compared), std::to_string(row.same), colored(console, row.different, Color::Red),
                   colored(console, row.failed, Color::Yellow), colored(console, row.dropped, Color::Yellow),
                   std::to_string(row.tooLarge), std::to_string(row.kept)});
    console.out << table.text(console) << std::flush;
    return 0;
}

int mirrorShow(Context& context, const std::string& route) {
    SLIPWAY_CLI_TRY(project, context.project());
    SLIPWAY_CLI_TRY(client, context.daemon());
    SLIPWAY_CLI_TRY(rows, (*client)->mirrors(*project));
    const auto row = std::find_if(rows->begin(), rows->end(), [&](const auto& each) { return each.route == route; });
    if (row == rows->end())
        return report(context, api::ApiError(Error{ErrorCode::NotFound,
                                                   "no route '" + route + "' of " + *project + " has a mirror",
                                                   "`slipway mirror ls` lists them.",
                                                   {}}));
    if (context.options.json)
        printJson(context, api::encode(*row));
    else
        showMirror(context, *row);
    return 0;
}

}  // namespace slipway::cli
