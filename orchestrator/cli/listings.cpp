#include <cstdio>
#include <nlohmann/json.hpp>
#include <set>

#include "base/percent.h"
#include "cli/commands.h"
#include "cli/format.h"
#include "cli/listing.h"
#include "cli/receipt_text.h"
#include "cli/table.h"

namespace slipway::cli {
namespace {

std::string number(std::int64_t value) {
    return value == 0 ? "–" : std::to_string(value);
}
std::string orDash(const std::string& text) {
    return text.empty() ? "–" : text;
}

std::string uptime(std::int64_t ms) {
    return ms <= 0 ? "–" : formatDuration(std::chrono::milliseconds(ms));
}

std::string ratio(const Console& console, int ready, int desired) {
    return console.onOut(ready >= desired ? Color::None
                         : ready == 0     ? Color::Red
                                          : Color::Yellow,
                         std::to_string(ready) + '/' + std::to_string(desired));
}

std::string errors(const Console& console, std::int64_t count) {
    return console.onOut(count > 0 ? Color::Red : Color::None, std::to_string(count));
}

// Why an instance or service is not well, and its last lines.
std::string reason(const Console& console, const std::string& name, const std::string& why,
                   const std::vector<std::string>& lines) {
    std::string out = console.onOut(Color::Red, name) + ": " + harmless(why, false) + '\n';
    for (const auto& line : lines)
        out += "  " + console.onOut(Color::Dim, "|") + ' ' + harmless(line, false) + '\n';
    return out;
}

std::string match(const api::RouteRow& route) {
    std::string text = route.methods.empty() ? "" : joined(route.methods, ",") + ' ';
    text += joined(route.hosts, ",") + (route.pathPrefix.empty() ? "/" : route.pathPrefix);
    for (const auto& [name, value] : route.headers)
        text += " [" + name + ": " + value + ']';
    return text;
}

std::string targets(const api::RouteRow& route) {
    std::vector<std::string> words;
    for (const auto& target : route.to)
        words.push_back(target.service + (route.to.size() > 1 ? " " + std::to_string(target.weight) : ""));
    return joined(words);
}

// Fewer make a price that the next request may well change: it is told with "~".
constexpr std::int64_t kFewSamples = 16;

// "jwt 812 ns (3 refused), rate_limit ~65 ns"
std::string policies(const api::RouteRow& route) {
    std::vector<std::string> words;
    for (const auto& each : route.policies)
        words.push_back(
            each.name +
            (each.ns ? (each.samples < kFewSamples ? " ~" : " ") + std::to_string(*each.ns) + " ns" : " –") +
            (each.refused > 0 ? " (" + std::to_string(each.refused) + " refused)" : ""));
    return joined(words);
}

/// "async, 12 wait, 2 dead": what an asynchronous edge has in its queue.
std::string queued(const Console& console, const api::TopologyEdge& edge) {
    if (!edge.queue)
        return "async";
    std::string text = "async, " + std::to_string(edge.queue->depth) + (edge.queue->depth == 1 ? " waits" : " wait");
    if (edge.queue->dead > 0)
        text += ", " + console.onOut(Color::Red, std::to_string(edge.queue->dead) + " dead");
    return text;
}

}  // namespace

std::string instanceTable(const Console& console, const std::vector<api::InstanceRow>& rows) {
    Table table({{"INSTANCE"},
                 {"STATE"},
                 {"PID", Align::Right},
                 {"PORT", Align::Right},
                 {"UPTIME", Align::Right},
                 {"RESTARTS", Align::Right},
                 {"CPU", Align::Right},
                 {"MEMORY", Align::Right},
                 {"REV", Align::Right},
                 {"OWNER"}});
    std::string reasons;
    std::set<std::string> unheld;
    for (const auto& row : rows) {
        if (!row.unenforced.empty() && unheld.insert(row.service).second)
            reasons += console.onOut(Color::Yellow, row.service) + ": its limits of " + joined(row.unenforced, ", ") +
                       " are not held on this machine; `slipway doctor` says why\n";
        table.add({row.instance, console.onOut(colorOf(row.state), word(row.state)), number(row.pid), number(row.port),
                   uptime(row.uptimeMs), std::to_string(row.restarts), row.pid == 0 ? "–" : cpu(row.cpu),
                   row.pid == 0 ? "–" : memory(row.pssKib > 0 ? row.pssKib : row.rssKib), std::to_string(row.revision),
                   orDash(row.owner)});
        if (!row.why.empty() && row.state != api::InstanceState::Ready)
            reasons += reason(console, row.instance, row.why, row.lastLines);
    }
    return table.text(console) + reasons;
}

std::string serviceTable(const Console& console, const std::vector<api::ServiceRow>& rows) {
    Table table({{"SERVICE"},
                 {"STATE"},
                 {"READY", Align::Right},
                 {"RATE", Align::Right},
                 {"P95", Align::Right},
                 {"MEMORY", Align::Right},
                 {"REV", Align::Right},
                 {"OWNER"},
                 {"CALLS"}});
    std::string reasons;
    for (const auto& row : rows) {
        table.add({row.name, console.onOut(colorOf(row.state), word(row.state)), ratio(console, row.ready, row.desired),
                   rate(row.rps), latency(row.p95Us), memory(row.pssKib > 0 ? row.pssKib : row.rssKib),
                   row.kind == api::ServiceKind::External ? "–" : std::to_string(row.revision), orDash(row.owner),
                   joined(row.calls)});
        if (!row.why.empty() && row.state != api::ServiceState::Ready)
            reasons += reason(console, row.name, row.why, {});
    }
    return table.text(console) + reasons;
}

namespace {

// Services that have no instance to be listed, each with what would change that.
std::string withoutInstances(Context& context, const std::string& project, const std::vector<api::InstanceRow>& rows) {
    const auto client = context.daemon();
    const auto services = client ? (*client)->services(project) : tl::unexpected(client.error());
    if (!services)
        return {};
    std::string out;
    for (const auto& service : *services) {
        const bool listed = std::any_of(rows.begin(), rows.end(),
                                        [&](const api::InstanceRow& row) { return row.service == service.name; });
        if (listed || service.kind == api::ServiceKind::External)
            continue;
        const std::string text =
            service.state == api::ServiceState::Stopped
                ? "stopped; slipway start " + service.name + " starts it"
                : std::string(word(service.state)) + ", " + std::to_string(service.desired) + " wanted";
        out += context.console.onOut(Color::Dim, service.name + ": " + text) + '\n';
    }
    return out;
}

}  // namespace

int ps(Context& context) {
    return listing<std::vector<api::InstanceRow>>(
        context, "/instances", [&](const std::string& project, const std::vector<api::InstanceRow>& rows) {
            const std::string others = withoutInstances(context, project, rows);
            if (rows.empty())
                return project +
                       " has no instances. `slipway up` starts them, `slipway start SERVICE` one service's.\n" + others;
            return instanceTable(context.console, rows) + others;
        });
}

int routes(Context& context) {
    return listing<std::vector<api::RouteRow>>(
        context, "/routes", [&](const std::string& project, const std::vector<api::RouteRow>& rows) {
            if (rows.empty())
                return project + " has no routes. `gateway: {listen: …, routes: […]}` in its manifest makes some.\n";
            Table table({{"LISTENER"},
                         {"MATCH"},
                         {"TO"},
                         {"REQUESTS", Align::Right},
                         {"ERRORS", Align::Right},
                         {"RATE", Align::Right},
                         {"P95", Align::Right},
                         {"ROUTE"}});
            for (const auto& row : rows)
                table.add({row.listener, match(row), targets(row), std::to_string(row.requests),
                           errors(context.console, row.errors), rate(row.rps), latency(row.p95Us), row.id});
            std::string text = table.text(context.console);
            Table costs({{"LISTENER"}, {"ROUTE"}, {"POLICIES, AND WHAT EACH COSTS A REQUEST"}});
            bool any = false;
            for (const auto& row : rows)
                if (!row.policies.empty()) {
                    any = true;
                    costs.add({row.listener, row.id, policies(row)});
                }
            return any ? text + '\n' + costs.text(context.console) : text;
        });
}

int topology(Context& context) {
    return listing<api::Topology>(context, "/topology", [&](const std::string&, const api::Topology& topology) {
        const Console& console = context.console;
        Table nodes({{"NODE"},
                     {"KIND"},
                     {"STATE"},
                     {"READY", Align::Right},
                     {"RATE", Align::Right},
                     {"P95", Align::Right},
                     {"OWNER"}});
        for (const auto& node : topology.nodes)
            nodes.add({node.id, word(node.kind), console.onOut(colorOf(node.state), word(node.state)),
                       node.kind == api::NodeKind::Gateway ? "" : ratio(console, node.ready, node.desired),
                       rate(node.rps), latency(node.p95Us),
                       node.kind == api::NodeKind::Gateway ? "" : orDash(node.owner)});
        Table edges({{"EDGE"},
                     {"REQUESTS", Align::Right},
                     {"ERRORS", Align::Right},
                     {"RETRIES", Align::Right},
                     {"FAILED", Align::Right},
                     {"RATE", Align::Right},
                     {"P50", Align::Right},
                     {"P95", Align::Right},
                     {"NOTE"}});
        for (const auto& edge : topology.edges) {
            std::string note = !edge.declared       ? console.onOut(Color::Yellow, "not declared in calls")
                               : edge.requests == 0 ? "never used"
                                                    : "";
            if (edge.mode == "async")
                note = queued(console, edge);
            edges.add({edge.from + " → " + edge.to, std::to_string(edge.requests), errors(console, edge.errors),
                       std::to_string(edge.retries), errors(console, edge.failed), rate(edge.rps), latency(edge.p50Us),
                       latency(edge.p95Us), note});
        }
        Table processes({{"CARRIED BY"},
                         {"PID", Align::Right},
                         {"MEMORY", Align::Right},
                         {"CPU", Align::Right},
                         {"CONNECTIONS", Align::Right}});
        for (const auto& process : topology.processes)
            processes.add({process.kind == "hub" ? "gateway" : "sidecar of " + process.caller,
                           process.pid == 0 ? "–" : std::to_string(process.pid), memory(process.rssKib),
                           cpu(process.cpu),
                           std::to_string(process.callerConnections) + " in, " +
                               std::to_string(process.instanceConnections) + " out"});
        const std::string links = counted(topology.links.hubAndSpoke, "link", "links") +
                                  " through the gateway, one a service; from peer to peer " +
                                  std::to_string(topology.links.peerToPeer) + ", one a call and a route's target";
        std::string violations;
        for (const auto& violation : topology.violations)
            violations += console.onOut(Color::Yellow, "!") + ' ' + harmless(violation.detail, false) + '\n';
        if (!violations.empty())
            violations = '\n' + violations;
        return "mode: " + topology.mode + " (" + links + ")\n\n" + processes.text(console) + '\n' +
               nodes.text(console) + (edges.empty() ? std::string() : '\n' + edges.text(console)) + violations;
    });
}

int topologyPrice(Context& context) {
    SLIPWAY_CLI_TRY(project, context.project());
    SLIPWAY_CLI_TRY(client, context.daemon());
    SLIPWAY_CLI_TRY(text, (*client)->postText(client::projectPath(*project, "/topology/price")));
    if (context.options.json) {
        printJson(context, *text);
        return 0;
    }
    const auto prices = api::decode<std::vector<api::HopPrice>>(*text);
    if (!prices || prices->empty())
        return report(context, api::ApiError(Error{ErrorCode::Corrupt, "the daemon's answer can't be read", "", {}}));
    const auto micros = [](double value) {
        char shown[32];
        std::snprintf(shown, sizeof shown, "%.1f µs", value);
        return std::string(shown);
    };
    Table table({{"HOP"}, {"DIRECT", Align::Right}, {"THROUGH", Align::Right}, {"PRICE", Align::Right}});
    for (const auto& each : *prices)
        table.add({each.from + " → " + each.to, micros(each.directUs), micros(each.throughUs), micros(each.priceUs)});
    context.console.out << table.text(context.console) << "Medians of " << prices->front().requests
                        << " requests each way, one after the other, carried by "
                        << (prices->front().mode == "p2p" ? "the callers' sidecars" : "the gateway")
                        << ". With --mode the calls go the other way.\n"
                        << std::flush;
    return 0;
}

int owners(Context& context) {
    return listing<std::vector<api::OwnerRow>>(
        context, "/owners", [&](const std::string&, const std::vector<api::OwnerRow>& rows) {
            Table table({{"TEAM"}, {"NAME"}, {"CONTACT"}, {"SERVICES"}});
            for (const auto& row : rows)
                table.add({row.team.empty() ? context.console.onOut(Color::Yellow, "nobody") : row.team, row.name,
                           row.contact, joined(row.services)});
            return table.text(context.console);
        });
}

int rollouts(Context& context, const std::string& which, int limit) {
    if (which.starts_with("ro-"))
        return listing<api::Receipt>(
            context, "/rollouts/" + percentEncoded(which),
            [&](const std::string&, const api::Receipt& receipt) { return receiptText(context.console, receipt); });
    const std::string rest =
        "/rollouts?limit=" + std::to_string(limit) + (which.empty() ? "" : "&service=" + percentEncoded(which));
    return listing<std::vector<api::Receipt>>(
        context, rest, [&](const std::string&, const std::vector<api::Receipt>& rows) {
            if (rows.empty())
                return std::string("No rollout yet. `slipway redeploy SERVICE` makes one.\n");
            Table table({{"ROLLOUT"},
                         {"WHEN"},
                         {"SERVICE"},
                         {"KIND"},
                         {"CHANGE"},
                         {"OUTCOME"},
                         {"TOOK", Align::Right},
                         {"REQUESTS", Align::Right},
                         {"FAILED", Align::Right},
                         {"RETRIED", Align::Right},
                         {"WHY"}});
            const WallMs now = SystemClock().wallMs();
            for (const auto& row : rows) {
                const std::string change =
                    row.replicas
                        ? std::to_string(row.replicas->from) + " → " + std::to_string(row.replicas->to) + " replicas"
                        : "rev " + std::to_string(row.from) + " → " + std::to_string(row.to);
                const Color color = row.outcome == api::Outcome::Succeeded ? Color::Green : Color::Red;
                table.add({row.id, localTime(row.endedMs, now, false), row.service, word(row.kind), change,
                           context.console.onOut(color, word(row.outcome)), seconds(row.seconds),
                           std::to_string(row.requests), errors(context.console, row.failed),
                           std::to_string(row.retried), harmless(row.why, false)});
            }
            return table.text(context.console);
        });
}

int revisions(Context& context, const std::string& service) {
    return listing<std::vector<api::RevisionRow>>(
        context, "/services/" + percentEncoded(service) + "/revisions",
        [&](const std::string&, const std::vector<api::RevisionRow>& rows) {
            if (rows.empty())
                return service + " has not been rolled out yet.\n";
            Table table({{"REVISION", Align::Right}, {"WHEN"}, {"BY"}, {"OUTCOME"}, {"PROGRAM"}, {"CHANGED"}});
            const WallMs now = SystemClock().wallMs();
            for (const auto& row : rows) {
                const std::string outcome = row.outcome.empty() ? "under way" : row.outcome;
                const Color color = outcome == "succeeded" ? Color::Green : Color::Red;
                table.add({std::to_string(row.revision) + (row.current ? "*" : ""),
                           localTime(row.createdMs, now, false), row.cause,
                           row.outcome.empty() ? outcome : context.console.onOut(color, outcome),
                           row.program.substr(0, 12), harmless(joined(row.changes), false)});
            }
            return table.text(context.console) + "* is what runs. `slipway rollback " + service +
                   " --to REVISION` goes back to another.\n";
        });
}

int projects(Context& context) {
    SLIPWAY_CLI_TRY(client, context.daemon());
    SLIPWAY_CLI_TRY(text, (*client)->getText("/v1/projects"));
    if (context.options.json) {
        printJson(context, *text);
        return 0;
    }
    const auto rows = api::decode<std::vector<api::ProjectRow>>(*text);
    if (!rows)
        return report(context, api::ApiError(rows.error()));
    if (rows->empty()) {
        context.console.out << "No project is up. `slipway up` brings one up." << std::endl;
        return 0;
    }
    Table table(
        {{"PROJECT"}, {"STATE"}, {"SERVICES", Align::Right}, {"READY", Align::Right}, {"LISTEN"}, {"MANIFEST"}});
    for (const auto& row : *rows)
        table.add({row.name, word(row.state), std::to_string(row.services),
                   ratio(context.console, row.ready, row.instances), joined(row.listen),
                   row.path + (row.manifestChanged ? " (changed since)" : "")});
    context.console.out << table.text(context.console) << std::flush;
    return 0;
}

}  // namespace slipway::cli
