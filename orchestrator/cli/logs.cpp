#include <algorithm>
#include <thread>

#include "cli/commands.h"
#include "cli/format.h"
#include "manifest/scalars.h"

namespace slipway::cli {
namespace {

// A word is a service's or an instance's name.
api::Answer<std::vector<client::LogQuery>> queries(client::ControlClient& client, const std::string& project,
                                                   const LogOptions& options) {
    std::vector<client::LogQuery> all;
    if (options.services.empty())
        return std::vector<client::LogQuery>{{project, "", "", options.tail, options.follow}};
    const auto services = client.services(project);
    if (!services)
        return tl::unexpected(services.error());
    const auto instances = client.instances(project);
    if (!instances)
        return tl::unexpected(instances.error());
    std::vector<std::string> known;
    for (const auto& row : *services)
        known.push_back(row.name);
    const size_t serviceCount = known.size();
    for (const auto& row : *instances)
        known.push_back(row.instance);
    for (const auto& name : options.services) {
        const auto place = static_cast<size_t>(std::find(known.begin(), known.end(), name) - known.begin());
        if (place == known.size()) {
            const std::string near = manifest::nearest(name, known);
            return tl::unexpected(
                api::ApiError(Error{ErrorCode::NotFound,
                                    project + " has no service or instance '" + name + "'",
                                    near.empty() ? "`slipway ps` lists them." : "Did you mean " + near + "?",
                                    {}}));
        }
        const bool service = place < serviceCount;
        all.push_back({project, service ? name : "", service ? "" : name, options.tail, options.follow});
    }
    return all;
}

// Each query on a connection of its own; the first that fails is reported.
int followAll(Context& context, const std::string& home, const std::vector<client::LogQuery>& all,
              LogPrinter& printer) {
    std::vector<std::unique_ptr<client::ControlClient>> clients;
    std::vector<std::thread> threads;
    std::mutex mutex;
    int exit = 0;
    for (const auto& query : all) {
        auto& client = *clients.emplace_back(std::make_unique<client::ControlClient>(home));
        threads.emplace_back([&, query] {
            const auto ended = client.logs(query, [&](const api::LogLine& line, std::string_view json) {
                if (!context.options.json) {
                    printer.print(line);
                    return true;
                }
                const std::lock_guard lock(context.console.lock);
                context.console.out << json << std::endl;
                return true;
            });
            if (ended)
                return;
            const std::lock_guard lock(mutex);
            exit = exit == 0 ? report(context, ended.error()) : exit;
        });
    }
    for (auto& thread : threads)
        thread.join();
    return exit;
}

}  // namespace

Color LogPrinter::colorOf(const std::string& service) {
    constexpr Color kColors[] = {Color::Cyan, Color::Green, Color::Yellow, Color::Magenta, Color::Blue};
    auto found = std::find(m_services.begin(), m_services.end(), service);
    if (found == m_services.end())
        found = m_services.insert(m_services.end(), service);
    return kColors[static_cast<size_t>(found - m_services.begin()) % std::size(kColors)];
}

void LogPrinter::print(const api::LogLine& line) {
    const std::lock_guard lock(m_console.lock);
    std::string out;
    if (m_prefix) {
        m_width = std::max(m_width, displayWidth(line.instance));
        const std::string blanks(static_cast<size_t>(m_width - displayWidth(line.instance)), ' ');
        out += m_console.onOut(colorOf(line.service), line.instance + blanks + " |") + ' ';
    }
    if (m_timestamps)
        out += m_console.onOut(Color::Dim,
                               (line.intervalMs > 0 ? "≤" : "") + localTime(line.at, SystemClock().wallMs(), true)) +
               ' ';
    out += m_console.outIsTerminal ? harmless(line.text, m_console.outColor) : line.text;
    m_console.out << out << '\n' << std::flush;
}

int logs(Context& context, const LogOptions& options) {
    SLIPWAY_CLI_TRY(project, context.project());
    SLIPWAY_CLI_TRY(client, context.daemon());
    SLIPWAY_CLI_TRY(home, context.home());
    SLIPWAY_CLI_TRY(wanted, queries(**client, *project, options));
    const auto& all = *wanted;
    LogPrinter printer(context.console, options.timestamps, options.prefix);
    if (options.follow)
        return followAll(context, *home, all, printer);

    // Each service's tail, merged by time.
    std::vector<std::pair<api::LogLine, std::string>> lines;
    for (const auto& query : all) {
        const auto ended = (*client)->logs(query, [&](const api::LogLine& line, std::string_view json) {
            lines.emplace_back(line, json);
            return true;
        });
        if (!ended)
            return report(context, ended.error());
    }
    std::stable_sort(lines.begin(), lines.end(), [](const auto& a, const auto& b) { return a.first.at < b.first.at; });
    for (const auto& [line, json] : lines) {
        if (context.options.json)
            context.console.out << json << '\n';
        else
            printer.print(line);
    }
    context.console.out.flush();
    return 0;
}

}  // namespace slipway::cli
