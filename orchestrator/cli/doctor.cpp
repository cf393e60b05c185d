#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "base/binaries.h"
#include "base/version.h"
#include "cli/commands.h"
#include "cli/format.h"
#include "cli/manifest_file.h"
#include "client/up_request.h"
#include "doctor/home_checks.h"
#include "doctor/machine.h"
#include "manifest/manifest.h"

/// `slipway doctor`: is this machine fit for it, and what is not?
namespace slipway::cli {
namespace {

using doctor::Check;
using doctor::Checks;
using doctor::Verdict;

const char* verdictWord(Verdict verdict) {
    return verdict == Verdict::Ok ? "ok" : verdict == Verdict::Warning ? "warning" : "problem";
}

std::string ownVersion() {
    return std::string(version()) + " (" + buildId() + ")";
}

/// "0.1.0 (b1e55ed)" of "slipwayd 0.1.0 (b1e55ed)", as the program says by itself; empty when it does not.
std::string versionOf(const std::string& program) {
    std::string quoted;
    for (const char c : program)
        quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    FILE* pipe = ::popen(("timeout 5 '" + quoted + "' --version </dev/null 2>/dev/null").c_str(), "re");
    if (!pipe)
        return {};
    char line[256] = {};
    const bool said = std::fgets(line, sizeof line, pipe) != nullptr;
    ::pclose(pipe);
    std::string text = said ? line : "";
    text.erase(std::find(text.begin(), text.end(), '\n'), text.end());
    const size_t blank = text.find(' ');
    return blank == std::string::npos ? std::string() : text.substr(blank + 1);
}

Check binaries() {
    std::string others;
    std::string folder;
    for (const char* name : {"slipwayd", "slipway-gateway", "slipway-composer"}) {
        const auto found = findBinary(name);
        if (!found)
            return {"programs", Verdict::Problem, found.error().message,
                    "Install Slipway whole, or set SLIPWAY_LIBEXEC to the folder of its programs."};
        folder = std::filesystem::path(*found).parent_path().string();
        if (const std::string theirs = versionOf(*found); theirs != ownVersion())
            others += (others.empty() ? "" : ", ") + *found + " is " + (theirs.empty() ? "silent" : theirs);
    }
    if (!others.empty())
        return {"programs", Verdict::Warning, "this command is " + ownVersion() + ", " + others,
                "Install all of them from one build."};
    return {"programs", Verdict::Ok, "all of version " + ownVersion() + " in " + folder, {}};
}

/// `pid` 0: it does not run.
Check daemonCheck(client::ControlClient& client, int& pid) {
    const auto running = client.version(std::chrono::seconds(2));
    pid = running ? static_cast<int>(running->pid) : 0;
    if (!running && running.error().code == ErrorCode::DaemonUnreachable)
        return {"daemon", Verdict::Ok, "does not run; the first command that needs it starts it", {}};
    if (!running)
        return {"daemon", Verdict::Problem, running.error().message, running.error().hint};
    const std::string theirs = running->version + " (" + running->build + ")";
    const bool same = theirs == ownVersion();
    return {"daemon", same ? Verdict::Ok : Verdict::Warning,
            "runs (pid " + std::to_string(running->pid) + "), version " + theirs,
            same ? "" : "This command is " + ownVersion() + "; the next one that needs slipwayd restarts it."};
}

Check gatewayCheck(client::ControlClient& client, bool daemonRuns, int& pid) {
    if (!daemonRuns)
        return {"gateway", Verdict::Ok, "not asked: slipwayd, which knows, does not run", {}};
    const auto text = client.getText("/v1/gateway");
    const auto status = text ? api::decode<api::GatewayStatus>(*text) : tl::unexpected(Error(text.error()));
    if (!status)
        return {"gateway", Verdict::Problem, status.error().message, status.error().hint};
    pid = status->pid;
    if (pid == 0)
        return {"gateway", Verdict::Ok, "does not run; the first project starts it", {}};
    // The kernel has the program that it runs, also when another lies in its place.
    const std::string running = versionOf("/proc/" + std::to_string(pid) + "/exe");
    Check check{"gateway",
                Verdict::Ok,
                std::string(word(status->state)) + " (pid " + std::to_string(pid) + "), " +
                    (running.empty() ? "" : "version " + running + ", ") + "generation " +
                    std::to_string(status->generation),
                {}};
    if (!status->lastNack.empty()) {
        check.verdict = Verdict::Problem;
        check.text += "; it refused a snapshot: " + harmless(status->lastNack, false);
        check.advice = "Its log says more: " + std::string("`slipway gateway status`.");
    } else if (!running.empty() && running != ownVersion()) {
        check.verdict = Verdict::Warning;
        check.advice = "`slipway gateway upgrade` puts the installed one in its place, and no request is lost.";
    }
    return check;
}

struct FolderManifest {
    Check check;
    std::optional<model::Project> project;
};

FolderManifest folderManifest(const Context& context) {
    const std::string file = client::findManifest(context.folder);
    if (file.empty())
        return {{"manifest", Verdict::Ok, "none in this folder or above", {}}, {}};
    auto request = readManifestFile(file);
    if (!request)
        return {{"manifest", Verdict::Problem, request.error().message, request.error().hint}, {}};
    auto parsed = parseHere(*request);
    if (!parsed)
        return {{"manifest", Verdict::Problem,
                 file + " has " + counted(static_cast<std::int64_t>(parsed.error().problems.size()), "error", "errors"),
                 "`slipway validate` shows them."},
                {}};
    const auto warnings = static_cast<std::int64_t>(parsed->warnings.size());
    return {{"manifest", warnings == 0 ? Verdict::Ok : Verdict::Warning,
             file + " is valid" + (warnings == 0 ? "" : ", with " + counted(warnings, "warning", "warnings")),
             warnings == 0 ? "" : "`slipway validate` shows them."},
            std::move(parsed->project)};
}

/// The ports that the manifest names. Of a project that is up they are held, by the gateway or by its instances, each
/// of which leads a session.
Checks portChecks(const model::Project& project, client::ControlClient& client, int daemonPid, int gatewayPid) {
    // The daemon keeps the gateway's listeners, so that they outlive it.
    std::set<int> own{daemonPid, gatewayPid};
    if (daemonPid != 0)
        if (const auto rows = client.instances(project.name.str()))
            for (const auto& row : *rows)
                own.insert(static_cast<int>(row.pid));
    // What does not run has pid 0, and so has a session, to getsid, that was begun outside of this container.
    own.erase(0);
    std::vector<std::pair<int, std::string>> wanted;
    for (const auto& address : project.gateway.listen)
        wanted.emplace_back(std::atoi(address.c_str() + address.rfind(':') + 1), "gateway");
    for (const auto& service : project.services)
        for (const auto& port : service.ports)
            if (port.target != 0)
                wanted.emplace_back(port.target, service.name.str());
    Checks checks;
    for (const auto& [port, who] : wanted) {
        if (port == 0)
            continue;
        int pid = 0;
        const std::string holder = doctor::holderOf(port, pid);
        const std::string what = std::to_string(port) + " of " + who + ": ";
        if (holder.empty())
            checks.push_back({"port", Verdict::Ok, what + "free", {}});
        else if (pid != 0 && (own.contains(pid) || own.contains(::getsid(pid))))
            checks.push_back({"port", Verdict::Ok, what + "held by this project, by " + holder, {}});
        else
            checks.push_back({"port", daemonPid != 0 ? Verdict::Warning : Verdict::Problem, what + "held by " + holder,
                              who == "gateway" ? "End that, or `slipway up --listen HOST:PORT`."
                                               : "End that, or give `" + who + "` another port in the manifest."});
    }
    return checks;
}

std::string checkLine(const Console& console, const Check& check) {
    const Color color = check.verdict == Verdict::Ok        ? Color::Green
                        : check.verdict == Verdict::Warning ? Color::Yellow
                                                            : Color::Red;
    const char* mark = check.verdict == Verdict::Ok ? "✓" : check.verdict == Verdict::Warning ? "!" : "✗";
    std::string name = check.name;
    std::replace(name.begin(), name.end(), '_', ' ');
    constexpr size_t kNameColumns = 12;
    name.resize(std::max(name.size(), kNameColumns), ' ');
    std::string line =
        console.onOut(color, mark) + ' ' + console.onOut(Color::Bold, name) + ' ' + harmless(check.text, false) + '\n';
    if (!check.advice.empty())
        line +=
            std::string(kNameColumns + 3, ' ') + console.onOut(Color::Dim, "→ " + harmless(check.advice, false)) + '\n';
    return line;
}

}  // namespace

int doctorReport(Context& context, const Checks& checks) {
    const auto count = [&](Verdict verdict) {
        return std::count_if(checks.begin(), checks.end(), [&](const Check& c) { return c.verdict == verdict; });
    };
    const auto problems = count(Verdict::Problem), warnings = count(Verdict::Warning);
    if (context.options.json) {
        nlohmann::json rows = nlohmann::json::array();
        for (const auto& check : checks)
            rows.push_back({{"check", check.name},
                            {"verdict", verdictWord(check.verdict)},
                            {"text", check.text},
                            {"advice", check.advice}});
        printJson(context, nlohmann::json{{"problems", problems}, {"warnings", warnings}, {"checks", rows}}.dump(
                               -1, ' ', false, nlohmann::json::error_handler_t::replace));
        return problems > 0 ? kUnwell : 0;
    }
    Console& console = context.console;
    for (const auto& check : checks)
        console.out << checkLine(console, check);
    console.out << (problems + warnings == 0
                        ? std::string("all is well")
                        : counted(problems, "problem", "problems") + ", " + counted(warnings, "warning", "warnings"))
                << std::endl;
    return problems > 0 ? kUnwell : 0;
}

int doctor(Context& context) {
    Checks checks{binaries()};
    const auto add = [&](Checks more) {
        checks.insert(checks.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    };
    FolderManifest folder = folderManifest(context);
    const auto home = context.home();
    std::unique_ptr<client::ControlClient> client;
    int daemonPid = 0, gatewayPid = 0;
    if (home) {
        add(doctor::homeChecks(*home));
        client = std::make_unique<client::ControlClient>(*home);
        checks.push_back(daemonCheck(*client, daemonPid));
        checks.push_back(gatewayCheck(*client, daemonPid != 0, gatewayPid));
    } else {
        checks.push_back({"home", Verdict::Problem, home.error().message, home.error().hint});
    }
    int instances = 0;
    if (folder.project)
        for (const auto& service : folder.project->services)
            instances += service.autoscale ? std::max(service.replicas, service.autoscale->max) : service.replicas;
    add(doctor::machineChecks(instances));
    checks.push_back(folder.check);
    if (folder.project && client)
        add(portChecks(*folder.project, *client, daemonPid, gatewayPid));
    return doctorReport(context, checks);
}

}  // namespace slipway::cli
