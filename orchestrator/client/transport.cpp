#include "client/transport.h"

#include <curl/curl.h>

#include <atomic>
#include <mutex>

#include "protocol/api.h"

namespace slipway::client {
namespace {

constexpr size_t kMaxAnswer = 256u << 20;
constexpr size_t kMaxErrorBody = 1u << 20;

void globalInit() {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

}  // namespace

struct Transport::State {
    std::string socketPath;
    CURLM* multi = nullptr;
    CURL* easy = nullptr;
    std::atomic<bool> interrupted{false};
    // Of the request that runs:
    const Request* request = nullptr;
    std::string body;
    bool refused = false;  // by onPiece
    bool tooLarge = false;
    bool headSeen = false;

    bool succeeded() const {
        long status = 0;
        curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
        return status >= 200 && status < 300;
    }

    size_t take(std::string_view piece) {
        if (!succeeded() || !request->onPiece) {
            const size_t limit = succeeded() ? kMaxAnswer : kMaxErrorBody;
            tooLarge = body.size() + piece.size() > limit;
            if (tooLarge)
                return 0;
            body += piece;
            return piece.size();
        }
        refused = !request->onPiece(piece);
        return refused ? 0 : piece.size();
    }

    static size_t onBody(char* data, size_t one, size_t size, void* self) {
        return static_cast<State*>(self)->take({data, one * size});
    }

    // The blank line after the head; an interim answer (100) is no success.
    static size_t onHeader(char* data, size_t one, size_t size, void* self) {
        auto& state = *static_cast<State*>(self);
        const std::string_view line(data, one * size);
        if (line == "\r\n" && state.succeeded() && !state.headSeen) {
            state.headSeen = true;
            if (state.request->onHead)
                state.request->onHead();
        }
        return one * size;
    }
};

Transport::Transport(const std::string& socketPath) : m_state(std::make_unique<State>()) {
    globalInit();
    m_state->socketPath = socketPath;
    m_state->multi = curl_multi_init();
    m_state->easy = curl_easy_init();
}

Transport::~Transport() {
    curl_easy_cleanup(m_state->easy);
    curl_multi_cleanup(m_state->multi);
}

void Transport::interrupt() {
    m_state->interrupted = true;
    curl_multi_wakeup(m_state->multi);
}

api::Answer<std::string> Transport::perform(const Request& request) {
    State& state = *m_state;
    if (!state.easy || !state.multi)
        return tl::unexpected(api::ApiError(Error{ErrorCode::Internal, "libcurl has no memory", "", {}}));
    state.request = &request;
    state.body.clear();
    state.refused = state.tooLarge = state.headSeen = false;

    CURL* easy = state.easy;
    curl_easy_reset(easy);
    curl_easy_setopt(easy, CURLOPT_UNIX_SOCKET_PATH, state.socketPath.c_str());
    curl_easy_setopt(easy, CURLOPT_URL, ("http://slipway" + request.path).c_str());
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
    curl_easy_setopt(easy, CURLOPT_PROXY, "");  // http_proxy of the environment is not for this socket
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, 5000L);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &State::onBody);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &state);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &State::onHeader);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, &state);
    if (request.method != "GET") {
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request.body.c_str());
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    }
    curl_slist* headers = curl_slist_append(nullptr, "Expect:");
    if (request.method != "GET")
        headers = curl_slist_append(headers, "Content-Type: application/json");
    for (const auto& [name, value] : request.headers)
        headers = curl_slist_append(headers, (name + ": " + value).c_str());
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);

    CURLcode result = CURLE_OK;
    curl_multi_add_handle(state.multi, easy);
    int running = 1;
    while (running > 0 && !state.interrupted) {
        if (curl_multi_perform(state.multi, &running) != CURLM_OK)
            break;
        if (running > 0 && !state.interrupted)
            curl_multi_poll(state.multi, nullptr, 0, 60'000, nullptr);
    }
    bool ended = false;
    int waiting = 0;
    while (const CURLMsg* message = curl_multi_info_read(state.multi, &waiting)) {
        if (message->msg == CURLMSG_DONE && message->easy_handle == easy) {
            result = message->data.result;
            ended = true;
        }
    }
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    curl_multi_remove_handle(state.multi, easy);
    curl_slist_free_all(headers);
    state.request = nullptr;

    const auto failed = [](ErrorCode code, std::string message, std::string hint = {}) {
        return tl::unexpected(api::ApiError(Error{code, std::move(message), std::move(hint), {}}));
    };
    if (state.refused || !ended)
        return failed(ErrorCode::Cancelled, "the request was given up");
    if (state.tooLarge)
        return failed(ErrorCode::TooLarge, "the daemon's answer passes 256 MiB");
    if (result == CURLE_OPERATION_TIMEDOUT)
        return failed(ErrorCode::Timeout,
                      "slipwayd did not answer within " + std::to_string(request.timeout.count()) + " ms",
                      "`slipway daemon status` shows whether it runs; its log is in SLIPWAY_HOME/logs/slipwayd.log.");
    if (result == CURLE_COULDNT_CONNECT || result == CURLE_GOT_NOTHING || result == CURLE_RECV_ERROR ||
        result == CURLE_SEND_ERROR || result == CURLE_PARTIAL_FILE)
        return failed(ErrorCode::DaemonUnreachable,
                      std::string("slipwayd ") +
                          (result == CURLE_COULDNT_CONNECT ? "does not answer on " : "closed the connection on ") +
                          state.socketPath,
                      "`slipway daemon start` starts it.");
    if (result != CURLE_OK)
        return failed(ErrorCode::Corrupt,
                      std::string("the answer on ") + state.socketPath + " is no HTTP: " + curl_easy_strerror(result));
    if (status >= 200 && status < 300)
        return std::move(state.body);
    auto error = api::decode<api::ApiError>(state.body);
    if (error && !error->message.empty())
        return tl::unexpected(*std::move(error));
    return failed(status == 404 ? ErrorCode::NotFound : ErrorCode::Internal,
                  request.method + ' ' + request.path + " was answered with status " + std::to_string(status));
}

}  // namespace slipway::client
