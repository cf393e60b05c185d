#include "doctor/home_checks.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "base/unique_fd.h"

namespace slipway::doctor {
namespace {

constexpr std::uint64_t kLowBytes = 1u << 30;
constexpr std::uint64_t kNoBytes = 64u << 20;

std::string gib(std::uint64_t bytes) {
    const std::uint64_t tenths = bytes / ((1u << 30) / 10);
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " GiB";
}

/// The folder, or the nearest one above that is there.
std::string standing(std::filesystem::path folder) {
    std::error_code error;
    while (!std::filesystem::exists(folder, error) && folder.has_relative_path())
        folder = folder.parent_path();
    return folder.string();
}

/// Tried: root may write everywhere by its modes, and not in /proc or on a file system that is mounted read-only.
bool takesFolders(const std::string& folder) {
    std::string trial = folder + "/.slipway-doctor-XXXXXX";
    return ::mkdtemp(trial.data()) && ::rmdir(trial.c_str()) == 0;
}

struct NamedFileSystem {
    long magic;
    const char* name;
    bool remote;
};
// statfs(2); of the others the number is told.
constexpr NamedFileSystem kFileSystems[] = {{0xEF53, "ext4", false},          {0x58465342, "xfs", false},
                                            {0x9123683E, "btrfs", false},     {0x01021994, "tmpfs", false},
                                            {0x794c7630, "overlayfs", false}, {0x2fc12fc1, "zfs", false},
                                            {0xF2F52010, "f2fs", false},      {0x6969, "nfs", true},
                                            {0xFF534D42, "cifs", true},       {0xFE534D42, "smb2", true},
                                            {0x65735546, "fuse", true},       {0x01021997, "9p", true}};

Check fileSystem(const std::string& folder) {
    struct statfs status {};
    if (::statfs(folder.c_str(), &status) != 0)
        return {"home_space", Verdict::Problem, folder + ": " + strerror(errno), "Set SLIPWAY_HOME to another folder."};
    std::string name = "file system 0x" + [&] {
        char digits[20];
        std::snprintf(digits, sizeof digits, "%lx", static_cast<unsigned long>(status.f_type));
        return std::string(digits);
    }();
    bool remote = false;
    for (const auto& known : kFileSystems)
        if (known.magic == static_cast<long>(status.f_type)) {
            name = known.name;
            remote = known.remote;
        }
    const std::uint64_t left = static_cast<std::uint64_t>(status.f_bavail) * static_cast<std::uint64_t>(status.f_bsize);
    Check check{"home_space", Verdict::Ok, name + ", " + gib(left) + " left", {}};
    if (left < kNoBytes || (status.f_files > 0 && status.f_ffree == 0)) {
        check.verdict = Verdict::Problem;
        check.advice = "Make room, or set SLIPWAY_HOME to another file system: output and the store have no place.";
    } else if (left < kLowBytes) {
        check.verdict = Verdict::Warning;
        check.advice = "Each instance keeps up to 128 MiB of its output there.";
    } else if (remote) {
        check.verdict = Verdict::Warning;
        check.advice = "Locks and sockets want a local file system; set SLIPWAY_HOME to one.";
    }
    return check;
}

Check punchedHoles(const std::string& folder) {
    const UniqueFd fd(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
    const std::string block(64 * 1024, 'x');
    if (!fd || ::pwrite(fd.get(), block.data(), block.size(), 0) != static_cast<ssize_t>(block.size()))
        return {"punch_hole", Verdict::Warning, "it could not be tried: " + std::string(strerror(errno)), {}};
    if (::fallocate(fd.get(), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 32 * 1024) != 0)
        return {"punch_hole", Verdict::Warning, "this file system punches no holes: " + std::string(strerror(errno)),
                "Output files grow without end there; set SLIPWAY_HOME to ext4, xfs, btrfs or tmpfs."};
    return {"punch_hole", Verdict::Ok, "old output is given back to the file system", {}};
}

}  // namespace

Checks homeChecks(const std::string& home) {
    const std::string folder = standing(home);
    struct stat status {};
    const bool there = ::stat(home.c_str(), &status) == 0;
    const bool folderThere = ::stat(folder.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
    const bool writable = folderThere && takesFolders(folder);
    Checks checks;
    if (!writable)
        checks.push_back({"home", Verdict::Problem,
                          home + (folderThere ? " can't be written" + (there ? "" : ": nor can " + folder)
                                              : ": " + folder + " is no folder"),
                          "Set SLIPWAY_HOME to a folder of yours."});
    else if (there && status.st_uid != ::geteuid())
        checks.push_back({"home", Verdict::Warning, home + " belongs to another user",
                          "Run slipway as its owner: two users' daemons can't share it."});
    else
        checks.push_back({"home", Verdict::Ok, home + (there ? "" : ", made by the first `up`"), {}});
    if (folderThere)
        checks.push_back(fileSystem(folder));
    // As bind(2) sees it: the daemon takes the folder's real path. The longest name is that of a sidecar's new process.
    char resolved[PATH_MAX];
    const std::string real = there && ::realpath(home.c_str(), resolved) ? resolved : home;
    const size_t length = real.size() + std::strlen("/slipwayd.sock");
    constexpr size_t kMost = sizeof(sockaddr_un::sun_path) - 1;
    checks.push_back({"socket_path", length > kMost ? Verdict::Problem : Verdict::Ok,
                      std::to_string(length) + " of " + std::to_string(kMost) + " bytes",
                      length > kMost ? "Set SLIPWAY_HOME to a shorter path." : ""});
    if (writable)
        checks.push_back(punchedHoles(folder));
    return checks;
}

}  // namespace slipway::doctor
