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

void streamLogs(Daemon& daemon, const ApiRequest& request, const Responder& responder, const std::string& project) {
    constexpr std::int64_t kMostLines = 100'000;
    LogService& logs = daemon.context().logs;
    const LogService::Filter filter{project, value(request, "service"), value(request, "instance")};
    const auto count = std::clamp<std::int64_t>(integer(value(request, "tail")).value_or(200), 0, kMostLines);
    responder.beginStream("application/x-ndjson");
    const bool follow = value(request, "follow") == "1";
    const auto upto = follow ? LogService::Upto::Reported : LogService::Upto::End;
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
