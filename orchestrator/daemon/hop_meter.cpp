#include "daemon/hop_meter.h"

#include <curl/curl.h>

#include <algorithm>
#include <chrono>
#include <memory>

namespace slipway::daemon {
namespace {

constexpr int kWarmUp = 20;

struct Asked {
    long status = 0;
    std::chrono::nanoseconds took{};
};

/// One kept connection to one address.
class Way {
  public:
    Way(std::string name, const std::string& address, const std::string& path)
        : m_name(std::move(name)), m_curl(curl_easy_init(), curl_easy_cleanup) {
        const std::string url = "http://" + address + path;
        curl_easy_setopt(m_curl.get(), CURLOPT_URL, url.c_str());
        curl_easy_setopt(m_curl.get(), CURLOPT_PROXY, "");
        curl_easy_setopt(m_curl.get(), CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(m_curl.get(), CURLOPT_TIMEOUT_MS, 1000L);
        curl_easy_setopt(m_curl.get(), CURLOPT_USERAGENT, "slipway");
        curl_easy_setopt(
            m_curl.get(), CURLOPT_WRITEFUNCTION, +[](char*, size_t size, size_t count, void*) { return size * count; });
    }

    Result<Asked> ask() {
        const auto began = std::chrono::steady_clock::now();
        if (const CURLcode code = curl_easy_perform(m_curl.get()); code != CURLE_OK)
            return fail(code == CURLE_OPERATION_TIMEDOUT ? ErrorCode::Timeout : ErrorCode::Io,
                        m_name + ": " + curl_easy_strerror(code), "`slipway ps` tells whether all of it runs.");
        Asked asked;
        asked.took = std::chrono::steady_clock::now() - began;
        curl_easy_getinfo(m_curl.get(), CURLINFO_RESPONSE_CODE, &asked.status);
        return asked;
    }

  private:
    std::string m_name;
    std::unique_ptr<CURL, void (*)(CURL*)> m_curl;
};

/// Of at least one. Microseconds, with a tenth of them worth telling.
double median(std::vector<std::chrono::nanoseconds>& of) {
    const auto middle = of.begin() + static_cast<std::ptrdiff_t>(of.size() / 2);
    std::nth_element(of.begin(), middle, of.end());
    return static_cast<double>(middle->count() / 100) / 10;
}

Result<api::HopPrice> measureOne(const Hop& hop, const std::atomic<bool>& leaving) {
    const std::string name = hop.from + " → " + hop.to;
    Way direct(name + ", straight to the instance", hop.direct, hop.path);
    Way through(name + ", through the proxy", hop.through, hop.path);
    std::vector<std::chrono::nanoseconds> directTook, throughTook;
    for (int i = 0; i < kWarmUp + HopMeter::kRequests && !leaving; ++i) {
        const auto one = direct.ask();
        const auto other = one ? through.ask() : one;
        if (!other)
            return tl::unexpected(other.error());
        if (one->status != other->status)
            return fail(ErrorCode::Io,
                        name + ": the instance answered " + std::to_string(one->status) +
                            ", and through the proxy it was " + std::to_string(other->status),
                        "It may be that the service is being changed; try again when it is not.");
        if (i < kWarmUp)
            continue;
        directTook.push_back(one->took);
        throughTook.push_back(other->took);
    }
    if (directTook.empty())
        return fail(ErrorCode::Io, "the daemon is ending");
    api::HopPrice price;
    price.from = hop.from;
    price.to = hop.to;
    price.requests = static_cast<int>(directTook.size());
    price.directUs = median(directTook);
    price.throughUs = median(throughTook);
    price.priceUs = price.throughUs - price.directUs;
    return price;
}

}  // namespace

HopMeter::HopMeter(const Clock& clock) : m_clock(clock) {
    m_thread.setMaxThreadCount(1);
}

HopMeter::~HopMeter() {
    m_leaving = true;
    m_thread.waitForDone();
}

void HopMeter::measure(const std::string& project, const std::string& mode, std::vector<Hop> hops, Done done) {
    m_thread.start([this, project, mode, hops = std::move(hops), done = std::move(done)] {
        Result<std::vector<api::HopPrice>> prices{};
        for (const Hop& hop : hops) {
            auto one = measureOne(hop, m_leaving);
            if (!one) {
                prices = tl::unexpected(std::move(one.error()));
                break;
            }
            one->mode = mode;
            prices->push_back(std::move(*one));
        }
        QMetaObject::invokeMethod(this, [this, project, done, prices = std::move(prices)]() mutable {
            if (prices)
                for (auto& price : *prices) {
                    price.atMs = m_clock.wallMs();
                    m_last[project][{price.from, price.to, price.mode}] = price;
                }
            done(std::move(prices));
        });
    });
}

std::vector<api::HopPrice> HopMeter::of(const std::string& project) const {
    std::vector<api::HopPrice> prices;
    if (const auto found = m_last.find(project); found != m_last.end())
        for (const auto& [key, price] : found->second)
            prices.push_back(price);
    return prices;
}

}  // namespace slipway::daemon
