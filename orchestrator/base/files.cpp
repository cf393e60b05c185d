#include "base/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/random.h"
#include "base/unique_fd.h"

namespace slipway {

Result<std::string> readFile(const std::string& path, size_t limitBytes) {
    const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd)
        return failErrno("open " + path, errno);
    std::string content;
    char chunk[65536];
    for (;;) {
        const ssize_t got = ::read(fd.get(), chunk, sizeof chunk);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return failErrno("read " + path, errno);
        if (got == 0)
            return content;
        content.append(chunk, static_cast<size_t>(got));
        if (content.size() > limitBytes)
            return fail(ErrorCode::TooLarge, path + " is larger than " + std::to_string(limitBytes) + " bytes");
    }
}

Result<> writeFileAtomically(const std::string& path, std::string_view content, unsigned mode) {
    const std::string temporary = path + "." + randomHex(6) + ".tmp";
    UniqueFd fd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
    if (!fd)
        return failErrno("create " + temporary, errno);
    const auto giveUp = [&](const char* what) {
        const int error = errno;
        ::unlink(temporary.c_str());
        return failErrno(std::string(what) + " " + path, error);
    };
    while (!content.empty()) {
        const ssize_t put = ::write(fd.get(), content.data(), content.size());
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return giveUp("write");
        content.remove_prefix(static_cast<size_t>(put));
    }
    if (::fsync(fd.get()) != 0)
        return giveUp("sync");
    fd.reset();
    if (::rename(temporary.c_str(), path.c_str()) != 0)
        return giveUp("rename");
    return {};
}

Result<> makeFolders(const std::string& path, unsigned mode) {
    for (size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
        const std::string part = path.substr(0, end);
        if (!part.empty() && ::mkdir(part.c_str(), mode) != 0 && errno != EEXIST)
            return failErrno("create folder " + part, errno);
        if (end == std::string::npos)
            return {};
    }
}

}  // namespace slipway
