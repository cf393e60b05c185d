#include "gateway/mirror/shadow_call.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

#include "http/body_decoder.h"
#include "http/chars.h"
#include "http/response_parser.h"

namespace slipway::gateway::mirror {
namespace {

/// How long an end of all is not noticed.
constexpr int kNoticeMs = 50;
constexpr std::size_t kMaxIdle = 64;
constexpr std::size_t kReadBytes = 16 * 1024;

bool hasEnded(int fd) {
    pollfd ready{fd, POLLIN, 0};
    return ::poll(&ready, 1, 0) != 0;  // bytes that nobody asked for are as bad as an end
}

}  // namespace

void keepHead(const http::ResponseHead& head, const CompareRules& rules, Answer& into) {
    into.status = head.status();
    for (const http::Field field : head.fields()) {
        if (http::equalsIgnoreCase(field.name, "content-type"))
            into.contentType.assign(field.value);
        for (const auto& name : rules.headers)
            if (http::equalsIgnoreCase(field.name, name))
                into.headers.emplace_back(name, std::string(field.value));
    }
}

bool ShadowConnections::wait(int fd, short events, Deadline deadline) const {
    while (!m_stop.load(std::memory_order_relaxed)) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Deadline::clock::now());
        if (left.count() <= 0)
            return false;
        pollfd ready{fd, events, 0};
        const int count = ::poll(&ready, 1, static_cast<int>(std::min<std::int64_t>(left.count(), kNoticeMs)));
        if (count > 0)
            return true;
        if (count < 0 && errno != EINTR)
            return false;
    }
    return false;
}

bool ShadowConnections::connect(const Endpoint& endpoint, Deadline deadline, UniqueFd& into) {
    into = UniqueFd(::socket(endpoint.address.family(), SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (into.get() < 0)
        return false;
    const int on = 1;
    ::setsockopt(into.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(into.get(), endpoint.address.get(), endpoint.address.size) == 0)
        return true;
    if (errno != EINPROGRESS || !wait(into.get(), POLLOUT, deadline))
        return false;
    int error = 0;
    socklen_t size = sizeof error;
    return ::getsockopt(into.get(), SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0;
}

bool ShadowConnections::send(int fd, std::string_view bytes, Deadline deadline) {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent > 0)
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        else if (sent < 0 && errno != EAGAIN && errno != EINTR)
            return false;
        else if (!wait(fd, POLLOUT, deadline))
            return false;
    }
    return true;
}

ShadowConnections::Progress ShadowConnections::receive(int fd, http::Method method, Deadline deadline,
                                                       const CompareRules& rules, std::size_t bodyLimit, Answer& into,
                                                       bool& reusable) {
    into = {};
    reusable = false;
    std::string input;
    http::ResponseParser parser;
    http::BodyDecoder body;
    bool inBody = false;
    bool any = false;
    char buffer[kReadBytes];
    for (;;) {
        const ssize_t got = ::recv(fd, buffer, sizeof buffer, 0);
        if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
            if (!wait(fd, POLLIN, deadline))
                return Progress::Broken;
            continue;
        }
        if (got < 0)
            return any ? Progress::Broken : Progress::Stale;
        if (got == 0) {
            if (!inBody)
                return any ? Progress::Broken : Progress::Stale;
            return body.finish().event == http::BodyDecoder::Event::Done ? Progress::Done : Progress::Broken;
        }
        any = true;
        std::string_view bytes(buffer, static_cast<std::size_t>(got));
        if (!inBody) {
            input.append(bytes);
            http::ParseState state = parser.parse(input, {method, http::UpgradeKind::None});
            while (state == http::ParseState::Head && parser.head().interim()) {
                input.erase(0, parser.head().size());
                parser.reset();
                state = parser.parse(input, {method, http::UpgradeKind::None});
            }
            if (state == http::ParseState::NeedMore)
                continue;
            if (state == http::ParseState::Reject)
                return Progress::Broken;
            const http::ResponseHead& head = parser.head();
            keepHead(head, rules, into);
            reusable = head.keepAlive();
            body.start(head.framing());
            inBody = true;
            bytes = std::string_view(input).substr(head.size());
        }
        for (;;) {
            const http::BodyDecoder::Step step = body.next(bytes);
            bytes.remove_prefix(step.consumed);
            if (step.event == http::BodyDecoder::Event::Payload) {
                if (into.body.size() + step.payload.size() > bodyLimit)
                    return Progress::TooLarge;
                into.body.append(step.payload);
                continue;
            }
            if (step.event == http::BodyDecoder::Event::Done) {
                reusable = reusable && bytes.empty();
                return Progress::Done;
            }
            if (step.event == http::BodyDecoder::Event::Error)
                return Progress::Broken;
            break;
        }
    }
}

ShadowConnections::Outcome ShadowConnections::call(const Endpoint& endpoint, http::Method method,
                                                   const std::string& request, std::chrono::milliseconds timeout,
                                                   const CompareRules& rules, std::size_t bodyLimit, Answer& into) {
    const Deadline deadline = Deadline::clock::now() + timeout;
    UniqueFd fd;
    bool kept = false;
    if (const auto idle = m_idle.find(endpoint.addressText); idle != m_idle.end()) {
        fd = std::move(idle->second);
        m_idle.erase(idle);
        kept = !hasEnded(fd.get());
    }
    for (;;) {
        if (!kept && !connect(endpoint, deadline, fd))
            return Outcome::Failed;
        bool reusable = false;
        const Progress progress = send(fd.get(), request, deadline)
                                      ? receive(fd.get(), method, deadline, rules, bodyLimit, into, reusable)
                                      : Progress::Stale;
        if (progress == Progress::Stale && kept && http::isIdempotent(method)) {
            kept = false;
            continue;
        }
        if (progress == Progress::Done && reusable && m_idle.size() < kMaxIdle)
            m_idle.insert_or_assign(endpoint.addressText, std::move(fd));
        return progress == Progress::Done       ? Outcome::Answered
               : progress == Progress::TooLarge ? Outcome::TooLarge
                                                : Outcome::Failed;
    }
}

}  // namespace slipway::gateway::mirror
