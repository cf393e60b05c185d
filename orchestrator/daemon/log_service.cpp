#include "daemon/log_service.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>

#include "base/files.h"
#include "base/log.h"
#include "runtime/log_history.h"

namespace slipway::daemon {
namespace {

constexpr std::pair<const char*, api::LogStream> kStreams[] = {{".out", api::LogStream::Out},
                                                               {".err", api::LogStream::Err}};

/// "users" of "users-3".
std::string serviceOf(const std::string& instance) {
    return instance.substr(0, instance.rfind('-'));
}

api::LogLine toApi(const runtime::LogLine& line, const std::string& service, const std::string& instance,
                   api::LogStream stream) {
    api::LogLine out;
    out.at = line.at;
    out.instance = instance;
    out.service = service;
    out.stream = stream;
    out.text = line.text;
    out.level = runtime::guessLevel(line.text);
    out.intervalMs = line.intervalMs;
    return out;
}

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

void LogService::finish(const std::string& project, const std::string& instance) {
    for (const auto& [suffix, kind] : kStreams) {
        const std::string path = m_home.instanceLog(project, instance, suffix);
        distribute(m_follower->finish(path));
        m_streams.erase(path);
    }
}

void LogService::prune(const std::string& project, const std::string& service) {
    std::set<int> gone;
    std::error_code error;
    const std::string folder = m_home.project(project) + "/logs/";
    for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
        const std::string name = entry.path().filename().string();
        if (!name.ends_with(".out") || m_streams.contains(entry.path().string()))
            continue;
        const std::string instance = name.substr(0, name.size() - 4);
        if (serviceOf(instance) == service)
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
            perProject[stream->second.project].push_back(
                toApi(line, stream->second.service, stream->second.instance, stream->second.kind));
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

std::vector<api::LogLine> LogService::tail(const Filter& filter, size_t count, Upto upto) const {
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
                (!filter.service.empty() && filter.service != serviceOf(instance)))
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
        merged.push_back(toApi(sourced.line, serviceOf(instance), instance, kind));
    }
    if (merged.size() > count)
        merged.erase(merged.begin(), merged.end() - static_cast<std::ptrdiff_t>(count));
    return merged;
}

std::vector<std::string> LogService::lastLines(const std::string& project, const std::string& instance,
                                               size_t count) const {
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
    if (m_subscribers.empty())
        report(true);
    m_subscribers.emplace(m_nextSubscriber, std::make_pair(std::move(filter), std::move(subscriber)));
    return m_nextSubscriber++;
}

}  // namespace slipway::daemon
