#include "daemon/gateway_link.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>

#include "base/log.h"
#include "base/version.h"

namespace slipway::daemon {

using namespace std::chrono_literals;

namespace {
constexpr int kTakeOverTimeoutMs = 2000;
constexpr size_t kMaxStatsBytes = 64u << 20;

std::string nextKey(const protocol::GatewayRole& role) {
    static std::uint64_t made = 0;
    return role.name() + "#" + std::to_string(++made);
}
}  // namespace

GatewayLink::GatewayLink(const Home& home, protocol::GatewayRole role, const Clock& clock, std::string daemonEpoch,
                         Callbacks callbacks, Place place)
    : m_home(home),
      m_role(std::move(role)),
      m_place(place),
      m_files(protocol::gatewayFiles(home.folder(), m_role, m_place)),
      m_name(m_role.isHub() ? "the gateway" : "the sidecar of " + m_role.name()),
      m_key(nextKey(m_role)),
      m_clock(clock),
      m_daemonEpoch(std::move(daemonEpoch)),
      m_callbacks(std::move(callbacks)) {
    m_retry.setSingleShot(true);
    m_retry.setTimerType(Qt::PreciseTimer);
    connect(&m_retry, &QTimer::timeout, this, [this] {
        if (m_pid != 0)
            dial();
        else if (m_wanted)
            start();
    });
    if (auto watch = runtime::ProcessWatch::create()) {
        m_watch = std::move(*watch);
        m_watchNotifier = std::make_unique<QSocketNotifier>(m_watch->fd(), QSocketNotifier::Read);
        connect(m_watchNotifier.get(), &QSocketNotifier::activated, this, &GatewayLink::onProcessEnded);
    }
}

GatewayLink::~GatewayLink() = default;

void GatewayLink::setState(State state) {
    if (m_state == state)
        return;
    m_state = state;
    if (m_callbacks.stateChanged)
        m_callbacks.stateChanged();
}

bool GatewayLink::takeOver() {
    auto socket = protocol::connectSeqpacket(m_files.socket);
    if (!socket)
        return false;
    m_wanted = m_place == Place::InCharge;
    return greet(std::move(*socket), kTakeOverTimeoutMs);
}

bool GatewayLink::greet(UniqueFd socket, int timeoutMs) {
    m_socket = std::move(socket);
    m_greeted = false;
    m_held.clear();
    m_givenUp.clear();
    const TimePoint deadline = m_clock.now() + std::chrono::milliseconds(timeoutMs);
    while (timeoutMs > 0 && m_socket && !m_greeted && m_clock.now() < deadline) {
        pollfd wait{m_socket.get(), POLLIN, 0};
        ::poll(&wait, 1, 50);
        onReadable();
    }
    if (!m_socket)
        return false;
    m_notifier = std::make_unique<QSocketNotifier>(m_socket.get(), QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &GatewayLink::onReadable);
    return m_greeted;
}

void GatewayLink::onReadable() {
    while (m_socket) {
        protocol::Packet packet;
        const auto transfer = protocol::receivePacket(m_socket.get(), packet);
        if (transfer && *transfer == protocol::Transfer::WouldBlock)
            return;
        if (!transfer || *transfer == protocol::Transfer::Closed) {
            lost(transfer ? "it closed the connection" : transfer.error().message);
            return;
        }
        onMessage(std::move(packet));
    }
}

bool GatewayLink::send(const protocol::DaemonMessage& message, const std::vector<int>& descriptors) {
    if (!m_socket)
        return false;
    const std::string body = protocol::encode(message);
    for (;;) {
        const auto transfer = protocol::sendPacket(m_socket.get(), body, descriptors);
        if (transfer && *transfer == protocol::Transfer::Done)
            return true;
        if (transfer && *transfer == protocol::Transfer::WouldBlock) {
            // Its control thread reads at once; a queue that stays full for a second is a gateway that hangs.
            pollfd wait{m_socket.get(), POLLOUT, 0};
            if (::poll(&wait, 1, 1000) > 0)
                continue;
        }
        lost(transfer ? "it does not read" : transfer.error().message);
        return false;
    }
}

void GatewayLink::onMessage(protocol::Packet packet) {
    auto decoded = protocol::decodeGatewayMessage(packet.body);
    if (!decoded) {
        logError("daemon", "a message of " + m_name + " can't be read", {{"error", decoded.error().message}});
        return;
    }
    if (const auto* hello = std::get_if<protocol::GatewayHello>(&*decoded)) {
        onHello(*hello, std::move(packet.descriptors));
    } else if (const auto* ack = std::get_if<protocol::Ack>(&*decoded)) {
        m_acknowledged = std::max(m_acknowledged, ack->generation);
        m_lastRefusal.clear();
        m_awaiting = false;
        if (m_generation > m_sent)
            sendSnapshot();
        m_callbacks.changed();
    } else if (const auto* nack = std::get_if<protocol::Nack>(&*decoded)) {
        m_awaiting = false;
        m_lastRefusal = nack->path + ": " + nack->error;
        logError("daemon", m_name + " refused a snapshot",
                 {{"generation", std::to_string(nack->generation)}, {"why", m_lastRefusal}});
        if (m_generation > m_sent)
            sendSnapshot();
        m_callbacks.refused(nack->path, nack->error);
    } else if (const auto* stats = std::get_if<protocol::StatsReply>(&*decoded)) {
        onStats(stats->id, packet.descriptors);
    } else if (const auto* purged = std::get_if<protocol::CachePurged>(&*decoded)) {
        if (const auto waiting = m_purgesWaiting.extract(purged->id))
            waiting.mapped()(purged->removed);
    } else if (const auto* spans = std::get_if<protocol::SpansReply>(&*decoded)) {
        onSpans(*spans, packet.descriptors);
    } else if (std::holds_alternative<protocol::Drained>(*decoded)) {
        m_callbacks.drained();
    } else if (const auto* holding = std::get_if<protocol::Holding>(&*decoded)) {
        m_callbacks.holding(holding->service);
    } else if (const auto* held = std::get_if<protocol::ListenersHeld>(&*decoded)) {
        m_held = {held->held.begin(), held->held.end()};
        std::erase_if(m_givenUp, [&](const std::string& id) { return !m_held.contains(id); });
        m_callbacks.changed();
    } else if (const auto* refused = std::get_if<protocol::Refused>(&*decoded)) {
        logError("daemon", m_name + " refuses this daemon", {{"error", refused->error}});
    }
}

void GatewayLink::onStats(std::uint64_t id, const std::vector<UniqueFd>& descriptors) {
    auto waiting = m_statsWaiting.extract(id);
    if (waiting.empty() && id != protocol::kUnasked)
        return;
    const StatsCallback tell = waiting.empty() ? [this](const GatewayFigures* figures) {
        if (figures)
            m_callbacks.lastFigures(*figures);
    } : std::move(waiting.mapped());
    Result<std::string> content = fail(ErrorCode::Corrupt, "statistics without a body");
    if (!descriptors.empty())
        content = protocol::readSealedMemfd(descriptors.front().get(), kMaxStatsBytes);
    const auto stats =
        content ? protocol::parseStats(*content) : Result<protocol::GatewayStats>(tl::unexpected(content.error()));
    if (!stats) {
        logError("daemon", "statistics of " + m_name + " are lost", {{"error", stats.error().message}});
        tell(nullptr);
        return;
    }
    const GatewayFigures figures = indexed(*stats);
    tell(&figures);
}

void GatewayLink::onHello(const protocol::GatewayHello& hello, std::vector<UniqueFd> descriptors) {
    m_gatewayEpoch = hello.peer.epoch;
    m_version = hello.peer.version;
    m_build = hello.peer.build;
    m_generation = std::max(m_generation, hello.generation);
    m_acknowledged = hello.generation;
    m_sent = hello.generation;
    m_awaiting = false;
    for (size_t i = 0; i < hello.listeners.size(); ++i) {
        const auto& [id, address] = hello.listeners[i];
        m_held.insert(id);
        if (i < descriptors.size())
            m_callbacks.handedBack(id, address, std::move(descriptors[i]));
    }
    if (hello.part < hello.parts)
        return;
    if (hello.peer.pid != m_pid) {
        m_pid = hello.peer.pid;
        m_startedAt = m_clock.now();
        if (auto identity = runtime::identify(static_cast<pid_t>(m_pid))) {
            m_startTicks = identity->startTicks;
            if (auto pidfd = runtime::openVerified(*identity))
                if (auto watched = m_watch->add("gateway", *identity, std::move(*pidfd), runtime::Kinship::Adopted);
                    !watched)
                    logError("daemon", m_name + " can't be watched", {{"error", watched.error().message}});
        }
        logInfo("daemon", m_name + " is taken over",
                {{"pid", std::to_string(m_pid)}, {"listeners", std::to_string(m_held.size())}});
    }
    completeHello();
}

void GatewayLink::completeHello() {
    m_greeted = true;
    m_failures = 0;
    protocol::DaemonHello hello;
    hello.peer.version = version();
    hello.peer.build = buildId();
    hello.peer.epoch = m_daemonEpoch;
    hello.peer.pid = ::getpid();
    if (!send(hello))
        return;
    sendAllListeners();
    setState(State::Serving);
    if (m_snapshot) {
        // Whatever it was told before, this daemon's word is newer.
        m_snapshot->generation = ++m_generation;
        sendSnapshot();
    }
}

void GatewayLink::sendAllListeners() {
    std::vector<std::pair<std::string, const ListeningSocket*>> missing;
    for (const auto& [id, listener] : m_assigned)
        if (!m_held.contains(id))
            missing.emplace_back(id, &listener);
    for (size_t begin = 0; begin < missing.size(); begin += protocol::kMaxDescriptors) {
        protocol::ListenersChange change;
        std::vector<int> descriptors;
        for (size_t i = begin; i < std::min(missing.size(), begin + protocol::kMaxDescriptors); ++i) {
            change.add.push_back({missing[i].first, missing[i].second->address});
            descriptors.push_back(missing[i].second->socket->get());
        }
        if (!send(change, descriptors))
            return;
    }
}

void GatewayLink::assign(const std::string& id, const ListeningSocket& listener) {
    if (!m_assigned.emplace(id, listener).second || m_state != State::Serving)
        return;
    // One that it was told to give up, and may have already, is given again.
    if (m_held.contains(id) && m_givenUp.erase(id) == 0)
        return;
    send(protocol::ListenersChange{{{id, listener.address}}, {}}, {listener.socket->get()});
}

void GatewayLink::withdraw(const std::string& id) {
    const bool assigned = m_assigned.erase(id) != 0;
    if ((assigned || m_held.contains(id)) && m_state == State::Serving && m_givenUp.insert(id).second)
        send(protocol::ListenersChange{{}, {id}});
}

bool GatewayLink::hasLetGo(const std::string& id) const {
    return !m_assigned.contains(id) && (m_state != State::Serving || !m_held.contains(id));
}

bool GatewayLink::hasLetGo() const {
    return m_assigned.empty() && (m_state != State::Serving || m_held.empty());
}

bool GatewayLink::serves(const std::string& id) const {
    return m_state == State::Serving && m_held.contains(id) && m_acknowledged > 0 && m_acknowledged == m_generation;
}

bool GatewayLink::isReady() const {
    return m_state == State::Serving && m_acknowledged > 0 && m_acknowledged == m_generation &&
           std::all_of(m_assigned.begin(), m_assigned.end(),
                       [&](const auto& entry) { return m_held.contains(entry.first); });
}

void GatewayLink::publish(protocol::Snapshot snapshot) {
    snapshot.generation = 0;
    std::string content = protocol::snapshotToJson(snapshot);
    if (content == m_content)
        return;
    m_content = std::move(content);
    snapshot.generation = ++m_generation;
    m_snapshot = std::move(snapshot);
    if (m_state == State::Serving && !m_awaiting)
        sendSnapshot();
}

void GatewayLink::sendSnapshot() {
    if (!m_snapshot || !m_socket)
        return;
    auto memory = protocol::sealedMemfd("slipway-snapshot", protocol::snapshotToJson(*m_snapshot));
    if (!memory) {
        logError("daemon", "a snapshot could not be made", {{"error", memory.error().message}});
        return;
    }
    m_sent = m_snapshot->generation;
    m_awaiting = true;
    send(protocol::SnapshotOffer{m_sent}, {memory->get()});
}

void GatewayLink::requestStats(StatsCallback callback) {
    if (m_state != State::Serving || !m_socket) {
        callback(nullptr);
        return;
    }
    const std::uint64_t id = m_nextStats++;
    m_statsWaiting.emplace(id, std::move(callback));
    send(protocol::StatsRequest{id});
}

void GatewayLink::purgeCache(const std::string& project, const std::string& what, const std::string& path,
                             PurgeCallback callback) {
    if (m_state != State::Serving || !m_socket) {
        callback(std::nullopt);
        return;
    }
    const std::uint64_t id = m_nextStats++;
    m_purgesWaiting.emplace(id, std::move(callback));
    send(protocol::CachePurge{id, project, what, path});
}

void GatewayLink::requestSpans(SpansCallback callback) {
    if (m_state != State::Serving || !m_socket) {
        callback({});
        return;
    }
    const std::uint64_t id = m_nextStats++;
    m_spansWaiting.emplace(id, std::move(callback));
    send(protocol::SpansRequest{id});
}

void GatewayLink::onSpans(const protocol::SpansReply& reply, const std::vector<UniqueFd>& descriptors) {
    const auto waiting = m_spansWaiting.extract(reply.id);
    if (waiting.empty() && reply.id != protocol::kUnasked)
        return;
    std::string records;
    if (!descriptors.empty()) {
        auto content = protocol::readSealedMemfd(descriptors.front().get(), kMaxStatsBytes);
        if (content)
            records = std::move(*content);
        else
            logError("daemon", "spans of " + m_name + " are lost", {{"error", content.error().message}});
    }
    if (waiting.empty())
        m_callbacks.lastSpans(records);
    else
        waiting.mapped()(records);
}

void GatewayLink::lost(const std::string& why) {
    if (!m_socket)
        return;
    m_notifier.reset();
    m_socket.reset();
    m_greeted = false;
    const auto waiting = std::exchange(m_statsWaiting, {});
    for (const auto& [id, callback] : waiting)
        callback(nullptr);
    const auto purges = std::exchange(m_purgesWaiting, {});
    for (const auto& [id, callback] : purges)
        callback(std::nullopt);
    const auto spans = std::exchange(m_spansWaiting, {});
    for (const auto& [id, callback] : spans)
        callback({});
    if (m_shuttingDown)
        return;
    logWarn("daemon", "the connection to " + m_name + " is lost", {{"why", why}});
    if (!m_wanted && m_place == Place::InCharge) {
        setState(State::Idle);
        return;
    }
    setState(State::Starting);
    m_dialSince = m_clock.now();
    m_retry.start(1);
}

}  // namespace slipway::daemon
