#include "composer/engine.h"

#include <algorithm>
#include <cstdio>

#include "base/log.h"

namespace slipway::composer {
namespace {

std::string keyOf(const std::string& composite, const std::string& clientKey) {
    return composite + '\n' + clientKey;
}

// Sorts by time, and can't be guessed.
std::string newId(WallMs now) {
    char time[16];
    std::snprintf(time, sizeof time, "%011llx", static_cast<unsigned long long>(now));
    return "sg-" + std::string(time) + '-' + randomHex(10);
}

}  // namespace

std::string digestOf(std::string_view text) {
    std::uint64_t first = 14695981039346656037ULL, second = 0x9e3779b97f4a7c15ULL;
    for (const char c : text) {
        first = (first ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
        second = (second ^ (static_cast<unsigned char>(c) + 0x51ULL)) * 1099511628211ULL;
    }
    char out[33];
    std::snprintf(out, sizeof out, "%016llx%016llx", static_cast<unsigned long long>(first),
                  static_cast<unsigned long long>(second));
    return out;
}

struct Engine::Live {
    Live(Engine& e, std::shared_ptr<const composite::Composite> definition, SagaRecord record, bool isFresh)
        : engine(e),
          saga(std::move(definition), std::move(record)),
          fresh(isFresh),
          volatileOnly(!saga.definition().isKept()),
          wake(
              [](void* self) {
                  auto& live = *static_cast<Live*>(self);
                  live.engine.execute(live, live.saga.advance(live.engine.m_clock.now(), live.engine.m_clock.wallMs()));
              },
              this),
          deadline(
              [](void* self) {
                  auto& live = *static_cast<Live*>(self);
                  live.engine.execute(live,
                                      live.saga.onDeadline(live.engine.m_clock.now(), live.engine.m_clock.wallMs()));
              },
              this),
          patience(
              [](void* self) {
                  auto& live = *static_cast<Live*>(self);
                  for (auto& listener : std::exchange(live.listeners, {}))
                      if (listener.patienceOver)
                          listener.patienceOver(live.saga.record());
              },
              this) {}

    Engine& engine;
    const TimePoint began = engine.m_clock.now();
    bool traced = false;  ///< its span is written
    Saga saga;
    bool fresh;         ///< nothing of it is written yet
    bool volatileOnly;  ///< nothing of it is kept, so nothing is written
    int writes = 0;     ///< under way
    bool owed = false;  ///< a reply, once what it says is durable
    std::vector<Listener> listeners;
    net::Timer wake, deadline, patience;
};

Engine::Engine(net::Loop& loop, const Clock& clock, SagaStore reader, StoreWriter& writer, SendCall send)
    : m_loop(loop),
      m_clock(clock),
      m_reader(std::move(reader)),
      m_writer(writer),
      m_send(std::move(send)),
      m_recoverTimer([](void* self) { static_cast<Engine*>(self)->recoverSome(); }, this) {}

Engine::~Engine() = default;

Result<> Engine::recover() {
    auto unfinished = m_reader.unfinished();
    if (!unfinished)
        return tl::unexpected(unfinished.error());
    if (!unfinished->empty())
        logInfo("composer", "goes on with sagas of the process before",
                {{"sagas", std::to_string(unfinished->size())}});
    m_recovering.assign(unfinished->begin(), unfinished->end());
    recoverSome();
    return {};
}

void Engine::recoverSome() {
    for (std::size_t i = 0; i < kRecoverAtOnce && !m_recovering.empty(); ++i) {
        const std::string id = std::move(m_recovering.front());
        m_recovering.pop_front();
        if (m_live.contains(id))
            continue;  // a client asked for it meanwhile
        // Read now: it may have been asked for, and ended, since the list was made.
        auto stored = m_reader.byId(id);
        if (stored && (!*stored || hasEnded((*stored)->state)))
            continue;
        const auto definition = stored ? definitionOf((*stored)->digest) : tl::unexpected(stored.error());
        if (!definition) {
            logError("composer", "a saga can't be read; it stays as it is",
                     {{"saga", id}, {"error", definition.error().message}});
            continue;
        }
        Live& live = makeLive(*definition, std::move(**stored), false);
        execute(live, live.saga.advance(m_clock.now(), m_clock.wallMs()));
    }
    if (!m_recovering.empty())
        m_loop.arm(m_recoverTimer, kRecoverEvery);
}

Result<std::shared_ptr<const composite::Composite>> Engine::definitionOf(const std::string& digest) {
    if (const auto found = m_definitions.find(digest); found != m_definitions.end())
        return found->second;
    const auto text = m_reader.definition(digest);
    if (!text)
        return tl::unexpected(text.error());
    if (!*text)
        return fail(ErrorCode::Corrupt, "the definition " + digest + " is not in the store");
    auto decoded = composite::decodeComposite(**text);
    if (!decoded)
        return tl::unexpected(decoded.error());
    auto shared = std::make_shared<const composite::Composite>(std::move(*decoded));
    m_definitions.emplace(digest, shared);
    return std::shared_ptr<const composite::Composite>(shared);
}

Engine::Live& Engine::makeLive(std::shared_ptr<const composite::Composite> definition, SagaRecord record, bool fresh) {
    const std::string id = record.id;
    if (!record.clientKey.empty())
        m_keys[keyOf(record.composite, record.clientKey)] = id;
    auto live = std::make_unique<Live>(*this, std::move(definition), std::move(record), fresh);
    Live& made = *live;
    m_live[id] = std::move(live);
    // Counted anew by a process that takes it over: the time that it lay still is not the services' fault.
    if (made.saga.record().state == SagaState::Running)
        m_loop.arm(made.deadline, made.saga.definition().timeout);
    return made;
}

Engine::Refusal Engine::begin(Wish wish, Listener listener) {
    const std::string& name = wish.composite->name;
    if (!wish.composite->isKept())
        wish.clientKey.clear();
    if (!wish.clientKey.empty()) {
        const auto live = m_keys.find(keyOf(name, wish.clientKey));
        if (live == m_keys.end()) {
            auto before = m_reader.byKey(name, wish.clientKey);
            if (!before)
                return Refusal::Failing;
            if (*before) {
                if ((*before)->requestHash != wish.requestHash)
                    return Refusal::KeyReused;
                if (hasEnded((*before)->state)) {
                    if (listener.accepted)
                        listener.accepted((*before)->id);
                    else
                        listener.settled(**before);
                    return Refusal::None;
                }
                const auto definition = definitionOf((*before)->digest);
                if (!definition)
                    return Refusal::Failing;
                Live& taken = makeLive(*definition, std::move(**before), false);
                execute(taken, taken.saga.advance(m_clock.now(), m_clock.wallMs()));
            }
        }
        const auto known = m_keys.find(keyOf(name, wish.clientKey));
        if (known != m_keys.end()) {
            Live& same = *m_live.at(known->second);
            const SagaRecord& record = same.saga.record();
            if (record.requestHash != wish.requestHash)
                return Refusal::KeyReused;
            const bool told = record.state == SagaState::Stuck && same.writes == 0;
            if (listener.accepted && !same.fresh && same.writes == 0)
                listener.accepted(record.id);
            else if (!listener.accepted && told)
                listener.settled(record);
            else
                same.listeners.push_back(std::move(listener));
            if (!same.patience.isArmed() && !same.listeners.empty())
                m_loop.arm(same.patience, same.saga.definition().timeout + kPatience);
            return Refusal::None;
        }
    }
    if (m_stopping)
        return Refusal::Stopping;
    if (m_writer.failing() && wish.composite->isKept())
        return Refusal::Failing;
    if (counts().open >= kMaxOpen)
        return Refusal::Full;

    SagaRecord record;
    record.createdMs = record.updatedMs = m_clock.wallMs();
    record.id = newId(record.createdMs);
    record.composite = name;
    record.clientKey = wish.clientKey;
    record.requestHash = wish.requestHash;
    record.request = std::move(wish.request);
    m_spans.begin(wish.traceparent, record.request);
    record.digest = digestOf(composite::encode(*wish.composite));
    m_definitions.emplace(record.digest, wish.composite);
    Live& live = makeLive(wish.composite, std::move(record), true);
    live.listeners.push_back(std::move(listener));
    m_loop.arm(live.patience, live.saga.definition().timeout + kPatience);
    ++m_counts.begun;
    Saga::Effects effects = live.saga.advance(m_clock.now(), m_clock.wallMs());
    effects.save = true;
    execute(live, std::move(effects));
    return Refusal::None;
}

void Engine::execute(Live& live, Saga::Effects effects, const std::function<void()>& written) {
    const SagaRecord& record = live.saga.record();
    if (!effects.save || live.volatileOnly) {
        if (written)
            written();
        perform(record.id, effects);
        return;
    }
    Change change = live.fresh ? beginningOf(record, effects.touched, composite::encode(live.saga.definition()))
                               : changeOf(record, effects.touched);
    live.fresh = false;
    ++live.writes;
    m_writer.submit(std::move(change), [this, id = record.id, effects = std::move(effects), written] {
        if (written)
            written();
        const auto found = m_live.find(id);
        if (found == m_live.end())
            return;
        --found->second->writes;
        perform(id, effects);
    });
}

void Engine::perform(const std::string& id, const Saga::Effects& effects) {
    Live& live = *m_live.at(id);
    for (auto& listener : live.listeners)
        if (listener.accepted)
            std::exchange(listener.accepted, nullptr)(id);
    for (const Saga::Send& send : effects.sends) {
        ++m_counts.calls;
        OutgoingCall call = send.call;
        const auto span = m_spans.start(live.saga.record(), send.step, call);
        m_send(std::move(call), [this, id, step = send.step, number = send.number, span](const Answer& answer) {
            if (span)
                m_spans.end(*span, answer);
            const auto found = m_live.find(id);
            if (found == m_live.end())
                return;
            Live& each = *found->second;
            execute(each, each.saga.onAnswer(step, number, answer, m_clock.now(), m_clock.wallMs()));
        });
    }
    live.owed = live.owed || effects.settled;
    if (live.owed && live.writes == 0)
        tell(live);
    if (hasEnded(live.saga.record().state) && live.writes == 0) {
        retire(live);
        return;
    }
    if (const auto due = live.saga.wake())
        m_loop.arm(live.wake, std::max<Duration>(*due - m_clock.now(), Duration(0)));
    else
        live.wake.disarm();
}

void Engine::tell(Live& live) {
    live.owed = false;
    const SagaRecord& record = live.saga.record();
    if (record.state == SagaState::Stuck) {
        ++m_counts.stuck;
        logWarn("composer", "a compensation is stuck", {{"saga", record.id}, {"composite", record.composite}});
    }
    live.patience.disarm();
    if (!std::exchange(live.traced, true))
        m_spans.settled(record, live.began);
    for (auto& listener : std::exchange(live.listeners, {}))
        if (listener.settled)
            listener.settled(record);
}

void Engine::retire(Live& live) {
    const SagaRecord& record = live.saga.record();
    ++(record.state == SagaState::Done ? m_counts.done : m_counts.undone);
    if (!record.clientKey.empty())
        m_keys.erase(keyOf(record.composite, record.clientKey));
    m_live.erase(std::string(record.id));
}

bool Engine::isBusy() const {
    return std::any_of(m_live.begin(), m_live.end(), [](const auto& each) {
        const Live& live = *each.second;
        return live.saga.record().state == SagaState::Running || live.writes > 0 || live.saga.hasCallsInFlight();
    });
}

Result<std::optional<SagaRecord>> Engine::find(const std::string& id) {
    if (const auto live = m_live.find(id); live != m_live.end())
        return std::optional(live->second->saga.record());
    return m_reader.byId(id);
}

std::optional<std::int64_t> Engine::nextTryMs(const std::string& id) const {
    const auto live = m_live.find(id);
    const auto due = live == m_live.end() ? std::nullopt : live->second->saga.wake();
    if (!due)
        return std::nullopt;
    return std::max<std::int64_t>(0,
                                  std::chrono::duration_cast<std::chrono::milliseconds>(*due - m_clock.now()).count());
}

Result<> Engine::command(const std::string& id, Order order, const std::function<void(const SagaRecord&)>& written) {
    auto live = m_live.find(id);
    if (live == m_live.end()) {
        auto stored = m_reader.byId(id);
        if (!stored)
            return tl::unexpected(stored.error());
        if (!*stored)
            return fail(ErrorCode::NotFound, "there is no saga " + id, "`slipway saga ls` lists them.");
        const SagaState state = (*stored)->state;
        if (hasEnded(state) && !(order == Order::Resume && state == SagaState::Abandoned))
            return fail(ErrorCode::Conflict, "the saga " + id + " has ended: " + std::string(word(state)));
        const auto definition = definitionOf((*stored)->digest);
        if (!definition)
            return tl::unexpected(definition.error());
        makeLive(*definition, std::move(**stored), false);
        live = m_live.find(id);
    }
    Live& found = *live->second;
    const SagaState state = found.saga.record().state;
    if (order == Order::Resume && state != SagaState::Abandoned)
        return fail(ErrorCode::Conflict, "the saga " + id + " was not abandoned: it is " + std::string(word(state)),
                    "`slipway saga retry " + id + "` tries at once what waits.");
    if (order != Order::Resume && hasEnded(state))
        return fail(ErrorCode::Conflict, "the saga " + id + " has ended: " + std::string(word(state)));
    const TimePoint now = m_clock.now();
    const WallMs wall = m_clock.wallMs();
    Saga::Effects effects = order == Order::Retry    ? found.saga.retryNow(now, wall)
                            : order == Order::Resume ? found.saga.resume(now, wall)
                                                     : found.saga.abandon(now, wall);
    const SagaRecord after = found.saga.record();
    logInfo("composer", "by hand", {{"saga", id}, {"state", std::string(word(after.state))}});
    execute(found, std::move(effects), [written, after] { written(after); });
    return {};
}

Result<> Engine::check() {
    if (m_writer.failing())
        return fail(ErrorCode::Io, "the store can't be written");
    return m_reader.check();
}

Engine::Counts Engine::counts() const {
    Counts counts = m_counts;
    counts.open = static_cast<std::size_t>(std::count_if(m_live.begin(), m_live.end(), [](const auto& each) {
        return each.second->saga.record().state != SagaState::Stuck;
    }));
    return counts;
}

}  // namespace slipway::composer
