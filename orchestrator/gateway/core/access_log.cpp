#include "gateway/core/access_log.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "base/log.h"
#include "gateway/core/combined_line.h"
#include "gateway/core/json_line.h"
#include "gateway/core/line_ring.h"
#include "gateway/core/rotating_file.h"

namespace slipway::gateway {
namespace {

/// Lines wait this long at most, so that a busy gateway writes a few large pieces instead of many small ones.
constexpr int kGatherMs = 100;
/// A line's most: sixteen fields that are cut short, each byte of them an escape at worst.
constexpr std::size_t kLineBytes = 32 * 1024;
constexpr std::size_t kTargetLimit = 2048;

/// A worker's own part. The formatting buffer and the cached second are the worker's alone.
struct alignas(64) Lane {
    explicit Lane(std::size_t ringBytes) : ring(ringBytes), line(new char[kLineBytes]) {}
    LineRing ring;
    Counter dropped;
    std::unique_ptr<char[]> line;
    WallMs second = -1;
    char time[32] = {};  ///< "2026-11-22T10:04:05.123Z"

    std::string_view timeText(WallMs wallMs) {
        constexpr std::size_t kMillisAt = 20;
        if (const WallMs at = wallMs / 1000; at != second) {
            second = at;
            const std::string text = formatUtc(at * 1000);
            std::copy_n(text.data(), std::min(text.size(), sizeof time), time);
        }
        const auto millis = static_cast<unsigned>(wallMs % 1000);
        time[kMillisAt] = static_cast<char>('0' + millis / 100);
        time[kMillisAt + 1] = static_cast<char>('0' + millis / 10 % 10);
        time[kMillisAt + 2] = static_cast<char>('0' + millis % 10);
        return {time, kMillisAt + 4};
    }
};

std::string_view format(Lane& lane, const AccessRecord& record) {
    if (record.format == AccessLogFormat::Combined)
        return combinedLine(record, lane.line.get(), kLineBytes);
    JsonLine line(lane.line.get(), kLineBytes);
    line.text("time", lane.timeText(record.time));
    line.text("id", record.requestId);
    line.text("client", record.client);
    line.text("listener", record.listener);
    line.text("project", record.project);
    line.text("caller", record.caller);
    line.text("method", record.method);
    line.text("host", record.host);
    line.text("target", record.target, kTargetLimit);
    line.text("route", record.route);
    line.text("service", record.service);
    line.text("endpoint", record.endpoint);
    line.number("status", static_cast<std::uint64_t>(std::max(record.status, 0)));
    line.number("bytes_in", record.bytesIn);
    line.number("bytes_out", record.bytesOut);
    line.number("duration_us", record.durationUs);
    line.number("upstream_us", record.upstreamUs);
    line.number("held_us", record.heldUs);
    line.number("tries", record.tries);
    if (!record.traceId.empty())
        line.text("trace", record.traceId);
    if (!record.why.empty())
        line.text("why", record.why);
    return line.finish();
}

}  // namespace

struct AccessLog::State {
    explicit State(Options options)
        : file(std::move(options.path), options.rotateBytes, options.keep),
          wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
        for (unsigned i = 0; i < options.workers; ++i)
            lanes.push_back(std::make_unique<Lane>(options.ringBytes));
    }

    void raise() {
        const std::uint64_t one = 1;
        [[maybe_unused]] const ssize_t put = ::write(wake.get(), &one, sizeof one);
    }

    /// False when there was nothing to write.
    bool writeAll() {
        bool any = false;
        for (const auto& lane : lanes)
            for (;;) {
                const std::string_view piece = lane->ring.peek();
                if (piece.empty())
                    break;
                any = true;
                const auto lines = static_cast<std::uint64_t>(std::count(piece.begin(), piece.end(), '\n'));
                if (const auto done = file.write(piece); done) {
                    written.fetch_add(lines, std::memory_order_relaxed);
                    failing = false;
                } else {
                    lost.fetch_add(lines, std::memory_order_relaxed);
                    if (!std::exchange(failing, true))
                        logError("gateway", "access log lines are lost", {{"why", done.error().message}});
                }
                lane->ring.consume(piece.size());
            }
        return any;
    }

