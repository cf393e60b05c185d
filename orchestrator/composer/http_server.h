#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/body_decoder.h"
#include "http/request_parser.h"
#include "net/listener.h"
#include "net/stream.h"

namespace slipway::composer {

/// A whole request.
struct HttpRequest {
    std::string method;
    std::string path;                            ///< as it came, percent-encoded
    std::string query;                           ///< without '?'
    std::map<std::string, std::string> headers;  ///< names in lower case; the first of each
    std::string body;

    const std::string& header(const std::string& name) const;
};

struct HttpResponse {
    int status = 200;
    std::string contentType = "application/json";
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
};

/// An error in the shape that all of Slipway's have (base/problem_document.h), with the id of the request.
HttpResponse problemAnswer(int status, std::string_view code, std::string_view detail, const HttpRequest& request);

class HttpConnection;

/// Where an answer goes, once; to a client that has gone it goes nowhere. Copies name the same answer. Thread: the
/// loop's.
class Responder {
  public:
    Responder() = default;
    Responder(std::weak_ptr<HttpConnection> connection, std::uint64_t number)
        : m_connection(std::move(connection)), m_number(number) {}
    void operator()(const HttpResponse& response) const;

  private:
    std::weak_ptr<HttpConnection> m_connection;
    std::uint64_t m_number = 0;
};

/// HTTP/1.1 on loopback: a request at a time a connection, keep-alive. Thread: the loop's.
class HttpServer final : public net::AcceptHandler {
  public:
    using Handler = std::function<void(const HttpRequest&, Responder)>;
    static constexpr std::size_t kMaxBody = 1u << 20;
    static constexpr std::size_t kMaxConnections = 4096;

    HttpServer(net::Loop& loop, Handler handler) : m_loop(loop), m_handler(std::move(handler)) {}
    ~HttpServer();

    /// Errors: PortInUse, Io.
    Result<> listen(const std::string& address);
    /// The address with the port that was bound.
    const std::string& address() const { return m_address; }
    /// Takes no more connections; answers from now on close theirs.
    void stop();
    /// Answers that are owed, and bytes that are not sent yet.
    bool isBusy() const;

    void onAccepted(UniqueFd socket, const net::Address& peer) override;

  private:
    friend class HttpConnection;
    void remove(HttpConnection* connection);

    net::Loop& m_loop;
    Handler m_handler;
    std::string m_address;
    std::unique_ptr<net::Listener> m_listener;
    std::map<HttpConnection*, std::shared_ptr<HttpConnection>> m_connections;
    bool m_stopping = false;
};

}  // namespace slipway::composer
