#include "composer/queues.h"

#include <algorithm>
#include <cstdio>

#include "base/log.h"
#include "composer/queue_line.h"

namespace slipway::composer {
namespace {

using nlohmann::json;

constexpr int kForgetMessages = 2000;

// Sorts by time, and can't be guessed.
std::string newMessageId(WallMs now) {
    char time[16];
    std::snprintf(time, sizeof time, "%011llx", static_cast<unsigned long long>(now));
    return "ms-" + std::string(time) + '-' + randomHex(10);
}

bool hadNoEffect(const Answer& answer) {
    return answer.kind == Answer::Kind::Unsent ||
           (answer.kind == Answer::Kind::Response &&
            (answer.status == 503 || answer.status == 429 || answer.status == 425));
}

bool isLastWord(const Answer& answer) {
    return answer.kind == Answer::Kind::Response && answer.status < 500 && answer.status != 408;
}

/// The writing half, on the group commit's thread.
struct Writing {
    Writing(QueueStore s, const Clock& c) : store(std::move(s)), clock(c) {}

    void sweep() {
        if (clock.now() < next)
            return;
        const auto forgotten = store.forget(clock.wallMs() - Queues::kRememberMs, kForgetMessages);
        const bool more = forgotten && *forgotten == kForgetMessages;
        next = clock.now() + (more ? std::chrono::seconds(5) : std::chrono::minutes(5));
    }

