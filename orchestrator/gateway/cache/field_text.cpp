#include "gateway/cache/field_text.h"

namespace slipway::gateway::cache {

bool combined(std::string_view lines, std::string_view name, std::string& into) {
    into.clear();
    bool found = false;
    eachLine(lines, [&](std::string_view each, std::string_view value) {
        if (!http::equalsIgnoreCase(each, name))
            return;
        into.append(found ? "," : "").append(value);
        found = true;
    });
    return found;
}

std::string lowered(std::string_view text) {
    std::string small(text);
    for (char& c : small)
        c = http::toLower(c);
    return small;
}

}  // namespace slipway::gateway::cache
