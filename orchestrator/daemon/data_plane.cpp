#include "daemon/data_plane.h"

#include <QDir>
#include <algorithm>

#include "base/files.h"
#include "base/log.h"

namespace slipway::daemon {

namespace {

/// The callers whose sidecars have left a lock here: those that run, and those that died.
std::set<protocol::GatewayRole> knownSidecars(const Home& home) {
    std::set<protocol::GatewayRole> roles;
    const QDir folder(QString::fromStdString(home.folder()));
    for (const QString& name : folder.entryList({"sc-*.lock"}, QDir::Files)) {
        const std::string path = folder.filePath(name).toStdString();
        const std::string text = readFile(path, 1024).value_or("");
        // "PID\nPROJECT/CALLER\n"
        const auto line = text.find('\n');
        const auto slash = text.find('/', line == std::string::npos ? text.size() : line);
        const auto end = text.find('\n', slash == std::string::npos ? text.size() : slash);
        if (slash == std::string::npos || end == std::string::npos)
            continue;
        roles.insert({text.substr(line + 1, slash - line - 1), text.substr(slash + 1, end - slash - 1)});
    }
    return roles;
}

}  // namespace

DataPlane::DataPlane(const Home& home, const Clock& clock, std::string daemonEpoch, Callbacks callbacks)
    : m_home(home), m_clock(clock), m_daemonEpoch(std::move(daemonEpoch)), m_callbacks(std::move(callbacks)) {
    m_hub = makeLink({});
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, &DataPlane::answer);
    m_settle.setSingleShot(true);
    connect(&m_settle, &QTimer::timeout, this, &DataPlane::settle);
}

DataPlane::~DataPlane() = default;

std::unique_ptr<GatewayLink> DataPlane::makeLink(const Role& role, GatewayLink::Place place) {
    const auto self = std::make_shared<GatewayLink*>(nullptr);
    GatewayLink::Callbacks callbacks;
    callbacks.stateChanged = [this, self] {
        if (*self == m_hub.get())
            m_callbacks.hubChanged();
        settleSoon();
    };
    callbacks.changed = [this, self] {
        m_stale.insert((*self)->key());
        settleSoon();
    };
    callbacks.refused = [this, self, role](const std::string& path, const std::string& error) {
        if (const auto beside = m_beside.find(role); beside != m_beside.end() && beside->second.link.get() == *self) {
            beside->second.failure = "it refuses the configuration at " + path + ": " + error;
            settleSoon();
            return;
        }
        m_callbacks.refused(role.isHub() ? "the gateway" : "the sidecar of " + role.name(), path, error);
    };
    callbacks.died = [this, role](std::int64_t pid, const std::string& how) {
        if (!role.isHub())
            m_callbacks.sidecarDied(role.project, "the sidecar of " + role.caller + " (pid " + std::to_string(pid) +
                                                      ") ended: " + how + "; it is started again");
    };
    callbacks.drained = [this] { m_callbacks.drained(); };
    callbacks.holding = [this](const std::string& service) { m_callbacks.holding(service); };
    callbacks.handedBack = [this, self](const std::string& id, const std::string& address, UniqueFd socket) {
        const auto place =
            m_listeners.emplace(id, ListeningSocket{address, std::make_shared<const UniqueFd>(std::move(socket))})
                .first;
        if ((*self)->place() == GatewayLink::Place::InCharge)
            (*self)->assign(id, place->second);
    };
    callbacks.lastFigures = [this, self](const GatewayFigures& figures) {
        m_counted[(*self)->key()] = figures;
        sumUp();
        if (m_callbacks.counted)
            m_callbacks.counted();
    };
    callbacks.lastSpans = [this](const std::string& records) {
        if (m_callbacks.lastSpans)
            m_callbacks.lastSpans(records);
    };
    auto link = std::make_unique<GatewayLink>(m_home, role, m_clock, m_daemonEpoch, std::move(callbacks), place);
    *self = link.get();
    return link;
}

GatewayLink* DataPlane::find(const Role& role) {
    if (role.isHub())
        return m_hub.get();
    const auto found = m_sidecars.find(role);
    return found == m_sidecars.end() ? nullptr : found->second.get();
}

GatewayLink& DataPlane::link(const Role& role) {
    if (auto* known = find(role))
        return *known;
    return *(m_sidecars[role] = makeLink(role));
}

void DataPlane::takeOver() {
    takeOverBeside({}, m_hub->takeOver());
    for (const Role& role : knownSidecars(m_home)) {
        takeOverBeside(role, link(role).takeOver());
        if (link(role).state() == GatewayLink::State::Idle)
            m_sidecars.erase(role);
    }
}

