#include "cli/receipt_text.h"

#include <algorithm>

#include "cli/format.h"
#include "cli/table.h"

namespace slipway::cli {
namespace {

std::string pid(int number) {
    return number == 0 ? "–" : std::to_string(number);
}
std::string name(const std::string& text) {
    return text.empty() ? "–" : text;
}

std::string headline(const Console& console, const api::Receipt& receipt) {
    std::string change;
    if (receipt.replicas)
        change = ": replicas " + std::to_string(receipt.replicas->from) + " → " + std::to_string(receipt.replicas->to);
    else if (receipt.from != receipt.to)
        change = ": revision " + std::to_string(receipt.from) + " → " + std::to_string(receipt.to);
    const bool good = receipt.outcome == api::Outcome::Succeeded;
    std::string word0 = word(receipt.outcome);
    std::replace(word0.begin(), word0.end(), '_', ' ');
    const std::string outcome = good ? "" : ", " + console.onOut(Color::Red, word0);
    if (!receipt.strategy.empty() && receipt.strategy != "rolling")
        change += " (" + receipt.strategy + ")";
    return console.onOut(good ? Color::Green : Color::Red, good ? "✓" : "✕") + ' ' +
           console.onOut(Color::Bold, receipt.service) + ' ' + word(receipt.kind) + change + " in " +
           seconds(receipt.seconds) + outcome + " (" + receipt.id + ")\n";
}

std::string share(const api::RevisionFigures& figures) {
    return std::to_string(figures.errors) + " of " + std::to_string(figures.requests);
}

// The steps of a canary: both revisions over the same time.
std::string trial(const Console& console, const api::Receipt& receipt) {
    if (receipt.trial.empty())
        return {};
    Table table({{"STEP"},
                 {"TOOK", Align::Right},
                 {"NEW: FAILED", Align::Right},
                 {"P99", Align::Right},
                 {"OLD: FAILED", Align::Right},
                 {"P99", Align::Right}});
    for (const auto& step : receipt.trial)
        table.add({std::to_string(step.weight) + " %", seconds(step.seconds), share(step.fresh),
                   latency(step.fresh.p99Us), share(step.old), latency(step.old.p99Us)});
    return table.text(console, "  ");
}

std::string others(const Console& console, const api::Receipt& receipt) {
    std::vector<std::string> same, touched;
    for (const auto& each : receipt.untouched)
        (each.same ? same : touched).push_back(each.service);
    std::string out;
    if (!same.empty())
        out += "  others    " + joined(same) + ": untouched, the same pids before and after\n";
    if (!touched.empty())
        out += "  others    " + console.onOut(Color::Yellow, joined(touched) + ": pids changed meanwhile") + '\n';
    return out;
}

}  // namespace

std::string receiptText(const Console& console, const api::Receipt& receipt) {
    std::string out = headline(console, receipt);
    if (!receipt.why.empty())
        out += "  because   " + harmless(receipt.why, false) + '\n';
    for (const auto& changed : receipt.changes)
        out += "  changed   " + harmless(changed, false) + '\n';
    out += trial(console, receipt);
    Table table({{"INSTANCE"},
                 {"PID"},
                 {"START", Align::Right},
                 {"HEALTH", Align::Right},
                 {"SHIFT", Align::Right},
                 {"DRAIN", Align::Right},
                 {"STOP", Align::Right},
                 {"IN FLIGHT AT DRAIN", Align::Right}});
    for (const auto& moved : receipt.instances) {
        const auto& s = moved.seconds;
        table.add(
            {name(moved.oldInstance) + " → " + name(moved.newInstance), pid(moved.oldPid) + " → " + pid(moved.newPid),
             seconds(s.start), seconds(s.health), seconds(s.shift), seconds(s.drain), seconds(s.stop),
             moved.oldInstance.empty() ? "" : std::to_string(moved.inFlightAtDrain) + (moved.drained ? "" : " (cut)")});
    }
    if (!table.empty())
        out += table.text(console, "  ");
    const auto& phases = receipt.phases;
    out += "  phases    start " + seconds(phases.start) + " · health " + seconds(phases.health) + " · shift " +
           seconds(phases.shift) + " · drain " + seconds(phases.drain) + " · stop " + seconds(phases.stop) + '\n';
    const std::string failed = std::to_string(receipt.failed) + " failed";
    out += "  requests  " + std::to_string(receipt.requests) + " served meanwhile, " +
           (receipt.failed > 0 ? console.onOut(Color::Red, failed) : failed) + ", " + std::to_string(receipt.retried) +
           " retried, " + std::to_string(receipt.held) + " held\n";
    if (receipt.p99.during)
        out += "  p99       " + latency(receipt.p99.before) + " before · " + latency(receipt.p99.during) +
               " meanwhile · " + latency(receipt.p99.after) + " by the new instances\n";
    out += others(console, receipt);
    if (!receipt.logLines.empty()) {
        out += "  log\n";
        for (const auto& line : receipt.logLines)
            out += "    " + console.onOut(Color::Dim, "|") + ' ' + harmless(line, false) + '\n';
    }
    return out;
}

}  // namespace slipway::cli
