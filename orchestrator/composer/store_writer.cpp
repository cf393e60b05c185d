#include "composer/store_writer.h"

#include "base/log.h"

namespace slipway::composer {
namespace {

constexpr std::size_t kMostAtOnce = 512;
constexpr int kForgetAtOnce = 500;

}  // namespace

StoreWriter::StoreWriter(SagaStore store, net::Loop& loop, const Clock& clock)
    : m_store(std::move(store)), m_loop(loop), m_clock(clock), m_thread([this] { run(); }) {}

StoreWriter::~StoreWriter() {
    {
        const std::lock_guard lock(m_mutex);
        m_ending = true;
    }
    m_wake.notify_one();
    m_thread.join();
}

void StoreWriter::submit(Change change, std::function<void()> durable) {
    {
        const std::lock_guard lock(m_mutex);
        m_queue.push_back({std::move(change), std::move(durable)});
    }
    m_wake.notify_one();
}

void StoreWriter::run() {
    while (true) {
        std::vector<Waiting> batch;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait_for(lock, std::chrono::seconds(10), [&] { return m_ending || !m_queue.empty(); });
            if (m_queue.empty() && m_ending)
                return;
            const std::size_t taken = std::min(m_queue.size(), kMostAtOnce);
            batch.assign(std::make_move_iterator(m_queue.begin()),
                         std::make_move_iterator(m_queue.begin() + static_cast<std::ptrdiff_t>(taken)));
            m_queue.erase(m_queue.begin(), m_queue.begin() + static_cast<std::ptrdiff_t>(taken));
        }
        if (batch.empty()) {
            sweep();
            continue;
        }
        std::vector<Change> changes;
        changes.reserve(batch.size());
        for (auto& waiting : batch)
            changes.push_back(std::move(waiting.change));
        while (true) {
            const auto written = m_store.write(changes);
            if (written)
                break;
            if (!m_failing.exchange(true))
                logError("composer", "sagas can't be written", {{"error", written.error().message}});
            std::unique_lock lock(m_mutex);
            if (m_wake.wait_for(lock, kRetry, [&] { return m_ending; }))
                return;  // what was never durable was never begun: the next start finds the state before
        }
        m_failing.store(false);
        ++m_commits;
        m_changes += changes.size();
        m_loop.post([batch = std::make_shared<std::vector<Waiting>>(std::move(batch))] {
            for (const auto& waiting : *batch)
                waiting.durable();
        });
        sweep();
    }
}

void StoreWriter::sweep() {
    if (m_clock.now() < m_nextSweep)
        return;
    const auto forgotten = m_store.forget(m_clock.wallMs() - kForgetAfterMs, kForgetAtOnce);
    // A full portion: there is more.
    const bool more = forgotten && *forgotten == kForgetAtOnce;
    m_nextSweep = m_clock.now() + (more ? std::chrono::seconds(5) : std::chrono::minutes(5));
}

}  // namespace slipway::composer
