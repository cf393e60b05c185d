#include "daemon/event_bus.h"

#include "base/log.h"
#include "daemon/mask.h"
#include "protocol/api.h"

namespace slipway::daemon {

EventBus::EventBus(store::Store& store, const Clock& clock, QObject* parent)
    : QObject(parent), m_store(store), m_clock(clock) {
    m_lastId = store.events.lastId().value_or(0);
    m_batch.setSingleShot(true);
    m_batch.setInterval(kBatchMs);
    connect(&m_batch, &QTimer::timeout, this, &EventBus::flush);
}

EventBus::~EventBus() {
    flush();
}

void EventBus::publish(api::Event event) {
    const bool tick = std::holds_alternative<api::TickEvent>(event.what);
    event.at = m_clock.wallMs();
    event.id = tick ? 0 : ++m_lastId;
    m_waiting.push_back({event.id, event.project, event.type(), secretMask().json(api::encode(event))});
    if (!m_batch.isActive())
        m_batch.start();
}

int EventBus::listen(Listener listener) {
    m_listeners.emplace(m_nextListener, std::move(listener));
    return m_nextListener++;
}

void EventBus::forget(int listener) {
    m_listeners.erase(listener);
}

void EventBus::flush() {
    m_batch.stop();
    if (m_waiting.empty())
        return;
    const std::vector<PublishedEvent> batch = std::exchange(m_waiting, {});
    std::vector<store::EventRecord> records;
    for (const auto& event : batch)
        if (event.id != 0)
            records.push_back({event.id, m_clock.wallMs(), event.type, event.project, event.json});
    if (!records.empty())
        if (auto stored = m_store.events.append(records); !stored)
            logError("daemon", "events could not be stored", {{"error", stored.error().message}});
    // A listener may leave, or another come, while it is told.
    const auto listeners = m_listeners;
    for (const auto& [id, listener] : listeners)
        if (m_listeners.contains(id))
            listener(batch);
}

std::optional<std::vector<PublishedEvent>> EventBus::since(std::int64_t sinceId, const std::string& project) {
    flush();
    const std::int64_t first = m_store.events.firstId().value_or(0);
    if (sinceId > m_lastId || (first > 0 && sinceId + 1 < first))
        return std::nullopt;
    std::vector<PublishedEvent> events;
    for (auto& record : m_store.events.since(sinceId, project).value_or(std::vector<store::EventRecord>{}))
        events.push_back({record.id, record.project, record.type, record.json});
    return events;
}

std::vector<PublishedEvent> EventBus::latest(const std::string& project, int limit) {
    flush();
    std::vector<PublishedEvent> events;
    for (auto& record : m_store.events.latest(project, limit).value_or(std::vector<store::EventRecord>{}))
        events.push_back({record.id, record.project, record.type, record.json});
    return events;
}

}  // namespace slipway::daemon
