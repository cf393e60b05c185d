#include "gateway/mirror/mirror_pool.h"

#include <pthread.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <system_error>

namespace slipway::gateway::mirror {
namespace {

WallMs wallNow() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

protocol::MirrorAnswer summary(const Answer& answer) {
    return {answer.status, answer.body.size(), digestOf(answer.body)};
}

}  // namespace

void MirrorPool::adopt(ConfigPtr config) {
    const std::lock_guard lock(m_configMutex);
    m_config = std::move(config);
}

ConfigPtr MirrorPool::config() const {
    const std::lock_guard lock(m_configMutex);
    return m_config;
}

bool MirrorJob::mayKeep(std::size_t has, std::size_t more, std::size_t limit) {
    if (lost != Lost::Nothing)
        return false;
    if (has + more > limit)
        lost = Lost::TooLarge;
    else if (!m_memory.take(more))
        lost = Lost::NoMemory;
    if (lost == Lost::Nothing) {
        m_bytes += more;
        return true;
    }
    std::string().swap(request);
    std::string().swap(original.body);
    m_memory.give(m_bytes - kOwnBytes);
    m_bytes = kOwnBytes;
    return false;
}

std::unique_ptr<MirrorJob> MirrorPool::begin(std::shared_ptr<const MirrorRoute> route) {
    if (!m_memory.take(MirrorJob::kOwnBytes)) {
        route->slot->dropped.fetch_add(1, std::memory_order_relaxed);
        return nullptr;
    }
    return std::make_unique<MirrorJob>(m_memory, std::move(route));
}

void MirrorPool::submit(std::unique_ptr<MirrorJob> job) {
    const std::shared_ptr<MirrorSlot> slot = job->route->slot;
    if (job->lost == MirrorJob::Lost::TooLarge) {
        slot->tooLarge.fetch_add(1, std::memory_order_relaxed);
        return;
    }
    const std::size_t number = job->route->unsafe
                                   ? reinterpret_cast<std::uintptr_t>(slot.get()) / alignof(std::max_align_t)
                                   : m_spread.fetch_add(1, std::memory_order_relaxed);
    if (job->lost == MirrorJob::Lost::NoMemory || !push(m_lanes[number % kThreads], job))
        slot->dropped.fetch_add(1, std::memory_order_relaxed);
}

bool MirrorPool::push(Lane& lane, std::unique_ptr<MirrorJob>& job) {
    const std::lock_guard lock(lane.mutex);
    if (m_stop.load() || lane.waiting.size() >= kMaxWaiting)
        return false;
    if (!lane.thread.joinable()) {
        try {
            lane.thread = std::thread([this, &lane] { run(lane); });
        } catch (const std::system_error&) {
            return false;  // the machine has no thread left for it; clients need none
        }
        ::pthread_setname_np(lane.thread.native_handle(), "mirror");
    }
    lane.waiting.push_back(std::move(job));
    lane.wake.notify_one();
    return true;
}

void MirrorPool::run(Lane& lane) {
    ShadowConnections connections(m_stop);
    std::unique_lock lock(lane.mutex);
    for (;;) {
        lane.wake.wait(lock, [&] { return m_stop.load() || !lane.waiting.empty(); });
        if (m_stop.load())
            return;
        std::unique_ptr<MirrorJob> job = std::move(lane.waiting.front());
        lane.waiting.pop_front();
        lock.unlock();
        carryOut(*job, lane, connections);
        job.reset();
        lock.lock();
    }
}

void MirrorPool::carryOut(MirrorJob& job, Lane& lane, ShadowConnections& connections) {
    MirrorSlot& slot = *job.route->slot;
    const ConfigPtr config = this->config();
    const Service* service = nullptr;
    if (config)
        for (const auto& each : config->services)
            if (each.id == job.route->service)
                service = &each;
    Answer shadow;
    auto outcome = ShadowConnections::Outcome::Failed;
    // An instance of the shadow may be on its way out: what may be asked twice is asked of another then.
    const std::size_t tries = http::isIdempotent(job.method) ? 2 : 1;
    const auto deadline = std::chrono::steady_clock::now() + std::min(job.timeout, kMaxTime);
    for (std::size_t i = 0; service && !service->active.empty() && i < tries; ++i) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
        if (left.count() <= 0)
            break;
        const Endpoint& endpoint = service->endpoints[service->active[lane.next++ % service->active.size()]];
        outcome = connections.call(endpoint, job.method, job.request, left, job.route->rules, kMaxBodyBytes, shadow);
        if (outcome != ShadowConnections::Outcome::Failed)
            break;
    }
    switch (outcome) {
        case ShadowConnections::Outcome::Failed:
            slot.failed.fetch_add(1, std::memory_order_relaxed);
            return;
        case ShadowConnections::Outcome::TooLarge:
            slot.tooLarge.fetch_add(1, std::memory_order_relaxed);
            return;
        case ShadowConnections::Outcome::Answered:
            break;
    }
    const Verdict verdict = compare(job.original, shadow, job.route->rules);
    if (verdict.same) {
        slot.same.fetch_add(1, std::memory_order_relaxed);
        return;
    }
    slot.add({wallNow(), job.methodText, job.path, job.requestId, verdict.what, verdict.pointer, summary(job.original),
              summary(shadow)});
    slot.different.fetch_add(1, std::memory_order_relaxed);
}

void MirrorPool::stop() {
    m_stop.store(true);
    for (Lane& lane : m_lanes) {
        {
            const std::lock_guard lock(lane.mutex);
            lane.waiting.clear();
        }
        lane.wake.notify_all();
    }
    for (Lane& lane : m_lanes)
        if (lane.thread.joinable())
            lane.thread.join();
}

}  // namespace slipway::gateway::mirror