void DataPlane::addListener(const std::string& id, const std::string& address, UniqueFd socket) {
    m_listeners.emplace(id, ListeningSocket{address, std::make_shared<const UniqueFd>(std::move(socket))});
    settle();
}

void DataPlane::removeListener(const std::string& id) {
    if (m_listeners.erase(id) == 0)
        return;
    m_servedBy.erase(id);
    eachLink([&](GatewayLink& each) { each.withdraw(id); });
}

std::string DataPlane::listenerAddress(const std::string& id) const {
    const auto found = m_listeners.find(id);
    return found == m_listeners.end() ? std::string() : found->second.address;
}

std::map<std::string, std::string> DataPlane::listeners() const {
    std::map<std::string, std::string> addresses;
    for (const auto& [id, listener] : m_listeners)
        addresses.emplace(id, listener.address);
    return addresses;
}

void DataPlane::publish(std::map<Role, protocol::Snapshot> snapshots, std::map<std::string, Role> servedBy) {
    m_published = true;
    m_servedBy = std::move(servedBy);
    m_wanted.clear();
    m_postponed.clear();
    for (auto& [role, snapshot] : snapshots) {
        if (!role.isHub()) {
            if (m_retiring.contains(role)) {
                m_postponed[role] = std::move(snapshot);
                continue;
            }
            m_wanted.insert(role);
            link(role).ensure();
        }
        if (const auto beside = m_beside.find(role); beside != m_beside.end() && !beside->second.told)
            beside->second.link->publish(snapshot);
        link(role).publish(std::move(snapshot));
    }
    settle();
}

const DataPlane::Role& DataPlane::serverOf(const std::string& listener) const {
    static const Role kHub;
    const auto found = m_servedBy.find(listener);
    return found == m_servedBy.end() || !m_wanted.contains(found->second) ? kHub : found->second;
}

void DataPlane::settleSoon() {
    m_settle.start(0);
}

void DataPlane::settle() {
    if (!m_published)
        return;
    for (const auto& [id, listener] : m_listeners) {
        const Role& role = serverOf(id);
        GatewayLink& server = link(role);
        server.assign(id, listener);
        if (const auto beside = m_beside.find(role); beside != m_beside.end() && isSuccessor(*beside->second.link))
            beside->second.link->assign(id, listener);
        if (!server.serves(id))
            continue;
        eachLink([&, &name = id](GatewayLink& other) {
            if (&other != &server && !isSuccessor(other))
                other.withdraw(name);
        });
    }
    retireIdleSidecars();
    endLeavers();
    if (!m_beside.empty() && m_callbacks.besideChanged)
        m_callbacks.besideChanged();
}

void DataPlane::retireIdleSidecars() {
    for (const auto& [role, sidecar] : m_sidecars) {
        if (m_wanted.contains(role) || m_retiring.contains(role) || !sidecar->hasLetGo())
            continue;
        // Streams live on where they began, and their process with them; and it goes only when all that it counted is
        // here.
        if (sidecar->pid() != 0 && (!m_counted.contains(sidecar->key()) || m_stale.contains(sidecar->key()) ||
                                    openIn(*sidecar).connections != 0))
            continue;
        m_retiring.insert(role);
        // Not inside its own callback.
        sidecar->shutdown([this, gone = role] { QTimer::singleShot(0, this, [this, gone] { onGone(gone); }); });
    }
}

void DataPlane::onGone(const Role& role) {
    m_retiring.erase(role);
    if (const auto gone = m_sidecars.extract(role))
        forget(*gone.mapped());
    m_inherited.erase(role);
    sumUp();
    if (auto again = m_postponed.extract(role); !again.empty()) {
        m_wanted.insert(role);
        link(role).ensure();
        link(role).publish(std::move(again.mapped()));
        settle();
    }
}

DataPlane::Fence DataPlane::fence() const {
    Fence fence;
    for (const GatewayLink* each : allLinks())
        fence[each->key()] = each->publishedGeneration();
    return fence;
}

bool DataPlane::isDrained(const Fence& fence, const std::string& endpoint) const {
    const auto all = allLinks();
    return std::all_of(all.begin(), all.end(), [&](const GatewayLink* each) {
        if (each->pid() == 0)
            return true;  // what it carried ended with it
        const auto promised = fence.find(each->key());
        const auto said = m_counted.find(each->key());
        if (said == m_counted.end())
            return promised == fence.end();  // it began after the endpoint took its last request
        if (promised != fence.end() && said->second.generation < promised->second)
            return false;
        const auto found = said->second.endpoints.find(endpoint);
        return found == said->second.endpoints.end() || found->second.inFlight == 0;
    });
}

