#include "daemon/otlp_exporter.h"

#include <curl/curl.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <condition_variable>
#include <ctime>
#include <deque>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/log.h"

namespace slipway::daemon {

using namespace std::chrono_literals;

namespace {

/// A collector may ask for no longer pause than this.
constexpr std::chrono::milliseconds kLongestRetryAfter = 5min;
constexpr std::size_t kMaxAnswerBytes = 64 * 1024;

struct Job {
    std::string project;
    std::uint64_t serial = 0;
    std::string url;
    std::vector<std::pair<std::string, std::string>> headers;
    std::chrono::milliseconds timeout{0};
    std::string body;
};

struct Outcome {
    int status = 0;  ///< 0: no answer
    std::string retryAfter;
    std::string error;
    std::string body;
};

/// Where a collector listens, from the manifest's endpoint: with a path of its own, that one.
std::string tracesUrl(std::string endpoint) {
    while (endpoint.ends_with('/'))
        endpoint.pop_back();
    const auto host = endpoint.find("://");
    const bool hasPath = endpoint.find('/', host == std::string::npos ? 0 : host + 3) != std::string::npos;
    return hasPath ? endpoint : endpoint + "/v1/traces";
}

/// OTLP: these may be tried again, others not.
bool isRetryable(int status) {
    return status == 0 || status == 429 || (status >= 502 && status <= 504);
}

std::chrono::milliseconds parsedRetryAfter(const std::string& text) {
    std::chrono::milliseconds wanted{0};
    int seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (error == std::errc() && end == text.data() + text.size())
        wanted = std::chrono::seconds(seconds);
    else if (const time_t date = text.empty() ? -1 : ::curl_getdate(text.c_str(), nullptr); date >= 0)
        wanted = std::chrono::seconds(date - ::time(nullptr));
    return std::clamp(wanted, 0ms, kLongestRetryAfter);
}

std::uint64_t rejectedSpans(const std::string& body) {
    const auto answer = nlohmann::json::parse(body, nullptr, false);
    if (!answer.is_object() || !answer.contains("partialSuccess") || !answer["partialSuccess"].is_object())
        return 0;
    const auto& partial = answer["partialSuccess"];
    const auto count = partial.find("rejectedSpans");
    if (count == partial.end())
        return 0;
    if (count->is_number_unsigned())
        return count->get<std::uint64_t>();
    std::uint64_t value = 0;
    if (count->is_string()) {
        const auto text = count->get<std::string>();
        std::from_chars(text.data(), text.data() + text.size(), value);
    }
    return value;
}

}  // namespace

/// One thread with libcurl; its transfers are cut off when it ends.
struct OtlpExporter::Wire {
    using Done = std::function<void(const Job&, Outcome)>;
    explicit Wire(Done then) : done(std::move(then)), thread([this] { run(); }) {}
    ~Wire() {
        {
            const std::lock_guard lock(mutex);
            ending = true;
        }
        wake.notify_one();
        thread.join();
    }
    void add(Job job) {
        {
            const std::lock_guard lock(mutex);
            jobs.push_back(std::move(job));
        }
        wake.notify_one();
    }

    void run() {
        for (;;) {
            std::unique_lock lock(mutex);
            wake.wait(lock, [this] { return ending || !jobs.empty(); });
            if (ending)
                return;
            const Job job = std::move(jobs.front());
            jobs.pop_front();
            lock.unlock();
            Outcome outcome = post(job);
            if (!ending)
                done(job, std::move(outcome));
        }
    }

    static std::size_t onBytes(char* data, std::size_t, std::size_t size, void* into) {
        auto& text = *static_cast<std::string*>(into);
        text.append(data, std::min(size, kMaxAnswerBytes - std::min(kMaxAnswerBytes, text.size())));
        return size;
    }
    static int onProgress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
        return static_cast<Wire*>(self)->ending ? 1 : 0;
    }

