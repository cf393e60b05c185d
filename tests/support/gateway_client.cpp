#include "support/gateway_client.h"

#include <poll.h>
#include <unistd.h>

#include <thread>

namespace slipway::testing {

using namespace protocol;
using namespace std::chrono_literals;

Result<GatewayClient> GatewayClient::connect(const std::string& home, std::chrono::milliseconds patience) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    for (;;) {
        auto socket = connectSeqpacket(gatewayFiles(home).socket);
        if (socket) {
            GatewayClient client(std::move(*socket));
            if (auto read = client.readHello(patience); !read)
                return tl::unexpected(read.error());
            return client;
        }
        if (std::chrono::steady_clock::now() > deadline)
            return tl::unexpected(socket.error());
        std::this_thread::sleep_for(2ms);
    }
}

Result<> GatewayClient::readHello(std::chrono::milliseconds patience) {
    for (std::uint32_t part = 1;; ++part) {
        auto hello = await<GatewayHello>(patience);
        if (!hello)
            return tl::unexpected(hello.error());
        if (hello->part != part || hello->listeners.size() != m_descriptors.size())
            return fail(ErrorCode::Corrupt, "the gateway's hello came in disorder");
        for (std::size_t i = 0; i < m_descriptors.size(); ++i)
            m_handedBack[hello->listeners[i].id] = std::move(m_descriptors[i]);
        const bool last = hello->part == hello->parts;
        const auto earlier = std::move(m_hello.listeners);
        m_hello = std::move(*hello);
        m_hello.listeners.insert(m_hello.listeners.begin(), earlier.begin(), earlier.end());
        if (last)
            return {};
    }
}

Result<> GatewayClient::sayHello(int schemaFrom, int schemaTo) {
    return send(DaemonHello{{"0.1.0-test", "test", schemaFrom, schemaTo, "feed", ::getpid()}});
}

Result<std::vector<std::string>> GatewayClient::addListener(const std::string& id, const std::string& address,
                                                            int socket) {
    if (auto sent = send(ListenersChange{{{id, address}}, {}}, {socket}); !sent)
        return tl::unexpected(sent.error());
    return await<ListenersHeld>().map([](const ListenersHeld& held) { return held.held; });
}

Result<std::vector<std::string>> GatewayClient::removeListener(const std::string& id) {
    if (auto sent = send(ListenersChange{{}, {id}}); !sent)
        return tl::unexpected(sent.error());
    return await<ListenersHeld>().map([](const ListenersHeld& held) { return held.held; });
}

Result<GatewayClient::Verdict> GatewayClient::apply(const Snapshot& snapshot) {
    const auto body = sealedMemfd("snapshot", snapshotToJson(snapshot));
    if (!body)
        return tl::unexpected(body.error());
    return applyBody(snapshot.generation, body->get());
}

Result<GatewayClient::Verdict> GatewayClient::applyBody(std::uint64_t generation, int memfd) {
    if (auto sent = send(SnapshotOffer{generation}, {memfd}); !sent)
        return tl::unexpected(sent.error());
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    for (std::size_t i = 0;; ++i) {
        while (i >= m_inbox.size())
            if (auto received = receiveOne(deadline); !received)
                return tl::unexpected(received.error());
        Verdict verdict;
        if (const auto* ack = std::get_if<Ack>(&m_inbox[i].message); ack && ack->generation == generation)
            verdict = *ack;
        else if (const auto* nack = std::get_if<Nack>(&m_inbox[i].message); nack && nack->generation == generation)
            verdict = *nack;
        else
            continue;
        m_inbox.erase(m_inbox.begin() + static_cast<std::ptrdiff_t>(i));
        return verdict;
    }
}

Result<GatewayStats> GatewayClient::stats() {
    const std::uint64_t id = m_nextId++;
    if (auto sent = send(StatsRequest{id}); !sent)
        return tl::unexpected(sent.error());
    const auto reply = await<StatsReply>();
    if (!reply)
        return tl::unexpected(reply.error());
    if (reply->id != id || m_descriptors.size() != 1)
        return fail(ErrorCode::Corrupt, "the statistics came without their memfd");
    const auto body = readSealedMemfd(m_descriptors[0].get(), 256u << 20);
    if (!body)
        return tl::unexpected(body.error());
    return parseStats(*body);
}

Result<> GatewayClient::ping() {
    const std::uint64_t id = m_nextId++;
    if (auto sent = send(Ping{id}); !sent)
        return sent;
    const auto pong = await<Pong>();
    if (!pong)
        return tl::unexpected(pong.error());
    if (pong->id != id)
        return fail(ErrorCode::Corrupt, "another ping was answered");
    return {};
}

Result<> GatewayClient::goodbye() {
    auto sent = send(Goodbye{});
    close();
    return sent;
}

Result<> GatewayClient::shutdown(std::chrono::milliseconds grace) {
    if (auto sent = send(Shutdown{static_cast<std::uint32_t>(grace.count())}); !sent)
        return sent;
    const auto last = await<Goodbye>(grace + kPatience);
    if (!last)
        return tl::unexpected(last.error());
    return {};
}

Result<> GatewayClient::send(const DaemonMessage& message, std::vector<int> descriptors) {
    for (;;) {
        const auto sent = sendPacket(m_socket.get(), encode(message), descriptors);
        if (!sent)
            return tl::unexpected(sent.error());
        if (*sent == Transfer::Done)
            return {};
        if (*sent == Transfer::Closed)
            return fail(ErrorCode::GatewayUnreachable, "the gateway has closed the control connection");
        pollfd poll{m_socket.get(), POLLOUT, 0};
        if (::poll(&poll, 1, static_cast<int>(kPatience.count())) == 0)
            return fail(ErrorCode::Timeout, "the gateway reads nothing");
    }
}

Result<> GatewayClient::receiveOne(std::chrono::steady_clock::time_point deadline) {
    for (;;) {
        Packet packet;
        const auto received = receivePacket(m_socket.get(), packet);
        if (!received)
            return tl::unexpected(received.error());
        if (*received == Transfer::Closed)
            return fail(ErrorCode::GatewayUnreachable, "the gateway has closed the control connection");
        if (*received == Transfer::Done) {
            auto message = decodeGatewayMessage(packet.body);
            if (!message)
                return tl::unexpected(message.error());
            m_inbox.push_back({std::move(*message), std::move(packet.descriptors)});
            return {};
        }
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
        pollfd poll{m_socket.get(), POLLIN, 0};
        if (left.count() <= 0 || ::poll(&poll, 1, static_cast<int>(left.count())) == 0)
            return fail(ErrorCode::Timeout, "the gateway did not say what was waited for");
    }
}

bool GatewayClient::awaitClosed(std::chrono::milliseconds patience) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    for (;;)
        if (const auto received = receiveOne(deadline); !received)
            return received.error().code == ErrorCode::GatewayUnreachable;
}

}  // namespace slipway::testing
