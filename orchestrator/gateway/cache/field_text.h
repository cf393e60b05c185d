#pragma once

#include <string>
#include <string_view>

#include "http/chars.h"

namespace slipway::gateway::cache {

/// Fields as lines, "Name: value\r\n" each: what a response is stored as, and sent from, with one copy.
template <class Visit>
void eachLine(std::string_view lines, Visit visit) {
    while (!lines.empty()) {
        const std::size_t end = lines.find("\r\n");
        const std::string_view line = lines.substr(0, end);
        if (const std::size_t colon = line.find(':'); colon != std::string_view::npos)
            visit(line.substr(0, colon), http::trimOws(line.substr(colon + 1)));
        if (end == std::string_view::npos)
            return;
        lines.remove_prefix(end + 2);
    }
}

inline void addLine(std::string& lines, std::string_view name, std::string_view value) {
    lines.append(name).append(": ").append(value).append("\r\n");
}

/// All values of a field as one, in their order (RFC 9110 §5.3); blanks around commas between lines are ours. False
/// when there is none.
bool combined(std::string_view lines, std::string_view name, std::string& into);
std::string lowered(std::string_view text);

}  // namespace slipway::gateway::cache
