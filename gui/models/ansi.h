#pragma once

#include <QString>
#include <string_view>
#include <vector>

namespace slipway::gui {

/// The colours of a terminal that output may ask for, by role: the theme says how they look.
enum class AnsiColor { Default, Red, Green, Yellow, Blue, Magenta, Cyan, Muted };

struct AnsiSpan {
    int start = 0;  ///< in UTF-16 units of the text
    int length = 0;
    AnsiColor color = AnsiColor::Default;
    bool bold = false;
};

struct AnsiText {
    QString text;                 ///< without escape sequences and control characters; tabs are spaces
    std::vector<AnsiSpan> spans;  ///< only those that differ from the default
};

/// Reads SGR sequences (ECMA-48, 8.3.117) for colour and weight and leaves out all others. Stops after `limit`
/// characters of text.
AnsiText parseAnsi(std::string_view utf8, int limit = 8000);

}  // namespace slipway::gui
