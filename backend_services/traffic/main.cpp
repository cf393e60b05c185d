// shop-traffic: shoppers for the sample shop, at a modest rate.
#include <getopt.h>
#include <pthread.h>

#include <algorithm>
#include <charconv>
#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string_view>
#include <thread>

#include "traffic/counts.h"
#include "traffic/shopper.h"

using namespace shop;
using Clock = std::chrono::steady_clock;

namespace {

constexpr int kShoppers = 4;
constexpr auto kFirstBackOff = std::chrono::milliseconds(100);
constexpr auto kLastBackOff = std::chrono::seconds(5);

struct Options {
    std::string url = "http://127.0.0.1:8080";
    double rate = 5;     // requests a second, of all shoppers together
    double seconds = 0;  // 0: until a signal
    bool json = false;
};

constexpr const char* kHelp =
    "usage: shop-traffic [--url http://127.0.0.1:8080] [--rate 5] [-d SECONDS] [--json]\n"
    "Looks at products, buys, and looks at points, --rate requests a second, until -d or SIGTERM.\n"
    "Buys through /checkout where the shop has it, and every other time from orders themselves.\n"
    "Prints what it counted at the end. A shop that is away is tried again, less and less often.\n";

/// Turns of the shoppers: one every 1/rate seconds. A turn that is late by more than a second is left out, not made up
/// for.
class Turns {
  public:
    explicit Turns(double rate)
        : m_step(std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(1 / rate))) {}

    /// Waits for the next turn; false after stop().
    bool next() {
        std::unique_lock lock(m_mutex);
        m_next = std::max(m_next + m_step, Clock::now() - std::chrono::seconds(1));
        const auto mine = m_next;
        return !m_wake.wait_until(lock, mine, [this] { return m_stopped; });
    }
    /// Waits, but no longer than until stop().
    bool pause(Clock::duration length) {
        std::unique_lock lock(m_mutex);
        return !m_wake.wait_for(lock, length, [this] { return m_stopped; });
    }
    void stop() {
        const std::lock_guard lock(m_mutex);
        m_stopped = true;
        m_wake.notify_all();
    }

  private:
    std::mutex m_mutex;
    std::condition_variable m_wake;
    Clock::duration m_step;
    Clock::time_point m_next = Clock::now();
    bool m_stopped = false;
};

bool parseNumber(const char* text, double& out) {
    const std::string_view view(text);
    const auto [end, error] = std::from_chars(view.data(), view.data() + view.size(), out);
    return error == std::errc{} && end == view.data() + view.size() && out > 0 && out <= 100'000;
}

/// Exits by itself on --help and on what it does not understand.
Options parse(int argc, char** argv) {
    static const option kLong[] = {
        {"url", required_argument, nullptr, 'u'},      {"rate", required_argument, nullptr, 'r'},
        {"duration", required_argument, nullptr, 'd'}, {"json", no_argument, nullptr, 'j'},
        {"help", no_argument, nullptr, 'h'},           {nullptr, 0, nullptr, 0}};
    Options options;
    for (int c = 0; (c = getopt_long(argc, argv, "d:h", kLong, nullptr)) != -1;) {
        bool good = true;
        switch (c) {
            case 'u':
                options.url = optarg;
                break;
            case 'r':
                good = parseNumber(optarg, options.rate);
                break;
            case 'd':
                good = parseNumber(optarg, options.seconds);
                break;
            case 'j':
                options.json = true;
                break;
            case 'h':
                std::fputs(kHelp, stdout);
                std::exit(0);
            default:
                good = false;
        }
        if (!good) {
            std::fputs(kHelp, stderr);
            std::exit(2);
        }
    }
    return options;
}

}  // namespace

int main(int argc, char** argv) {
    const Options options = parse(argc, argv);
    kit::ClientOptions clientOptions;
    clientOptions.name = "shop";
    clientOptions.timeout = std::chrono::seconds(10);
    const auto client = kit::Client::create(options.url, clientOptions);
    if (!client) {
        std::fprintf(stderr, "shop-traffic: %s\n", client.error().message.c_str());
        return 2;
    }

    // Blocked before the first thread, so that only this one takes them, by waiting for them.
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);

    traffic::Memory memory;
    traffic::Counts counts;
    Turns turns(options.rate);
    std::random_device device;
    const auto began = Clock::now();
    std::vector<std::thread> shoppers;
    for (int i = 0; i < kShoppers; ++i) {
        shoppers.emplace_back([&, seed = (std::uint64_t{device()} << 32) | device()] {
            traffic::Shopper shopper(**client, memory, counts, seed);
            Clock::duration backOff = kFirstBackOff;
            while (turns.next()) {
                if (shopper.act()) {
                    backOff = kFirstBackOff;
                } else if (turns.pause(backOff)) {
                    backOff = std::min<Clock::duration>(backOff * 2, kLastBackOff);
                }
            }
        });
    }
    if (options.seconds > 0) {
        const auto nanoseconds = static_cast<std::int64_t>(options.seconds * 1e9);
        const timespec wait{nanoseconds / 1'000'000'000, nanoseconds % 1'000'000'000};
        sigtimedwait(&signals, nullptr, &wait);
    } else {
        int signal = 0;
        sigwait(&signals, &signal);
    }
    turns.stop();
    for (std::thread& shopper : shoppers) {
        shopper.join();
    }
    const double seconds = std::chrono::duration<double>(Clock::now() - began).count();
    std::puts((options.json ? counts.json(seconds) : counts.line(seconds)).c_str());
    return 0;
}
