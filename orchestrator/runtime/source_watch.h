#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/unique_fd.h"

namespace slipway::runtime {

/// Tells when files below folders change, by inotify(7). What editors and version control write for themselves (.git,
/// *.swp, *~) is no change. Thread: one owner.
class SourceWatch {
  public:
    /// Folders that one watch may have below it.
    static constexpr size_t kMostFolders = 8192;

    /// Errors: Io.
    static Result<std::unique_ptr<SourceWatch>> create();

    /// Readable when process() has something to do.
    int fd() const { return m_inotify.get(); }

    /// A folder with all below it, or one file. `ignore`: patterns as of fnmatch(3), on the path below `path` and on
    /// its last part; a folder that matches is not entered. Errors: NotFound, Io (too many folders, or the system's
    /// limit on watches, which the message names).
    Result<> add(const std::string& key, const std::string& path, const std::vector<std::string>& ignore);
    void clear();

    struct Change {
        std::string key;
        std::string path;  ///< absolute, of the file
    };
    /// What has changed since the last call, each file once; never blocks.
    std::vector<Change> process();

  private:
    struct Root {
        std::string key;
        std::string path;
        std::string only;  ///< of a watched file: its name in its folder
        std::vector<std::string> ignore;
        size_t folders = 0;
    };
    struct Folder {
        size_t root = 0;
        std::string path;
    };

    explicit SourceWatch(UniqueFd inotify) : m_inotify(std::move(inotify)) {}
    Result<> enter(size_t root, const std::string& folder);
    bool ignored(const Root& root, const std::string& path) const;

    UniqueFd m_inotify;
    std::vector<Root> m_roots;
    std::multimap<int, Folder> m_folders;  ///< by watch descriptor; one folder may be below two roots
};

}  // namespace slipway::runtime
