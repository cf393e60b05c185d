#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/unique_fd.h"

namespace slipway::gateway {

/// An append-only file that moves to PATH.1, .2, … when it has grown to its size, and forgets the oldest. Thread: one
/// owner.
class RotatingFile {
  public:
    RotatingFile(std::string path, std::uint64_t rotateBytes, unsigned keep)
        : m_path(std::move(path)), m_rotateBytes(rotateBytes), m_keep(keep) {}

    /// Opens the path, anew if it is open already. Mode 0600.
    Result<> open();
    /// All of it, or an error: then a part may be in the file. Rotates first when it would not fit.
    Result<> write(std::string_view content);

  private:
    Result<> rotate();

    std::string m_path;
    std::uint64_t m_rotateBytes;
    unsigned m_keep;
    UniqueFd m_fd;
    std::uint64_t m_size = 0;
};

}  // namespace slipway::gateway
