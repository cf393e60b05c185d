#include "daemon/key_keeper.h"

#include <curl/curl.h>
#include <sys/stat.h>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

#include "base/files.h"
#include "base/log.h"
#include "crypto/base64.h"
#include "crypto/digest.h"
#include "crypto/json_web_key.h"
#include "crypto/tls_identity.h"

namespace slipway::daemon {

using namespace std::chrono_literals;

struct KeyKeeper::Fetched {
    std::string url;
    std::string text;
    std::string error;  ///< empty: it is there
};

/// One thread with libcurl. Ends with its destructor, in the middle of a transfer too.
class KeyKeeper::Fetcher {
  public:
    explicit Fetcher(std::function<void(Fetched)> done) : m_done(std::move(done)), m_thread([this] { run(); }) {}
    ~Fetcher() {
        {
            const std::lock_guard lock(m_mutex);
            m_ending = true;
        }
        m_wake.notify_one();
        m_thread.join();
    }
    void add(const std::string& url) {
        {
            const std::lock_guard lock(m_mutex);
            m_urls.push_back(url);
        }
        m_wake.notify_one();
    }

  private:
    void run() {
        for (;;) {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return m_ending || !m_urls.empty(); });
            if (m_ending)
                return;
            const std::string url = std::move(m_urls.front());
            m_urls.pop_front();
            lock.unlock();
            Fetched fetched = fetch(url);
            if (!m_ending)
                m_done(std::move(fetched));
        }
    }

    static std::size_t onBytes(char* data, std::size_t, std::size_t size, void* into) {
        auto& text = *static_cast<std::string*>(into);
        if (text.size() + size > crypto::KeySet::kMaxBytes)
            return 0;
        text.append(data, size);
        return size;
    }
    static int onProgress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
        return static_cast<Fetcher*>(self)->m_ending ? 1 : 0;
    }

    Fetched fetch(const std::string& url) {
        Fetched fetched{url, {}, {}};
        const std::unique_ptr<CURL, void (*)(CURL*)> easy(curl_easy_init(),
                                                          [](CURL* each) { curl_easy_cleanup(each); });
        const char* secure = url.starts_with("https://") ? "https" : "https,http";
        curl_easy_setopt(easy.get(), CURLOPT_URL, url.c_str());
        curl_easy_setopt(easy.get(), CURLOPT_PROTOCOLS_STR, secure);
        curl_easy_setopt(easy.get(), CURLOPT_REDIR_PROTOCOLS_STR, secure);
        curl_easy_setopt(easy.get(), CURLOPT_FOLLOWLOCATION, 1L);
        curl_easy_setopt(easy.get(), CURLOPT_MAXREDIRS, 3L);
        curl_easy_setopt(easy.get(), CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(easy.get(), CURLOPT_TIMEOUT, 10L);
        curl_easy_setopt(easy.get(), CURLOPT_USERAGENT, "slipwayd");
        curl_easy_setopt(easy.get(), CURLOPT_WRITEFUNCTION, &Fetcher::onBytes);
        curl_easy_setopt(easy.get(), CURLOPT_WRITEDATA, &fetched.text);
        curl_easy_setopt(easy.get(), CURLOPT_NOPROGRESS, 0L);
        curl_easy_setopt(easy.get(), CURLOPT_XFERINFOFUNCTION, &Fetcher::onProgress);
        curl_easy_setopt(easy.get(), CURLOPT_XFERINFODATA, this);
        const CURLcode code = curl_easy_perform(easy.get());
        long status = 0;
        curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
        if (code != CURLE_OK)
            fetched.error = curl_easy_strerror(code);
        else if (status != 200)
            fetched.error = "the answer is " + std::to_string(status);
        return fetched;
    }

    std::function<void(Fetched)> m_done;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<std::string> m_urls;
    std::atomic<bool> m_ending{false};
    std::thread m_thread;  // last: it uses the others
};

KeyKeeper::KeyKeeper(const Home& home, const Clock& clock, Callbacks callbacks)
    : m_home(home), m_clock(clock), m_callbacks(std::move(callbacks)) {
    m_timer.setInterval(1s);
    connect(&m_timer, &QTimer::timeout, this, &KeyKeeper::look);
}

KeyKeeper::~KeyKeeper() = default;

std::string KeyKeeper::cacheFile(const std::string& url) const {
    return m_home.file("keys/") + crypto::encodeHex(crypto::view(crypto::sha256(url))).substr(0, 32) + ".json";
}

void KeyKeeper::need(const std::vector<KeySource>& sources) {
    std::set<std::string> wanted;
    for (const KeySource& source : sources) {
        wanted.insert(source.where);
        if (!source.key.empty())
            wanted.insert(source.key);
        const auto [place, fresh] = m_entries.try_emplace(source.where);
        Entry& entry = place->second;
        // Two routes may want the same at different times: the more often wins.
        entry.source.refresh = fresh ? source.refresh : std::min(entry.source.refresh, source.refresh);
        if (!fresh)
            continue;
        entry.source = source;
        if (!source.isUrl()) {
            readIfChanged(entry);
            continue;
        }
        if (auto kept = readFile(cacheFile(source.where), crypto::KeySet::kMaxBytes))
            accept(entry, *std::move(kept));
        fetch(entry);
    }
    std::erase_if(m_entries, [&](const auto& entry) { return !wanted.contains(entry.first); });
    std::erase_if(m_texts, [&](const auto& entry) { return !wanted.contains(entry.first); });
    if (m_entries.empty())
        m_timer.stop();
    else if (!m_timer.isActive())
        m_timer.start();
}

