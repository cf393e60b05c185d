#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/unique_fd.h"

namespace slipway::protocol {

/// How datagrams, descriptors and large bodies pass between slipwayd and slipway-gateway: the system calls, and nothing
/// of what is said. Thread: any, one a socket.

struct Packet {
    std::string body;
    std::vector<UniqueFd> descriptors;  ///< close-on-exec
};

enum class Transfer { Done, WouldBlock, Closed };

/// Never blocks and raises no SIGPIPE. Errors: TooLarge for a body over 64 KiB or more than 253 descriptors, Io.
Result<Transfer> sendPacket(int socket, std::string_view body, std::span<const int> descriptors = {});
/// Never blocks. Closed when the peer is gone. Errors: TooLarge for a datagram over 64 KiB, Corrupt when descriptors
/// were cut off (the receiver ran out of them), Io.
Result<Transfer> receivePacket(int socket, Packet& into);

/// A memfd with this content, sealed against writing and resizing, for SCM_RIGHTS.
Result<UniqueFd> sealedMemfd(const char* name, std::string_view content);
/// Reads all of it. Errors: Corrupt when it is not sealed against writing, growing and shrinking (its bytes could
/// change under the reader), TooLarge past `limitBytes`.
Result<std::string> readSealedMemfd(int descriptor, std::size_t limitBytes);

/// A listening SOCK_SEQPACKET socket at `path`, mode 0600, non-blocking; what lies there is unlinked first, so hold the
/// home's lock. Errors: PathTooLong over 107 bytes, Io.
Result<UniqueFd> listenSeqpacket(const std::string& path);
/// Non-blocking. Errors: GatewayUnreachable when nobody listens, PathTooLong.
Result<UniqueFd> connectSeqpacket(const std::string& path);
/// The next peer of our own user. An empty descriptor when none waits, or when it was another user's (it is closed and
/// logged).
Result<UniqueFd> acceptOwnUser(int listening);

}  // namespace slipway::protocol
