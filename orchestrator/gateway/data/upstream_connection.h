#pragma once

#include "net/stream.h"

namespace slipway::gateway {

class EndpointPool;

/// What a connection to an endpoint tells the request or tunnel that uses it.
class UpstreamUser {
  public:
    virtual void onUpstreamConnected() = 0;
    virtual void onUpstreamBytes(std::string_view bytes) = 0;
    virtual void onUpstreamEnd() = 0;
    virtual void onUpstreamError(int error) = 0;
    virtual void onUpstreamSent() = 0;

  protected:
    ~UpstreamUser() = default;
};

/// One connection to an endpoint: in use by a request, or idle in its pool. Whatever an idle one receives ends it:
/// bytes that nobody asked for would answer the next request (checklist row 40).
class UpstreamConnection final : public net::StreamHandler, public net::Disposable {
  public:
    UpstreamConnection(net::Loop& loop, EndpointPool& pool);
    ~UpstreamConnection() override;

    /// False with errno when there is no socket to be had.
    bool connect();
    /// Puts a user on it; whether the connection served others before is wasUsed().
    void attach(UpstreamUser& user);
    void detach() { m_user = nullptr; }

    net::Stream& stream() { return m_stream; }
    const net::Stream& stream() const { return m_stream; }
    EndpointPool& pool() { return m_pool; }
    bool wasUsed() const { return m_uses > 1; }
    /// Bytes that the kernel took since attach().
    std::uint64_t sentBytes() const { return m_stream.sentBytes() - m_sentBefore; }
    /// Asks the kernel whether the peer has closed or said something meanwhile. A system call: for requests that can't
    /// be sent twice.
    bool isQuiet() const;

    void onBytes(std::string_view bytes) override;
    void onEnd() override;
    void onError(int error) override;
    void onConnected() override;
    void onSent() override;

  private:
    friend class EndpointPool;

    EndpointPool& m_pool;
    UpstreamUser* m_user = nullptr;
    net::Stream m_stream;
    TimePoint m_idleSince{};
    std::uint64_t m_sentBefore = 0;
    std::uint32_t m_uses = 0;
};

}  // namespace slipway::gateway
