#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "base/unique_fd.h"
#include "net/address.h"
#include "net/byte_queue.h"
#include "net/cipher.h"
#include "net/loop.h"
#include "net/source.h"

namespace slipway::net {

/// What a stream tells its owner. Any of these may close the stream; to end the object, see Loop::destroyLater().
class StreamHandler {
  public:
    /// `bytes` lie in the loop's buffer until the call returns: keep what you need.
    virtual void onBytes(std::string_view bytes) = 0;
    /// The peer will send no more. Sending still works.
    virtual void onEnd() = 0;
    /// The stream is of no more use, in either direction. `error` is an errno: ECONNREFUSED, ECONNRESET, EPIPE, …
    /// Bytes that had arrived before were delivered first, as long as receiving was on. Called once, never inside
    /// send() or connect().
    virtual void onError(int error) = 0;
    /// connect() has come through. Not called when the connection stood at once; see Stream::isConnected().
    virtual void onConnected() {}
    /// Nothing waits to be sent any more, after a send() that left something waiting.
    virtual void onSent() {}

  protected:
    ~StreamHandler() = default;
};

/// One TCP connection on a loop. send() tries the kernel first and queues only what that does not take; receiving is on
/// from the start and can be paused, which is how back-pressure travels. Thread: the loop's. The owner outlives the
/// batch in which it closes the stream (Disposable does that).
class Stream final : public Source {
  public:
    Stream(Loop& loop, StreamHandler& handler) : m_loop(loop), m_handler(handler) {}
    ~Stream() override { close(); }

    /// Takes a connected, non-blocking socket. False with errno when the loop can't watch it.
    bool adopt(UniqueFd socket);
    /// From now on its bytes go through `cipher`; before the first byte. Costs streams without one a test of a pointer.
    void setCipher(std::unique_ptr<Cipher> cipher) { m_cipher = std::move(cipher); }
    /// Its cipher's peers do not know each other yet.
    bool isHandshaking() const { return m_cipher && !m_cipher->isEstablished(); }
    /// Starts to connect; what is sent before it stands is queued. False with errno when there is no socket to be had;
    /// all that the peer or the network does comes through onError().
    bool connect(const Address& address);

    bool isOpen() const { return static_cast<bool>(m_fd); }
    bool isConnected() const { return m_connected; }
    int fd() const { return m_fd.get(); }

    /// Both parts in one go, in this order. What the kernel does not take at once is copied and sent as it can.
    /// Never calls the handler; after a failure it drops all, and onError() follows.
    void send(std::string_view first, std::string_view second = {});
    /// Bytes that wait in this process.
    size_t pendingBytes() const { return m_pending.size(); }
    /// Bytes that the kernel took, ever. 0 means that the peer can't have seen anything.
    std::uint64_t sentBytes() const { return m_sentBytes; }

    void pauseReceiving() { m_receiving = false; }
    /// Delivery goes on with the loop's next turn, never inside this call.
    void resumeReceiving();
    bool isReceiving() const { return m_receiving; }
    /// Most that one onBytes() can bring, at most Loop::kReceiveBytes. Small where the bytes may have to be kept.
    void setReceiveLimit(size_t bytes) { m_receiveLimit = static_cast<std::uint32_t>(bytes); }
    size_t receiveLimit() const { return m_receiveLimit; }

    /// Sends FIN once all that waits has been sent.
    void shutdownSending();
    /// At once: what waits is dropped. No call to the handler comes after. Idempotent.
    void close();
    /// Takes the socket out of the loop; the stream is closed after. Nothing may wait to be sent.
    UniqueFd release();

    void onEvents(std::uint32_t events) override;
    void onTurn() override;

  private:
    bool watchNow();
    void receive();
    void decipher(std::string_view bytes);
    void sendRaw(std::string_view first, std::string_view second);
    void flush();
    void fail(int error);

    Loop& m_loop;
    StreamHandler& m_handler;
    UniqueFd m_fd;
    ByteQueue m_pending;
    std::unique_ptr<Cipher> m_cipher;
    std::uint64_t m_sentBytes = 0;
    std::uint32_t m_receiveLimit = 64 * 1024;
    int m_error = 0;  // to be reported in our turn
    bool m_connected = false;
    bool m_receiving = true;
    bool m_readable = false;  // an edge came that no read has used up
    bool m_writable = true;   // until the kernel says EAGAIN
    bool m_endSeen = false;   // FIN, RST or error: read on until 0 even past a short read
    bool m_endReported = false;
    bool m_shutdownWanted = false;
    bool m_shutdownDone = false;
};

}  // namespace slipway::net
