#include "daemon/api_streams.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "daemon/daemon.h"
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

std::string frame(const PublishedEvent& event) {
    std::string text;
    if (event.id != 0)
        text += "id: " + std::to_string(event.id) + "\n";
    return text + "event: " + event.type + "\ndata: " + event.json + "\n\n";
}

}  // namespace

void streamLogs(Daemon& daemon, const ApiRequest& request, const Responder& responder, const std::string& project) {
    constexpr std::int64_t kMostLines = 100'000;
    LogService& logs = daemon.context().logs;
    LogRequest asked;
    asked.service = value(request, "service");
    asked.instance = value(request, "instance");
    asked.level = value(request, "level");
    asked.grep = value(request, "grep");
    asked.follow = value(request, "follow") == "1";
    for (const auto& [name, target] : {std::pair("since", &asked.since), std::pair("until", &asked.until)}) {
        const std::string text = value(request, name);
        *target = integer(text);
        if (!text.empty() && !*target) {
            responder.error({ErrorCode::Usage, std::string(name) + " wants milliseconds since 1970: " + text, "", {}});
            return;
        }
    }
    if (const auto checked = check(asked); !checked) {
        responder.error(checked.error());
        return;
    }
    // What a time begins is wanted whole.
    const auto count = integer(value(request, "tail"));
    if (count || !asked.since)
        asked.tail = static_cast<size_t>(std::clamp<std::int64_t>(count.value_or(200), 0, kMostLines));
    responder.beginStream("application/x-ndjson");
    const int id = logs.read(
        project, std::move(asked),
        [responder](const std::string& text, std::function<void()> more) {
            if (responder.stream(text))
                responder.onRoom(std::move(more));
        },
        [responder] { responder.endStream(); });
    responder.onGone([&logs, id] { logs.stopReading(id); });
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
