#include "daemon/log_service.h"

#include <algorithm>
#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <set>

#include "base/files.h"
#include "base/log.h"
#include "runtime/log_history.h"

namespace slipway::daemon {
namespace {

constexpr size_t kSoonATurn = 10;  // some 0.25 ms each
constexpr int kSoonEvery = 10;     // ms
constexpr std::pair<const char*, api::LogStream> kStreams[] = {{".out", api::LogStream::Out},
                                                               {".err", api::LogStream::Err}};

}  // namespace

bool LogService::Filter::matches(const std::string& lineProject, const api::LogLine& line) const {
    return lineProject == project && (service.empty() || service == line.service) &&
           (instance.empty() || instance == line.instance);
}

Result<std::unique_ptr<LogService>> LogService::create(const Home& home, const Clock& clock) {
    auto follower = runtime::LogFollower::create(clock);
    if (!follower)
        return tl::unexpected(follower.error());
    return std::unique_ptr<LogService>(new LogService(home, std::move(*follower)));
}

LogService::LogService(const Home& home, std::unique_ptr<runtime::LogFollower> follower)
    : m_home(home), m_follower(std::move(follower)), m_notifier(m_follower->fd(), QSocketNotifier::Read) {
    connect(&m_notifier, &QSocketNotifier::activated, this, &LogService::onReadable);
    connect(&m_soonTimer, &QTimer::timeout, this, [this] { followSome(kSoonATurn); });
}

/// Holds the reader's thread back until the piece before was taken.
struct LogService::ReaderPlace {
    struct Gate {
        std::mutex mutex;
        std::condition_variable changed;
        bool open = true;
        bool closed = false;  ///< for good

        bool pass() {
            std::unique_lock lock(mutex);
            changed.wait(lock, [this] { return open || closed; });
            open = false;
            return !closed;
        }
        void set(bool& flag) {
            const std::lock_guard lock(mutex);
            flag = true;
            changed.notify_all();
        }
    };
    std::shared_ptr<Gate> gate = std::make_shared<Gate>();
    std::unique_ptr<LogReader> reader;

    ~ReaderPlace() { gate->set(gate->closed); }
};

LogService::~LogService() {
    m_readers.clear();
}

int LogService::read(const std::string& project, LogRequest request,
                     std::function<void(const std::string& text, std::function<void()> more)> piece,
                     std::function<void()> ended) {
    const int id = m_nextReader++;
    request.folder = m_home.project(project) + "/logs";
    auto& place = m_readers[id] = std::make_unique<ReaderPlace>();
    const auto gate = place->gate;
    const auto onDaemon = [this, id](auto call) {
        QMetaObject::invokeMethod(
            this,
            [this, id, call] {
                if (m_readers.contains(id))
                    call();
            },
            Qt::QueuedConnection);
    };
    place->reader = std::make_unique<LogReader>(
        std::move(request),
        [gate, onDaemon, piece = std::move(piece)](std::string text) {
            if (!gate->pass())
                return false;
            onDaemon([gate, piece, text = std::move(text)] { piece(text, [gate] { gate->set(gate->open); }); });
            return true;
        },
        [this, id, onDaemon, ended = std::move(ended)] {
            onDaemon([this, id, ended] {
                stopReading(id);
                ended();
            });
        });
    return id;
}

void LogService::stopReading(int id) {
    m_readers.erase(id);
}

void LogService::follow(const std::string& project, const std::string& service, const std::string& instance) {
    for (const auto& [suffix, kind] : kStreams) {
        const std::string path = m_home.instanceLog(project, instance, suffix);
        m_streams[path] = Stream{project, service, instance, kind};
        if (auto added = m_follower->add(path, path); !added)
            logError("daemon", "output can't be followed", {{"file", path}, {"error", added.error().message}});
        m_follower->report(path, !m_subscribers.empty());
    }
}

void LogService::followSoon(const std::string& project, const std::string& service, const std::string& instance) {
    m_soon.push_back({project, service, instance});
    if (!m_soonTimer.isActive())
        m_soonTimer.start(kSoonEvery);
}

void LogService::followSome(size_t count) {
    for (; count > 0 && !m_soon.empty(); --count) {
        const Soon next = std::move(m_soon.front());
        m_soon.pop_front();
        follow(next.project, next.service, next.instance);
    }
    if (m_soon.empty())
        m_soonTimer.stop();
}

void LogService::finish(const std::string& project, const std::string& instance) {
    const auto waits = std::find_if(m_soon.begin(), m_soon.end(), [&](const Soon& each) {
        return each.project == project && each.instance == instance;
    });
    if (waits != m_soon.end()) {
        follow(project, waits->service, instance);
        m_soon.erase(waits);
    }
    for (const auto& [suffix, kind] : kStreams) {
        const std::string path = m_home.instanceLog(project, instance, suffix);
        distribute(m_follower->finish(path));
        m_streams.erase(path);
    }
}

void LogService::prune(const std::string& project, const std::string& service) {
    followSome(m_soon.size());  // what lies in `m_streams` is not gone
    std::set<int> gone;
    std::error_code error;
    const std::string folder = m_home.project(project) + "/logs/";
    for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
        const std::string name = entry.path().filename().string();
        if (!name.ends_with(".out") || m_streams.contains(entry.path().string()))
            continue;
        const std::string instance = name.substr(0, name.size() - 4);
        if (serviceOfInstance(instance) == service)
            gone.insert(std::atoi(instance.c_str() + service.size() + 1));
    }
    while (gone.size() > kKeptGone) {
        for (const char* suffix : {".out", ".err", ".out.idx", ".err.idx"})
            std::filesystem::remove(folder + service + "-" + std::to_string(*gone.begin()) + suffix, error);
        gone.erase(gone.begin());
    }
}

