#pragma once

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QtTest>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/files.h"
#include "runtime/process_table.h"
#include "runtime/spawn.h"

namespace slipway::runtime::test {

inline const Environment kEnvironment = {{"PATH", "/usr/local/bin:/usr/bin:/bin"}, {"HOME", "/"}};

/// Waits for what a process does; a failure of the machine, not a measure of its speed.
inline bool eventually(const std::function<bool()>& condition) {
    QElapsedTimer timer;
    timer.start();
    while (!condition()) {
        if (timer.elapsed() > 20'000)
            return false;
        ::usleep(2000);
    }
    return true;
}

inline bool readable(int fd, int timeoutMs = 20'000) {
    pollfd entry{fd, POLLIN, 0};
    return ::poll(&entry, 1, timeoutMs) == 1;
}

/// The file's content once it holds `count` lines.
inline std::string waitForLines(const std::string& path, int count) {
    std::string text;
    eventually([&] {
        text = readFile(path).value_or("");
        return std::count(text.begin(), text.end(), '\n') >= count;
    });
    return text;
}

/// Ends, with SIGKILL, all that carries a cookie of this test, and reaps what is ours. Its prefix is unique.
class Children {
  public:
    Children() : m_prefix("test-" + std::to_string(::getpid()) + "-") {}
    ~Children() { end(); }

    std::string cookie(const std::string& name = "x") const { return m_prefix + name; }

    void end() {
        eventually([&] {
            const auto holders = findCookies(m_prefix);
            for (const auto& holder : holders)
                ::kill(holder.stat.pid, SIGKILL);
            // A dying process loses its cookie before it closes its descriptors.
            for (const auto& holder : holders)
                if (::waitpid(holder.stat.pid, nullptr, 0) < 0)
                    eventually([&] {
                        const auto stat = readProcessStat(holder.stat.pid);
                        return !stat || stat->state == 'Z' || stat->startTicks != holder.stat.startTicks;
                    });
            return holders.empty();
        });
        while (::waitpid(-1, nullptr, WNOHANG) > 0) {
        }
    }

  private:
    std::string m_prefix;
};

}  // namespace slipway::runtime::test
