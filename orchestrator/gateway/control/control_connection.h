#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "base/unique_fd.h"
#include "gateway/control/poll_loop.h"
#include "protocol/gateway_channel.h"
#include "protocol/gateway_messages.h"

namespace slipway::gateway {

/// One peer on the control socket: whole messages in and out, nothing of what they mean. Thread: control.
class ControlConnection {
  public:
    struct Events {
        std::function<void(protocol::DaemonMessage, std::vector<UniqueFd>)> message;
        /// The peer is gone, or spoke what is no message (`why` says so). Called once; the connection may be destroyed
        /// in a posted task, not inside.
        std::function<void(const std::string& why)> closed;
    };
    ControlConnection(PollLoop& loop, UniqueFd socket, Events events);
    ~ControlConnection();
    ControlConnection(const ControlConnection&) = delete;
    ControlConnection& operator=(const ControlConnection&) = delete;

    /// Queued when the socket is full. The descriptors are kept until they are sent.
    void send(const protocol::GatewayMessage& message, std::vector<UniqueFd> descriptors = {});
    /// Reads no more, sends what is queued, then closes.
    void closeAfterSending();

  private:
    struct Outgoing {
        std::string body;
        std::vector<UniqueFd> descriptors;
    };
    void onReady(short events);
    void receiveAll();
    void sendQueued();
    void end(const std::string& why);

    PollLoop& m_loop;
    UniqueFd m_socket;
    Events m_events;
    std::deque<Outgoing> m_queue;
    bool m_closing = false;
};

}  // namespace slipway::gateway
