#include "rig.h"

#include <strings.h>

#include <QtGlobal>

#include <charconv>
#include <future>

#include "net/listener.h"

namespace slipway::test {

using namespace std::chrono_literals;

namespace {
void await(const std::function<void(std::function<void()>)>& start) {
    const auto done = std::make_shared<std::promise<void>>();
    std::future<void> future = done->get_future();
    start([done] { done->set_value(); });
    if (future.wait_for(20s) != std::future_status::ready)
        qFatal("a worker did not answer");
}
}  // namespace

Rig::Rig(unsigned workers, gateway::AccessLog* log, gateway::SpanLog* spans)
    : m_slots(std::make_unique<gateway::SlotRegistry>(workers)),
      m_pool(std::make_unique<gateway::ThreadedPool>(*m_slots, gateway::ThreadedPool::Options{log, spans})) {
    UniqueFd socket = std::move(net::listenOn(*net::Address::parse("127.0.0.1:0")).value());
    m_address = net::Address::localOf(socket.get());
    const auto added = m_pool->addListener("in", std::move(socket));
    if (!added)
        qFatal("%s", added.error().message.c_str());

    protocol::SnapshotRoute all;
    all.id = "all";
    all.to = {{"p/s", 1}};
    protocol::SnapshotListener in;
    in.id = "in";
    in.project = "p";
    in.caller = "gateway";
    in.routes = {all};
    protocol::SnapshotService service;
    service.id = "p/s";
    service.name = "s";
    service.hold.why = "s has no ready instance";
    snapshot.listeners = {in};
    snapshot.services = {service};
    if (!log)
        snapshot.accessLog = protocol::AccessLogFormat::Off;
}

Rig::~Rig() = default;

void Rig::setEndpoints(const std::vector<const Backend*>& backends) {
    service().endpoints.clear();
    for (size_t i = 0; i < backends.size(); ++i)
        addEndpoint("p/s-" + std::to_string(i + 1), backends[i]->address());
}

void Rig::addEndpoint(const std::string& id, const net::Address& address) {
    protocol::SnapshotEndpoint endpoint;
    endpoint.id = id;
    endpoint.address = address.text();
    service().endpoints.push_back(endpoint);
}

void Rig::publish() {
    ++snapshot.generation;
    auto config = gateway::compile(snapshot, *m_slots);
    if (!config)
        qFatal("%s: %s", config.error().path.c_str(), config.error().error.c_str());
    await([&](auto done) { m_pool->publish(*config, std::move(done)); });
}

void Rig::barrier() {
    await([&](auto done) { m_pool->barrier(std::move(done)); });
}

void Rig::stop(std::chrono::milliseconds grace) {
    await([&](auto done) { m_pool->stop(grace, std::move(done)); });
}

std::string Rig::exchange(std::string_view request) const {
    Peer client = dial();
    client.send(request);
    return client.readToEnd();
}

protocol::Counters Rig::routeCounters() const {
    protocol::Counters sum;
    const auto& shards = m_slots->routes().at({"in", "all"})->shards;
    for (unsigned worker = 0; worker < shards.workers(); ++worker)
        shards[worker].addTo(sum);
    return sum;
}

protocol::Counters Rig::edgeCounters() const {
    protocol::Counters sum;
    const auto& shards = m_slots->edges().at({"p", "gateway", "s"})->shards;
    for (unsigned worker = 0; worker < shards.workers(); ++worker)
        shards[worker].addTo(sum);
    return sum;
}

std::string okResponse(std::string_view body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

int statusOf(std::string_view answer) {
    int status = 0;
    if (answer.starts_with("HTTP/1.1 ") && answer.size() >= 12)
        std::from_chars(answer.data() + 9, answer.data() + 12, status);
    return status;
}

std::string bodyOf(std::string_view answer) {
    const size_t at = answer.find("\r\n\r\n");
    return at == std::string_view::npos ? std::string() : std::string(answer.substr(at + 4));
}

std::string fieldOf(std::string_view message, std::string_view name) {
    size_t line = message.find("\r\n");
    while (line != std::string_view::npos && line + 2 < message.size()) {
        const std::string_view rest = message.substr(line + 2);
        if (rest.starts_with("\r\n"))
            break;
        if (rest.size() > name.size() && rest[name.size()] == ':' &&
            ::strncasecmp(rest.data(), name.data(), name.size()) == 0) {
            const std::string_view value = rest.substr(name.size() + 2);
            return std::string(value.substr(0, value.find("\r\n")));
        }
        line = message.find("\r\n", line + 2);
    }
    return "-";
}

}  // namespace slipway::test
