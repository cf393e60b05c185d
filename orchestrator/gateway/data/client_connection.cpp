#include "gateway/data/client_connection.h"

#include <sys/socket.h>

#include "gateway/data/worker.h"
#include "gateway/tls/tls_context.h"

namespace slipway::gateway {

ClientConnection::ClientConnection(Worker& worker, LocalRef<Ingress> ingress, const net::Address& peer)
    : m_worker(worker),
      m_ingress(std::move(ingress)),
      m_stream(worker.loop(), *this),
      m_timer([](void* self) { static_cast<ClientConnection*>(self)->onTimer(); }, this),
      m_peer(peer.text()) {
    m_hostStart = m_peer.starts_with('[') ? 1 : 0;
    const size_t end = m_hostStart ? m_peer.find(']') : m_peer.rfind(':');
    m_hostSize = static_cast<std::uint8_t>(std::min(end, m_peer.size()) - m_hostStart);
}

ClientConnection::~ClientConnection() = default;

bool ClientConnection::start(UniqueFd socket) {
    if (!m_stream.adopt(std::move(socket)))
        return false;
    if (const Listener* listener = m_ingress->listener(); listener && listener->secure) {
        if (!listener->tls)
            return false;
        m_stream.setCipher(listener->tls->newSession());
        m_secure = true;
    }
    waitForRequest();
    if (m_secure) {
        const Limits& limits = m_worker.config()->config().limits;
        m_worker.loop().arm(m_timer, std::min(limits.handshakeTimeout, limits.idleTimeout));
    }
    return true;
}

void ClientConnection::onBytes(std::string_view bytes) {
    switch (m_state) {
        case State::Lingering:
        case State::Closed:
            return;
        case State::Busy:
            if (m_exchange->wantsClientBytes()) {
                bytes.remove_prefix(m_exchange->onClientBytes(bytes));
                if (bytes.empty() || m_state == State::Lingering || m_state == State::Closed)
                    return;
            }
            keep(bytes);
            if (m_state != State::Busy)
                pump();
            return;
        case State::Idle:
        case State::Head:
            if (!m_input.isEmpty()) {
                m_input.append(bytes);
                pump();
                return;
            }
            m_processing = true;
            bytes.remove_prefix(process(bytes));
            m_processing = false;
            if (m_state != State::Lingering && m_state != State::Closed)
                keep(bytes);
            return;
    }
}

void ClientConnection::keep(std::string_view bytes) {
    if (bytes.empty())
        return;
    m_input.append(bytes);
    if (m_state == State::Busy && m_input.size() > kPipelineBytes)
        setPaused(Pause::Pipeline, true);
}

void ClientConnection::pump() {
    if (m_processing)
        return;
    m_processing = true;
    const size_t used = process(m_input.view());
    m_processing = false;
    m_input.consume(used);
    if (m_state == State::Closed)
        return;
    if (m_input.size() <= kPipelineBytes)
        setPaused(Pause::Pipeline, false);
    // Half-closed, and what is left of its input makes no request.
    if (m_ended && (m_state == State::Idle || m_state == State::Head))
        close();
}

size_t ClientConnection::process(std::string_view bytes) {
    size_t used = 0;
    while (used < bytes.size() && (m_state == State::Idle || m_state == State::Head)) {
        const std::string_view rest = bytes.substr(used);
        http::RequestParser& parser = m_parser ? *m_parser : m_worker.requestParser();
        switch (parser.parse(rest)) {
            case http::ParseState::NeedMore:
                if (!m_parser)
                    m_parser = std::make_unique<http::RequestParser>(parser);
                if (m_state == State::Idle && parser.begun()) {
                    m_state = State::Head;
                    m_since = m_worker.loop().now();
                    m_worker.loop().arm(m_timer, m_worker.config()->config().limits.headTimeout);
                }
                return used;
            case http::ParseState::Reject: {
                const http::WhyInfo& why = http::whyInfo(parser.why());
                m_worker.shard().reject(why.status == 431   ? RejectReason::HeadTooLarge
                                        : why.status == 414 ? RejectReason::TargetTooLong
                                                            : RejectReason::BadRequest);
                m_parser.reset();
                refuse(why.status, why.slug, why.meaning);
                return bytes.size();
            }
            case http::ParseState::Head: {
                const std::unique_ptr<http::RequestParser> kept = std::move(m_parser);
                const http::RequestHead& head = parser.head();
                used += head.size();
                m_timer.disarm();
                m_state = State::Busy;
                m_exchange = m_worker.newExchange();
                used += m_exchange->begin(*this, head, bytes.substr(used));
                break;
            }
        }
    }
    return used;
}

void ClientConnection::refuse(unsigned status, std::string_view code, std::string_view why) {
    OutBuffer& out = m_worker.out();
    out.clear();
    std::string requestId;
    m_worker.nextRequestId(requestId);
    writeProblem({status, code, why}, requestId, {1, http::Method::Get, false}, m_worker.date(), out);
    m_stream.send(out.view());
    const Listener* const listener = m_ingress->listener();
    AccessLog* log = m_worker.accessLog();
    if (log && !(listener && listener->accessLog == AccessLogFormat::Off)) {
        AccessRecord record;
        record.time = m_worker.wallMs();
        record.requestId = requestId;
        record.client = m_peer;
        record.listener = m_ingress->id();
        if (listener) {
            record.format = listener->accessLog;
            record.caller = listener->caller;
            record.project = listener->project;
        }
        record.status = static_cast<int>(status);
        record.why = code;
        log->append(m_worker.id(), record);
    }
    linger();
}

void ClientConnection::waitForRequest() {
    m_state = State::Idle;
    m_since = m_worker.loop().now();
    m_worker.loop().arm(m_timer, m_worker.config()->config().limits.idleTimeout);
}

void ClientConnection::setPaused(Pause reason, bool paused) {
    const auto bit = static_cast<std::uint8_t>(reason);
    const std::uint8_t before = m_pauses;
    m_pauses = static_cast<std::uint8_t>(paused ? m_pauses | bit : m_pauses & ~bit);
    if (m_pauses == before)
        return;
    if (m_pauses != 0)
        m_stream.pauseReceiving();
    else
        m_stream.resumeReceiving();
}

void ClientConnection::expectProgress(Duration within) {
    m_since = m_worker.loop().now();
    m_sentAtCheck = m_stream.sentBytes();
    m_progressWithin = within;
    m_worker.loop().arm(m_timer, within);
}

void ClientConnection::resumeExchange() {
    m_processing = true;
    const size_t used = m_exchange->beginChecked(m_input.view());
    m_processing = false;
    m_input.consume(used);
    if (m_state == State::Closed)
        return;
    if (m_state != State::Busy) {
        pump();
        return;
    }
    if (m_input.size() <= kPipelineBytes)
        setPaused(Pause::Pipeline, false);
    if (m_ended && !m_exchange->onClientEnd()) {
        m_exchange = nullptr;
        close();
    }
}

void ClientConnection::exchangeDone(bool keepAlive, bool unreadInput) {
    m_exchange = nullptr;
    if (!m_stream.isOpen()) {
        close();
        return;
    }
    setPaused(Pause::Upload, false);
    if (!keepAlive) {
        if (unreadInput || !m_input.isEmpty()) {
            linger();
        } else {
            // TLS wants the end said: an end that merely comes could be somebody else's doing.
            if (m_secure)
                m_stream.shutdownSending();
            close();
        }
        return;
    }
    waitForRequest();
    if (!m_input.isEmpty() || m_ended)
        pump();
}

void ClientConnection::exchangeAborted(bool mustReset) {
    m_exchange = nullptr;
    if (mustReset && m_stream.isOpen()) {
        // The body's end is the connection's end: after a FIN a part would pass for the whole.
        const ::linger reset{1, 0};
        ::setsockopt(m_stream.fd(), SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    }
    close();
}

void ClientConnection::onEnd() {
    m_ended = true;
    switch (m_state) {
        case State::Busy:
            if (!m_exchange->onClientEnd()) {
                m_exchange = nullptr;
                close();
            }
            return;
        case State::Lingering:
            if (m_stream.pendingBytes() == 0)
                close();
            return;
        case State::Idle:
        case State::Head:
            // An exchange ends when its answer is with the kernel, so nothing waits here.
            close();
            return;
        case State::Closed:
            return;
    }
}

void ClientConnection::onError(int) {
    closeNow();
}

void ClientConnection::onSent() {
    switch (m_state) {
        case State::Busy:
            m_exchange->onClientSent();
            return;
        case State::Lingering:
            if (m_ended)
                close();
            return;
        case State::Idle:
        case State::Head:
        case State::Closed:
            return;
    }
}

void ClientConnection::onTimer() {
    switch (m_state) {
        case State::Idle: {
            if (m_stream.isHandshaking()) {
                m_worker.shard().reject(RejectReason::HandshakeTimeout);
                close();
                return;
            }
            // What was armed at the connect was the handshake's time.
            const Duration left = m_since + m_worker.config()->config().limits.idleTimeout - m_worker.loop().now();
            if (m_secure && left > Duration::zero()) {
                m_worker.loop().arm(m_timer, left);
                return;
            }
            // Nothing was asked, so nothing is answered (RFC 9110 §15.5.9 is for requests that have begun).
            linger();
            return;
        }
        case State::Head:
            m_worker.shard().reject(RejectReason::HeadTimeout);
            m_parser.reset();
            refuse(408, "head_timeout", "the request's head did not come in its time");
            return;
        case State::Busy:
            if (m_stream.pendingBytes() > 0 && m_stream.sentBytes() != m_sentAtCheck)
                expectProgress(m_progressWithin);  // slow, but it reads
            else
                m_exchange->onClientStalled();
            return;
        case State::Lingering:
        case State::Closed:
            close();
            return;
    }
}

void ClientConnection::linger() {
    m_state = State::Lingering;
    m_since = m_worker.loop().now();
    m_pauses = 0;
    m_stream.shutdownSending();
    if (m_ended && m_stream.pendingBytes() == 0) {
        close();
        return;
    }
    m_stream.resumeReceiving();
    m_worker.loop().arm(m_timer, kLinger);
}

void ClientConnection::close() {
    if (m_state == State::Closed)
        return;
    m_state = State::Closed;
    m_timer.disarm();
    m_stream.close();
    m_worker.forget(*this);
}

void ClientConnection::closeIfIdleSince(TimePoint since) {
    if (m_state != State::Idle || m_since > since || !m_input.isEmpty() || m_stream.isHandshaking())
        return;
    // What has come in since the last turn of the loop is a request, or the end.
    char next = 0;
    if (::recv(m_stream.fd(), &next, 1, MSG_PEEK | MSG_DONTWAIT) > 0)
        return;
    linger();
}

void ClientConnection::closeNow() {
    if (Exchange* exchange = std::exchange(m_exchange, nullptr))
        exchange->onClientGone();
    close();
}

}  // namespace slipway::gateway