void LogService::onReadable() {
    distribute(m_follower->process());
}

void LogService::distribute(std::vector<runtime::FollowedLine> lines) {
    if (lines.empty() || m_subscribers.empty())
        return;
    std::map<std::string, std::vector<api::LogLine>> perProject;
    for (const auto& [id, line] : lines)
        if (const auto stream = m_streams.find(id); stream != m_streams.end())
            perProject[stream->second.project].push_back(toApi(line, stream->second.instance, stream->second.kind));
    const auto subscribers = m_subscribers;
    for (const auto& [id, subscriber] : subscribers) {
        if (!m_subscribers.contains(id))
            continue;
        std::vector<api::LogLine> wanted;
        for (const auto& line : perProject[subscriber.first.project])
            if (subscriber.first.matches(subscriber.first.project, line))
                wanted.push_back(line);
        if (!wanted.empty())
            subscriber.second(wanted);
    }
}

std::vector<api::LogLine> LogService::tail(const Filter& filter, size_t count, Upto upto) {
    if (upto == Upto::Reported)
        followSome(m_soon.size());
    std::vector<std::vector<runtime::LogLine>> streams;
    std::vector<std::pair<std::string, api::LogStream>> sources;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(m_home.project(filter.project) + "/logs", error)) {
        const std::string name = entry.path().filename().string();
        for (const auto& [suffix, kind] : kStreams) {
            if (!name.ends_with(suffix))
                continue;
            const std::string instance = name.substr(0, name.size() - 4);
            if ((!filter.instance.empty() && filter.instance != instance) ||
                (!filter.service.empty() && filter.service != serviceOfInstance(instance)))
                continue;
            const std::string path = m_home.instanceLog(filter.project, instance, suffix);
            const runtime::LogHistory history(path);
            auto lines = upto == Upto::Reported && m_streams.contains(path)
                             ? history.tail(count, runtime::LastLine::CompleteOnly, m_follower->position(path))
                             : history.tail(count);
            if (lines && !lines->empty()) {
                streams.push_back(std::move(*lines));
                sources.emplace_back(instance, kind);
            }
        }
    }
    std::vector<api::LogLine> merged;
    for (const auto& sourced : runtime::mergeByTime(std::move(streams))) {
        const auto& [instance, kind] = sources[sourced.source];
        merged.push_back(toApi(sourced.line, instance, kind));
    }
    if (merged.size() > count)
        merged.erase(merged.begin(), merged.end() - static_cast<std::ptrdiff_t>(count));
    return merged;
}

std::vector<std::string> LogService::lastLines(const std::string& project, const std::string& instance, size_t count) {
    std::vector<std::string> texts;
    for (const auto& line : tail({project, {}, instance}, count))
        texts.push_back(line.text);
    return texts;
}

void LogService::report(bool on) {
    for (const auto& [path, stream] : m_streams)
        m_follower->report(path, on);
}

void LogService::unsubscribe(int id) {
    if (m_subscribers.erase(id) > 0 && m_subscribers.empty())
        report(false);
}

int LogService::subscribe(Filter filter, Subscriber subscriber) {
    followSome(m_soon.size());
    if (m_subscribers.empty())
        report(true);
    m_subscribers.emplace(m_nextSubscriber, std::make_pair(std::move(filter), std::move(subscriber)));
    return m_nextSubscriber++;
}

}  // namespace slipway::daemon
