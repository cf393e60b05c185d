#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include "base/error.h"
#include "base/log.h"
#include "net/loop.h"

namespace slipway::composer {

/// Writes from a thread of its own, so that a sync of the disk stops no request: what has come in while one transaction
/// was synced goes into the next one together. Items are written in the order in which they came, and told to be
/// durable in that order. While the disk takes nothing, it tries again each half second.
template <class Item>
class GroupCommit {
  public:
    /// Both run on the thread: `write` for all of it or nothing, `idle` after each write and each few seconds.
    struct Work {
        std::function<Result<>(std::span<const Item>)> write;
        std::function<void()> idle;
    };

    /// `loop` outlives this.
    GroupCommit(net::Loop& loop, Work work) : m_loop(loop), m_work(std::move(work)), m_thread([this] { run(); }) {}
    /// Writes what has come in, then ends.
    ~GroupCommit() {
        {
            const std::lock_guard lock(m_mutex);
            m_ending = true;
        }
        m_wake.notify_one();
        m_thread.join();
    }

    /// `durable` is called on the loop once the item has been synced. Thread: the loop's.
    void submit(Item item, std::function<void()> durable) {
        {
            const std::lock_guard lock(m_mutex);
            m_items.push_back(std::move(item));
            m_told.push_back(std::move(durable));
        }
        m_wake.notify_one();
    }
    /// The last write did not come through. Thread: any.
    bool failing() const { return m_failing.load(std::memory_order_relaxed); }

  private:
    void run() {
        while (true) {
            std::vector<Item> items;
            std::vector<std::function<void()>> told;
            {
                std::unique_lock lock(m_mutex);
                m_wake.wait_for(lock, std::chrono::seconds(5), [&] { return m_ending || !m_items.empty(); });
                if (m_items.empty() && m_ending)
                    return;
                items.swap(m_items);
                told.swap(m_told);
            }
            if (!items.empty() && !write(items))
                return;
            if (!told.empty())
                m_loop.post([told = std::make_shared<std::vector<std::function<void()>>>(std::move(told))] {
                    for (const auto& durable : *told)
                        durable();
                });
            m_work.idle();
        }
    }

    /// False: the end came first. What was never durable was never taken: the next start finds the state before.
    bool write(const std::vector<Item>& items) {
        while (true) {
            const Result<> written = m_work.write(items);
            if (written) {
                m_failing.store(false);
                return true;
            }
            if (!m_failing.exchange(true))
                logError("composer", "messages can't be written", {{"error", written.error().message}});
            std::unique_lock lock(m_mutex);
            if (m_wake.wait_for(lock, std::chrono::milliseconds(500), [&] { return m_ending; }))
                return false;
        }
    }

    net::Loop& m_loop;
    Work m_work;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::vector<Item> m_items;
    std::vector<std::function<void()>> m_told;
    bool m_ending = false;
    std::atomic<bool> m_failing{false};
    std::thread m_thread;
};

}  // namespace slipway::composer