    void run() {
        for (bool awakeAnyway = true;;) {
            const bool ending = stopping.load();
            const std::uint64_t flush = flushWanted.load();
            if (reopen.exchange(false))
                if (const auto opened = file.open(); !opened)
                    logError("gateway", "the access log can't be opened anew", {{"why", opened.error().message}});
            const bool any = writeAll();
            {
                const std::lock_guard lock(mutex);
                flushDone = flush;
            }
            flushed.notify_all();
            if (ending)
                return;
            // Nothing came for a while: let the next line wake us, unless it has come just now.
            const bool sleep = !any && !awakeAnyway;
            if (sleep)
                awake.store(false, std::memory_order_seq_cst);
            awakeAnyway = any;
            const bool missed = sleep && std::any_of(lanes.begin(), lanes.end(),
                                                     [](const auto& lane) { return !lane->ring.peek().empty(); });
            pollfd poll{wake.get(), POLLIN, 0};
            ::poll(&poll, 1, missed ? 0 : sleep ? -1 : kGatherMs);
            std::uint64_t raised = 0;
            [[maybe_unused]] const ssize_t got = ::read(wake.get(), &raised, sizeof raised);
            awake.store(true, std::memory_order_relaxed);
        }
    }

    std::vector<std::unique_ptr<Lane>> lanes;
    RotatingFile file;
    bool failing = false;
    UniqueFd wake;
    std::atomic<bool> awake{true};  ///< the thread will look at the rings by itself
    std::atomic<bool> stopping{false};
    std::atomic<bool> reopen{false};
    std::atomic<std::uint64_t> written{0}, lost{0};
    std::atomic<std::uint64_t> flushWanted{0};
    std::mutex mutex;
    std::condition_variable flushed;
    std::uint64_t flushDone = 0;  ///< guarded by mutex
    std::thread thread;
};

Result<std::unique_ptr<AccessLog>> AccessLog::open(Options options) {
    auto state = std::make_unique<State>(std::move(options));
    if (auto opened = state->file.open(); !opened)
        return tl::unexpected(opened.error());
    return std::unique_ptr<AccessLog>(new AccessLog(std::move(state)));
}

AccessLog::AccessLog(std::unique_ptr<State> state) : m_state(std::move(state)) {
    m_state->thread = std::thread([this] { m_state->run(); });
}

AccessLog::~AccessLog() {
    m_state->stopping.store(true);
    m_state->raise();
    m_state->thread.join();
}

void AccessLog::append(WorkerId worker, const AccessRecord& record) {
    Lane& lane = *m_state->lanes[worker];
    const std::size_t before = lane.ring.used();
    if (!lane.ring.put(format(lane, record)))
        lane.dropped.add();
    // One system call when the thread sleeps, and one each time that half of the ring has filled before it came by.
    const std::size_t half = lane.ring.capacity() / 2;
    if (!m_state->awake.load(std::memory_order_seq_cst)) {
        if (!m_state->awake.exchange(true))
            m_state->raise();
    } else if (before < half && lane.ring.used() >= half) {
        m_state->raise();
    }
}

void AccessLog::reopen() {
    m_state->reopen.store(true);
    m_state->raise();
}

void AccessLog::flush() {
    const std::uint64_t mine = m_state->flushWanted.fetch_add(1) + 1;
    m_state->raise();
    std::unique_lock lock(m_state->mutex);
    m_state->flushed.wait(lock, [&] { return m_state->flushDone >= mine; });
}

std::uint64_t AccessLog::dropped() const {
    std::uint64_t total = m_state->lost.load(std::memory_order_relaxed);
    for (const auto& lane : m_state->lanes)
        total += lane->dropped.get();
    return total;
}

std::uint64_t AccessLog::written() const {
    return m_state->written.load(std::memory_order_relaxed);
}

}  // namespace slipway::gateway
