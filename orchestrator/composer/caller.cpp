#include "composer/caller.h"

#include <curl/curl.h>

#include <algorithm>

namespace slipway::composer {
namespace {

constexpr long kMaxConnections = 256;
constexpr long kConnectTimeoutMs = 2'000;
constexpr std::size_t kMaxIdle = 256;

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

}  // namespace

struct Caller::Transfer {
    OutgoingCall call;
    std::function<void(const Answer&)> done;
    std::string url;
    curl_slist* headers = nullptr;
    Answer answer;
    bool tooLarge = false;
    char error[CURL_ERROR_SIZE] = {};

    ~Transfer() { curl_slist_free_all(headers); }

    static size_t onBody(char* data, size_t size, size_t count, void* user) {
        auto* self = static_cast<Transfer*>(user);
        if (self->answer.body.size() + size * count > kMaxAnswerBytes) {
            self->tooLarge = true;
            return 0;
        }
        self->answer.body.append(data, size * count);
        return size * count;
    }

    static size_t onHeader(char* data, size_t size, size_t count, void* user) {
        auto* self = static_cast<Transfer*>(user);
        std::string_view line(data, size * count);
        if (line.starts_with("HTTP/")) {
            self->answer.headers.clear();  // of an interim response
            return size * count;
        }
        while (!line.empty() && (line.back() == '\r' || line.back() == '\n' || line.back() == ' '))
            line.remove_suffix(1);
        const size_t colon = line.find(':');
        if (colon != std::string_view::npos && self->answer.headers.size() < 64) {
            std::string name(line.substr(0, colon));
            std::transform(name.begin(), name.end(), name.begin(), lower);
            line.remove_prefix(colon + 1);
            while (!line.empty() && (line.front() == ' ' || line.front() == '\t'))
                line.remove_prefix(1);
            self->answer.headers.emplace_back(std::move(name), line);
        }
        return size * count;
    }
};

Caller::Caller(net::Loop& loop, std::map<std::string, std::string> bases) : m_loop(loop), m_bases(std::move(bases)) {
    curl_global_init(CURL_GLOBAL_DEFAULT);
    m_multi = curl_multi_init();
    curl_multi_setopt(static_cast<CURLM*>(m_multi), CURLMOPT_MAX_TOTAL_CONNECTIONS, kMaxConnections);
    curl_multi_setopt(static_cast<CURLM*>(m_multi), CURLMOPT_MAXCONNECTS, kMaxConnections);
    m_thread = std::thread([this] { run(); });
}

Caller::~Caller() {
    {
        const std::lock_guard lock(m_mutex);
        m_ending = true;
    }
    curl_multi_wakeup(static_cast<CURLM*>(m_multi));
    m_thread.join();
    for (auto& [easy, transfer] : m_running) {
        curl_multi_remove_handle(static_cast<CURLM*>(m_multi), static_cast<CURL*>(easy));
        curl_easy_cleanup(static_cast<CURL*>(easy));
    }
    for (void* easy : m_idle)
        curl_easy_cleanup(static_cast<CURL*>(easy));
    curl_multi_cleanup(static_cast<CURLM*>(m_multi));
}

void Caller::send(OutgoingCall call, std::function<void(const Answer&)> done) {
    auto transfer = std::make_unique<Transfer>();
    transfer->call = std::move(call);
    transfer->done = std::move(done);
    {
        const std::lock_guard lock(m_mutex);
        m_incoming.push_back(std::move(transfer));
    }
    curl_multi_wakeup(static_cast<CURLM*>(m_multi));
}

void Caller::begin(std::unique_ptr<Transfer> transfer) {
    const auto tell = [&](Answer::Kind kind, std::string why) {
        Answer answer;
        answer.kind = kind;
        answer.error = std::move(why);
        m_loop.post([done = std::move(transfer->done), answer = std::move(answer)] { done(answer); });
    };
    const auto base = m_bases.find(transfer->call.service);
    if (base == m_bases.end())
        return tell(Answer::Kind::Unsent, "its address was not given to the composer");
    CURL* easy = nullptr;
    if (!m_idle.empty()) {
        easy = static_cast<CURL*>(m_idle.back());
        m_idle.pop_back();
        curl_easy_reset(easy);
    } else {
        easy = curl_easy_init();
    }
    if (!easy)
        return tell(Answer::Kind::Unsent, "out of memory");
    Transfer& t = *transfer;
    t.url = base->second + t.call.path;
    for (const auto& [name, value] : t.call.headers)
        t.headers = curl_slist_append(t.headers, (name + ": " + value).c_str());
    t.headers = curl_slist_append(t.headers, "Expect:");
    t.headers = curl_slist_append(t.headers, "Accept: application/json");
    curl_easy_setopt(easy, CURLOPT_URL, t.url.c_str());
    curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http");
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, kConnectTimeoutMs);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(t.call.timeout.count()));
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, t.headers);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Transfer::onBody);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &t);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &Transfer::onHeader);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, &t);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, t.error);
    if (t.call.method == "HEAD") {
        curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    } else if (!t.call.body.empty() || (t.call.method != "GET" && t.call.method != "DELETE")) {
        curl_easy_setopt(easy, CURLOPT_POST, 1L);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(t.call.body.size()));
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, t.call.body.c_str());
    }
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, t.call.method == "HEAD" ? nullptr : t.call.method.c_str());
    m_running.emplace(easy, std::move(transfer));
    curl_multi_add_handle(static_cast<CURLM*>(m_multi), easy);
}

void Caller::finish(void* handle, int code) {
    CURL* easy = static_cast<CURL*>(handle);
    auto node = m_running.extract(handle);
    curl_multi_remove_handle(static_cast<CURLM*>(m_multi), easy);
    Transfer& transfer = *node.mapped();
    Answer& answer = transfer.answer;
    if (code == CURLE_OK) {
        long status = 0;
        curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
        answer.kind = Answer::Kind::Response;
        answer.status = static_cast<int>(status);
    } else {
        const bool unsent = code == CURLE_COULDNT_CONNECT || code == CURLE_COULDNT_RESOLVE_HOST;
        answer.kind = unsent ? Answer::Kind::Unsent : Answer::Kind::Unknown;
        answer.error = transfer.tooLarge                  ? "the answer is larger than 1 MiB"
                       : code == CURLE_OPERATION_TIMEDOUT ? "no answer within " + formatDuration(transfer.call.timeout)
                       : transfer.error[0] != 0           ? transfer.error
                                                          : curl_easy_strerror(static_cast<CURLcode>(code));
    }
    m_loop.post([done = std::move(transfer.done), answer = std::move(answer)] { done(answer); });
    if (m_idle.size() < kMaxIdle)
        m_idle.push_back(easy);
    else
        curl_easy_cleanup(easy);
}

void Caller::run() {
    auto* multi = static_cast<CURLM*>(m_multi);
    while (true) {
        std::vector<std::unique_ptr<Transfer>> fresh;
        {
            const std::lock_guard lock(m_mutex);
            if (m_ending)
                return;
            fresh.swap(m_incoming);
        }
        for (auto& transfer : fresh)
            begin(std::move(transfer));
        int running = 0;
        curl_multi_perform(multi, &running);
        int left = 0;
        while (const CURLMsg* message = curl_multi_info_read(multi, &left))
            if (message->msg == CURLMSG_DONE)
                finish(message->easy_handle, message->data.result);
        curl_multi_poll(multi, nullptr, 0, 1'000, nullptr);
    }
}

}  // namespace slipway::composer
