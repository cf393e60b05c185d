#include "gateway/control/control_connection.h"

#include <poll.h>

namespace slipway::gateway {
namespace {

/// A peer that reads nothing while this many answers wait is as good as gone.
constexpr std::size_t kMaxQueued = 1024;
/// Messages of one peer in a row, before others get their turn.
constexpr int kBatch = 64;

}  // namespace

ControlConnection::ControlConnection(PollLoop& loop, UniqueFd socket, Events events)
    : m_loop(loop), m_socket(std::move(socket)), m_events(std::move(events)) {
    m_loop.watch(m_socket.get(), POLLIN, [this](short ready) { onReady(ready); });
}

ControlConnection::~ControlConnection() {
    if (m_socket)
        m_loop.unwatch(m_socket.get());
}

void ControlConnection::send(const protocol::GatewayMessage& message, std::vector<UniqueFd> descriptors) {
    if (!m_socket || m_closing)
        return;
    m_queue.push_back({protocol::encode(message), std::move(descriptors)});
    if (m_queue.size() > kMaxQueued)
        return end("it does not read its messages");
    sendQueued();
}

void ControlConnection::closeAfterSending() {
    m_closing = true;
    if (m_socket && m_queue.empty())
        end({});
}

void ControlConnection::onReady(short events) {
    if (events & POLLOUT)
        sendQueued();
    if (m_socket && !m_closing && (events & (POLLIN | POLLHUP | POLLERR)))
        receiveAll();
    else if (m_socket && (events & (POLLHUP | POLLERR)))
        end({});
}

void ControlConnection::receiveAll() {
    for (int i = 0; i < kBatch && m_socket && !m_closing; ++i) {
        protocol::Packet packet;
        const auto received = protocol::receivePacket(m_socket.get(), packet);
        if (!received)
            return end(received.error().message);
        if (*received == protocol::Transfer::Closed)
            return end({});
        if (*received == protocol::Transfer::WouldBlock)
            return;
        auto message = protocol::decodeDaemonMessage(packet.body);
        if (!message)
            return end(message.error().message);
        m_events.message(std::move(*message), std::move(packet.descriptors));
    }
}

void ControlConnection::sendQueued() {
    while (!m_queue.empty()) {
        std::vector<int> numbers;
        for (const auto& each : m_queue.front().descriptors)
            numbers.push_back(each.get());
        const auto sent = protocol::sendPacket(m_socket.get(), m_queue.front().body, numbers);
        if (!sent || *sent == protocol::Transfer::Closed)
            return end(sent ? std::string() : sent.error().message);
        if (*sent == protocol::Transfer::WouldBlock)
            break;
        m_queue.pop_front();
    }
    if (m_closing && m_queue.empty())
        return end({});
    m_loop.setEvents(m_socket.get(), static_cast<short>((m_closing ? 0 : POLLIN) | (m_queue.empty() ? 0 : POLLOUT)));
}

void ControlConnection::end(const std::string& why) {
    if (!m_socket)
        return;
    m_loop.unwatch(m_socket.get());
    if (!why.empty()) {
        // What it said can't be understood; it is told so, as far as it still listens.
        [[maybe_unused]] const auto told =
            protocol::sendPacket(m_socket.get(), protocol::encode(protocol::GatewayMessage(protocol::Refused{why})));
    }
    m_socket.reset();
    m_queue.clear();
    m_events.closed(why);
}

}  // namespace slipway::gateway