void KeyKeeper::look() {
    bool changed = false;
    for (auto& [where, entry] : m_entries) {
        if (!entry.source.isUrl())
            changed = readIfChanged(entry) || changed;
        else if (!entry.fetching && m_clock.now() >= entry.nextFetch)
            fetch(entry);
    }
    if (changed)
        m_callbacks.changed();
}

bool KeyKeeper::readIfChanged(Entry& entry) {
    std::string stamp;
    for (const std::string& path : {entry.source.where, entry.source.key}) {
        struct stat status {};
        if (path.empty())
            continue;
        if (::stat(path.c_str(), &status) != 0) {
            entry.stamp.clear();  // the same file, moved away and back, is read again
            fault(entry, "there is no file " + path);
            return false;
        }
        stamp += std::to_string(status.st_size) + " " + std::to_string(status.st_mtim.tv_sec) + "." +
                 std::to_string(status.st_mtim.tv_nsec) + " " + std::to_string(status.st_ino) + " ";
    }
    if (stamp == entry.stamp)
        return false;
    auto text = readFile(entry.source.where, crypto::KeySet::kMaxBytes);
    auto key = entry.source.key.empty() ? Result<std::string>(std::string())
                                        : readFile(entry.source.key, crypto::KeySet::kMaxBytes);
    if (!text || !key) {
        fault(entry, (text ? key : text).error().message);
        return false;
    }
    entry.stamp = stamp;
    if (entry.source.kind == KeySource::Kind::Certificate)
        return acceptPair(entry, *std::move(text), *std::move(key));
    return accept(entry, *std::move(text));
}

bool KeyKeeper::acceptPair(Entry& entry, std::string certificate, std::string key) {
    // One of two files was replaced, and the other will be in a moment: until then the old pair stays.
    const auto identity = crypto::TlsIdentity::read(certificate, key);
    if (!identity) {
        fault(entry, entry.source.where + ": " + identity.error().message);
        return false;
    }
    const bool expired = identity->notAfter < m_clock.wallMs() / 1000;
    if (!expired)
        entry.lastFault.clear();
    else if (const std::string sentence = entry.source.where + ": the certificate has expired";
             std::exchange(entry.lastFault, sentence) != sentence) {
        logWarn("daemon", "a certificate has expired", {{"file", entry.source.where}});
        m_callbacks.warn(entry.source.where, sentence + "; it is shown all the same, and clients will refuse it");
    }
    const bool changed = m_texts[entry.source.where] != certificate || m_texts[entry.source.key] != key;
    m_texts[entry.source.where] = std::move(certificate);
    m_texts[entry.source.key] = std::move(key);
    return changed;
}

bool KeyKeeper::accept(Entry& entry, std::string text) {
    if (entry.source.kind == KeySource::Kind::KeySet) {
        const auto set = crypto::parseKeySet(text, {});
        if (!set || set->keys.empty()) {
            fault(entry, entry.source.where + ": " + (set ? "no key in it can be used" : set.error().message));
            return false;
        }
    }
    entry.lastFault.clear();
    std::string& place = m_texts[entry.source.where];
    if (place == text)
        return false;
    place = std::move(text);
    return true;
}

void KeyKeeper::fetch(Entry& entry) {
    if (!m_fetcher) {
        static std::once_flag once;
        std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
        m_fetcher = std::make_unique<Fetcher>([this](Fetched fetched) {
            QMetaObject::invokeMethod(
                this, [this, fetched = std::move(fetched)] { onFetched(fetched); }, Qt::QueuedConnection);
        });
    }
    entry.fetching = true;
    m_fetcher->add(entry.source.where);
}

void KeyKeeper::onFetched(const Fetched& fetched) {
    const auto found = m_entries.find(fetched.url);
    if (found == m_entries.end())
        return;
    Entry& entry = found->second;
    entry.fetching = false;
    entry.nextFetch = m_clock.now() + entry.source.refresh;
    if (!fetched.error.empty()) {
        fault(entry, fetched.url + ": " + fetched.error);
        entry.nextFetch = m_clock.now() + std::min<Duration>(entry.source.refresh, 10s);
        return;
    }
    if (!accept(entry, fetched.text))
        return;
    if (auto made = makeFolders(m_home.file("keys")); made)
        (void)writeFileAtomically(cacheFile(fetched.url), fetched.text, 0600);
    logInfo("daemon", "keys have changed", {{"url", fetched.url}});
    m_callbacks.changed();
}

void KeyKeeper::fault(Entry& entry, const std::string& sentence) {
    if (entry.lastFault == sentence)
        return;
    entry.lastFault = sentence;
    const bool isCertificate = entry.source.kind == KeySource::Kind::Certificate;
    const std::string effect = m_texts.contains(entry.source.where) ? "; what it said before stays in force"
                               : isCertificate
                                   ? "; TLS clients who ask for its names get no connection until it is there"
                                   : "; nobody gets in by it until it is there";
    logWarn("daemon", isCertificate ? "a certificate can't be used" : "keys of a route can't be had",
            {{"why", sentence + effect}});
    m_callbacks.warn(entry.source.where, sentence + effect);
}

}  // namespace slipway::daemon