    QueueStore store;
    const Clock& clock;
    TimePoint next{};
};

}  // namespace

Queues::Queues(net::Loop& loop, const Clock& clock, QueueStore reader, QueueStore writer,
               std::vector<async::Queue> queues, Send send)
    : m_loop(loop),
      m_clock(clock),
      m_reader(std::move(reader)),
      m_send(std::move(send)),
      m_random(Random::fromSystem()) {
    for (const auto& queue : queues)
        lineOf(queue.name(), &queue);
    const auto writing = std::make_shared<Writing>(std::move(writer), clock);
    m_commit = std::make_unique<GroupCommit<QueueChange>>(
        loop, GroupCommit<QueueChange>::Work{
                  [writing](std::span<const QueueChange> changes) { return writing->store.write(changes); },
                  [writing] { writing->sweep(); }});
}

Queues::~Queues() = default;

Queues::Line* Queues::line(const std::string& queue) {
    const auto found = m_lines.find(queue);
    return found == m_lines.end() ? nullptr : found->second.get();
}

Queues::Line& Queues::lineOf(const std::string& queue, const async::Queue* spec) {
    auto& made = m_lines[queue];
    if (!made)
        made = std::make_unique<Line>(*this, queue);
    if (spec) {
        made->spec = *spec;
        made->figures.configured = true;
    }
    return *made;
}

Result<> Queues::recover() {
    const auto last = m_reader.lastSeq();
    if (!last)
        return tl::unexpected(last.error());
    m_lastSeq = *last;
    const auto waiting = m_reader.waiting();
    if (!waiting)
        return tl::unexpected(waiting.error());
    for (const Message& message : *waiting)
        enqueue(lineOf(message.queue, nullptr), message);
    const auto dead = m_reader.dead();
    if (!dead)
        return tl::unexpected(dead.error());
    for (const auto& [queue, count, bytes, error] : *dead) {
        Line& line = lineOf(queue, nullptr);
        line.figures.dead = count;
        line.deadBytes = bytes;
        line.deadError = error;
    }
    if (!waiting->empty())
        logInfo("composer", "goes on with messages of the process before",
                {{"messages", std::to_string(waiting->size())}});
    for (const auto& [name, line] : m_lines)
        pump(*line);
    return {};
}

Queues::Refusal Queues::accept(Message message, std::function<void(const std::string&)> accepted) {
    Line* line = this->line(message.queue);
    if (!line || !line->figures.configured)
        return Refusal::NoQueue;
    const std::string key = message.clientKey.empty() ? "" : message.queue + '\n' + message.clientKey;
    if (!key.empty()) {
        if (const auto fresh = m_fresh.find(key); fresh != m_fresh.end()) {
            if (fresh->second.hash != message.hash)
                return Refusal::KeyReused;
            fresh->second.told.push_back(std::move(accepted));
            return Refusal::None;
        }
        const auto before = m_reader.byClientKey(message.queue, message.clientKey);
        if (!before)
            return Refusal::Failing;
        if (*before) {
            if ((*before)->hash != message.hash)
                return Refusal::KeyReused;
            accepted((*before)->id);
            return Refusal::None;
        }
    }
    if (m_stopping)
        return Refusal::Stopping;
    if (m_commit->failing())
        return Refusal::Failing;
    const auto size = static_cast<std::int64_t>(message.body.size());
    const std::int64_t count = static_cast<std::int64_t>(line->pending.size()) + line->taken + line->figures.dead;
    if (count >= kMaxMessages || line->bytes + line->deadBytes + size > kMaxBytes)
        return Refusal::Full;
    message.createdMs = message.queuedMs = m_clock.wallMs();
    message.id = newMessageId(message.createdMs);
    message.seq = ++m_lastSeq;
    message.bytes = size;
    ++line->taken;
    line->bytes += size;
    if (!key.empty())
        m_fresh[key] = {message.id, message.hash, {std::move(accepted)}};
    QueueChange change{QueueChange::Kind::Add, message, 0};
    message.body.clear();
    message.headers.clear();
    m_commit->submit(std::move(change), [this, line, key, message = std::move(message), accepted] {
        --line->taken;
        line->bytes -= message.bytes;
        ++line->figures.accepted;
        enqueue(*line, message);
        if (key.empty()) {
            accepted(message.id);
        } else {
            const auto fresh = m_fresh.extract(key);
            for (const auto& told : fresh.mapped().told)
                told(message.id);
        }
        pump(*line);
    });
    return Refusal::None;
}

void Queues::enqueue(Line& line, const Message& message) {
    Pending& pending = line.pending[message.seq];
    pending.id = message.id;
    // Without a key it stands in a row of its own.
    pending.lane = message.orderingKey.empty() ? '\n' + message.id : message.orderingKey;
    pending.attempts = message.attempts;
    pending.queuedMs = message.queuedMs;
    pending.bytes = message.bytes;
    pending.error = message.error;
    pending.status = message.status;
    line.bytes += message.bytes;
    auto& lane = line.lanes[pending.lane];
    lane.push_back(message.seq);
    if (lane.size() == 1)
        line.ready.emplace(pending.due, message.seq);
}

void Queues::pump(Line& line) {
    if (!line.figures.configured || m_stopping)
        return;
    while (line.inFlight < line.spec.concurrency && !line.ready.empty()) {
        const auto [due, seq] = *line.ready.begin();
        if (due > m_loop.now()) {
            m_loop.arm(line.wake, due - m_loop.now());
            return;
        }
        line.ready.erase(line.ready.begin());
        deliver(line, seq);
    }
}

void Queues::deliver(Line& line, std::int64_t seq) {
    Pending& pending = line.pending.at(seq);
    const auto message = m_reader.bySeq(seq);
    if (!message || !*message) {
        // A disk that can't be read now may be later; nothing was tried.
        pending.error = message ? "its row is not in the store" : message.error().message;
        again(line, seq, false);
        return;
    }
    OutgoingCall call;
    call.service = line.spec.service;
    call.method = (*message)->method;
    call.path = (*message)->target;
    call.body = std::move((*message)->body);
    call.timeout = line.spec.timeout;
    for (const auto& pair : json::parse((*message)->headers, nullptr, false))
        call.headers.emplace_back(pair.at(0).get<std::string>(), pair.at(1).get<std::string>());
    const std::string& given = (*message)->clientKey;
    call.headers.emplace_back("Idempotency-Key", given.empty() ? pending.id : given);
    pending.inFlight = true;
    ++line.inFlight;
    m_send(std::move(call), [this, queue = line.name, seq](const Answer& answer) { onAnswer(queue, seq, answer); });
}

void Queues::onAnswer(const std::string& queue, std::int64_t seq, const Answer& answer) {
    Line& line = *this->line(queue);
    Pending& pending = line.pending.at(seq);
    pending.inFlight = false;
    --line.inFlight;
    pending.status = answer.kind == Answer::Kind::Response ? answer.status : 0;
    if (answer.kind == Answer::Kind::Response && answer.status >= 200 && answer.status < 300) {
        ++pending.attempts;
        pending.error.clear();
        line.figures.error.clear();
        settle(line, seq, "delivered");
    } else {
        pending.error = answer.kind == Answer::Kind::Response
                            ? line.spec.service + " answered " + std::to_string(answer.status)
                            : answer.error;
        line.figures.error = pending.error;
        ++line.figures.failedTries;
        if (hadNoEffect(answer)) {
            again(line, seq, false);
        } else {
            ++pending.attempts;
            if (isLastWord(answer) || pending.attempts >= line.spec.attempts)
                settle(line, seq, "dead");
            else
                again(line, seq, true);
        }
    }
    pump(line);
}

void Queues::again(Line& line, std::int64_t seq, bool counts) {
    Pending& pending = line.pending.at(seq);
    pending.waits = counts ? 0 : pending.waits + 1;
    const int doublings = std::clamp((counts ? pending.attempts : pending.waits) - 1, 0, 16);
    const auto most = std::min<std::chrono::milliseconds>(line.spec.maxDelay, line.spec.delay * (1LL << doublings));
    // Spread over half of it, or all that an outage held back would come at once.
    const auto wait = most / 2 + most * static_cast<std::int64_t>(m_random.below(1000)) / 2000;
    pending.due = m_loop.now() + wait;
    line.ready.emplace(pending.due, seq);
    if (!counts)
        return;
    QueueChange change;
    change.kind = QueueChange::Kind::Update;
    change.message.id = pending.id;
    change.message.attempts = pending.attempts;
    change.message.status = pending.status;
    change.message.error = pending.error;
    m_commit->submit(std::move(change), [] {});
}

void Queues::settle(Line& line, std::int64_t seq, const char* state) {
    Pending& pending = line.pending.at(seq);
    pending.settling = true;
    QueueChange change;
    change.kind = QueueChange::Kind::Update;
    change.message.id = pending.id;
    change.message.state = state;
    change.message.attempts = pending.attempts;
    change.message.status = pending.status;
    change.message.error = pending.error;
    change.message.endedMs = m_clock.wallMs();
    const bool delivered = change.message.state == "delivered";
    if (!delivered)
        logWarn("composer", "a message is a dead letter",
                {{"queue", line.name}, {"message", pending.id}, {"why", pending.error}});
    // Only now that it is on the disk may the next one of its key go out.
    m_commit->submit(std::move(change), [this, delivered, queue = line.name, seq] {
        Line& each = *this->line(queue);
        const auto done = each.pending.extract(seq);
        const Pending& left = done.mapped();
        each.bytes -= left.bytes;
        if (delivered) {
            ++each.figures.delivered;
        } else {
            ++each.figures.dead;
            each.deadError = left.error;
            each.deadBytes += left.bytes;
        }
        const auto lane = each.lanes.find(left.lane);
        lane->second.pop_front();
        if (lane->second.empty())
            each.lanes.erase(lane);
        else
            each.ready.emplace(each.pending.at(lane->second.front()).due, lane->second.front());
        pump(each);
    });
}

std::vector<Queues::Figures> Queues::figures() const {
    std::vector<Figures> all;
    for (const auto& [name, line] : m_lines) {
        Figures each = line->figures;
        each.depth = static_cast<std::int64_t>(line->pending.size());
        each.inFlight = line->inFlight;
        if (each.error.empty() && each.dead > 0)
            each.error = line->deadError;
        each.bytes = line->bytes + line->deadBytes;
        if (!line->pending.empty())
            each.lagMs = std::max<std::int64_t>(0, m_clock.wallMs() - line->pending.begin()->second.queuedMs);
        all.push_back(std::move(each));
    }
    return all;
}

bool Queues::isBusy() const {
    return !m_fresh.empty() || std::any_of(m_lines.begin(), m_lines.end(), [](const auto& each) {
        return each.second->inFlight > 0 || each.second->taken > 0;
    });
}

}  // namespace slipway::composer
