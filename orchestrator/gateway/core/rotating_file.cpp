#include "gateway/core/rotating_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace slipway::gateway {

Result<> RotatingFile::open() {
    UniqueFd fd(::open(m_path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600));
    if (!fd)
        return failErrno("open " + m_path, errno);
    struct stat status {};
    if (::fstat(fd.get(), &status) != 0)
        return failErrno("fstat " + m_path, errno);
    m_size = static_cast<std::uint64_t>(status.st_size);
    m_fd = std::move(fd);
    return {};
}

Result<> RotatingFile::rotate() {
    for (unsigned i = m_keep; i > 0; --i) {
        const std::string from = i == 1 ? m_path : m_path + "." + std::to_string(i - 1);
        if (::rename(from.c_str(), (m_path + "." + std::to_string(i)).c_str()) != 0 && errno != ENOENT)
            return failErrno("rename " + from, errno);
    }
    if (m_keep == 0 && ::unlink(m_path.c_str()) != 0 && errno != ENOENT)
        return failErrno("remove " + m_path, errno);
    return open();
}

Result<> RotatingFile::write(std::string_view content) {
    if (m_size > 0 && m_size + content.size() > m_rotateBytes)
        if (auto rotated = rotate(); !rotated)
            return rotated;
    while (!content.empty()) {
        const ssize_t put = ::write(m_fd.get(), content.data(), content.size());
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return failErrno("write " + m_path, errno);
        m_size += static_cast<std::uint64_t>(put);
        content.remove_prefix(static_cast<std::size_t>(put));
    }
    return {};
}

}  // namespace slipway::gateway
