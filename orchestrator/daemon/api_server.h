#pragma once

#include <QObject>
#include <QSocketNotifier>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "base/error.h"
#include "base/unique_fd.h"

namespace slipway::daemon {

struct ApiRequest {
    std::string method;
    std::string path;                            ///< decoded, without the query
    std::map<std::string, std::string> query;    ///< decoded
    std::map<std::string, std::string> headers;  ///< names in lower case; the first of each
    std::string body;
};

class ApiConnection;

/// Where an answer goes. Copies name the same answer; if the client has gone, everything is ignored. Thread: the
/// daemon's.
class Responder {
  public:
    explicit Responder(std::weak_ptr<ApiConnection> connection) : m_connection(std::move(connection)) {}

    /// The whole answer, once.
    void json(int status, std::string body) const;
    void error(const Error& error) const;

    /// An answer without an end of its own: the head now, pieces as they come.
    void beginStream(const std::string& contentType) const;
    /// False when the client has gone, or reads so slowly that kMaxUnsent bytes wait: it is closed then, and reads the
    /// state anew.
    bool stream(std::string_view piece) const;
    /// Once: when so little is unsent (a quarter of kMaxUnsent) that another piece may come; at once, if it is. Never,
    /// if the client goes first.
    void onRoom(std::function<void()> callback) const;
    void endStream() const;
    /// Called when the client goes before the stream has ended.
    void onGone(std::function<void()> callback) const;

    static constexpr size_t kMaxUnsent = 8u << 20;

  private:
    std::weak_ptr<ApiConnection> m_connection;
};

/// HTTP/1.1 over the control socket (and over TCP for scrapers): one request at a time a connection, keep-alive, our
/// own user's processes alone.
class ApiServer : public QObject {
  public:
    using Handler = std::function<void(const ApiRequest&, Responder)>;
    static constexpr size_t kMaxBody = 8u << 20;  ///< a manifest with its env files
    static constexpr size_t kMaxConnections = 256;

    enum class Peers {
        OwnUser,  ///< of a Unix socket: processes of our own user alone
        Anyone,   ///< of a TCP socket, for what anybody on this machine may read
    };
    ApiServer(UniqueFd listening, Handler handler, Peers peers = Peers::OwnUser);
    ~ApiServer() override;

    /// Closes the listening socket; answers under way are finished by the caller's event loop.
    void stopListening();

  private:
    friend class ApiConnection;
    void onIncoming();

    const Peers m_peers;
    UniqueFd m_listening;
    Handler m_handler;
    QSocketNotifier m_notifier;
    std::map<int, std::shared_ptr<ApiConnection>> m_connections;
};

}  // namespace slipway::daemon
