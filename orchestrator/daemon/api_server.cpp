#include "daemon/api_server.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

#include "base/log.h"
#include "daemon/api_connection.h"
#include "daemon/mask.h"
#include "protocol/api.h"

namespace slipway::daemon {

ApiServer::ApiServer(UniqueFd listening, Handler handler, Peers peers)
    : m_peers(peers),
      m_listening(std::move(listening)),
      m_handler(std::move(handler)),
      m_notifier(m_listening.get(), QSocketNotifier::Read) {
    connect(&m_notifier, &QSocketNotifier::activated, this, &ApiServer::onIncoming);
}

ApiServer::~ApiServer() = default;

void ApiServer::stopListening() {
    m_notifier.setEnabled(false);
    m_listening.reset();
}

void ApiServer::onIncoming() {
    for (;;) {
        UniqueFd socket(::accept4(m_listening.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (!socket)
            return;
        ucred peer{};
        socklen_t length = sizeof peer;
        if (m_peers == Peers::OwnUser && (::getsockopt(socket.get(), SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0 ||
                                          (peer.uid != ::getuid() && peer.uid != 0))) {
            logWarn("daemon", "a client of another user was turned away", {{"uid", std::to_string(peer.uid)}});
            continue;
        }
        if (m_connections.size() >= kMaxConnections) {
            logWarn("daemon", "too many clients; one was turned away");
            continue;
        }
        const int number = socket.get();
        m_connections[number] = std::make_shared<ApiConnection>(*this, std::move(socket));
    }
}

void Responder::json(int status, std::string body) const {
    if (const auto connection = m_connection.lock())
        connection->answer(status, "application/json", secretMask().json(std::move(body)));
}

void Responder::error(const Error& error) const {
    json(errorCodeInfo(error.code).httpStatus, api::encode(api::ApiError(error)));
}

void Responder::beginStream(const std::string& contentType) const {
    if (const auto connection = m_connection.lock())
        connection->beginStream(contentType);
}

bool Responder::stream(std::string_view piece) const {
    const auto connection = m_connection.lock();
    return connection && connection->stream(piece);
}

void Responder::onRoom(std::function<void()> callback) const {
    if (const auto connection = m_connection.lock())
        connection->onRoom(std::move(callback));
}

void Responder::endStream() const {
    if (const auto connection = m_connection.lock())
        connection->endStream();
}

void Responder::onGone(std::function<void()> callback) const {
    if (const auto connection = m_connection.lock())
        connection->onGone(std::move(callback));
    else
        callback();
}

}  // namespace slipway::daemon
