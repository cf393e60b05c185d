#include "kit/faults.h"

#include <cstdlib>

#include "kit/environment.h"

namespace shop::kit {

namespace {

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ') {
        text.remove_prefix(1);
    }
    while (!text.empty() && text.back() == ' ') {
        text.remove_suffix(1);
    }
    return text;
}

/// Takes the part before `separator` off the front of `text`.
std::string_view next(std::string_view& text, char separator) {
    const std::string_view part = text.substr(0, text.find(separator));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
    return trimmed(part);
}

Faults::Kind kindOf(std::string_view word) {
    return word == "refuse"  ? Faults::Kind::Refuse
           : word == "down"  ? Faults::Kind::Down
           : word == "lost"  ? Faults::Kind::Lost
           : word == "slow"  ? Faults::Kind::Slow
           : word == "crash" ? Faults::Kind::Crash
                             : Faults::Kind::None;
}

}  // namespace

Faults::Kind faultIn(std::string_view header, std::string_view method, std::string_view path) {
    const std::string_view segment = path.substr(0, path.find('/', 1));
    while (!header.empty()) {
        std::string_view entry = next(header, ',');
        const std::string_view what = next(entry, '=');
        if (what.size() == method.size() + segment.size() && what.starts_with(method) && what.ends_with(segment)) {
            return kindOf(trimmed(entry));
        }
    }
    return Faults::Kind::None;
}

Result<std::unique_ptr<Faults>> Faults::fromEnvironment() {
    const std::string text = environmentValue("SHOP_FAULTS");
    if (text.empty()) {
        return nullptr;
    }
    auto faults = std::make_unique<Faults>();
    std::string_view rest = text;
    while (!rest.empty()) {
        std::string_view entry = next(rest, ',');
        const std::string_view word = next(entry, ':');
        const std::string rate(entry);
        char* end = nullptr;
        const double value = std::strtod(rate.c_str(), &end);
        if (word == "header") {
            faults->m_header = true;
        } else if (word == "random" && !rate.empty() && *end == 0 && value >= 0 && value <= 1) {
            faults->m_rate = value;
        } else {
            return fail(Fault::BadRequest, "bad_environment", "SHOP_FAULTS=" + text + ": header, random:0.05, or both");
        }
    }
    return faults;
}

Faults::Kind Faults::drawn() {
    const std::lock_guard lock(m_mutex);
    if (std::uniform_real_distribution<double>(0, 1)(m_random) >= m_rate) {
        return Kind::None;
    }
    const int draw = std::uniform_int_distribution<int>(0, 99)(m_random);
    return draw < 35   ? Kind::Refuse
           : draw < 65 ? Kind::Down
           : draw < 95 ? Kind::Lost
           : draw < 97 ? Kind::Slow
                       : Kind::Crash;
}

Faults::Kind Faults::of(const Request& request) {
    if (m_header) {
        if (const Kind kind = faultIn(request.header("Shop-Fault"), request.method, request.path); kind != Kind::None) {
            return kind;
        }
    }
    const bool changes = request.method != "GET" && request.method != "HEAD";
    return changes && m_rate > 0 ? drawn() : Kind::None;
}

}  // namespace shop::kit
