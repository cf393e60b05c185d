#pragma once

#include <utility>

namespace slipway {

/// Owns one file descriptor and closes it. -1 means none. Open descriptors close-on-exec before they come here.
class UniqueFd {
  public:
    UniqueFd() = default;
    explicit UniqueFd(int fd) : m_fd(fd) {}
    UniqueFd(UniqueFd&& other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}
    UniqueFd& operator=(UniqueFd&& other) noexcept {
        if (this != &other)
            reset(std::exchange(other.m_fd, -1));
        return *this;
    }
    UniqueFd(const UniqueFd&) = delete;
    UniqueFd& operator=(const UniqueFd&) = delete;
    ~UniqueFd() { reset(); }

    int get() const { return m_fd; }
    explicit operator bool() const { return m_fd >= 0; }
    [[nodiscard]] int release() { return std::exchange(m_fd, -1); }
    void reset(int fd = -1);

    /// A second descriptor for the same open file, close-on-exec. Invalid on failure (errno says why).
    UniqueFd duplicate() const;

  private:
    int m_fd = -1;
};

}  // namespace slipway
