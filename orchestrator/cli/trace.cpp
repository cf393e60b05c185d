#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>

#include "base/percent.h"
#include "cli/commands.h"
#include "cli/format.h"
#include "cli/table.h"
#include "protocol/api.h"

namespace slipway::cli {
namespace {

constexpr int kNarrowestBar = 10, kWidestBar = 60, kNarrowestLabel = 30;
/// STATUS, START and TOOK with the blanks between columns.
constexpr int kFigureColumns = 34;

std::string timeText(std::int64_t us) {
    const double ms = static_cast<double>(us) / 1000;
    char text[32];
    if (us >= 9'999'500)
        std::snprintf(text, sizeof text, "%.1f s", ms / 1000);
    else
        std::snprintf(text, sizeof text, us < 9'950 ? "%.2f ms" : us < 99'500 ? "%.1f ms" : "%.0f ms", ms);
    return text;
}

std::string statusOf(const Console& console, int status, bool failed) {
    const std::string text = status == 0 ? "–" : std::to_string(status);
    return failed ? console.onOut(Color::Red, text) : text;
}

int notUnderstood(Context& context, const Error& error) {
    return report(context, api::ApiError(error));
}

/// A span's line of the tree.
struct Branch {
    const api::Span* span = nullptr;
    int depth = 0;
};

/// Parents before children, each with its children by their start. Spans whose parent is not here stand at the top.
std::vector<Branch> treeOf(const std::vector<api::Span>& spans) {
    std::map<std::string, std::vector<const api::Span*>> children;
    std::map<std::string, bool> known;
    for (const api::Span& span : spans)
        known[span.id] = true;
    for (const api::Span& span : spans)
        children[span.parent != span.id && known.contains(span.parent) ? span.parent : ""].push_back(&span);
    std::vector<Branch> tree;
    std::vector<Branch> open;
    const auto push = [&](const std::string& parent, int depth) {
        const auto found = children.find(parent);
        if (found == children.end())
            return;
        for (auto it = found->second.rbegin(); it != found->second.rend(); ++it)
            open.push_back({*it, depth});
        children.erase(found);  // a circle ends here
    };
    push("", 0);
    while (!open.empty()) {
        const Branch next = open.back();
        open.pop_back();
        tree.push_back(next);
        push(next.span->id, next.depth + 1);
    }
    return tree;
}

/// What the span is, in the words of this table.
std::string labelOf(const api::Span& span) {
    if (span.kind == "exchange")
        return span.service == "gateway" ? span.name : span.service + " -> " + span.target + ": " + span.name;
    if (span.kind == "try")
        return (span.attempt > 1 ? "try " + std::to_string(span.attempt) + ": " : "") + span.name;
    return span.kind + " " + span.name + (span.attempt > 1 ? " (try " + std::to_string(span.attempt) + ")" : "");
}

std::string barOf(const api::Span& span, const api::TraceRow& whole, int width) {
    const double scale = static_cast<double>(width) / static_cast<double>(std::max<std::int64_t>(whole.durationUs, 1));
    const int from = std::clamp(static_cast<int>(std::floor(static_cast<double>(span.startUs - whole.startUs) * scale)),
                                0, width - 1);
    const int size =
        std::clamp(static_cast<int>(std::lround(static_cast<double>(span.durationUs) * scale)), 1, width - from);
    std::string bar(static_cast<std::size_t>(from), ' ');
    for (int i = 0; i < size; ++i)
        bar += "█";
    return bar;
}

std::string whyOf(const api::Span& span) {
    std::string why = harmless(span.error, false);
    if (span.heldUs != 0)
        why += (why.empty() ? "" : ", ") + ("held " + timeText(span.heldUs));
    return why;
}

void waterfall(Context& context, const api::Trace& trace) {
    Console& console = context.console;
    const api::TraceRow& whole = trace.summary;
    console.out << console.onOut(Color::Bold, whole.id) << "  " << harmless(whole.name, false) << "  "
                << statusOf(console, whole.status, whole.failed) << "  " << timeText(whole.durationUs) << "  "
                << localTime(whole.startUs / 1000, SystemClock().wallMs(), false) << '\n';
    const auto tree = treeOf(trace.spans);
    int labels = 0, reasons = 0;
    for (const Branch& branch : tree)
        reasons = std::max(reasons, displayWidth(whyOf(*branch.span)));
    // What is longer than a line of the terminal is cut, for a tree that wraps is none; a file gets all of it.
    const int widest = std::max(
        console.columns - reasons - kFigureColumns - std::max(kNarrowestBar, console.columns / 4), kNarrowestLabel);
    const auto label = [&](const Branch& branch) {
        const std::string text =
            std::string(static_cast<std::size_t>(2 * branch.depth), ' ') + harmless(labelOf(*branch.span), false);
        return console.outIsTerminal ? fitted(text, widest) : text;
    };
    for (const Branch& branch : tree)
        labels = std::max(labels, displayWidth(label(branch)));
    const int width = std::clamp(console.columns - labels - reasons - kFigureColumns, kNarrowestBar, kWidestBar);
    Table table({{"SPAN"},
                 {"STATUS", Align::Right},
                 {"START", Align::Right},
                 {"TOOK", Align::Right},
                 {"", Align::Left},
                 {"WHY"}});
    for (const Branch& branch : tree) {
        const api::Span& span = *branch.span;
        table.add({label(branch), statusOf(console, span.status, span.failed), timeText(span.startUs - whole.startUs),
                   timeText(span.durationUs),
                   console.onOut(span.failed ? Color::Red : Color::Cyan, barOf(span, whole, width)), whyOf(span)});
    }
    console.out << table.text(console) << std::flush;
}

}  // namespace

int traceList(Context& context, const TraceListOptions& options) {
    SLIPWAY_CLI_TRY(project, context.project());
    SLIPWAY_CLI_TRY(client, context.daemon());
    std::string rest = "/traces?limit=" + std::to_string(options.limit);
    const std::pair<const char*, std::string> filters[] = {
        {"service", options.service}, {"status", options.status}, {"min_duration", options.minDuration}};
    for (const auto& [name, value] : filters)
        if (!value.empty())
            rest += std::string("&") + name + "=" + percentEncoded(value);
    SLIPWAY_CLI_TRY(text, (*client)->getText(client::projectPath(*project, rest)));
    if (context.options.json) {
        printJson(context, *text);
        return 0;
    }
    const auto rows = api::decode<std::vector<api::TraceRow>>(*text);
    if (!rows)
        return notUnderstood(context, rows.error());
    Console& console = context.console;
    if (rows->empty()) {
        console.out << "No trace is kept that fits.\n" << std::flush;
        return 0;
    }
    Table table({{"TRACE"},
                 {"REQUEST"},
                 {"STATUS", Align::Right},
                 {"TOOK", Align::Right},
                 {"SPANS", Align::Right},
                 {"BEGAN"},
                 {"ERRORS"},
                 {"SERVICES"}});
    for (const auto& row : *rows) {
        std::string services;
        for (const auto& name : row.services)
            services += (services.empty() ? "" : " ") + name;
        table.add({row.id, harmless(row.name, false), statusOf(console, row.status, row.failed),
                   timeText(row.durationUs), std::to_string(row.spans),
                   localTime(row.startUs / 1000, SystemClock().wallMs(), false),
                   row.failed ? console.onOut(Color::Red, "yes") : "", harmless(services, false)});
    }
    console.out << table.text(console) << std::flush;
    return 0;
}

int traceShow(Context& context, const std::string& id) {
    SLIPWAY_CLI_TRY(project, context.project());
    SLIPWAY_CLI_TRY(client, context.daemon());
    SLIPWAY_CLI_TRY(text, (*client)->getText(client::projectPath(*project, "/traces/" + percentEncoded(id))));
    if (context.options.json) {
        printJson(context, *text);
        return 0;
    }
    const auto trace = api::decode<api::Trace>(*text);
    if (!trace)
        return notUnderstood(context, trace.error());
    waterfall(context, *trace);
    return 0;
}

}  // namespace slipway::cli
