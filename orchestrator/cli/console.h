#pragma once

#include <functional>
#include <mutex>
#include <ostream>
#include <string>
#include <string_view>

namespace slipway::cli {

enum class Color { None, Red, Green, Yellow, Blue, Magenta, Cyan, Bold, Dim };

/// Where a command writes, and what that place can show. Thread: the command's; lines that several threads write take
/// `lock`.
struct Console {
    std::ostream& out;
    std::ostream& err;
    bool outIsTerminal = false;
    bool errIsTerminal = false;
    bool outColor = false;
    bool errColor = false;
    int columns = 80;  ///< of the terminal
    /// Takes Ctrl-C (and SIGTERM) over from now on; a descriptor that is readable once it was pressed, or -1. Before
    /// threads are made.
    std::function<int()> takeInterrupts = {};
    std::mutex lock = {};

    std::string onOut(Color color, std::string_view text) const { return paint(outColor, color, text); }
    std::string onErr(Color color, std::string_view text) const { return paint(errColor, color, text); }

  private:
    static std::string paint(bool on, Color color, std::string_view text);
};

/// Columns that the text takes in a terminal: 2 for East Asian wide and most emoji, 0 for combining marks and our
/// colour sequences.
int displayWidth(std::string_view text);
/// The longest beginning that fits into `columns`, with "…" where something was cut.
std::string fitted(std::string_view text, int columns);
/// Without what could move the cursor, change a title or hide text: control characters go, colours (SGR) stay where
/// `colors`.
std::string harmless(std::string_view text, bool colors);

}  // namespace slipway::cli