    Outcome post(const Job& job) {
        Outcome outcome;
        const std::unique_ptr<CURL, void (*)(CURL*)> easy(curl_easy_init(),
                                                          [](CURL* each) { curl_easy_cleanup(each); });
        curl_slist* fields = curl_slist_append(nullptr, "Content-Type: application/json");
        fields = curl_slist_append(fields, "Expect:");
        for (const auto& [name, value] : job.headers)
            fields = curl_slist_append(fields, (name + ": " + value).c_str());
        curl_easy_setopt(easy.get(), CURLOPT_URL, job.url.c_str());
        curl_easy_setopt(easy.get(), CURLOPT_PROTOCOLS_STR, "http,https");
        curl_easy_setopt(easy.get(), CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(easy.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(job.timeout.count()));
        curl_easy_setopt(easy.get(), CURLOPT_USERAGENT, "slipwayd");
        curl_easy_setopt(easy.get(), CURLOPT_HTTPHEADER, fields);
        curl_easy_setopt(easy.get(), CURLOPT_POST, 1L);
        curl_easy_setopt(easy.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(job.body.size()));
        curl_easy_setopt(easy.get(), CURLOPT_POSTFIELDS, job.body.c_str());
        curl_easy_setopt(easy.get(), CURLOPT_WRITEFUNCTION, &Wire::onBytes);
        curl_easy_setopt(easy.get(), CURLOPT_WRITEDATA, &outcome.body);
        curl_easy_setopt(easy.get(), CURLOPT_NOPROGRESS, 0L);
        curl_easy_setopt(easy.get(), CURLOPT_XFERINFOFUNCTION, &Wire::onProgress);
        curl_easy_setopt(easy.get(), CURLOPT_XFERINFODATA, this);
        const CURLcode code = curl_easy_perform(easy.get());
        curl_slist_free_all(fields);
        if (code != CURLE_OK) {
            outcome.error = curl_easy_strerror(code);
            return outcome;
        }
        long status = 0;
        curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
        outcome.status = static_cast<int>(status);
        curl_header* retryAfter = nullptr;
        if (curl_easy_header(easy.get(), "Retry-After", 0, CURLH_HEADER, -1, &retryAfter) == CURLHE_OK)
            outcome.retryAfter = retryAfter->value;
        return outcome;
    }

    const Done done;
    std::mutex mutex;
    std::condition_variable wake;
    std::deque<Job> jobs;
    std::atomic<bool> ending{false};
    std::thread thread;  // last: it uses the others
};

struct OtlpExporter::Target {
    model::Otlp otlp;
    std::string queue;  ///< records
    std::size_t queued = 0;
    std::string batch;  ///< records of the request under way, or of the next try
    std::size_t batchSpans = 0;
    int tries = 0;
    std::uint64_t serial = 0;  ///< of the request under way; 0: none
    std::chrono::milliseconds backOff{0};
    Counts counts;
    QTimer timer;
};

OtlpExporter::OtlpExporter(Limits limits) : m_limits(limits) {}
OtlpExporter::~OtlpExporter() = default;

void OtlpExporter::configure(const std::string& project, const model::Otlp& otlp) {
    if (otlp.endpoint.empty()) {
        m_targets.erase(project);
        return;
    }
    auto& target = m_targets[project];
    if (!target) {
        target = std::make_unique<Target>();
        target->timer.setSingleShot(true);
        connect(&target->timer, &QTimer::timeout, this, [this, project] { send(project, *m_targets.at(project)); });
        if (!m_wire)
            m_wire = std::make_unique<Wire>([this](const Job& job, Outcome outcome) {
                QMetaObject::invokeMethod(
                    this,
                    [this, project = job.project, serial = job.serial, outcome = std::move(outcome)] {
                        onAnswer(project, serial, outcome.status, outcome.retryAfter, outcome.error,
                                 rejectedSpans(outcome.body));
                    },
                    Qt::QueuedConnection);
            });
    }
    target->otlp = otlp;
}

void OtlpExporter::add(const protocol::SpanRecord& span) {
    const auto found = m_targets.find(std::string(span.project));
    if (found == m_targets.end())
        return;
    Target& target = *found->second;
    if (target.queue.size() + target.batch.size() >= m_limits.queueBytes) {
        ++target.counts.dropped;
        return;
    }
    protocol::appendSpan(span, target.queue);
    ++target.queued;
}

void OtlpExporter::sendSoon() {
    for (auto& [project, target] : m_targets) {
        // While a request is under way, or a pause, its end goes on.
        if (target->serial != 0 || target->tries > 0 || target->queued == 0)
            continue;
        if (target->queued >= m_limits.batchSpans)
            target->timer.start(0);
        else if (!target->timer.isActive())
            target->timer.start(m_limits.gather);
    }
}

void OtlpExporter::send(const std::string& project, Target& target) {
    if (target.serial != 0)
        return;
    if (target.batch.empty()) {
        std::string_view rest = target.queue;
        protocol::SpanRecord record;
        while (target.batchSpans < m_limits.batchSpans && protocol::readSpan(rest, record))
            ++target.batchSpans;
        if (target.batchSpans == 0)
            return;
        target.batch = target.queue.substr(0, target.queue.size() - rest.size());
        target.queue.erase(0, target.batch.size());
        target.queued -= target.batchSpans;
    }
    ++target.tries;
    target.counts.pause = 0ms;
    ++target.counts.requests;
    target.serial = m_nextSerial++;
    m_wire->add({project, target.serial, tracesUrl(target.otlp.endpoint), target.otlp.headers, target.otlp.timeout,
                 otlpDocument(target.batch)});
}

void OtlpExporter::drop(Target& target, const std::string& why) {
    target.counts.dropped += target.batchSpans;
    logWarn("daemon", "spans could not be exported", {{"spans", std::to_string(target.batchSpans)}, {"why", why}});
    target.batch.clear();
    target.batchSpans = 0;
    target.tries = 0;
}

void OtlpExporter::onAnswer(const std::string& project, std::uint64_t serial, int status, const std::string& retryAfter,
                            const std::string& error, std::uint64_t rejected) {
    const auto found = m_targets.find(project);
    if (found == m_targets.end() || found->second->serial != serial)
        return;
    Target& target = *found->second;
    target.serial = 0;
    if (status >= 200 && status < 300) {
        rejected = std::min<std::uint64_t>(rejected, target.batchSpans);
        target.counts.sent += target.batchSpans - rejected;
        target.counts.dropped += rejected;
        target.counts.lastError.clear();
        target.batch.clear();
        target.batchSpans = 0;
        target.tries = 0;
        target.backOff = 0ms;
        sendSoon();
        return;
    }
    ++target.counts.failures;
    target.counts.lastError = status == 0 ? error : "the collector answers " + std::to_string(status);
    if (!isRetryable(status) || target.tries >= m_limits.tries) {
        drop(target, target.counts.lastError);
        target.backOff = 0ms;
        sendSoon();
        return;
    }
    target.backOff = std::clamp(target.backOff * 2, m_limits.firstBackOff, m_limits.longestBackOff);
    const auto asked = parsedRetryAfter(retryAfter);
    target.counts.pause = asked > 0ms ? asked : target.backOff;
    target.timer.start(target.counts.pause);
}

OtlpExporter::Counts OtlpExporter::counts(const std::string& project) const {
    const auto found = m_targets.find(project);
    if (found == m_targets.end())
        return {};
    Counts counts = found->second->counts;
    counts.queued = found->second->queued + found->second->batchSpans;
    return counts;
}

}  // namespace slipway::daemon
