#pragma once

#include <memory>
#include <string>

#include "gateway/data/exchange.h"
#include "gateway/data/ingress.h"
#include "http/request_parser.h"
#include "net/stream.h"

namespace slipway::gateway {

class Worker;

/// One client's connection: takes requests off it one at a time, in order, and answers what is no request.
///
/// | state     | what happens                                       | goes to                                                   |
/// |-----------|----------------------------------------------------|-----------------------------------------------------------|
/// | Idle      | bytes                                              | Head, Busy; Lingering where they are no request           |
/// |           | idle timeout, end                                  | Closed                                                    |
/// | Head      | more bytes                                         | Busy; Lingering                                           |
/// |           | head timeout                                       | Lingering after 408                                       |
/// | Busy      | bytes: of the body to the Exchange; more are kept  | Busy                                                      |
/// |           | the answer has been written                        | Idle, or Head with what was pipelined; Lingering, Closed  |
/// | Lingering | bytes are dropped; end, timeout                    | Closed                                                    |
///
/// Thread: the worker's. Lives until it is closed, and to the end of that batch.
class ClientConnection final : public net::StreamHandler, public net::Disposable {
  public:
    /// Pipelined bytes that are kept while an answer is under way; past it nothing more is read.
    static constexpr size_t kPipelineBytes = 64 * 1024;
    /// How long a closing connection's unread input is dropped, so that no RST overtakes the last answer (RFC 9112
    /// §9.6).
    static constexpr Duration kLinger = std::chrono::seconds(2);

    enum class Pause : std::uint8_t { Upload = 1, Pipeline = 2 };

    ClientConnection(Worker& worker, LocalRef<Ingress> ingress, const net::Address& peer);
    ~ClientConnection() override;
    bool start(UniqueFd socket);

    net::Stream& stream() { return m_stream; }
    /// TLS.
    bool isSecure() const { return m_secure; }
    const Ingress& ingress() const { return *m_ingress; }
    ListenerShard& listenerShard() const { return m_ingress->shard(); }
    /// "127.0.0.1:51544", and the same without the port.
    std::string_view peerText() const { return m_peer; }
    std::string_view peerHost() const { return std::string_view(m_peer).substr(m_hostStart, m_hostSize); }

    // For its Exchange.
    void setPaused(Pause reason, bool paused);
    bool isPaused() const { return m_pauses != 0; }
    /// The answer has been handed to the kernel. Nothing of the Exchange may be used after this.
    void exchangeDone(bool keepAlive, bool unreadInput);
    /// The Exchange ended without a whole answer: the client must see the connection break.
    void exchangeAborted(bool mustReset);
    /// A deadline for the client to make progress; restarted by each call.
    void expectProgress(Duration within);
    void expectNothing() { m_timer.disarm(); }
    /// The Exchange goes on (Exchange::beginChecked) with what has come in meanwhile.
    void resumeExchange();
    bool hasEnded() const { return m_ended; }
    /// Bytes behind a request that asked for an upgrade belong to the tunnel.
    net::ByteQueue takeInput() { return std::exchange(m_input, {}); }

    // For the worker.
    /// Closes it if it waits for a request and has done so since `since`.
    void closeIfIdleSince(TimePoint since);
    void closeNow();

    void onBytes(std::string_view bytes) override;
    void onEnd() override;
    void onError(int error) override;
    void onSent() override;

  private:
    friend class Worker;
    enum class State : std::uint8_t { Idle, Head, Busy, Lingering, Closed };

    void onTimer();
    void pump();
    size_t process(std::string_view bytes);
    void refuse(unsigned status, std::string_view code, std::string_view why);
    void waitForRequest();
    void linger();
    void close();
    void keep(std::string_view bytes);

    Worker& m_worker;
    LocalRef<Ingress> m_ingress;
    net::Stream m_stream;
    net::Timer m_timer;
    net::ByteQueue m_input;
    std::unique_ptr<http::RequestParser> m_parser;  // while a head is incomplete
    Exchange* m_exchange = nullptr;                 // the worker's, lent while Busy
    TimePoint m_since{};                            // of the state
    std::uint64_t m_sentAtCheck = 0;
    Duration m_progressWithin{};
    State m_state = State::Idle;
    bool m_ended = false;
    bool m_secure = false;
    bool m_processing = false;
    std::uint8_t m_pauses = 0;
    std::uint8_t m_hostStart = 0;
    std::uint8_t m_hostSize = 0;
    std::string m_peer;
    // The worker's list of all its connections.
    ClientConnection* m_previous = nullptr;
    ClientConnection* m_next = nullptr;
};

}  // namespace slipway::gateway
