#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace slipway::client {

/// Bytes in pieces to whole lines; a line longer than kMaxLine is cut there. Thread: one.
class Lines {
  public:
    static constexpr size_t kMaxLine = 16u << 20;

    /// Calls `use(line)` with each whole line, without its "\n" or "\r\n", until it returns false; gives what it
    /// returned last.
    template <class Use>
    bool take(std::string_view piece, const Use& use) {
        while (!piece.empty()) {
            const size_t end = piece.find('\n');
            const std::string_view part = piece.substr(0, end);
            m_rest.append(part.substr(0, kMaxLine - std::min(kMaxLine, m_rest.size())));
            if (end == std::string_view::npos)
                return true;
            piece.remove_prefix(end + 1);
            if (m_rest.ends_with('\r'))
                m_rest.pop_back();
            const std::string line = std::exchange(m_rest, {});
            if (!use(std::string_view(line)))
                return false;
        }
        return true;
    }

  private:
    std::string m_rest;
};

}  // namespace slipway::client
