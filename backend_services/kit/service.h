#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "kit/client.h"
#include "kit/environment.h"
#include "kit/faults.h"
#include "kit/log.h"
#include "kit/metrics.h"
#include "kit/router.h"
#include "kit/server.h"
#include "kit/worker_pool.h"

namespace shop::kit {

struct ServiceOptions {
    std::string name;  ///< as in logs and metrics: `users`; the program is `shop-users`
    bool needsData = true;
    unsigned workers = 4;
    std::size_t queueLimit = 512;  ///< requests that wait for a worker; past it 503
};

/// One program of the shop: environment, health, metrics, logs and the server around a router. Its life:
///
///     auto service = Service::create({.name = "users"});   // reads the environment; SHOP_EXIT_AT_START happens here
///     routes(service->router(), domain);
///     service->readyWhen([&] { return store->check(); });
///     return service->run();                               // until SIGTERM
class Service {
  public:
    /// Prints what is wrong on stderr and exits with 2 where the environment is incomplete.
    static std::unique_ptr<Service> create(ServiceOptions options);
    ~Service();

    Router& router() { return m_router; }
    Metrics& metrics() { return m_metrics; }
    const Log& log() const { return m_log; }
    const Environment& environment() const { return m_environment; }

    /// A client for the address in `<DEPENDENCY>_URL` (upper case, `-` as `_`), which counts its tries in this
    /// service's metrics. Null where the variable is not set; BadRequest where it is no address.
    Result<std::unique_ptr<Client>> clientFor(const std::string& dependency);

    /// `check` runs at each `/health/ready` and must not wait for other services. Without one, listening is ready.
    void readyWhen(std::function<Result<>()> check) { m_readyCheck = std::move(check); }

    /// Listens and serves until a stop is complete. Returns what `main` returns: 0, or 1 where the port could not be
    /// had.
    int run();

    /// Says on stderr `shop-users: MESSAGE`, and returns 1, for a `main` that cannot go on.
    int giveUp(const Error& error) const;

  private:
    Service(ServiceOptions options, Environment environment);

    void addHealth();
    Result<Response> answerWithFaults(const Route& route, Request& request);
    void dispatch(Request& request, Respond respond);
    void handle(const Route& route, Request& request, const Respond& respond,
                std::chrono::steady_clock::time_point began);
    void finish(std::ptrdiff_t route, const Request& request, Response response, const Respond& respond,
                std::chrono::steady_clock::time_point began, struct RequestContext& context);
    void logRequest(std::string_view route, const Request& request, int status, std::int64_t microseconds,
                    const struct RequestContext& context) const;
    Result<> ready() const;

    ServiceOptions m_options;
    Environment m_environment;
    Log m_log;
    Metrics m_metrics;
    Router m_router;
    std::function<Result<>()> m_readyCheck;
    std::chrono::steady_clock::time_point m_started;
    std::atomic<bool> m_stopping{false};
    std::unique_ptr<Faults> m_faults;  ///< null but in tests and tours
    std::unique_ptr<WorkerPool> m_workers;
};

}  // namespace shop::kit
