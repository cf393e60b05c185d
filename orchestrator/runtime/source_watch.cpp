#include "runtime/source_watch.h"

#include <fnmatch.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <set>

namespace slipway::runtime {

namespace fs = std::filesystem;

namespace {

constexpr std::uint32_t kMask =
    IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE | IN_ONLYDIR | IN_EXCL_UNLINK;
constexpr const char* kNoise[] = {".git", ".hg", ".svn", "*~", "*.swp", "*.swx", ".#*", "4913", "__pycache__"};

bool matches(const char* pattern, const std::string& text) {
    return ::fnmatch(pattern, text.c_str(), 0) == 0;
}

}  // namespace

Result<std::unique_ptr<SourceWatch>> SourceWatch::create() {
    UniqueFd inotify(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
    if (!inotify)
        return fail(ErrorCode::Io, std::string("inotify: ") + std::strerror(errno));
    return std::unique_ptr<SourceWatch>(new SourceWatch(std::move(inotify)));
}

bool SourceWatch::ignored(const Root& root, const std::string& path) const {
    const std::string name = path.substr(path.rfind('/') + 1);
    if (std::any_of(std::begin(kNoise), std::end(kNoise), [&](const char* noise) { return matches(noise, name); }))
        return true;
    const std::string below = path.size() > root.path.size() ? path.substr(root.path.size() + 1) : name;
    return std::any_of(root.ignore.begin(), root.ignore.end(), [&](const std::string& pattern) {
        return matches(pattern.c_str(), name) || matches(pattern.c_str(), below);
    });
}

Result<> SourceWatch::add(const std::string& key, const std::string& path, const std::vector<std::string>& ignore) {
    std::error_code failed;
    const fs::file_status status = fs::status(path, failed);
    if (failed || !fs::exists(status))
        return fail(ErrorCode::NotFound, path + " is not there, and is not watched");
    Root root{key, path, {}, ignore, 0};
    std::string folder = path;
    if (!fs::is_directory(status)) {
        root.only = fs::path(path).filename();
        root.path = folder = fs::path(path).parent_path();
    }
    m_roots.push_back(std::move(root));
    return enter(m_roots.size() - 1, folder);
}

Result<> SourceWatch::enter(size_t at, const std::string& folder) {
    Root& root = m_roots[at];
    if (++root.folders > kMostFolders)
        return fail(ErrorCode::Io,
                    root.path + " has more than " + std::to_string(kMostFolders) +
                        " folders below it; those past them are not watched",
                    "`ignore` leaves out what is no source.");
    const int watch = ::inotify_add_watch(m_inotify.get(), folder.c_str(), kMask);
    if (watch < 0) {
        if (errno == ENOENT || errno == ENOTDIR)
            return {};  // gone already
        if (errno == ENOSPC)
            return fail(ErrorCode::Io, folder + " can't be watched: the limit on watches is reached",
                        "Raise fs.inotify.max_user_watches (sysctl).");
        return fail(ErrorCode::Io, folder + " can't be watched: " + std::strerror(errno));
    }
    const auto [first, last] = m_folders.equal_range(watch);
    if (std::none_of(first, last, [&](const auto& entry) { return entry.second.root == at; }))
        m_folders.emplace(watch, Folder{at, folder});
    if (!root.only.empty())
        return {};
    std::error_code failed;
    for (fs::directory_iterator each(folder, fs::directory_options::skip_permission_denied, failed), end;
         !failed && each != end; each.increment(failed))
        if (each->is_directory(failed) && !each->is_symlink(failed) && !ignored(root, each->path()))
            if (auto entered = enter(at, each->path()); !entered)
                return entered;
    return {};
}

void SourceWatch::clear() {
    for (const auto& [watch, folder] : m_folders)
        ::inotify_rm_watch(m_inotify.get(), watch);
    m_folders.clear();
    m_roots.clear();
}

std::vector<SourceWatch::Change> SourceWatch::process() {
    std::vector<Change> changes;
    std::set<std::pair<size_t, std::string>> told;
    alignas(inotify_event) char buffer[16 * 1024];
    for (ssize_t size; (size = ::read(m_inotify.get(), buffer, sizeof buffer)) > 0;) {
        for (const char* at = buffer; at < buffer + size;) {
            const auto* event = reinterpret_cast<const inotify_event*>(at);
            at += sizeof(inotify_event) + event->len;
            if ((event->mask & IN_IGNORED) != 0) {
                m_folders.erase(event->wd);
                continue;
            }
            const auto [first, last] = m_folders.equal_range(event->wd);
            const std::vector<std::pair<int, Folder>> folders(first, last);
            for (const auto& [watch, folder] : folders) {
                const std::string path = folder.path + (event->len > 0 ? "/" + std::string(event->name) : "");
                const Root& root = m_roots[folder.root];
                if (event->len == 0 || ignored(root, path) || (!root.only.empty() && root.only != event->name))
                    continue;
                if ((event->mask & IN_ISDIR) != 0) {
                    if ((event->mask & (IN_CREATE | IN_MOVED_TO)) != 0)
                        (void)enter(folder.root, path);
                } else if ((event->mask & IN_CREATE) != 0) {
                    continue;  // its close tells that it is written
                }
                if (told.emplace(folder.root, path).second)
                    changes.push_back({root.key, path});
            }
        }
    }
    return changes;
}

}  // namespace slipway::runtime
