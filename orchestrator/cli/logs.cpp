#include <algorithm>
#include <ctime>
#include <thread>

#include "base/ansi.h"
#include "cli/commands.h"
#include "cli/format.h"
#include "manifest/scalars.h"

namespace slipway::cli {
namespace {

// A word is a service's or an instance's name.
api::Answer<std::vector<client::LogQuery>> queries(client::ControlClient& client, const std::string& project,
                                                   const LogOptions& options) {
    const WallMs now = SystemClock().wallMs();
    const auto query = [&](const std::string& service, const std::string& instance) {
        const auto time = [&](const std::string& text) { return parseTime(text, now).value_or(0); };
        return client::LogQuery{project,
                                service,
                                instance,
                                options.tail,
                                options.follow,
                                time(options.since),
                                time(options.until),
                                options.level,
                                options.grep};
    };
    std::vector<client::LogQuery> all;
    if (options.services.empty())
        return std::vector<client::LogQuery>{query("", "")};
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
        // An instance that is gone has left its output.
        const size_t dash = name.rfind('-');
        const auto servicesEnd = known.begin() + static_cast<std::ptrdiff_t>(serviceCount);
        if (dash != std::string::npos && dash + 1 < name.size() &&
            name.find_first_not_of("0123456789", dash + 1) == std::string::npos &&
            std::find(known.begin(), servicesEnd, name) == servicesEnd &&
            std::find(known.begin(), servicesEnd, name.substr(0, dash)) != servicesEnd) {
            all.push_back(query("", name));
            continue;
        }
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
        all.push_back(query(service ? name : "", service ? "" : name));
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

std::optional<WallMs> parseTime(const std::string& text, WallMs now) {
    if (const auto ago = manifest::parseDuration(text))
        return now - ago->count();
    std::tm then{};
    const auto rest = [&](const char* format) { return ::strptime(text.c_str(), format, &then); };
    for (const char* format : {"%H:%M:%S", "%H:%M"}) {
        const auto seconds = static_cast<std::time_t>(now / 1000);
        ::localtime_r(&seconds, &then);
        then.tm_sec = 0;
        const char* end = rest(format);
        if (!end || *end != '\0')
            continue;
        then.tm_isdst = -1;
        std::tm yesterday = then;
        if (const WallMs at = WallMs(std::mktime(&then)) * 1000; at <= now)
            return at;
        --yesterday.tm_mday;
        return WallMs(std::mktime(&yesterday)) * 1000;
    }
    then = {};
    const char* end = rest("%Y-%m-%dT%H:%M:%S");
    // strptime takes years and seconds of fewer digits, which RFC 3339 does not.
    if (!end || end - text.c_str() != 19)
        return {};
    WallMs at = WallMs(::timegm(&then)) * 1000;
    if (*end == '.') {
        int unit = 100;
        const char* digit = ++end;
        for (; *digit >= '0' && *digit <= '9'; ++digit, unit /= 10)
            at += (*digit - '0') * unit;
        if (digit == end)
            return {};
        end = digit;
    }
    const std::string zone = end;
    if (zone == "Z" || zone == "z")
        return at;
    const auto digit = [&](size_t place) { return zone[place] >= '0' && zone[place] <= '9'; };
    if (zone.size() != 6 || (zone[0] != '+' && zone[0] != '-') || zone[3] != ':' || !digit(1) || !digit(2) ||
        !digit(4) || !digit(5))
        return {};
    const WallMs offset = (std::stoi(zone.substr(1, 2)) * 60 + std::stoi(zone.substr(4, 2))) * 60'000;
    return zone[0] == '+' ? at - offset : at + offset;
}

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
    const bool error = line.stream == api::LogStream::Err;
    if (m_prefix) {
        m_width = std::max(m_width, displayWidth(line.instance));
        const std::string blanks(static_cast<size_t>(m_width - displayWidth(line.instance)), ' ');
        // By a sign, not by colour alone: files and some eyes have none.
        out += m_console.onOut(colorOf(line.service), line.instance + blanks + (error ? "" : " |")) +
               (error ? ' ' + m_console.onOut(Color::Red, "!") : std::string()) + ' ';
    }
    if (m_timestamps)
        out += m_console.onOut(Color::Dim,
                               (line.intervalMs > 0 ? "≤" : "") + localTime(line.at, SystemClock().wallMs(), true)) +
               ' ';
    out += m_console.outIsTerminal ? harmless(line.text, m_console.outColor) : withoutAnsi(line.text);
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

    // Each service's tail, merged by time. What one query answered keeps its order, whatever a clock that was set back
    // says: a line is placed by the latest time that came before it.
    struct Placed {
        WallMs place = 0;
        api::LogLine line;
        std::string json;
    };
    std::vector<Placed> lines;
    for (const auto& query : all) {
        WallMs latest = 0;
        const auto ended = (*client)->logs(query, [&](const api::LogLine& line, std::string_view json) {
            latest = std::max(latest, line.at);
            lines.push_back({latest, line, std::string(json)});
            return true;
        });
        if (!ended)
            return report(context, ended.error());
    }
    std::stable_sort(lines.begin(), lines.end(), [](const Placed& a, const Placed& b) { return a.place < b.place; });
    for (const auto& [place, line, json] : lines) {
        if (context.options.json)
            context.console.out << json << '\n';
        else
            printer.print(line);
    }
    context.console.out.flush();
    return 0;
}

}  // namespace slipway::cli
