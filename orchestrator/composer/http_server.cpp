#include "composer/http_server.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/problem_document.h"
#include "composer/json_text.h"
#include "http/response_writer.h"

namespace slipway::composer {
namespace {

/// Bytes that are read ahead of a request that is being answered.
constexpr std::size_t kMaxAhead = 64 * 1024;

}  // namespace

HttpResponse problemAnswer(int status, std::string_view code, std::string_view detail, const HttpRequest& request) {
    const auto problem = problemDocument<nlohmann::ordered_json>(
        {status, http::statusReason(static_cast<unsigned>(status)), detail, code, request.header("x-request-id")});
    return {status, std::string(kProblemMediaType), {}, dumped(problem)};
}

/// One client.
///
///   state      leaves to             by
///   ---------  --------------------  ---------------------------------
///   Reading    Answering | Closed    a whole request | refused bytes, end
///   Answering  Reading | Closing     its answer, kept alive | or not
///   Closing    Closed                all is sent
class HttpConnection final : public net::StreamHandler, public std::enable_shared_from_this<HttpConnection> {
  public:
    HttpConnection(HttpServer& server, net::Loop& loop)
        : m_server(server), m_loop(loop), m_stream(loop, *this), m_body({}, {HttpServer::kMaxBody, 4096, 8192, 32}) {}

    bool adopt(UniqueFd socket) { return m_stream.adopt(std::move(socket)); }
    bool isBusy() const { return m_state == State::Answering || m_stream.pendingBytes() > 0; }
    bool isReading() const { return m_state == State::Reading; }

    void onBytes(std::string_view bytes) override {
        m_in.append(bytes);
        if (m_state == State::Reading)
            parse();
        else if (m_in.size() > kMaxAhead)
            m_stream.pauseReceiving();
    }
    void onEnd() override {
        m_peerEnded = true;
        if (m_state == State::Reading)
            close();
    }
    void onError(int) override { close(); }
    void onSent() override {
        if (m_state == State::Closing)
            close();
    }

    void answer(std::uint64_t number, const HttpResponse& response) {
        if (m_state != State::Answering || number != m_number)
            return;
        const bool keep = m_keepAlive && !m_server.m_stopping && !m_peerEnded;
        std::string head = "HTTP/1.1 " + std::to_string(response.status) + ' ' +
                           std::string(http::statusReason(static_cast<unsigned>(response.status))) + "\r\n";
        if (!response.body.empty())
            head += "Content-Type: " + response.contentType + "\r\n";
        for (const auto& [name, value] : response.headers)
            if (value.find_first_of("\r\n") == std::string::npos)
                head += name + ": " + value + "\r\n";
        if (response.status != 204)
            head += "Content-Length: " + std::to_string(response.body.size()) + "\r\n";
        if (!keep)
            head += "Connection: close\r\n";
        head += "\r\n";
        m_state = keep ? State::Reading : State::Closing;
        m_stream.send(head, m_request.method == "HEAD" ? std::string_view() : std::string_view(response.body));
        if (!keep) {
            if (m_stream.pendingBytes() == 0)
                close();
            return;
        }
        m_stream.resumeReceiving();
        if (m_in.empty())
            return;
        // A pipelined request; from the loop, or answers would nest.
        m_loop.post([weak = weak_from_this()] {
            if (const auto self = weak.lock(); self && self->m_state == State::Reading)
                self->parse();
        });
    }

    void close() {
        if (m_state == State::Closed)
            return;
        m_state = State::Closed;
        m_stream.close();
        m_server.remove(this);
    }

  private:
    enum class State { Reading, Answering, Closing, Closed };

    void refuse(const http::WhyInfo& why) {
        m_state = State::Answering;
        m_keepAlive = false;
        answer(++m_number, problemAnswer(why.status, why.slug, why.meaning, m_request));
    }