DataPlane::HandOver DataPlane::handOver(const std::string& project) const {
    HandOver state;
    const auto all = allLinks();
    for (const auto& [id, listener] : m_listeners) {
        if (!id.starts_with(project + "/out/"))
            continue;
        ++state.listeners;
        const Role& wanted = serverOf(id);
        bool there = false, elsewhere = false;
        for (const GatewayLink* each : all) {
            if (each->role() == wanted && each->place() == GatewayLink::Place::InCharge) {
                there = each->serves(id);
                if (!there)
                    state.waiting = each->role().name();
                continue;
            }
            elsewhere = elsewhere || !each->hasLetGo(id) || m_stale.contains(each->key());
            const auto figures = m_counted.find(each->key());
            if (figures == m_counted.end() || each->pid() == 0)
                continue;
            if (const auto left = figures->second.listeners.find(id); left != figures->second.listeners.end()) {
                state.lingering += static_cast<int>(left->second.connections - left->second.tunnels);
                state.streams += static_cast<int>(left->second.tunnels);
            }
        }
        state.moved += there && !elsewhere;
    }
    return state;
}

std::vector<const GatewayLink*> DataPlane::processes(const std::string& project) const {
    std::vector<const GatewayLink*> found{m_hub.get()};
    for (const auto& [role, sidecar] : m_sidecars)
        if (project.empty() || role.project == project)
            found.push_back(sidecar.get());
    return found;
}

void DataPlane::requestStats(FiguresCallback callback) {
    if (m_patience.isActive()) {
        // What is on its way was counted before this question.
        m_nextRound.push_back(std::move(callback));
        return;
    }
    m_waiting.push_back(std::move(callback));
    askAll();
}

void DataPlane::requestSpans(std::function<void(const std::string& records)> each, std::function<void()> done) {
    std::vector<GatewayLink*> links;
    eachLink([&](GatewayLink& link) {
        if (link.state() == GatewayLink::State::Serving)
            links.push_back(&link);
    });
    const auto left = std::make_shared<size_t>(links.size() + 1);
    const auto one = [left, done = std::move(done)] {
        if (--*left == 0)
            done();
    };
    for (GatewayLink* link : links)
        link->requestSpans([each, one](const std::string& records) {
            each(records);
            one();
        });
    one();
}

void DataPlane::askAll() {
    m_patience.start(kPatience);
    std::vector<GatewayLink*> links;
    eachLink([&](GatewayLink& each) {
        // One that owes an answer from before is not waited for again.
        if (each.state() == GatewayLink::State::Serving && m_silent.insert(each.key()).second)
            links.push_back(&each);
    });
    for (const GatewayLink* each : links)
        m_round.insert(each->key());
    for (GatewayLink* each : links) {
        // Asked after it said that it had let go, so counted after that too, unless it says so again meanwhile.
        m_stale.erase(each->key());
        each->requestStats([this, each](const GatewayFigures* figures) { onFigures(*each, figures); });
    }
    if (m_round.empty() && m_patience.isActive())
        answer();
}

void DataPlane::onFigures(const GatewayLink& link, const GatewayFigures* figures) {
    m_silent.erase(link.key());
    if (figures)
        m_counted[link.key()] = *figures;
    else
        m_stale.insert(link.key());
    if (m_round.erase(link.key()) != 0 && m_round.empty())
        answer();
}

void DataPlane::answer() {
    m_patience.stop();
    m_round.clear();
    sumUp();
    retireIdleSidecars();
    endLeavers();
    const auto waiting = std::exchange(m_waiting, std::exchange(m_nextRound, {}));
    for (const auto& callback : waiting)
        callback(m_figures);
    if (!m_waiting.empty() && !m_patience.isActive())
        askAll();
}

void DataPlane::leave() {
    eachLink([](GatewayLink& each) { each.leave(); });
}

void DataPlane::shutdown(std::function<void()> ended) {
    m_listeners.clear();
    m_servedBy.clear();
    m_wanted.clear();
    m_postponed.clear();
    const auto left = std::make_shared<size_t>(m_sidecars.size() + 1);
    const auto one = [left, ended = std::move(ended)] {
        if (--*left == 0)
            ended();
    };
    // They end with what they are at; nobody waits for them.
    for (auto& [role, beside] : m_beside) {
        beside.leaving = true;
        beside.deadline = m_clock.now();
    }
    endLeavers();
    m_inherited.clear();
    for (const auto& [role, sidecar] : m_sidecars) {
        m_retiring.insert(role);
        sidecar->shutdown([this, one, gone = role] {
            QTimer::singleShot(0, this, [this, one, gone] {
                onGone(gone);
                one();
            });
        });
    }
    m_hub->shutdown(one);
}

}  // namespace slipway::daemon
