#include "base/unique_fd.h"

#include <fcntl.h>
#include <unistd.h>

namespace slipway {

void UniqueFd::reset(int fd) {
    const int old = std::exchange(m_fd, fd);
    if (old >= 0 && old != fd)
        ::close(old);
}

UniqueFd UniqueFd::duplicate() const {
    return UniqueFd(::fcntl(m_fd, F_DUPFD_CLOEXEC, 0));
}

}  // namespace slipway