    void parse() {
        if (!m_haveHead) {
            const http::ParseState state = m_parser.parse(m_in);
            if (state == http::ParseState::NeedMore)
                return;
            if (state == http::ParseState::Reject) {
                m_request = {};
                refuse(http::whyInfo(m_parser.why()));
                return;
            }
            const http::RequestHead& head = m_parser.head();
            m_keepAlive = head.keepAlive();
            m_request = {};
            m_request.method = head.methodText();
            m_request.path = head.path();
            m_request.query = head.query();
            for (const auto& field : head.fields()) {
                std::string name(field.name);
                std::transform(name.begin(), name.end(), name.begin(),
                               [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
                m_request.headers.emplace(std::move(name), field.value);
            }
            m_body.start(head.framing());
            const bool expects = head.expectContinue();
            m_in.erase(0, head.size());
            m_parser.reset();
            m_haveHead = true;
            if (expects)
                m_stream.send("HTTP/1.1 100 Continue\r\n\r\n");
        }
        std::size_t used = 0;
        while (true) {
            const auto step = m_body.next(std::string_view(m_in).substr(used));
            used += step.consumed;
            if (step.event == http::BodyDecoder::Event::Payload) {
                m_request.body += step.payload;
                continue;
            }
            if (step.event == http::BodyDecoder::Event::Error) {
                refuse(http::whyInfo(step.why));
                return;
            }
            m_in.erase(0, used);
            if (step.event == http::BodyDecoder::Event::NeedMore)
                return;
            break;
        }
        m_haveHead = false;
        m_state = State::Answering;
        m_server.m_handler(m_request, Responder(weak_from_this(), ++m_number));
    }

    HttpServer& m_server;
    net::Loop& m_loop;
    net::Stream m_stream;
    State m_state = State::Reading;
    std::string m_in;
    http::RequestParser m_parser;
    http::BodyDecoder m_body;
    bool m_haveHead = false;
    bool m_keepAlive = true;
    bool m_peerEnded = false;
    std::uint64_t m_number = 0;
    HttpRequest m_request;
};

const std::string& HttpRequest::header(const std::string& name) const {
    static const std::string none;
    const auto found = headers.find(name);
    return found == headers.end() ? none : found->second;
}

void Responder::operator()(const HttpResponse& response) const {
    if (const auto connection = m_connection.lock())
        connection->answer(m_number, response);
}

HttpServer::~HttpServer() {
    m_listener.reset();
    const auto all = std::move(m_connections);
    m_connections.clear();
    for (const auto& [key, connection] : all)
        connection->close();
}

Result<> HttpServer::listen(const std::string& address) {
    const auto parsed = net::Address::parse(address);
    if (!parsed)
        return tl::unexpected(parsed.error());
    auto socket = net::listenOn(*parsed);
    if (!socket)
        return tl::unexpected(socket.error());
    m_address = net::Address::localOf(socket->get()).text();
    m_listener = std::make_unique<net::Listener>(m_loop, std::make_shared<const UniqueFd>(std::move(*socket)), *this);
    return {};
}

void HttpServer::stop() {
    m_stopping = true;
    m_listener.reset();
    std::vector<std::shared_ptr<HttpConnection>> idle;
    for (const auto& [key, connection] : m_connections)
        if (connection->isReading())
            idle.push_back(connection);
    for (const auto& connection : idle)
        connection->close();
}

bool HttpServer::isBusy() const {
    return std::any_of(m_connections.begin(), m_connections.end(),
                       [](const auto& each) { return each.second->isBusy(); });
}

void HttpServer::onAccepted(UniqueFd socket, const net::Address&) {
    if (m_connections.size() >= kMaxConnections)
        return;
    auto connection = std::make_shared<HttpConnection>(*this, m_loop);
    if (connection->adopt(std::move(socket)))
        m_connections.emplace(connection.get(), std::move(connection));
}

void HttpServer::remove(HttpConnection* connection) {
    const auto found = m_connections.find(connection);
    if (found == m_connections.end())
        return;
    // The stream may be on the stack above us.
    struct Kept final : net::Disposable {
        std::shared_ptr<HttpConnection> connection;
    };
    auto kept = std::make_unique<Kept>();
    kept->connection = std::move(found->second);
    m_connections.erase(found);
    m_loop.destroyLater(std::move(kept));
}

}  // namespace slipway::composer
