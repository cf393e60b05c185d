#include "daemon/api_streams.h"

#include <QThreadPool>
#include <algorithm>
#include <charconv>
#include <optional>

#include "daemon/daemon.h"
#include "daemon/log_search.h"
#include "protocol/api.h"

namespace slipway::daemon {
namespace {

std::string value(const ApiRequest& request, const char* name) {
    const auto found = request.query.find(name);
    return found == request.query.end() ? std::string() : found->second;
}

std::optional<std::int64_t> integer(const std::string& text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || text.empty())
        return std::nullopt;
    return number;
}

std::string lines(const std::vector<api::LogLine>& list) {
    std::string text;
    for (const auto& line : list)
        text += api::encode(line) + "\n";
    return text;
}

std::string frame(const PublishedEvent& event) {
    std::string text;
    if (event.id != 0)
        text += "id: " + std::to_string(event.id) + "\n";
    return text + "event: " + event.type + "\ndata: " + event.json + "\n\n";
}

}  // namespace

namespace {

/// False when it has answered what is wrong.
bool readQuestion(const ApiRequest& request, const Responder& responder, LogQuestion& question) {
    for (const auto& [name, target] : {std::pair{"since", &question.since}, std::pair{"until", &question.until}})
        if (const std::string text = value(request, name); !text.empty()) {
            const auto at = integer(text);
            if (!at) {
                responder.error(
                    {ErrorCode::Usage, std::string(name) + " is milliseconds since 1970, not '" + text + "'", "", {}});
                return false;
            }
            *target = *at;
        }
    question.level = value(request, "level");
    if (!question.level.empty() && !isLogLevel(question.level)) {
        responder.error(
            {ErrorCode::Usage, "'" + question.level + "' is no level", "trace, debug, info, warn, error or fatal", {}});
        return false;
    }
    if (const std::string pattern = value(request, "grep"); !pattern.empty()) {
        auto expression = logPattern(pattern);
        if (!expression) {
            responder.error(expression.error());
            return false;
        }
        question.grep = *std::move(expression);
    }
    return true;
}

/// History is read by a thread of its own: a gigabyte takes seconds, in which the daemon has other things to do. What
/// comes meanwhile waits for it.
void searchAndFollow(LogService& logs, const Responder& responder, const LogService::Filter& filter,
                     const LogQuestion& question, LogService::Upto upto, bool follow) {
    struct Search {
        std::atomic<bool> cancelled{false};
        bool told = false;
        std::string meanwhile;
        int subscription = 0;
    };
    const auto search = std::make_shared<Search>();
    responder.beginStream("application/x-ndjson");
    const auto files = logs.files(filter, upto);
    if (follow) {
        const auto matcher = std::make_shared<LogMatcher>(question);
        search->subscription =
            logs.subscribe(filter, [search, matcher, responder](const std::vector<api::LogLine>& list) {
                std::vector<api::LogLine> wanted;
                for (api::LogLine line : list)
                    if (matcher->matches(line))
                        wanted.push_back(std::move(line));
                if (wanted.empty())
                    return;
                if (search->told)
                    responder.stream(lines(wanted));
                else if (search->meanwhile.size() < Responder::kMaxUnsent)
                    search->meanwhile += lines(wanted);
            });
    }
    responder.onGone([&logs, search] {
        search->cancelled = true;
        if (search->subscription != 0)
            logs.unsubscribe(search->subscription);
    });
    QThreadPool::globalInstance()->start([&logs, search, files, question, responder, follow] {
        auto found = std::make_shared<std::vector<api::LogLine>>(searchLogs(files, question, search->cancelled));
        QMetaObject::invokeMethod(
            &logs,
            [search, found, responder, follow] {
                if (search->cancelled)
                    return;
                responder.stream(lines(*found) + std::exchange(search->meanwhile, {}));
                search->told = true;
                if (!follow)
                    responder.endStream();
            },
            Qt::QueuedConnection);
    });
}

}  // namespace

void streamLogs(Daemon& daemon, const ApiRequest& request, const Responder& responder, const std::string& project) {
    constexpr std::int64_t kMostLines = 100'000;
    LogService& logs = daemon.context().logs;
    const LogService::Filter filter{project, value(request, "service"), value(request, "instance")};
    const auto count = std::clamp<std::int64_t>(integer(value(request, "tail")).value_or(200), 0, kMostLines);
    const bool follow = value(request, "follow") == "1";
    const auto upto = follow ? LogService::Upto::Reported : LogService::Upto::End;
    LogQuestion question;
    question.count = static_cast<size_t>(count);
    if (!readQuestion(request, responder, question))
        return;
    if (question.filters()) {
        searchAndFollow(logs, responder, filter, question, upto, follow);
        return;
    }
    responder.beginStream("application/x-ndjson");
    const auto history = count > 0 ? logs.tail(filter, static_cast<size_t>(count), upto) : std::vector<api::LogLine>{};
    responder.stream(lines(history));
    if (!follow) {
        responder.endStream();
        return;
    }
    const int id =
        logs.subscribe(filter, [responder](const std::vector<api::LogLine>& list) { responder.stream(lines(list)); });
    responder.onGone([&logs, id] { logs.unsubscribe(id); });
}

void streamEvents(Daemon& daemon, const ApiRequest& request, const Responder& responder) {
    EventBus& bus = daemon.context().events;
    const std::string project = value(request, "project");
    const auto accept = request.headers.find("accept");
    std::optional<std::int64_t> since = integer(value(request, "since_id"));
    if (const auto last = request.headers.find("last-event-id"); last != request.headers.end())
        since = integer(last->second);
    if (accept == request.headers.end() || accept->second.find("text/event-stream") == std::string::npos) {
        const auto limit = std::clamp<std::int64_t>(integer(value(request, "limit")).value_or(200), 1, 10'000);
        auto events = since ? bus.since(*since, project).value_or(std::vector<PublishedEvent>{})
                            : bus.latest(project, static_cast<int>(limit));
        if (events.size() > static_cast<size_t>(limit))
            events.erase(events.begin(), events.end() - static_cast<std::ptrdiff_t>(limit));
        std::string body = "[";
        for (const auto& event : events)
            body += (body.size() > 1 ? "," : "") + event.json;
        responder.json(200, body + "]");
        return;
    }
    responder.beginStream("text/event-stream");
    std::string missed = ": welcome\n\n";
    if (since) {
        const auto events = bus.since(*since, project);
        if (events)
            for (const auto& event : *events)
                missed += frame(event);
        else
            missed += "event: lost\ndata: {\"type\":\"lost\"}\n\n";
    }
    responder.stream(missed);
    const int id = bus.listen([responder, project](const std::vector<PublishedEvent>& batch) {
        std::string text;
        for (const auto& event : batch)
            if (project.empty() || event.project.empty() || event.project == project)
                text += frame(event);
        if (!text.empty())
            responder.stream(text);
    });
    responder.onGone([&bus, id] { bus.forget(id); });
}

}  // namespace slipway::daemon
