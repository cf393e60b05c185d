#include "gateway/control/options.h"

#include <sched.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>

namespace slipway::gateway {
namespace {

constexpr unsigned kMostWorkers = 256;
/// A developer's machine has other things to do; eight workers carry more than its services can answer.
constexpr unsigned kMostAutomatic = 8;

std::string variable(const char* name) {
    const char* value = getenv(name);
    return value ? value : "";
}

std::string defaultHome() {
    if (const auto home = variable("SLIPWAY_HOME"); !home.empty())
        return home;
    if (const auto state = variable("XDG_STATE_HOME"); !state.empty())
        return state + "/slipway";
    return variable("HOME") + "/.local/state/slipway";
}

Result<unsigned> parseWorkers(const std::string& word) {
    if (word == "auto")
        return 0u;
    unsigned workers = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), workers);
    if (error != std::errc() || end != word.data() + word.size() || workers < 1 || workers > kMostWorkers)
        return fail(ErrorCode::Usage, "--workers must be a number from 1 to 256 or auto, not '" + word + "'");
    return workers;
}

}  // namespace

const char* const kUsage =
    "Usage: slipway-gateway [--home DIR] [--workers N|auto] [--egress PROJECT/CALLER] [--beside]\n"
    "\n"
    "The load balancer and API gateway of Slipway. slipwayd starts it and tells it what to serve.\n"
    "\n"
    "  --home DIR       state and sockets (default: $SLIPWAY_HOME, else the XDG state folder)\n"
    "  --workers N      threads that serve requests (default: auto, one a core up to 8)\n"
    "  --egress P/C     as the sidecar of one caller: serves the calls of service C of project P, and nobody else's\n"
    "  --beside         as the successor of one that runs: waits until slipwayd puts it in charge\n"
    "  --version        version and build\n";

Result<Options> parseOptions(const std::vector<std::string>& words) {
    Options options;
    options.home = defaultHome();
    for (std::size_t i = 0; i < words.size(); ++i) {
        std::string word = words[i], value;
        bool hasValue = false;
        if (const auto equals = word.find('='); equals != std::string::npos) {
            value = word.substr(equals + 1);
            word.resize(equals);
            hasValue = true;
        }
        if (word == "--help" || word == "-h") {
            options.action = Options::Action::Help;
            continue;
        }
        if (word == "--version") {
            options.action = Options::Action::Version;
            continue;
        }
        if (word == "--beside") {
            options.place = protocol::GatewayPlace::Beside;
            continue;
        }
        if (word != "--home" && word != "--workers" && word != "--egress")
            return fail(ErrorCode::Usage, "unknown option '" + words[i] + "'", kUsage);
        if (!hasValue) {
            if (++i == words.size())
                return fail(ErrorCode::Usage, word + " needs a value", kUsage);
            value = words[i];
        }
        if (word == "--home") {
            options.home = value;
            continue;
        }
        if (word == "--egress") {
            const auto slash = value.find('/');
            if (slash == 0 || slash == std::string::npos || slash + 1 == value.size())
                return fail(ErrorCode::Usage, "--egress must be PROJECT/CALLER, not '" + value + "'", kUsage);
            options.role = {value.substr(0, slash), value.substr(slash + 1)};
            continue;
        }
        const auto workers = parseWorkers(value);
        if (!workers)
            return tl::unexpected(workers.error());
        options.workers = *workers;
    }
    while (options.home.size() > 1 && options.home.ends_with('/'))
        options.home.pop_back();
    if (!options.home.starts_with('/'))
        return fail(ErrorCode::Usage, "--home must be an absolute path, not '" + options.home + "'");
    return options;
}

unsigned automaticWorkers() {
    cpu_set_t cores;
    CPU_ZERO(&cores);
    const unsigned usable =
        ::sched_getaffinity(0, sizeof cores, &cores) == 0 ? static_cast<unsigned>(CPU_COUNT(&cores)) : 1;
    return std::clamp(usable, 1u, kMostAutomatic);
}

}  // namespace slipway::gateway
