#include "gateway/data/threaded_pool.h"

#include <pthread.h>

namespace slipway::gateway {

namespace {

/// Calls `done` when it has been counted down to nothing.
struct Latch {
    Latch(unsigned count, std::function<void()> then) : left(count), done(std::move(then)) {}
    void countDown() {
        if (left.fetch_sub(1) == 1 && done)
            done();
    }
    std::atomic<unsigned> left;
    std::function<void()> done;
};

}  // namespace

ThreadedPool::ThreadedPool(SlotRegistry& slots, Options options)
    : m_group{.registry = slots, .accessLog = options.accessLog, .spanLog = options.spanLog} {
    for (WorkerId id = 0; id < slots.workers(); ++id)
        m_workers.push_back(std::make_unique<Worker>(id, m_group));
    for (const auto& worker : m_workers)
        m_group.workers.push_back(worker.get());
    for (const auto& worker : m_workers) {
        m_threads.emplace_back([each = worker.get()] { each->run(); });
        ::pthread_setname_np(m_threads.back().native_handle(), ("worker-" + std::to_string(worker->id())).c_str());
    }
}

ThreadedPool::~ThreadedPool() {
    if (!m_stopped)
        stop(std::chrono::milliseconds(0), nullptr);
    join();
    // Before the workers, to whom conversions post what they made.
    m_group.conversions.stop();
    // Before the workers, to whom it posts what it found.
    m_group.checks.stop();
    m_group.mirrors.stop();
}

template <class Task>
void ThreadedPool::onEach(Task task, std::function<void()> done) {
    if (m_stopped) {
        if (done)
            done();
        return;
    }
    const auto latch = std::make_shared<Latch>(workers(), std::move(done));
    for (const auto& worker : m_workers)
        worker->post([task, latch, each = worker.get()] {
            task(*each);
            latch->countDown();
        });
}

Result<> ThreadedPool::addListener(const std::string& id, UniqueFd socket) {
    if (m_listeners.count(id) != 0)
        return fail(ErrorCode::Conflict, "listener " + id + " is there already");
    auto shared = std::make_shared<const SharedListener>(
        SharedListener{id, std::make_shared<const UniqueFd>(std::move(socket)), m_group.registry.listener(id)});
    m_listeners.emplace(id, shared);
    onEach([shared](Worker& worker) { worker.addListener(shared); }, nullptr);
    return {};
}

void ThreadedPool::removeListener(const std::string& id) {
    if (m_listeners.erase(id) != 0)
        onEach([id](Worker& worker) { worker.removeListener(id); }, nullptr);
}

void ThreadedPool::publish(ConfigPtr config, std::function<void()> done) {
    m_group.mirrors.adopt(config);
    onEach([config = std::move(config)](Worker& worker) { worker.adopt(config); }, std::move(done));
}

void ThreadedPool::barrier(std::function<void()> done) {
    onEach([](Worker&) {}, std::move(done));
}

void ThreadedPool::stop(std::chrono::milliseconds grace, std::function<void()> done) {
    if (m_stopped) {
        if (done)
            done();
        return;
    }
    m_stopped = true;
    m_listeners.clear();
    const auto latch = std::make_shared<Latch>(workers(), std::move(done));
    for (const auto& worker : m_workers)
        worker->post([each = worker.get(), grace, latch] {
            each->whenEnded([latch] { latch->countDown(); });
            each->shutDown(grace);
        });
}

void ThreadedPool::join() {
    for (std::thread& thread : m_threads)
        if (thread.joinable())
            thread.join();
}

std::uint64_t ThreadedPool::peakBuffered() const {
    std::uint64_t peak = 0;
    for (const auto& worker : m_workers)
        peak = std::max(peak, worker->peakBuffered());
    return peak;
}

}  // namespace slipway::gateway
