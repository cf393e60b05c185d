#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/binaries.h"
#include "base/files.h"
#include "base/version.h"
#include "cli/commands.h"
#include "cli/format.h"
#include "cli/manifest_file.h"
#include "cli/table.h"
#include "client/home.h"
#include "client/up_request.h"
#include "manifest/key_file.h"
#include "manifest/manifest.h"

/// Verbs that need no daemon, or are about it.
namespace slipway::cli {

int validate(Context& context, const std::string& wanted, const std::vector<std::string>& profiles) {
    std::string file = wanted.empty() ? client::findManifest(context.folder) : wanted;
    if (file.empty())
        return report(context, api::ApiError(Error{ErrorCode::NotFound,
                                                   "there is no slipway.yaml in this folder or above",
                                                   "Name one: slipway validate FILE",
                                                   {}}));
    if (!std::filesystem::path(file).is_absolute())
        file = context.folder + '/' + file;
    auto request = readManifestFile(file);
    if (!request)
        return report(context, api::ApiError(request.error()));
    addProfiles(*request, profiles);
    // Shown as the caller named it, so that editors and shells can jump there.
    const std::string shown =
        wanted.empty() ? std::filesystem::path(file).lexically_relative(context.folder).string() : wanted;
    const auto named = [&](std::vector<api::Problem> problems) {
        for (auto& problem : problems)
            problem.file = problem.file == request->path
                               ? shown
                               : std::filesystem::path(problem.file).lexically_proximate(context.folder).string();
        return problems;
    };
    auto parsed = parseHere(*request);
    Console& console = context.console;
    if (!parsed) {
        parsed.error().problems = named(std::move(parsed.error().problems));
        parsed.error().hint.clear();
        return report(context, parsed.error(), request->manifest);
    }
    api::ValidateAnswer answer{parsed->project.name.str(), named(std::move(parsed->warnings)), {}};
    for (const auto& service : parsed->project.services)
        answer.services.push_back(service.name.str());
    // Not errors: `up` runs without them, and takes them up when they are mended.
    for (const auto& sentence : manifest::keyFileFaults(
             parsed->project.gateway, [](const std::string& path) { return readFile(path, 1u << 20); })) {
        api::Problem problem;
        problem.file = shown;
        problem.message = sentence;
        problem.severity = api::Severity::Warning;
        answer.problems.push_back(std::move(problem));
    }
    if (context.options.json) {
        printJson(context, api::encode(answer));
        return 0;
    }
    console.err << problemText(console, answer.problems, request->manifest) << std::flush;
    console.out << console.onOut(Color::Green, "✓") << ' ' << shown << " is valid: " << answer.project << ", "
                << counted(static_cast<std::int64_t>(answer.services.size()), "service", "services")
                << (answer.problems.empty()
                        ? ""
                        : ", " + counted(static_cast<std::int64_t>(answer.problems.size()), "warning", "warnings"))
                << std::endl;
    return 0;
}

int daemonStart(Context& context) {
    SLIPWAY_CLI_TRY(client, context.daemon());
    SLIPWAY_CLI_TRY(version, (*client)->version());
    if (context.options.json)
        printJson(context, api::encode(*version));
    else
        context.console.out << "slipwayd runs (pid " << version->pid << ")" << std::endl;
    return 0;
}

int daemonStop(Context& context) {
    SLIPWAY_CLI_TRY(home, context.home());
    int instances = 0;
    if (const auto projects = client::ControlClient(*home).projects())
        for (const auto& row : *projects)
            instances += row.instances;
    SLIPWAY_CLI_TRY(stopped, client::stopDaemon(*home));
    if (context.options.json)
        printJson(context, nlohmann::json{{"stopped", *stopped}}.dump());
    else if (!*stopped)
        context.console.out << "slipwayd was not running" << std::endl;
    else if (instances == 0)
        context.console.out << "slipwayd has ended" << std::endl;
    else
        context.console.out << "slipwayd has ended; " << counted(instances, "instance runs", "instances run")
                            << " on, and the next command finds them" << std::endl;
    return 0;
}

int daemonStatus(Context& context) {
    SLIPWAY_CLI_TRY(home, context.home());
    client::ControlClient client(*home);
    const auto version = client.version();
    Console& console = context.console;
    if (!version && version.error().code != ErrorCode::DaemonUnreachable)
        return report(context, version.error());
    if (!version) {
        if (context.options.json)
            printJson(context, nlohmann::json{{"running", false}, {"pid", nullptr}, {"home", *home}}.dump());
        else
            console.out << "slipwayd is not running in " << *home << "; any command that needs it starts it"
                        << std::endl;
        return errorCodeInfo(ErrorCode::DaemonUnreachable).cliExit;
    }
    if (context.options.json) {
        nlohmann::json status = *version;
        status["running"] = true;
        printJson(context, status.dump());
        return 0;
    }
    const WallMs now = SystemClock().wallMs();
    console.out << "slipwayd runs (pid " << version->pid << "), version " << version->version << ", build "
                << version->build << ", since " << localTime(version->startedMs, now, false)
                << "\nhome: " << version->home << "\nlog:  " << client::daemonLog(*home) << std::endl;
    if (version->version != slipway::version() || version->build != buildId())
        console.out << console.onOut(Color::Yellow, std::string("this command is version ") + slipway::version() +
                                                        ", build " + buildId() + "; the next one restarts slipwayd")
                    << std::endl;
    return 0;
}

int gatewayStatus(Context& context) {
    SLIPWAY_CLI_TRY(client, context.daemon());
    SLIPWAY_CLI_TRY(text, (*client)->getText("/v1/gateway"));
    if (context.options.json) {
        printJson(context, *text);
        return 0;
    }
    const auto status = api::decode<api::GatewayStatus>(*text);
    if (!status)
        return report(context, api::ApiError(status.error()));
    Console& console = context.console;
    const Color color = status->state == api::GatewayState::Serving ? Color::Green : Color::Red;
    console.out << "slipway-gateway is " << console.onOut(color, word(status->state))
                << (status->pid == 0 ? "" : " (pid " + std::to_string(status->pid) + ")") << ": generation "
                << status->generation
                << (status->ackedGeneration == status->generation
                        ? ""
                        : " (acknowledged: " + std::to_string(status->ackedGeneration) + ")")
                << ", " << counted(status->workers, "worker", "workers") << " on " << status->io << ", "
                << counted(status->connections, "connection", "connections") << ", " << status->held << " held\n";
    if (!status->lastNack.empty())
        console.out << console.onOut(Color::Red, "last refusal: ") << harmless(status->lastNack, false) << '\n';
    Table table({{"ADDRESS"}, {"KIND"}, {"PROJECT"}, {"CALLER"}, {"LISTENER"}});
    for (const auto& listener : status->listeners)
        table.add({listener.address, listener.kind, listener.project, listener.caller, listener.id});
    if (!table.empty())
        console.out << table.text(console);
    console.out.flush();
    return 0;
}

int showVersion(Context& context) {
    std::string daemon;
    if (const auto home = context.home()) {
        client::ControlClient client(*home);
        if (const auto running = client.version(std::chrono::seconds(1)))
            daemon = running->version + " (build " + running->build + ")";
    }
    if (context.options.json)
        printJson(context, nlohmann::json{{"version", version()},
                                          {"build", buildId()},
                                          {"daemon", daemon.empty() ? nlohmann::json(nullptr) : nlohmann::json(daemon)}}
                               .dump());
    else
        context.console.out << "slipway " << version() << " (build " << buildId() << ")\n"
                            << (daemon.empty() ? "" : "slipwayd " + daemon + "\n") << std::flush;
    return 0;
}

}  // namespace slipway::cli
