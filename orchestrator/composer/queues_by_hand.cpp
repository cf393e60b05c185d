// What a person asks of the queues: to look, to redeliver, to purge.

#include "composer/queue_line.h"

namespace slipway::composer {
namespace {

constexpr int kByHandAtOnce = 10'000;

tl::unexpected<Error> noMessage(const std::string& queue, const std::string& id) {
    return fail(ErrorCode::NotFound, "there is no message " + id + " in " + queue,
                "`slipway queue show " + queue + "` lists them.");
}

}  // namespace

Result<std::vector<Queues::View>> Queues::list(const MessageFilter& filter) {
    Line* line = this->line(filter.queue);
    if (!line)
        return fail(ErrorCode::NotFound, "there is no queue " + filter.queue, "`slipway queue ls` lists them.");
    auto found = m_reader.list(filter);
    if (!found)
        return tl::unexpected(found.error());
    std::vector<View> views;
    for (Message& message : *found)
        views.push_back(viewOf(*line, std::move(message)));
    return views;
}

Queues::View Queues::viewOf(Line& line, Message message) const {
    View view{std::move(message), false, -1};
    const auto live = line.pending.find(view.message.seq);
    if (live == line.pending.end() || view.message.state != "waiting")
        return view;
    // What had no effect is not written down.
    const Pending& pending = live->second;
    view.inFlight = pending.inFlight || pending.settling;
    view.message.attempts = pending.attempts;
    view.message.error = pending.error;
    view.message.status = pending.status;
    const auto lane = line.lanes.find(pending.lane);
    if (!view.inFlight && lane != line.lanes.end() && lane->second.front() == view.message.seq)
        view.nextTryMs = std::max<std::int64_t>(
            0, std::chrono::duration_cast<std::chrono::milliseconds>(pending.due - m_loop.now()).count());
    return view;
}

Result<Queues::View> Queues::show(const std::string& queue, const std::string& id) {
    Line* line = this->line(queue);
    auto found = m_reader.byId(id);
    if (!found)
        return tl::unexpected(found.error());
    if (!line || !*found || (*found)->queue != queue)
        return noMessage(queue, id);
    return viewOf(*line, std::move(**found));
}

Result<std::vector<Message>> Queues::deadOnes(const std::string& queue, const std::string& id) {
    if (id.empty())
        return m_reader.list({queue, "dead", kByHandAtOnce});
    auto found = m_reader.byId(id);
    if (!found)
        return tl::unexpected(found.error());
    if (!*found || (*found)->queue != queue)
        return noMessage(queue, id);
    if ((*found)->state != "dead")
        return fail(ErrorCode::Conflict, "the message " + id + " is no dead letter: it is " + (*found)->state);
    (*found)->body.clear();
    return std::vector{std::move(**found)};
}

Result<> Queues::redeliver(const std::string& queue, const std::string& id, std::function<void(std::size_t)> done) {
    Line* line = this->line(queue);
    if (!line)
        return fail(ErrorCode::NotFound, "there is no queue " + queue, "`slipway queue ls` lists them.");
    for (auto& [seq, pending] : line->pending) {
        if (id.empty() || pending.id != id)
            continue;
        if (pending.inFlight || pending.settling)
            return fail(ErrorCode::Conflict, "the message " + id + " is being delivered");
        if (line->ready.erase({pending.due, seq}) == 0)
            return fail(ErrorCode::Conflict, "the message " + id + " waits for one before it with its key");
        pending.due = m_loop.now();
        line->ready.emplace(pending.due, seq);
        pump(*line);
        done(1);
        return {};
    }
    auto dead = deadOnes(queue, id);
    if (!dead)
        return tl::unexpected(dead.error());
    if (dead->empty())
        done(0);
    for (std::size_t i = 0; i < dead->size(); ++i) {
        Message& message = (*dead)[i];
        // Asked for twice at a time, the first has it.
        if (!line->byHand.insert(message.id).second) {
            if (i + 1 == dead->size())
                done(i);
            continue;
        }
        QueueChange change;
        change.kind = QueueChange::Kind::Requeue;
        change.newSeq = ++m_lastSeq;
        change.message.id = message.id;
        change.message.queuedMs = m_clock.wallMs();
        message.seq = change.newSeq;
        message.queuedMs = change.message.queuedMs;
        message.attempts = 0;
        const bool last = i + 1 == dead->size();
        m_commit->submit(std::move(change), [this, line, message, last, count = dead->size(), done] {
            line->byHand.erase(message.id);
            --line->figures.dead;
            line->deadBytes -= message.bytes;
            enqueue(*line, message);
            pump(*line);
            if (last)
                done(count);
        });
    }
    return {};
}

Result<> Queues::purge(const std::string& queue, const std::string& id, std::function<void(std::size_t)> done) {
    Line* line = this->line(queue);
    if (!line)
        return fail(ErrorCode::NotFound, "there is no queue " + queue, "`slipway queue ls` lists them.");
    const auto dead = deadOnes(queue, id);
    if (!dead)
        return tl::unexpected(dead.error());
    if (dead->empty())
        done(0);
    for (std::size_t i = 0; i < dead->size(); ++i) {
        const Message& message = (*dead)[i];
        const bool last = i + 1 == dead->size();
        if (!line->byHand.insert(message.id).second) {
            if (last)
                done(i);
            continue;
        }
        QueueChange change;
        change.kind = QueueChange::Kind::Delete;
        change.message.id = message.id;
        m_commit->submit(std::move(change),
                         [line, gone = message.id, bytes = message.bytes, last, count = dead->size(), done] {
                             line->byHand.erase(gone);
                             --line->figures.dead;
                             line->deadBytes -= bytes;
                             if (last)
                                 done(count);
                         });
    }
    return {};
}

}  // namespace slipway::composer
