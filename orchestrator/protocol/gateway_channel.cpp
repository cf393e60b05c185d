#include "protocol/gateway_channel.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/log.h"
#include "protocol/gateway_messages.h"

namespace slipway::protocol {
namespace {

constexpr int kSeals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;

Result<sockaddr_un> unixAddress(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path)
        return fail(ErrorCode::PathTooLong,
                    path + " has " + std::to_string(path.size()) + " bytes; a Unix socket's path has at most 107",
                    "Choose a shorter SLIPWAY_HOME.");
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    return address;
}

const sockaddr* plain(const sockaddr_un& address) {
    return reinterpret_cast<const sockaddr*>(&address);
}

}  // namespace

Result<Transfer> sendPacket(int socket, std::string_view body, std::span<const int> descriptors) {
    if (body.size() > kMaxMessageBytes || descriptors.size() > kMaxDescriptors)
        return fail(ErrorCode::TooLarge, "a message of " + std::to_string(body.size()) + " bytes with " +
                                             std::to_string(descriptors.size()) + " descriptors is too large");
    iovec part{const_cast<char*>(body.data()), body.size()};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    alignas(cmsghdr) char control[CMSG_SPACE(kMaxDescriptors * sizeof(int))] = {};
    if (!descriptors.empty()) {
        message.msg_control = control;
        message.msg_controllen = CMSG_SPACE(descriptors.size_bytes());
        cmsghdr* header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(descriptors.size_bytes());
        std::memcpy(CMSG_DATA(header), descriptors.data(), descriptors.size_bytes());
    }
    for (;;) {
        if (::sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0)
            return Transfer::Done;
        if (errno == EINTR)
            continue;
        if (errno == EAGAIN || errno == EWOULDBLOCK)
            return Transfer::WouldBlock;
        if (errno == EPIPE || errno == ECONNRESET || errno == ENOTCONN)
            return Transfer::Closed;
        return failErrno("send on the gateway's control socket", errno);
    }
}

Result<Transfer> receivePacket(int socket, Packet& into) {
    into.body.resize(kMaxMessageBytes);
    into.descriptors.clear();
    iovec part{into.body.data(), into.body.size()};
    alignas(cmsghdr) char control[CMSG_SPACE(kMaxDescriptors * sizeof(int))];
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    ssize_t got = 0;
    // ECONNRESET says that the peer closed with messages of ours unread. It is told once and before what the peer had
    // sent, so a last word is still there to be read.
    for (int resets = 0;;) {
        got = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
        if (got >= 0 || (errno != EINTR && (errno != ECONNRESET || resets++ > 0)))
            break;
    }
    if (got < 0) {
        into.body.clear();
        if (errno == EAGAIN || errno == EWOULDBLOCK)
            return Transfer::WouldBlock;
        if (errno == ECONNRESET)
            return Transfer::Closed;
        return failErrno("receive on the gateway's control socket", errno);
    }
    into.body.resize(static_cast<std::size_t>(got));
    for (cmsghdr* header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS)
            continue;
        const std::size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (std::size_t i = 0; i < count; ++i) {
            int descriptor = -1;
            std::memcpy(&descriptor, CMSG_DATA(header) + i * sizeof(int), sizeof(int));
            into.descriptors.emplace_back(descriptor);
        }
    }
    if (got == 0 && into.descriptors.empty())
        return Transfer::Closed;
    if (message.msg_flags & MSG_TRUNC)
        return fail(ErrorCode::TooLarge, "a message of more than 64 KiB came over the gateway's control socket");
    if (message.msg_flags & MSG_CTRUNC)
        return fail(ErrorCode::Corrupt, "descriptors were cut off a message: the limit of open files is reached");
    return Transfer::Done;
}

Result<UniqueFd> sealedMemfd(const char* name, std::string_view content) {
    UniqueFd memory(::memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING));
    if (!memory)
        return failErrno("memfd_create", errno);
    while (!content.empty()) {
        const ssize_t put = ::write(memory.get(), content.data(), content.size());
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return failErrno("write a memfd", errno);
        content.remove_prefix(static_cast<std::size_t>(put));
    }
    if (::fcntl(memory.get(), F_ADD_SEALS, kSeals | F_SEAL_SEAL) != 0)
        return failErrno("seal a memfd", errno);
    return memory;
}

Result<std::string> readSealedMemfd(int descriptor, std::size_t limitBytes) {
    const int seals = ::fcntl(descriptor, F_GET_SEALS);
    if (seals < 0 || (seals & kSeals) != kSeals)
        return fail(ErrorCode::Corrupt, "the body is no memfd that is sealed against writing, growing and shrinking");
    struct stat status {};
    if (::fstat(descriptor, &status) != 0)
        return failErrno("fstat a memfd", errno);
    const auto size = static_cast<std::size_t>(status.st_size);
    if (size > limitBytes)
        return fail(ErrorCode::TooLarge,
                    "the body has " + std::to_string(size) + " bytes; the limit is " + std::to_string(limitBytes));
    std::string content(size, '\0');
    std::size_t done = 0;
    while (done < size) {
        const ssize_t got = ::pread(descriptor, content.data() + done, size - done, static_cast<off_t>(done));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return failErrno("read a memfd", got < 0 ? errno : EIO);
        done += static_cast<std::size_t>(got);
    }
    return content;
}

Result<UniqueFd> listenSeqpacket(const std::string& path) {
    const auto address = unixAddress(path);
    if (!address)
        return tl::unexpected(address.error());
    UniqueFd socket(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!socket)
        return failErrno("socket", errno);
    ::unlink(path.c_str());
    // The mode of the socket file comes from the descriptor's own mode, so it is never open to others, not even for a
    // moment.
    if (::fchmod(socket.get(), 0600) != 0 || ::bind(socket.get(), plain(*address), sizeof *address) != 0)
        return failErrno("bind " + path, errno);
    if (::listen(socket.get(), 16) != 0)
        return failErrno("listen on " + path, errno);
    return socket;
}

Result<UniqueFd> connectSeqpacket(const std::string& path) {
    const auto address = unixAddress(path);
    if (!address)
        return tl::unexpected(address.error());
    UniqueFd socket(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!socket)
        return failErrno("socket", errno);
    if (::connect(socket.get(), plain(*address), sizeof *address) != 0)
        return fail(ErrorCode::GatewayUnreachable, "connect " + path + ": " + std::strerror(errno));
    return socket;
}

Result<UniqueFd> acceptOwnUser(int listening) {
    UniqueFd peer(::accept4(listening, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!peer) {
        if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR || errno == ECONNABORTED)
            return UniqueFd();
        return failErrno("accept on the gateway's control socket", errno);
    }
    ucred credentials{};
    socklen_t size = sizeof credentials;
    if (::getsockopt(peer.get(), SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0)
        return failErrno("read the peer's credentials", errno);
    if (credentials.uid != ::geteuid()) {
        logWarn("gateway", "another user's control connection is refused",
                {{"uid", std::to_string(credentials.uid)}, {"pid", std::to_string(credentials.pid)}});
        return UniqueFd();
    }
    return peer;
}

}  // namespace slipway::protocol
