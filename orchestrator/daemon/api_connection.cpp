#include "daemon/api_connection.h"

#include <sys/socket.h>

#include <QTimer>
#include <cerrno>

#include "base/percent.h"
#include "http/response_writer.h"
#include "protocol/api.h"

namespace slipway::daemon {

ApiConnection::ApiConnection(ApiServer& server, UniqueFd socket)
    : m_server(server),
      m_socket(std::move(socket)),
      m_read(m_socket.get(), QSocketNotifier::Read),
      m_write(m_socket.get(), QSocketNotifier::Write),
      m_body({}, {ApiServer::kMaxBody, 4096, 8192, 32}) {
    m_write.setEnabled(false);
    connect(&m_read, &QSocketNotifier::activated, this, &ApiConnection::onReadable);
    connect(&m_write, &QSocketNotifier::activated, this, &ApiConnection::onWritable);
}

ApiConnection::~ApiConnection() = default;

void ApiConnection::onReadable() {
    const auto self = shared_from_this();
    char chunk[65536];
    for (;;) {
        const ssize_t got = ::recv(m_socket.get(), chunk, sizeof chunk, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0 && errno == EAGAIN)
            break;
        if (got <= 0) {
            close();
            return;
        }
        m_in.append(chunk, static_cast<size_t>(got));
        if (m_in.size() > 2 * ApiServer::kMaxBody) {
            refuse(413, "too much at once");
            return;
        }
    }
    parse();
}

void ApiConnection::parse() {
    while (m_state == State::Reading && !m_in.empty()) {
        if (!m_haveHead) {
            const http::ParseState state = m_parser.parse(m_in);
            if (state == http::ParseState::NeedMore)
                return;
            if (state == http::ParseState::Reject) {
                const http::WhyInfo& info = http::whyInfo(m_parser.why());
                refuse(info.status, info.meaning);
                return;
            }
            const http::RequestHead& head = m_parser.head();
            m_haveHead = true;
            m_keepAlive = head.keepAlive();
            m_request = {};
            m_request.method = head.methodText();
            m_request.path = percentDecoded(head.path(), false);
            m_request.query = queryFields(head.query());
            for (const auto& field : head.fields()) {
                std::string name;
                for (const char c : field.name)
                    name += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
                m_request.headers.emplace(std::move(name), field.value);
            }
            m_body.start(head.framing());
            if (head.expectContinue())
                write("HTTP/1.1 100 Continue\r\n\r\n");
            m_in.erase(0, head.size());
            m_parser.reset();
        }
        size_t used = 0;
        for (;;) {
            const auto step = m_body.next(std::string_view(m_in).substr(used));
            used += step.consumed;
            if (step.event == http::BodyDecoder::Event::Payload) {
                m_request.body += step.payload;
                continue;
            }
            if (step.event == http::BodyDecoder::Event::Error) {
                refuse(http::whyInfo(step.why).status, http::whyInfo(step.why).meaning);
                return;
            }
            m_in.erase(0, used);
            if (step.event == http::BodyDecoder::Event::NeedMore)
                return;
            break;
        }
        m_haveHead = false;
        dispatch();
    }
}

void ApiConnection::dispatch() {
    m_state = State::Answering;
    m_server.m_handler(m_request, Responder(weak_from_this()));
}

void ApiConnection::refuse(int status, std::string_view why) {
    m_keepAlive = false;
    m_state = State::Answering;
    answer(status, "application/json", api::encode(api::ApiError(Error{ErrorCode::Usage, std::string(why), "", {}})));
}

void ApiConnection::answer(int status, const std::string& contentType, const std::string& body) {
    if (m_state != State::Answering)
        return;
    std::string head =
        "HTTP/1.1 " + std::to_string(status) + " " + std::string(http::statusReason(static_cast<unsigned>(status))) +
        "\r\nContent-Type: " + contentType + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
    if (!m_keepAlive)
        head += "Connection: close\r\n";
    const auto self = shared_from_this();
    m_state = m_keepAlive ? State::Reading : State::Answering;
    m_closeWhenWritten = !m_keepAlive;
    write(head + "\r\n" + (m_request.method == "HEAD" ? std::string() : body));
    // A pipelined request may wait already; not from here, or answers would nest.
    if (m_state == State::Reading && !m_in.empty())
        QTimer::singleShot(0, this, [this] { parse(); });
}

void ApiConnection::beginStream(const std::string& contentType) {
    if (m_state != State::Answering)
        return;
    m_state = State::Streaming;
    write("HTTP/1.1 200 OK\r\nContent-Type: " + contentType +
          "\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n");
}

bool ApiConnection::stream(std::string_view piece) {
    if (m_state != State::Streaming)
        return false;
    if (m_out.size() + piece.size() > Responder::kMaxUnsent) {
        close();
        return false;
    }
    write(piece);
    return m_state == State::Streaming;
}

void ApiConnection::onRoom(std::function<void()> callback) {
    if (m_state != State::Streaming)
        return;
    m_onRoom = std::move(callback);
    tellRoom();
}

void ApiConnection::tellRoom() {
    if (m_onRoom && m_out.size() <= Responder::kMaxUnsent / 4)
        std::exchange(m_onRoom, {})();
}

void ApiConnection::endStream() {
    if (m_state != State::Streaming)
        return;
    m_onGone = {};
    m_onRoom = {};
    m_closeWhenWritten = true;
    if (m_out.empty())
        close();
}

void ApiConnection::write(std::string_view bytes) {
    m_out += bytes;
    onWritable();
}

void ApiConnection::onWritable() {
    const auto self = shared_from_this();
    while (!m_out.empty()) {
        const ssize_t put = ::send(m_socket.get(), m_out.data(), m_out.size(), MSG_NOSIGNAL);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0 && errno == EAGAIN) {
            m_write.setEnabled(true);
            tellRoom();
            return;
        }
        if (put < 0) {
            close();
            return;
        }
        m_out.erase(0, static_cast<size_t>(put));
    }
    m_write.setEnabled(false);
    tellRoom();
    if (m_closeWhenWritten)
        close();
}

void ApiConnection::close() {
    if (m_state == State::Closed)
        return;
    m_state = State::Closed;
    m_read.setEnabled(false);
    m_write.setEnabled(false);
    m_onRoom = {};
    const auto self = shared_from_this();
    m_server.m_connections.erase(m_socket.get());
    m_socket.reset();
    if (const auto gone = std::exchange(m_onGone, {}))
        gone();
    // Notifiers must not die inside their own signal.
    QTimer::singleShot(0, &m_server, [self] {});
}

}  // namespace slipway::daemon
