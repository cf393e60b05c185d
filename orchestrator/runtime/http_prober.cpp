#include <curl/curl.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <mutex>

#include "runtime/probe_engines.h"

namespace slipway::runtime {

namespace {

/// Beyond the probes' own: connections that are on their way out.
constexpr long kSpareConnections = 64;

/// Whose probe opened a socket that is open still. A kept connection outlives the transfer that opened it.
struct HttpProberSockets {
    std::unordered_map<curl_socket_t, std::uint64_t> owners;
    std::uint64_t opened = 0;
};

struct Transfer {
    ~Transfer() {
        curl_slist_free_all(headers);
        curl_easy_cleanup(easy);
    }
    CURL* easy = nullptr;
    curl_slist* headers = nullptr;
    std::uint64_t number = 0;
    HttpGetProbe probe;
    Duration timeout{};
    bool running = false;
    std::string statusLine;
    HttpProberSockets* sockets = nullptr;
    char error[CURL_ERROR_SIZE] = {};
};

size_t dropBody(char*, size_t size, size_t count, void*) {
    return size * count;
}

size_t keepStatusLine(char* data, size_t size, size_t count, void* user) {
    const std::string_view line(data, size * count);
    if (line.substr(0, 5) == "HTTP/")
        static_cast<Transfer*>(user)->statusLine = line;
    return size * count;
}

/// "503 Service Unavailable" of "HTTP/1.1 503 Service Unavailable\r\n".
std::string statusOf(const Transfer& transfer, long code) {
    const size_t space = transfer.statusLine.find(' ');
    if (space == std::string::npos)
        return std::to_string(code);
    std::string status = transfer.statusLine.substr(space + 1, 120);
    while (!status.empty() && static_cast<unsigned char>(status.back()) <= ' ')
        status.pop_back();
    return status;
}

std::string failureOf(const Transfer& transfer, CURLcode code) {
    long number = 0;
    curl_easy_getinfo(transfer.easy, CURLINFO_OS_ERRNO, &number);
    switch (code) {
        case CURLE_COULDNT_CONNECT:
            return number == ECONNREFUSED || number == 0 ? "connection refused" : "no connection";
        case CURLE_OPERATION_TIMEDOUT:
            return timedOut(transfer.timeout);
        case CURLE_GOT_NOTHING:
            return "the connection was closed without an answer";
        case CURLE_RECV_ERROR:
        case CURLE_SEND_ERROR:
            return "the connection broke";
        case CURLE_UNSUPPORTED_PROTOCOL:
        case CURLE_WEIRD_SERVER_REPLY:
            return "the answer is not HTTP";
        default:
            return transfer.error[0] ? transfer.error : curl_easy_strerror(code);
    }
}

}  // namespace

struct HttpProber::State {
    int epoll = -1;
    ProbeDone done;
    CURLM* multi = nullptr;
    std::map<std::uint64_t, std::unique_ptr<Transfer>> transfers;
    HttpProberSockets sockets;
    std::unordered_map<curl_socket_t, bool> watched;
    std::optional<TimePoint> wakeAt;
    SystemClock clock;

    void collect();
    Transfer& transferOf(std::uint64_t number, const HttpGetProbe& probe);

