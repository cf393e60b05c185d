#pragma once

#include <string>
#include <string_view>

namespace slipway::net {

/// What stands between a stream's socket and its owner, where bytes on the wire are not those that the owner means:
/// TLS. Knows nothing of sockets. Thread: the stream's.
class Cipher {
  public:
    virtual ~Cipher() = default;

    enum class State {
        Open,    ///< goes on
        Ended,   ///< the peer has said that nothing more comes
        Failed,  ///< what came can't be, or is not from whom it should be: the stream is of no more use
    };
    /// Bytes off the wire. Appends what the owner shall get to `plain`, and what the peer must get first to `toPeer`
    /// (which is sent even with Failed: it says why).
    virtual State open(std::string_view wire, std::string& plain, std::string& toPeer) = 0;
    /// Both sides know each other; until then nothing of the owner's passes.
    virtual bool isEstablished() const = 0;
    /// Appends both parts, in this order, as they go over the wire.
    virtual void seal(std::string_view first, std::string_view second, std::string& toPeer) = 0;
    /// Appends the word that nothing more comes.
    virtual void finish(std::string& toPeer) = 0;
};

}  // namespace slipway::net
