#include <poll.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/binaries.h"
#include "cli/commands.h"
#include "cli/format.h"
#include "cli/manifest_file.h"
#include "cli/progress.h"
#include "client/up_request.h"
#include "manifest/manifest.h"

namespace slipway::cli {
namespace {

using std::chrono::milliseconds;

// True once Ctrl-C was pressed; takes that press.
bool interrupted(int fd, milliseconds wait) {
    pollfd poll{fd, POLLIN, 0};
    if (fd < 0) {
        std::this_thread::sleep_for(wait);
        return false;
    }
    if (::poll(&poll, 1, static_cast<int>(wait.count())) <= 0)
        return false;
    char buffer[128];
    (void)!::read(fd, buffer, sizeof buffer);
    return true;
}

// The longest that the manifest's own times allow, and a minute: dependencies start one after the other.
milliseconds defaultLimit(const std::string& file, const std::vector<std::string>& profiles) {
    milliseconds limit{60'000};
    auto request = readManifestFile(file);
    if (!request)
        return limit;
    addProfiles(*request, profiles);
    if (const auto parsed = parseHere(*request))
        for (const auto& group : model::startOrder(parsed->project)) {
            milliseconds longest{0};
            for (const auto& name : group)
                if (const auto* service = parsed->project.service(name); service && !service->external())
                    longest = std::max(longest, service->startTimeout);
            limit += longest;
        }
    return limit;
}

// What runs now, after an `up` that ended one way or the other.
void printState(Context& context, client::ControlClient& client, const std::string& project,
                const api::Operation& operation) {
    const auto state = client.state(project);
    if (!state)
        return;
    Console& console = context.console;
    console.out << serviceTable(console, state->services);
    if (operation.state == api::OperationState::Succeeded) {
        const double took = static_cast<double>(operation.endedMs - operation.startedMs) / 1000;
        console.out << console.onOut(Color::Green, "✓") << ' ' << console.onOut(Color::Bold, project) << " is up in "
                    << seconds(took);
        if (const std::string urls = joined(state->project.urls); !urls.empty())
            console.out << ": " << console.onOut(Color::Cyan, urls);
        console.out << '\n';
    }
    console.out.flush();
}

int failed(Context& context, client::ControlClient& client, const std::string& project,
           const api::Operation& operation) {
    const int code = outcome(context, operation);
    Console& console = context.console;
    if (const auto instances = client.instances(project)) {
        for (const auto& row : *instances) {
            const bool ill = row.state == api::InstanceState::Failed || row.state == api::InstanceState::CrashLoop;
            const bool told = operation.error && !operation.error->details.empty();
            if (!ill || told)
                continue;
            console.err << row.instance << ": " << harmless(row.why, false) << '\n';
            for (const auto& line : row.lastLines)
                console.err << "  " << console.onErr(Color::Dim, "|") << ' ' << harmless(line, false) << '\n';
        }
    }
    console.err << "The other services run on: `slipway ps` shows them, `slipway down` stops them." << std::endl;
    return code;
}

// Logs of all services until Ctrl-C, then down; a second Ctrl-C leaves at once.
class Attached {
  public:
    /// Lines that were written at `since` (milliseconds since 1970) or later.
    Attached(Console& console, const std::string& home, std::string project, WallMs since)
        : m_project(std::move(project)),
          m_logs(home),
          m_printer(console, false, true),
          m_since(since),
          m_thread([this] { run(); }) {}
    ~Attached() {
        m_stopping = true;
        m_logs.interrupt();
        m_thread.join();
    }

  private:
    void run() {
        // A daemon that restarts is waited for; what was printed already is left out.
        while (!m_stopping) {
            (void)m_logs.logs({m_project, "", "", 1000, true}, [this](const api::LogLine& line, std::string_view) {
                if (line.at >= m_since)
                    m_printer.print(line);
                m_last = std::max(m_last, line.at);
                return !m_stopping;
            });
            m_since = std::max(m_since, m_last + 1);
            if (!m_stopping)
                std::this_thread::sleep_for(milliseconds(250));
        }
    }

    const std::string m_project;
    client::ControlClient m_logs;
    LogPrinter m_printer;
    WallMs m_since;
    WallMs m_last = 0;
    std::atomic<bool> m_stopping{false};
    std::thread m_thread;
};

int stayAttached(Context& context, client::ControlClient& client, const std::string& home, const api::UpAnswer& answer,
                 WallMs since, milliseconds limit) {
    Console& console = context.console;
    const std::string& project = answer.project;
    const int interrupts = console.takeInterrupts ? console.takeInterrupts() : -1;
    const Attached logs(console, home, project, since);
    const auto deadline = std::chrono::steady_clock::now() + limit;
    bool ready = false;
    const std::string keys = "Ctrl-C stops it; `slipway up -d` leaves it running.";
    while (!interrupted(interrupts, milliseconds(ready ? 500 : 100))) {
        if (ready) {
            // Somebody else's `slipway down` ends this one too.
            const auto state = client.state(project);
            if (!state && state.error().code == ErrorCode::NotFound) {
                console.err << project << " was taken down." << std::endl;
                return 0;
            }
            continue;
        }
        const auto operation = client.operation(answer.operation);
        if (!operation) {
            if (operation.error().code != ErrorCode::DaemonUnreachable)
                return report(context, operation.error());
        } else if (operation->ended()) {
            const std::lock_guard lock(console.lock);
            if (operation->state == api::OperationState::Failed)
                break;
            ready = true;
            printState(context, client, project, *operation);
            console.err << console.onErr(Color::Dim, keys) << std::endl;
        }
        if (!ready && std::chrono::steady_clock::now() > deadline)
            return report(context, api::ApiError(Error{ErrorCode::Timeout,
                                                       project + " was not ready within " + formatDuration(limit),
                                                       "It goes on; `slipway ps` shows how far it is.",
                                                       {}}));
    }
    if (const auto operation = client.operation(answer.operation);
        !ready && operation && operation->state == api::OperationState::Failed)
        return failed(context, client, project, *operation);
    {
        const std::lock_guard lock(console.lock);
        console.err << "\nstopping " << project << "; Ctrl-C again leaves it to slipwayd" << std::endl;
    }
    const auto accepted = client.down(project);
    if (!accepted)
        return report(context, accepted.error());
    while (true) {
        const auto operation = client.operation(accepted->operation);
        if (!operation)
            return report(context, operation.error());
        if (operation->ended())
            return outcome(context, *operation);
        if (interrupted(interrupts, milliseconds(100)))
            return 130;
    }
}

}  // namespace

int up(Context& context, const UpOptions& options) {
    std::string file = options.file.empty() ? client::findManifest(context.folder) : options.file;
    if (file.empty())
        return report(context, api::ApiError(Error{ErrorCode::NotFound,
                                                   "there is no slipway.yaml in this folder or above",
                                                   "Name one with -f FILE.",
                                                   {}}));
    if (!std::filesystem::path(file).is_absolute())
        file = context.folder + '/' + file;
    auto request = client::upRequest(file, options.listen);
    if (!request)
        return report(context, api::ApiError(request.error()));
    addProfiles(*request, options.profiles);
    SLIPWAY_CLI_TRY(home, context.home());
    SLIPWAY_CLI_TRY(client, context.daemon());
    const WallMs since = SystemClock().wallMs();
    const auto answer = (*client)->up(*request);
    if (!answer)
        return report(context, answer.error(), request->manifest);
    Console& console = context.console;
    console.err << problemText(console, answer->warnings, request->manifest) << std::flush;
    const milliseconds limit =
        options.waitTimeout.count() > 0 ? options.waitTimeout : defaultLimit(file, options.profiles);
    if (!options.detach && !context.options.json)
        return stayAttached(context, **client, *home, *answer, since, limit);

    const auto operation = follow(context, answer->operation, limit);
    if (!operation)
        return report(context, operation.error());
    if (context.options.json)
        printJson(context, nlohmann::json(*operation).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    else
        printState(context, **client, answer->project, *operation);
    return operation->state == api::OperationState::Succeeded ? 0
                                                              : failed(context, **client, answer->project, *operation);
}

}  // namespace slipway::cli