    static int onSocket(CURL*, curl_socket_t fd, int what, void* user, void*);
    static int onCurlTimer(CURLM*, long timeoutMs, void* user);
    static curl_socket_t openSocket(void* user, curlsocktype, curl_sockaddr* address);
    static int closeSocket(void* user, curl_socket_t fd);
};

int HttpProber::State::onSocket(CURL*, curl_socket_t fd, int what, void* user, void*) {
    auto& state = *static_cast<State*>(user);
    if (what == CURL_POLL_REMOVE) {
        ::epoll_ctl(state.epoll, EPOLL_CTL_DEL, fd, nullptr);
        state.watched.erase(fd);
        return 0;
    }
    epoll_event event{};
    event.events = (what & CURL_POLL_IN ? EPOLLIN : 0u) | (what & CURL_POLL_OUT ? EPOLLOUT : 0u);
    event.data.u64 = probeEventKey(ProbeEvent::Http, static_cast<std::uint64_t>(fd));
    const bool isNew = state.watched.emplace(fd, true).second;
    return ::epoll_ctl(state.epoll, isNew ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, fd, &event);
}

int HttpProber::State::onCurlTimer(CURLM*, long timeoutMs, void* user) {
    auto& state = *static_cast<State*>(user);
    if (timeoutMs < 0)
        state.wakeAt.reset();
    else
        state.wakeAt = state.clock.now() + std::chrono::milliseconds(timeoutMs);
    return 0;
}

curl_socket_t HttpProber::State::openSocket(void* user, curlsocktype, curl_sockaddr* address) {
    auto& transfer = *static_cast<Transfer*>(user);
    const curl_socket_t fd =
        ::socket(address->family, address->socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, address->protocol);
    if (fd >= 0) {
        transfer.sockets->owners[fd] = transfer.number;
        ++transfer.sockets->opened;
    }
    return fd;
}

int HttpProber::State::closeSocket(void* user, curl_socket_t fd) {
    static_cast<State*>(user)->sockets.owners.erase(fd);
    return ::close(fd);
}

HttpProber::HttpProber(int epoll, ProbeDone done) : m_state(std::make_unique<State>()) {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
    m_state->epoll = epoll;
    m_state->done = std::move(done);
    m_state->multi = curl_multi_init();
    curl_multi_setopt(m_state->multi, CURLMOPT_SOCKETFUNCTION, &State::onSocket);
    curl_multi_setopt(m_state->multi, CURLMOPT_SOCKETDATA, m_state.get());
    curl_multi_setopt(m_state->multi, CURLMOPT_TIMERFUNCTION, &State::onCurlTimer);
    curl_multi_setopt(m_state->multi, CURLMOPT_TIMERDATA, m_state.get());
    curl_multi_setopt(m_state->multi, CURLMOPT_PIPELINING, CURLPIPE_NOTHING);
}

HttpProber::~HttpProber() {
    for (const auto& [number, transfer] : m_state->transfers)
        if (transfer->running)
            curl_multi_remove_handle(m_state->multi, transfer->easy);
    // The kept connections belong to the multi handle and call closeSocket, which needs the state.
    curl_multi_cleanup(m_state->multi);
    m_state->transfers.clear();
}

Transfer& HttpProber::State::transferOf(std::uint64_t number, const HttpGetProbe& probe) {
    auto& slot = transfers[number];
    if (slot)
        return *slot;
    slot = std::make_unique<Transfer>();
    Transfer& transfer = *slot;
    transfer.number = number;
    transfer.sockets = &sockets;
    transfer.probe = probe;
    transfer.easy = curl_easy_init();
    CURL* easy = transfer.easy;
    const bool literalV6 = probe.host.find(':') != std::string::npos && probe.host.front() != '[';
    const std::string url = std::string(probe.tls ? "https" : "http") + "://" +
                            (literalV6 ? "[" + probe.host + "]" : probe.host) + ":" + std::to_string(probe.port) +
                            (probe.path.empty() || probe.path[0] != '/' ? "/" : "") + probe.path;
    for (const auto& [name, value] : probe.headers)
        transfer.headers = curl_slist_append(transfer.headers, (name + ": " + value).c_str());
    curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
    curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, transfer.headers);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "slipway-probe");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    // Nothing is looked up, and libcurl 7.88 walks its whole cache of names, an entry a port, at the end of each
    // transfer: a fifth of the time of 1,000 probes.
    curl_easy_setopt(easy, CURLOPT_DNS_CACHE_TIMEOUT, 0L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &dropBody);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &keepStatusLine);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, &transfer);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer.error);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, &transfer);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &State::openSocket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, &transfer);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, &State::closeSocket);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, this);
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, static_cast<long>(transfers.size()) + kSpareConnections);
    return transfer;
}

void HttpProber::start(std::uint64_t number, const HttpGetProbe& probe, Duration timeout) {
    Transfer& transfer = m_state->transferOf(number, probe);
    const auto timeoutMs = std::max<long>(1, std::chrono::ceil<std::chrono::milliseconds>(timeout).count());
    transfer.timeout = timeout;
    transfer.statusLine.clear();
    transfer.error[0] = '\0';
    transfer.running = true;
    curl_easy_setopt(transfer.easy, CURLOPT_TIMEOUT_MS, timeoutMs);
    curl_multi_add_handle(m_state->multi, transfer.easy);
}

void HttpProber::forget(std::uint64_t number) {
    const auto found = m_state->transfers.find(number);
    if (found == m_state->transfers.end())
        return;
    if (found->second->running)
        curl_multi_remove_handle(m_state->multi, found->second->easy);
    m_state->transfers.erase(found);
    // libcurl has no call that closes one kept connection. Shut down, it is noticed and closed at the next look, and
    // the instance sees its end at once: a graceful stop must not wait for an idle probe.
    for (const auto& [fd, owner] : m_state->sockets.owners)
        if (owner == number)
            ::shutdown(fd, SHUT_RDWR);
}

void HttpProber::onEvent(int fd, std::uint32_t events) {
    int bits = 0;
    if (events & (EPOLLIN | EPOLLHUP))
        bits |= CURL_CSELECT_IN;
    if (events & EPOLLOUT)
        bits |= CURL_CSELECT_OUT;
    if (events & EPOLLERR)
        bits |= CURL_CSELECT_ERR;
    int running = 0;
    curl_multi_socket_action(m_state->multi, fd, bits, &running);
    m_state->collect();
}

void HttpProber::onTimer(TimePoint now) {
    if (!m_state->wakeAt || *m_state->wakeAt > now)
        return;
    m_state->wakeAt.reset();
    int running = 0;
    curl_multi_socket_action(m_state->multi, CURL_SOCKET_TIMEOUT, 0, &running);
    m_state->collect();
}

void HttpProber::State::collect() {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi, &left)) {
        if (message->msg != CURLMSG_DONE)
            continue;
        const CURLcode code = message->data.result;
        Transfer* transfer = nullptr;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
        long status = 0;
        curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
        ProbeOutcome outcome;
        const bool answered = code == CURLE_OK && status > 0;
        outcome.success = answered && transfer->probe.minStatus <= status && status <= transfer->probe.maxStatus;
        if (!outcome.success)
            outcome.reason = "GET " + transfer->probe.path + ": " +
                             (answered ? statusOf(*transfer, status) : failureOf(*transfer, code));
        transfer->running = false;
        curl_multi_remove_handle(multi, transfer->easy);
        done(transfer->number, std::move(outcome));
    }
}

std::optional<TimePoint> HttpProber::wakeAt() const {
    return m_state->wakeAt;
}
std::uint64_t HttpProber::connections() const {
    return m_state->sockets.opened;
}

}  // namespace slipway::runtime
