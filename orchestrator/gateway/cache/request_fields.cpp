#include "gateway/cache/request_fields.h"

#include "gateway/cache/field_text.h"

namespace slipway::gateway::cache {

bool TableFields::combined(std::string_view name, std::string& into) const {
    into.clear();
    bool found = false;
    for (const http::Field field : m_table) {
        if (!http::equalsIgnoreCase(field.name, name))
            continue;
        into.append(found ? "," : "").append(field.value);
        found = true;
    }
    return found;
}

bool TextFields::combined(std::string_view name, std::string& into) const {
    return cache::combined(m_lines, name, into);
}

std::string keptFields(const http::FieldTable& table) {
    std::string lines;
    for (const http::Field field : table)
        addLine(lines, field.name, field.value);
    return lines;
}

}  // namespace slipway::gateway::cache
