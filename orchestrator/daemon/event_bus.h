#pragma once

#include <QObject>
#include <QTimer>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>

#include "base/clock.h"
#include "protocol/api_event.h"
#include "store/store.h"

namespace slipway::daemon {

/// One event as it goes to clients and into the store.
struct PublishedEvent {
    std::int64_t id = 0;  ///< 0: a tick, never stored
    std::string project;
    std::string type;
    std::string json;
};

/// Numbers events, stores them a batch of 33 ms at a time, and hands each batch to its listeners. Thread: the daemon's.
class EventBus : public QObject {
  public:
    using Listener = std::function<void(const std::vector<PublishedEvent>&)>;

    EventBus(store::Store& store, const Clock& clock, QObject* parent = nullptr);
    ~EventBus() override;

    void publish(api::Event event);
    /// Of the newest event; the next one's is greater.
    std::int64_t lastId() const { return m_lastId; }

    int listen(Listener listener);
    void forget(int listener);

    /// Events after `sinceId`; nothing where that one is older than what is kept.
    std::optional<std::vector<PublishedEvent>> since(std::int64_t sinceId, const std::string& project);
    std::vector<PublishedEvent> latest(const std::string& project, int limit);
    /// Writes and hands out what waits. Before an orderly end.
    void flush();

  private:
    static constexpr int kBatchMs = 33;

    store::Store& m_store;
    const Clock& m_clock;
    std::int64_t m_lastId = 0;
    std::vector<PublishedEvent> m_waiting;
    std::map<int, Listener> m_listeners;
    int m_nextListener = 1;
    QTimer m_batch;
};

}  // namespace slipway::daemon
