#include "cli/app.h"

#include <CLI/CLI.hpp>

#include "base/version.h"
#include "cli/commands.h"
#include "cli/completion.h"
#include "manifest/scalars.h"

namespace slipway::cli {
namespace {

// Everything that a command line may set; the verb that was named sets `action`.
struct Parsed {
    GlobalOptions global;
    bool noColor = false;
    UpOptions up;
    DiffOptions diff;
    std::vector<std::string> profiles;
    WaitOptions wait;
    bool noWait = false;
    bool noBuild = false;
    int revision = 0;
    LogOptions logs;
    bool noPrefix = false;
    CLI::Option* logTail = nullptr;
    EventOptions events;
    std::vector<std::string> names;
    std::string name;
    std::string mode;
    bool price = false;
    int limit = 20;
    SagaListOptions sagas;
    CachePurgeOptions purge;
    bool purgeAll = false;
    GatewayUpgradeOptions upgrade;
    cli::TrustOptions trust;
    QueueShowOptions queue;
    TraceListOptions traces;
    std::function<int(Context&)> action;
};

std::string durationText(const std::string& text, std::chrono::milliseconds& target) {
    const auto length = manifest::parseDuration(text);
    if (!length)
        return "a duration is written as 500ms, 30s or 1m30s";
    target = *length;
    return {};
}

void durationOption(CLI::App* verb, const std::string& name, std::chrono::milliseconds& target,
                    const std::string& description) {
    verb->add_option_function<std::string>(
            name, [](const std::string&) {}, description)
        ->type_name("DURATION")
        ->check([&target](const std::string& text) { return durationText(text, target); });
}

void profileOption(CLI::App* verb, std::vector<std::string>& target, const std::string& description) {
    // One name each time, so that a file may follow.
    verb->add_option("--profile", target, description)
        ->type_name("NAME")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

CLI::App* verb(CLI::App& app, Parsed& parsed, const std::string& group, const std::string& name,
               const std::string& description, const std::string& examples, std::function<int(Context&)> action) {
    CLI::App* added = app.add_subcommand(name, description);
    added->group(group);
    added->fallthrough();
    if (!examples.empty())
        added->footer("\nExamples:\n" + examples);
    added->callback([&parsed, action = std::move(action)] { parsed.action = action; });
    return added;
}

void waiting(CLI::App* added, Parsed& parsed) {
    durationOption(added, "--timeout", parsed.wait.timeout, "How long to wait for the end (5m)");
    added->add_flag("--no-wait", parsed.noWait, "Print the operation's id and leave it to slipwayd");
}

void rolloutVerbs(CLI::App& app, Parsed& p, const std::string& group) {
    auto* rollout = app.add_subcommand("rollout", "Rollouts: steer the one that runs, list those that were");
    rollout->group(group)->fallthrough()->require_subcommand(1);
    const std::pair<const char*, const char*> orders[] = {
        {"pause", "Leave everything as it is: no instance is moved, no step taken"},
        {"resume", "Go on; a step that was judged badly is judged anew"},
        {"abort", "Go back to the revision before"}};
    for (const auto& [order, description] : orders)
        verb(*rollout, p, "Verbs", order, description, "",
             [&p, word = std::string(order)](Context& context) { return cli::controlRollout(context, word, p.name); })
            ->add_option("SERVICE", p.name)
            ->required();
    auto* list = verb(*rollout, p, "Verbs", "ls", "List receipts, newest first", "",
                      [&p](Context& context) { return cli::rollouts(context, p.name, p.limit); });
    list->add_option("SERVICE|ID", p.name);
    list->add_option("--limit", p.limit, "How many (20)")->check(CLI::Range(1, 1000))->type_name("N");
    verb(*rollout, p, "Verbs", "revisions", "List what a service was rolled out as, and what each changed", "",
         [&p](Context& context) { return cli::revisions(context, p.name); })
        ->add_option("SERVICE", p.name)
        ->required();
}

void jobVerbs(CLI::App& app, Parsed& p, const std::string& group) {
    auto* job = app.add_subcommand("job", "Jobs: list them with their schedules, run one, look at its runs");
    job->group(group)->fallthrough()->require_subcommand(1);
    verb(*job, p, "Verbs", "ls", "List them, with their last and next runs", "", cli::jobList);
    auto* runs = verb(*job, p, "Verbs", "runs", "List the tries of a job, newest first", "",
                      [&p](Context& context) { return cli::jobRuns(context, p.name, p.limit); });
    runs->add_option("JOB", p.name)->required();
    runs->add_option("--limit", p.limit, "How many (20)")->check(CLI::Range(1, 1000))->type_name("N");
    auto* run = verb(*job, p, "Verbs", "run", "Run a job now, whatever its schedule says, and wait for its end", "",
                     [&p](Context& context) { return cli::jobRun(context, p.name, p.wait); });
    run->add_option("JOB", p.name)->required();
    waiting(run, p);
}

void lifecycleVerbs(CLI::App& app, Parsed& p) {
    const std::string group = "Run";
    auto* up = verb(app, p, group, "up", "Bring the project up, and follow its logs until Ctrl-C",
                    "  slipway up                      the slipway.yaml of this folder or above; Ctrl-C stops all\n"
                    "  slipway up -d                   wait until all is ready, then return\n"
                    "  slipway up -d -f shop/slipway.yaml --wait-timeout 30s\n",
                    [&](Context& context) { return cli::up(context, p.up); });
    up->add_option("-f,--file", p.up.file, "The manifest")->type_name("FILE");
    up->add_flag("-d,--detach", p.up.detach, "Return when all is ready, instead of following the logs");
    up->add_option("--listen", p.up.listen, "Let the gateway listen here instead of where the manifest says")
        ->type_name("HOST:PORT");
    profileOption(up, p.up.profiles, "Run the services of this profile, too; may be repeated");
    durationOption(up, "--wait-timeout", p.up.waitTimeout,
                   "How long to wait until all is ready (what the manifest's start_timeouts allow)");

    auto* diff = verb(app, p, group, "diff", "Show what `up` would change; exit code 10 if it would change something",
                      "  slipway diff\n  slipway diff -f shop/slipway.yaml --json | jq '.changes[].effect'\n",
                      [&](Context& context) { return cli::diff(context, p.diff); });
    diff->add_option("-f,--file", p.diff.file, "The manifest; else the slipway.yaml of this folder or above")
        ->type_name("FILE");
    diff->add_option("--listen", p.diff.listen, "As it would be given to `up`")->type_name("HOST:PORT");
    profileOption(diff, p.diff.profiles, "As it would be given to `up`");

    waiting(verb(app, p, group, "down",
                 "Stop all of the project's instances, callers before those they call; data and logs stay", "",
                 [&](Context& context) { return cli::down(context, p.wait); }),
            p);

    auto* scale = verb(app, p, group, "scale", "Set how many instances services have; fewer means drained first",
                       "  slipway scale products=4\n  slipway scale users=2 orders=3\n",
                       [&](Context& context) { return cli::scale(context, p.names, p.wait); });
    scale->add_option("SERVICE=N", p.names, "Services and their numbers, 0 to 256")->required();
    waiting(scale, p);

    const auto onServices = [&](const std::string& name, const std::string& description, const std::string& what,
                                const std::string& examples, auto action) {
        auto* added = verb(app, p, group, name, description, examples,
                           [&p, action](Context& context) { return action(context, p.names, p.wait); });
        added->add_option(what, p.names)->required();
        waiting(added, p);
    };
    auto* redeploy =
        verb(app, p, group, "redeploy",
             "Build a service if its manifest says how, move it with no dropped request by its strategy, and "
             "print the receipt",
             "  slipway redeploy products\n  slipway redeploy products --json | jq .failed\n",
             [&p](Context& context) { return cli::redeploy(context, p.names, !p.noBuild, p.wait); });
    redeploy->add_option("SERVICE", p.names)->required();
    redeploy->add_flag("--no-build", p.noBuild, "Deploy the program that is there");
    waiting(redeploy, p);
    auto* rollback = verb(app, p, group, "rollback", "Go back to an earlier revision of a service by a rollout",
                          "  slipway rollback products          to the last one that succeeded\n"
                          "  slipway rollback products --to 3\n",
                          [&p](Context& context) { return cli::rollback(context, p.name, p.revision, p.wait); });
    rollback->add_option("SERVICE", p.name)->required();
    rollback->add_option("--to", p.revision, "As `slipway rollout revisions` lists them")
        ->check(CLI::Range(1, 1'000'000'000))
        ->type_name("REVISION");
    waiting(rollback, p);
    rolloutVerbs(app, p, group);
    jobVerbs(app, p, group);
    onServices("restart", "Stop and start a service, or one instance", "SERVICE|INSTANCE",
               "  slipway restart users\n  slipway restart users-2\n", cli::restart);
    onServices("stop", "Drain and stop a service", "SERVICE", "", cli::stop);
    onServices("start", "Start a service that was stopped", "SERVICE", "", cli::start);
}

void lookingVerbs(CLI::App& app, Parsed& p) {
    const std::string group = "Look";
    verb(app, p, group, "ps", "List instances",
         "  slipway ps --json | jq -r '.[] | select(.state != \"ready\") | .instance'\n", cli::ps);
    verb(app, p, group, "projects", "List the projects that are up", "", cli::projects);
    auto* logs =
        verb(app, p, group, "logs", "Show the output of services or instances, merged by time",
             "  slipway logs -f\n  slipway logs --tail 50 users orders-2\n  slipway logs --json users | jq -r .text\n"
             "  slipway logs --since 2h30m --level warn --grep 'timeout|refused' orders\n",
             [&](Context& context) {
                 p.logs.services = p.names;
                 p.logs.prefix = !p.noPrefix;
                 if (!p.logs.since.empty() && p.logTail->count() == 0)
                     p.logs.tail = -1;
                 return cli::logs(context, p.logs);
             });
    logs->add_option("SERVICE|INSTANCE", p.names, "Whose; all without one");
    logs->add_flag("-f,--follow", p.logs.follow, "Go on with what is written from now on");
    auto* tail =
        logs->add_option("--tail,-n", p.logs.tail, "Lines that are there already, a service (200; all with --since)")
            ->check(CLI::Range(0, 100'000))
            ->type_name("N");
    p.logTail = tail;
    const auto isTime = [](const std::string& text) {
        return parseTime(text, SystemClock().wallMs())
                   ? std::string()
                   : "'" + text + "' is no time: write 10m, 2h30m, 14:05 or 2026-11-23T14:05:00Z";
    };
    logs->add_option("--since", p.logs.since, "From then on: 10m (ago), 14:05, 2026-11-23T14:05:00Z")
        ->check(isTime)
        ->type_name("TIME");
    auto* until = logs->add_option("--until", p.logs.until, "Up to then")->check(isTime)->type_name("TIME");
    until->excludes("--follow");
    logs->add_option("--level", p.logs.level,
                     "Lines of this level and above; those that say none go with the one before")
        ->check(CLI::IsMember({"trace", "debug", "info", "warn", "error"}))
        ->type_name("LEVEL");
    logs->add_option("--grep", p.logs.grep, "Lines in which this regular expression (PCRE2) is found")->type_name("RE");
    logs->add_flag("-t,--timestamps", p.logs.timestamps, "With the time of each line; ≤: at that time or before");
    logs->add_flag("--no-prefix", p.noPrefix, "Without the instance's name");

    auto* events = verb(app, p, group, "events", "Show what happened: states, operations, rollouts, warnings",
                        "  slipway events -f\n  slipway -p shop events --limit 200\n",
                        [&](Context& context) { return cli::events(context, p.events); });
    events->add_flag("-f,--follow", p.events.follow, "Go on with what happens from now on");
    events->add_option("--limit", p.events.limit, "Events that are stored already (50)")
        ->check(CLI::Range(0, 10'000))
        ->type_name("N");
    events->add_option("--since-id", p.events.sinceId, "Only events after this one")->type_name("ID");

    auto* topology =
        verb(app, p, group, "topology", "Show who calls whom, by measured traffic; or switch who carries the calls",
             "  slipway topology --json | jq '.edges[] | {from, to, requests}'\n"
             "  slipway topology --mode p2p              each caller gets a sidecar; no request is dropped\n"
             "  slipway topology --mode hub-and-spoke\n"
             "  slipway topology --price                 what a hop costs in the mode of now\n",
             [&](Context& context) {
                 if (p.price)
                     return cli::topologyPrice(context);
                 return p.mode.empty() ? cli::topology(context) : cli::switchTopology(context, p.mode, p.wait);
             });
    topology
        ->add_flag("--price", p.price,
                   "Measure what going through a proxy costs each call, beside going straight, with requests that "
                   "count as the edge's own")
        ->excludes(
            topology
                ->add_option("--mode", p.mode, "hub-and-spoke: all calls through the gateway; p2p: a sidecar a caller")
                ->check(CLI::IsMember({"hub-and-spoke", "p2p"}))
                ->type_name("MODE"));
    waiting(topology, p);
    verb(app, p, group, "routes", "List the gateway's routes with their traffic", "", cli::routes);
    verb(app, p, group, "owners", "List teams and the services that they answer for", "", cli::owners);
    auto* rollouts = verb(app, p, group, "rollouts", "List receipts of what was moved, newest first; or show one",
                          "  slipway rollouts products\n  slipway rollouts ro-5\n",
                          [&](Context& context) { return cli::rollouts(context, p.name, p.limit); });
    rollouts->add_option("SERVICE|ID", p.name);
    rollouts->add_option("--limit", p.limit, "How many (20)")->check(CLI::Range(1, 1000))->type_name("N");

    auto* cache = app.add_subcommand("cache", "What the gateway keeps of answers: what it saved; forget it");
    cache->group(group)->fallthrough()->require_subcommand(1);
    verb(*cache, p, "Verbs", "stats", "Hits, misses, and what is kept", "", cli::cacheStats);
    auto* purge = verb(*cache, p, "Verbs", "purge", "Forget what is kept; the next requests ask the services",
                       "  slipway cache purge --path /products/7\n  slipway cache purge --prefix /products\n"
                       "  slipway cache purge --all\n",
                       [&](Context& context) { return cli::cachePurge(context, p.purge); });
    const auto isPath = [](const std::string& text) {
        return text.starts_with('/') ? std::string() : std::string("a path begins with '/'");
    };
    auto* what = purge->add_option_group("what");
    what->add_option("--path", p.purge.path, "This path, with whatever query")->check(isPath)->type_name("PATH");
    what->add_option("--prefix", p.purge.prefix, "All paths that begin so")->check(isPath)->type_name("PATH");
    what->add_flag("--all", p.purgeAll, "All of the project");
    what->require_option(1);

    auto* saga = app.add_subcommand("saga", "Runs of composites: list them, and see to those that are stuck");
    saga->group(group)->fallthrough()->require_subcommand(1);
    auto* list = verb(*saga, p, "Verbs", "ls", "List them, newest first",
                      "  slipway saga ls --state stuck\n  slipway saga ls --json | jq -r '.[].id'\n",
                      [&](Context& context) { return cli::sagaList(context, p.sagas); });
    list->add_option("--state", p.sagas.state, "Only those in it")
        ->check(CLI::IsMember({"open", "running", "compensating", "stuck", "done", "undone", "abandoned"}));
    list->add_option("--composite", p.sagas.composite, "Only those of this composite")->type_name("NAME");
    list->add_option("--limit", p.sagas.limit, "How many (50)")->check(CLI::Range(1, 10'000))->type_name("N");
    verb(*saga, p, "Verbs", "show", "Show one with its steps", "",
         [&](Context& context) { return cli::sagaShow(context, p.name); })
        ->add_option("ID", p.name)
        ->required();
    const std::pair<const char*, const char*> orders[] = {{"retry", "Try at once what waits for its next try"},
                                                          {"resume", "Go on undoing one that was abandoned"},
                                                          {"abandon", "Try nothing more; what is not undone stays"}};
    for (const auto& [order, description] : orders)
        verb(*saga, p, "Verbs", order, description, "",
             [&p, word = std::string(order)](Context& context) { return cli::sagaOrder(context, word, p.name); })
            ->add_option("ID", p.name)
            ->required();

    auto* mirror = app.add_subcommand("mirror", "Shadows of routes: what they answered, and where it differs");
    mirror->group(group)->fallthrough()->require_subcommand(1);
    verb(*mirror, p, "Verbs", "ls", "List them with what was compared", "", cli::mirrorList);
    verb(*mirror, p, "Verbs", "show", "Show a route's last differences",
         "  slipway mirror show products\n  slipway mirror show products --json | jq '.differences[-1]'\n",
         [&](Context& context) { return cli::mirrorShow(context, p.name); })
        ->add_option("ROUTE", p.name, "The route's id, as `slipway routes` shows it")
        ->required();

    auto* queue = app.add_subcommand("queue", "Queues of asynchronous calls: how far behind, and their dead letters");
    queue->group(group)->fallthrough()->require_subcommand(1);
    verb(*queue, p, "Verbs", "ls", "List them with depth, lag and dead letters", "", cli::queueList);
    auto* messages = verb(*queue, p, "Verbs", "show", "List a queue's messages, or show one",
                          "  slipway queue show orders/points --state dead\n"
                          "  slipway queue show orders/points ms-0193…\n",
                          [&](Context& context) { return cli::queueShow(context, p.queue); });
    messages->add_option("QUEUE", p.queue.queue, "CALLER/SERVICE")->required();
    messages->add_option("MESSAGE", p.queue.message);
    messages->add_option("--state", p.queue.state, "Only those in it")
        ->check(CLI::IsMember({"waiting", "dead", "delivered"}));
    messages->add_option("--limit", p.queue.limit, "How many (50)")->check(CLI::Range(1, 10'000))->type_name("N");
    const std::pair<const char*, const char*> moves[] = {
        {"redeliver", "Let dead letters wait again, all or one; or try at once one that waits"},
        {"purge", "Forget dead letters, all or one"}};
    for (const auto& [order, description] : moves) {
        auto* move =
            verb(*queue, p, "Verbs", order, description, "", [&p, word = std::string(order)](Context& context) {
                return cli::queueOrder(context, word, p.queue.queue, p.queue.message);
            });
        move->add_option("QUEUE", p.queue.queue, "CALLER/SERVICE")->required();
        move->add_option("MESSAGE", p.queue.message);
    }
}

void traceVerbs(CLI::App& app, Parsed& p) {
    auto* trace = app.add_subcommand("trace", "What requests went through, and how long each part took");
    trace->group("Look")->fallthrough()->require_subcommand(1);
    auto* list = verb(*trace, p, "Verbs", "ls", "List those that are kept, newest first",
                      "  slipway trace ls --status error\n  slipway trace ls --service points --min-duration 100ms\n",
                      [&](Context& context) { return cli::traceList(context, p.traces); });
    list->add_option("--service", p.traces.service, "Only those that it took part in")->type_name("NAME");
    list->add_option("--status", p.traces.status, "error, ok, 503 or 5xx")->type_name("STATUS");
    list->add_option("--min-duration", p.traces.minDuration, "Only those that took as long: 250ms, 1.5s")
        ->type_name("TIME");
    list->add_option("--limit", p.traces.limit, "How many (50)")->check(CLI::Range(1, 1000))->type_name("N");
    verb(*trace, p, "Verbs", "show", "Draw one as a waterfall",
         "  slipway trace show 4bf92f35\n  slipway trace show sg-12\n",
         [&](Context& context) { return cli::traceShow(context, p.name); })
        ->add_option("ID", p.name, "Of the trace, or how it begins; of a request (X-Request-Id), or of a saga")
        ->required();
}

void otherVerbs(CLI::App& app, Parsed& p) {
    const std::string group = "Slipway itself";
    auto* validate = verb(app, p, group, "validate", "Check a manifest and tell all of its errors; needs no daemon",
                          "  slipway validate\n  slipway validate shop/slipway.yaml --json | jq '.problems'\n",
                          [&](Context& context) { return cli::validate(context, p.name, p.profiles); });
    profileOption(validate, p.profiles, "As it would be given to `up`");
    validate->add_option("FILE,-f,--file", p.name, "The manifest; else the slipway.yaml of this folder or above");

    verb(app, p, group, "doctor", "Check this machine, the home and the manifest here; starts nothing",
         "  slipway doctor\n  slipway doctor --json | jq '.checks[] | select(.verdict != \"ok\")'\n", cli::doctor);

    auto* daemon = app.add_subcommand("daemon", "The control plane: start it, stop it (instances run on), or show it");
    daemon->group(group)->fallthrough()->require_subcommand(1);
    verb(*daemon, p, "Verbs", "start", "Start slipwayd if it does not run", "", cli::daemonStart);
    verb(*daemon, p, "Verbs", "stop",
         "End slipwayd; instances and gateway run on, with no project left the gateway ends too", "", cli::daemonStop);
    verb(*daemon, p, "Verbs", "status", "Show pid, version and home; exit code 9 if it does not run", "",
         cli::daemonStatus);

    auto* gateway = app.add_subcommand("gateway", "The data plane");
    gateway->group(group)->fallthrough()->require_subcommand(1);
    verb(*gateway, p, "Verbs", "status", "Show pid, generation, listeners", "", cli::gatewayStatus);
    auto* upgrade =
        verb(*gateway, p, "Verbs", "upgrade",
             "Replace its processes by ones of the binary on disk; no request is lost, none refused",
             "  slipway gateway upgrade\n  slipway gateway upgrade --binary build/release/bin/slipway-gateway\n"
             "  slipway gateway upgrade --drain-timeout 5m --json | jq '.processes[].to_pid'\n",
             [&](Context& context) { return cli::gatewayUpgrade(context, p.upgrade); });
    upgrade->add_option("--binary", p.upgrade.binary, "The slipway-gateway to run; else the one that is installed")
        ->type_name("PATH");
    durationOption(upgrade, "--drain-timeout", p.upgrade.drainTimeout,
                   "How long the old one may finish what it has, tunnels too; then that is cut (30s)");
    durationOption(upgrade, "--ready-timeout", p.upgrade.readyTimeout,
                   "By then the new one serves, or the old one stays in charge (10s)");

    auto* tls = app.add_subcommand("tls", "Certificates for the gateway, by a root of this machine's own");
    tls->group(group)->fallthrough()->require_subcommand(1);
    auto* issue = verb(*tls, p, "Verbs", "issue", "Make a certificate and its key for host names and addresses",
                       "  slipway tls issue shop.local localhost 127.0.0.1 --out tls\n",
                       [&](Context& context) { return cli::tlsIssue(context, p.names, p.name); });
    issue->add_option("NAME", p.names, "Host names (*.shop.local too) and addresses; the first names the files")
        ->required();
    issue->add_option("--out", p.name, "The folder for both files (this one)")->type_name("FOLDER");
    auto* trust = verb(*tls, p, "Verbs", "trust", "Make this machine's programs trust the root, or say how",
                       "  slipway tls trust                # as root it asks; else it prints what root must run\n"
                       "  slipway tls trust --remove\n",
                       [&](Context& context) { return cli::tlsTrust(context, p.trust); });
    trust->add_flag("--remove", p.trust.remove, "No longer");
    trust->add_flag("--print", p.trust.print, "Only print what root would run");
    trust->add_flag("-y,--yes", p.trust.yes, "Do not ask");
    verb(app, p, group, "hash-password", "Print the hash of a password, for `basic` in a manifest",
         "  slipway hash-password            # asks for it\n  ADA_HASH=$(slipway hash-password < password.txt)\n",
         cli::hashPassword);
    auto* completion = verb(
        app, p, group, "completion", "Print completion for a shell",
        "  source <(slipway completion bash)\n  source <(slipway completion zsh)\n  slipway completion fish | source\n",
        [&](Context& context) { return cli::completion(context, p.name); });
    completion->add_option("SHELL", p.name, "bash, zsh or fish")
        ->required()
        ->check(CLI::IsMember({"bash", "zsh", "fish"}));
    verb(app, p, group, "version", "Show the versions of this command and of the daemon that runs", "",
         cli::showVersion);
}

// CLI11's own sentences name exceptions; these name what to do.
std::string usageHint(const CLI::App& app, const std::vector<std::string>& arguments) {
    for (size_t i = 0; i < arguments.size(); ++i) {
        const std::string& word = arguments[i];
        if (word == "-p" || word == "--project" || word == "--home")
            ++i;
        if (word.starts_with('-'))
            continue;
        for (const auto* sub : app.get_subcommands([](const CLI::App*) { return true; }))
            if (sub->get_name() == word)
                return "`slipway " + word + " --help` shows how it is used.";
        std::vector<std::string> verbs;
        for (const auto* sub : app.get_subcommands([](const CLI::App*) { return true; }))
            if (!sub->get_name().starts_with('_'))
                verbs.push_back(sub->get_name());
        const std::string near = manifest::nearest(word, verbs);
        return near.empty() ? "`slipway --help` lists the verbs." : "Did you mean `slipway " + near + "`?";
    }
    return "`slipway --help` shows how it is used.";
}

}  // namespace

int run(const std::vector<std::string>& arguments, Console& console, const std::string& folder) {
    Parsed parsed;
    CLI::App app(
        "Runs a team's services on one machine the way production does: scaled out behind a load balancer, redeployed "
        "alone with no\ndropped request, watched live.",
        "slipway");
    app.add_option("-p,--project", parsed.global.project,
                   "The project; else the one of the slipway.yaml here or above, else the only one")
        ->type_name("NAME")
        ->take_last();
    app.add_option("--home", parsed.global.home,
                   "Where state and sockets are (SLIPWAY_HOME, else ~/.local/state/slipway)")
        ->type_name("DIR")
        ->take_last();
    app.add_flag("--json", parsed.global.json, "Print JSON, for programs");
    app.add_flag("--no-color", parsed.noColor, "Without colours (as NO_COLOR, and where output is no terminal)");
    app.set_version_flag("--version", std::string("slipway ") + version() + " (build " + buildId() + ")");
    app.require_subcommand(0, 1);
    app.get_formatter()->column_width(34);
    lifecycleVerbs(app, parsed);
    lookingVerbs(app, parsed);
    traceVerbs(app, parsed);
    otherVerbs(app, parsed);
    app.footer(
        "\nExit codes: 0 done, 1 bug, 2 usage, 3 invalid manifest, 4 not found, 5 conflict, 6 a service failed, 7 "
        "environment, 8 timed out,\n9 daemon unreachable (docs/errors.md).");

    Context context{console, {}, folder};
    // Asked by the shells' scripts: the words after it are half a command line, and not for the parser.
    if (!arguments.empty() && arguments.front() == "__complete")
        return complete(context, app, {arguments.begin() + 1, arguments.end()});
    try {
        // CLI11 takes them from the end.
        app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
    } catch (const CLI::Success& success) {
        app.exit(success, console.out, console.err);
        console.out.flush();
        return 0;
    } catch (const CLI::ParseError& error) {
        context.options.json = std::find(arguments.begin(), arguments.end(), "--json") != arguments.end();
        return report(context, api::ApiError(Error{ErrorCode::Usage, error.what(), usageHint(app, arguments), {}}));
    }
    if (!parsed.action) {
        console.out << app.help() << std::flush;
        return 0;
    }
    if (parsed.noColor)
        console.outColor = console.errColor = false;
    parsed.wait.wait = !parsed.noWait;
    context.options = parsed.global;
    return parsed.action(context);
}

}  // namespace slipway::cli
