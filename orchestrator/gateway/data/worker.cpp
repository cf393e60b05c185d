#include "gateway/data/worker.h"

#include <sys/socket.h>

#include <algorithm>
#include <charconv>
#include <ctime>

#include "base/log.h"
#include "gateway/data/problem.h"

namespace slipway::gateway {

namespace {

/// A worker keeps a connection that it accepted unless another has this many fewer: handing over costs a wake-up.
constexpr std::uint32_t kLoadSlack = 2;

/// A client that has sent nothing for so long is not about to.
constexpr Duration kQuiet = std::chrono::seconds(1);
constexpr Duration kLullPeriod = std::chrono::milliseconds(250);

}  // namespace

Worker::Worker(WorkerId id, WorkerGroup& group)
    : m_id(id),
      m_group(group),
      m_random(Random::fromSystem()),
      m_shard(group.registry.worker(id)),
      m_holds(group.registry.holds()),
      m_sweepTimer([](void* self) { static_cast<Worker*>(self)->sweep(); }, this),
      m_probeTimer(
          [](void* self) {
              auto& worker = *static_cast<Worker*>(self);
              worker.m_holds.probe();
              if (!worker.m_holds.isEmpty())
                  worker.probeSoon();
          },
          this),
      m_lullTimer([](void* self) { static_cast<Worker*>(self)->onLull(); }, this),
      m_graceTimer([](void* self) { static_cast<Worker*>(self)->cutClients(); }, this),
      m_idPrefix(randomHex(6)) {
    m_loop.arm(m_sweepTimer, kSweepPeriod);
}

Worker::~Worker() {
    cutClients();
    m_early.clear();
    m_ingresses.clear();
    for (auto& [slot, pool] : m_pools)
        pool->retire();
    m_loop.destroyNow();
}

void Worker::run() {
    m_loop.run();
    if (m_whenEnded)
        m_whenEnded();
}

void Worker::adopt(ConfigPtr config) {
    LocalRef<WorkerConfig> next(new WorkerConfig(std::move(config)));
    const Config& inside = next->config();
    std::unordered_map<EndpointSlot*, bool> named;
    for (const Service& service : inside.services) {
        for (size_t i = 0; i < service.endpoints.size(); ++i) {
            const Endpoint& endpoint = service.endpoints[i];
            EndpointPool& pool = poolOf(endpoint);
            pool.update(endpoint);
            next->setPool(service, i, pool);
            named[endpoint.slot.get()] = true;
        }
    }
    m_config = std::move(next);
    m_logging = std::any_of(inside.listeners.begin(), inside.listeners.end(),
                            [](const Listener& each) { return each.accessLog != AccessLogFormat::Off; });
    m_requestParser = http::RequestParser(m_config->limits());
    for (auto& [slot, pool] : m_pools)
        if (named.count(slot) == 0)
            pool->retire();
    dropUnusedPools();
    std::erase_if(m_ingresses, [](const auto& each) { return !each->mayAccept() && each.get()->references() == 1; });
    for (const auto& ingress : m_ingresses)
        ingress->update(&inside);
    m_holds.releaseAll();
    for (Arrival& arrival : std::exchange(m_early, {}))
        serve(std::move(arrival));
}

void Worker::addListener(std::shared_ptr<const SharedListener> listener) {
    ingressOf(listener);
}

LocalRef<Ingress> Worker::ingressOf(const std::shared_ptr<const SharedListener>& listener) {
    for (const auto& each : m_ingresses)
        if (each->shared() == listener)
            return each;
    LocalRef<Ingress> made(new Ingress(*this, listener));
    if (m_stopping)
        made->stopAccepting();
    made->update(m_config ? &m_config->config() : nullptr);
    m_ingresses.push_back(made);
    return made;
}

void Worker::removeListener(const std::string& id) {
    // It stays in the list for the sake of its connections, which still want to know their routes.
    for (const auto& each : m_ingresses)
        if (each->id() == id)
            each->stopAccepting();
    // Somebody else accepts on that socket now: each connection comes to its end after the request that it is at.
    closeIdleClients(m_loop.now() - kQuiet);
    m_loop.arm(m_lullTimer, kQuiet);
}

bool Worker::isLeaving(const Ingress& ingress) const {
    return m_stopping || !ingress.mayAccept();
}

void Worker::dispatch(Ingress& ingress, UniqueFd socket, const net::Address& peer) {
    std::uint64_t total = 0;
    Worker* least = this;
    for (Worker* each : m_group.workers) {
        const std::uint32_t load = each->load();
        total += load;
        if (load < least->load())
            least = each;
    }
    if (least->load() + kLoadSlack >= this->load())
        least = this;
    if (m_config && total >= m_config->config().limits.connections) {
        m_shard.reject(RejectReason::TooManyConnections);
        std::string requestId;
        nextRequestId(requestId);
        m_out.clear();
        writeProblem({503, "too_many_connections", "the gateway serves as many connections as it may", 1}, requestId,
                     {1, http::Method::Get, false}, date(), m_out);
        [[maybe_unused]] const ssize_t sent =
            ::send(socket.get(), m_out.view().data(), m_out.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        return;
    }
    least->m_load.fetch_add(1, std::memory_order_relaxed);
    ingress.shard().open.add();
    if (least == this) {
        accept(LocalRef<Ingress>(&ingress), std::move(socket), peer);
        return;
    }
    least->post([least, listener = ingress.shared(), fd = std::make_shared<UniqueFd>(std::move(socket)), peer] {
        least->accept(least->ingressOf(listener), std::move(*fd), peer);
    });
}

void Worker::accept(LocalRef<Ingress> ingress, UniqueFd socket, const net::Address& peer) {
    Arrival arrival{std::move(ingress), std::move(socket), peer};
    if (arrival.ingress->listener())
        serve(std::move(arrival));
    else
        m_early.push_back(std::move(arrival));
}

void Worker::serve(Arrival arrival) {
    auto client = std::make_unique<ClientConnection>(*this, std::move(arrival.ingress), arrival.peer);
    m_shard.accepted.add();
    m_shard.open.add();
    ClientConnection* added = client.release();
    added->m_next = m_clients;
    if (m_clients)
        m_clients->m_previous = added;
    m_clients = added;
    if (!added->start(std::move(arrival.socket)))
        added->closeNow();
}

void Worker::forget(ClientConnection& client) {
    if (client.m_previous)
        client.m_previous->m_next = client.m_next;
    else
        m_clients = client.m_next;
    if (client.m_next)
        client.m_next->m_previous = client.m_previous;
    client.m_previous = client.m_next = nullptr;
    m_shard.open.subtract();
    client.m_ingress->shard().open.subtract();
    m_load.fetch_sub(1, std::memory_order_relaxed);
    m_loop.destroyLater(std::unique_ptr<net::Disposable>(&client));
    endIfDone();
}

EndpointPool& Worker::poolOf(const Endpoint& endpoint) {
    auto& pool = m_pools[endpoint.slot.get()];
    if (!pool)
        pool = std::make_unique<EndpointPool>(m_loop, m_id, endpoint);
    return *pool;
}

void Worker::dropUnusedPools() {
    // Those of the configuration in force stay, whatever they hold: requests find them through it.
    std::erase_if(m_pools, [&](const auto& entry) {
        if (entry.second->connections() != 0)
            return false;
        for (const Service& service : m_config->config().services)
            for (const Endpoint& endpoint : service.endpoints)
                if (endpoint.slot.get() == entry.first)
                    return false;
        return true;
    });
}

void Worker::sweep() {
    bool retired = false;
    for (auto& [slot, pool] : m_pools) {
        pool->closeAged(m_loop.now());
        retired = retired || (!pool->isActive() && pool->connections() == 0);
    }
    if (retired)
        dropUnusedPools();
    m_loop.arm(m_sweepTimer, kSweepPeriod);
}

void Worker::probeSoon() {
    if (!m_probeTimer.isArmed())
        m_loop.arm(m_probeTimer, kProbePeriod);
}

http::RequestParser& Worker::requestParser() {
    m_requestParser.reset();
    return m_requestParser;
}

http::ResponseParser& Worker::responseParser() {
    m_responseParser.reset();
    return m_responseParser;
}

std::string_view Worker::date() {
    wallMs();
    return m_date;
}

WallMs Worker::wallMs() {
    const TimePoint now = m_loop.now();
    if (m_date.empty() || now - m_dateAt >= std::chrono::milliseconds(500)) {
        m_dateAt = now;
        m_wallAt = SystemClock().wallMs();
        const auto seconds = static_cast<time_t>(m_wallAt / 1000);
        tm parts{};
        ::gmtime_r(&seconds, &parts);
        char text[40];
        // The C locale is in force: nothing in the gateway calls setlocale().
        m_date.assign(text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts));
    }
    return m_wallAt + std::chrono::duration_cast<std::chrono::milliseconds>(now - m_dateAt).count();
}

void Worker::nextRequestId(std::string& into) {
    char digits[17];
    const auto end = std::to_chars(digits, digits + sizeof digits, m_nextId++, 16).ptr;
    into.assign(m_idPrefix).append(1, '-').append(digits, end);
}

Exchange* Worker::newExchange() {
    if (m_spareExchanges.empty())
        return new Exchange(*this);
    Exchange* spare = m_spareExchanges.back().release();
    m_spareExchanges.pop_back();
    return spare;
}

void Worker::recycle(Exchange* exchange) {
    // More are only there after a burst; each holds some KiB.
    constexpr size_t kMaxSpare = 256;
    std::unique_ptr<Exchange> spare(exchange);
    if (m_spareExchanges.size() < kMaxSpare)
        m_spareExchanges.push_back(std::move(spare));
}

bool Worker::keepRefresh(std::unique_ptr<CacheRefresh> refresh) {
    if (m_stopping || m_refreshes.size() >= CacheRefresh::kMax)
        return false;
    m_refreshes.push_back(std::move(refresh));
    return true;
}

void Worker::endRefresh(CacheRefresh& refresh) {
    const auto at =
        std::find_if(m_refreshes.begin(), m_refreshes.end(), [&](const auto& each) { return each.get() == &refresh; });
    m_loop.destroyLater(std::move(*at));
    m_refreshes.erase(at);
}

void Worker::shutDown(Duration grace) {
    if (m_stopping)
        return;
    m_stopping = true;
    while (!m_refreshes.empty())
        endRefresh(*m_refreshes.back());
    for (const auto& ingress : m_ingresses)
        ingress->stopAccepting();
    // Who was quiet for a while is not about to send. The others get a moment to send one more request, whose answer
    // says close: closing on a request that is on its way would fail it.
    closeIdleClients(m_loop.now() - kQuiet);
    m_loop.arm(m_lullTimer, std::min<Duration>(kQuiet, grace / 2));
    m_loop.arm(m_graceTimer, grace);
    endIfDone();
}

void Worker::closeIdleClients(TimePoint since) {
    for (ClientConnection* each = m_clients; each != nullptr;) {
        ClientConnection* next = each->m_next;
        if (isLeaving(each->ingress()))
            each->closeIfIdleSince(since);
        each = next;
    }
}

void Worker::onLull() {
    if (m_stopping) {
        closeIdleClients(TimePoint::max());
        return;
    }
    closeIdleClients(m_loop.now() - kQuiet);
    // Some are busy still, or were a moment ago.
    for (ClientConnection* each = m_clients; each != nullptr; each = each->m_next)
        if (isLeaving(each->ingress())) {
            m_loop.arm(m_lullTimer, kLullPeriod);
            return;
        }
}

void Worker::cutClients() {
    while (m_clients)
        m_clients->closeNow();
}

void Worker::endIfDone() {
    // The load counts connections that are on their way here, too.
    if (m_stopping && load() == 0)
        m_loop.stop();
}

}  // namespace slipway::gateway
