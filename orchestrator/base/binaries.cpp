#include "base/binaries.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <vector>

namespace slipway {

namespace {

std::string folderOf(const std::string& path) {
    return path.substr(0, path.rfind('/'));
}

std::vector<std::string> places() {
    std::vector<std::string> folders;
    if (const char* named = ::getenv("SLIPWAY_LIBEXEC"); named && *named)
        folders.emplace_back(named);
    const std::string own = folderOf(executablePath());
    folders.push_back(own);
    folders.push_back(folderOf(own) + "/libexec/slipway");
    return folders;
}

bool isProgram(const std::string& path) {
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) && ::access(path.c_str(), X_OK) == 0;
}

}  // namespace

std::string executablePath() {
    char path[PATH_MAX];
    const ssize_t length = ::readlink("/proc/self/exe", path, sizeof path);
    std::string text = length > 0 ? std::string(path, static_cast<size_t>(length)) : "/";
    // A new build was put over the file that runs; the name is what the next start finds.
    if (const std::string deleted = " (deleted)"; text.size() > deleted.size() && text.ends_with(deleted))
        text.resize(text.size() - deleted.size());
    return text;
}

Result<std::string> findBinary(const std::string& name) {
    std::string tried;
    for (const auto& folder : places()) {
        const std::string path = folder + "/" + name;
        if (isProgram(path))
            return path;
        tried += (tried.empty() ? "" : ", ") + folder;
    }
    return fail(ErrorCode::NotFound, name + " is in none of " + tried, "Set SLIPWAY_LIBEXEC to its folder.");
}

std::string libexecFolder(const std::string& name) {
    const auto found = findBinary(name);
    return folderOf(found ? *found : executablePath());
}

Result<std::string> binaryFingerprint(const std::string& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) {
        if (errno == ENOENT || errno == ENOTDIR)
            return fail(ErrorCode::NotFound, path + " is not there");
        return failErrno("look at " + path, errno);
    }
    return std::to_string(status.st_dev) + "-" + std::to_string(status.st_ino) + "-" + std::to_string(status.st_size) +
           "-" + std::to_string(status.st_mtim.tv_sec) + "." + std::to_string(status.st_mtim.tv_nsec);
}

}  // namespace slipway
