#pragma once

#include <string>
#include <string_view>

namespace slipway::gui {

/// A line as it is read by people: one that is a JSON object becomes its message and then `key=value` for the rest,
/// without the time, level, service and instance that stand in columns beside it. Any other line is itself. Copies
/// take the line as it was written; a search finds it in both forms.
std::string displayLine(std::string_view utf8);

}  // namespace slipway::gui
