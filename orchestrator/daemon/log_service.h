#pragma once

#include <QObject>
#include <QSocketNotifier>
#include <QTimer>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>

#include "base/clock.h"
#include "daemon/home.h"
#include "daemon/log_reader.h"
#include "protocol/api_rows.h"
#include "runtime/log_follower.h"

namespace slipway::daemon {

/// Reads what instances write: history from the files, new lines as they come. Thread: the daemon's.
class LogService : public QObject {
  public:
    struct Filter {
        std::string project;
        std::string service;   ///< empty: all
        std::string instance;  ///< empty: all
        bool matches(const std::string& lineProject, const api::LogLine& line) const;
    };
    using Subscriber = std::function<void(const std::vector<api::LogLine>&)>;

    ~LogService() override;

    /// Errors: Io.
    static Result<std::unique_ptr<LogService>> create(const Home& home, const Clock& clock);

    /// From the spawn or the adoption on; what was written since the daemon before us last looked comes with an
    /// interval.
    void follow(const std::string& project, const std::string& service, const std::string& instance);
    /// Some turns later, a few at a time: a thousand that are adopted at once would keep clients waiting, and their
    /// output lies in files meanwhile.
    void followSoon(const std::string& project, const std::string& service, const std::string& instance);
    /// Its process has ended: what is left is read.
    void finish(const std::string& project, const std::string& instance);

    /// Of a service's instances that are gone, only the newest kKeptGone keep their files.
    void prune(const std::string& project, const std::string& service);
    static constexpr size_t kKeptGone = 20;

    enum class Upto {
        End,       ///< all that is there, incomplete last lines among it
        Reported,  ///< what a subscriber who comes right after will not get: together they have each line once
    };
    /// The last `count` lines of the streams that match, merged by time. Files of instances that are gone belong to it
    /// as well.
    std::vector<api::LogLine> tail(const Filter& filter, size_t count, Upto upto = Upto::End);
    /// The last lines of one instance, as text; for states and errors that show them.
    std::vector<std::string> lastLines(const std::string& project, const std::string& instance, size_t count);

    /// Reads on a thread of its own. `piece` and `ended` are called on the daemon's; the next piece comes after `more`
    /// was called, which may be later. Returns an id for stopReading(), after which nothing is called. `request`'s
    /// folder is filled in; it passes check().
    int read(const std::string& project, LogRequest request,
             std::function<void(const std::string& text, std::function<void()> more)> piece,
             std::function<void()> ended);
    void stopReading(int id);

    int subscribe(Filter filter, Subscriber subscriber);
    void unsubscribe(int id);

  private:
    struct Stream {
        std::string project, service, instance;
        api::LogStream kind = api::LogStream::Out;
    };

    LogService(const Home& home, std::unique_ptr<runtime::LogFollower> follower);
    void onReadable();
    /// Of those that are to be followed soon, this many.
    void followSome(size_t count);
    /// Lines are read only while somebody wants them; else their times are noted and no more.
    void report(bool on);
    void distribute(std::vector<runtime::FollowedLine> lines);

    const Home& m_home;
    std::unique_ptr<runtime::LogFollower> m_follower;
    QSocketNotifier m_notifier;
    std::map<std::string, Stream> m_streams;
    struct Soon {
        std::string project, service, instance;
    };
    std::deque<Soon> m_soon;
    QTimer m_soonTimer;
    std::map<int, std::pair<Filter, Subscriber>> m_subscribers;
    int m_nextSubscriber = 1;
    struct ReaderPlace;
    std::map<int, std::unique_ptr<ReaderPlace>> m_readers;
    int m_nextReader = 1;
};

}  // namespace slipway::daemon
