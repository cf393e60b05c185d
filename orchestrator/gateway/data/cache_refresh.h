#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "gateway/core/balancer.h"
#include "gateway/data/cache_turn.h"
#include "gateway/data/upstream_connection.h"
#include "gateway/data/worker_config.h"
#include "http/body_decoder.h"
#include "http/response_parser.h"

namespace slipway::gateway {

class Worker;

/// A request of the gateway's own for what a client has just been given stale (stale-while-revalidate). One try: when
/// it fails, the next client's request brings another. Thread: the worker's, which owns it until it calls endRefresh().
class CacheRefresh final : public UpstreamUser, public net::Disposable {
  public:
    /// A worker has no more than so many at a time; what would be more is not refreshed now.
    static constexpr std::size_t kMax = 64;

    struct Job {
        LocalRef<WorkerConfig> config;
        const Route* route;         ///< of config
        const RouteTarget* target;  ///< of config
        std::string request;        ///< head as it is sent
        std::unique_ptr<CacheTurn> turn = nullptr;
    };
    static void start(Worker& worker, Job job);

    CacheRefresh(Worker& worker, Job job);
    ~CacheRefresh() override;

    void onUpstreamConnected() override;
    void onUpstreamBytes(std::string_view bytes) override;
    void onUpstreamEnd() override;
    void onUpstreamError(int error) override;
    void onUpstreamSent() override {}

  private:
    bool send();
    void takeHead(const http::ResponseHead& head);
    void takeBody(std::string_view bytes);
    /// `status` 0: no answer. Ends the object.
    void end(bool reusable);

    Worker& m_worker;
    Job m_job;
    net::Timer m_timer;
    Assignment m_assignment;
    std::unique_ptr<UpstreamConnection> m_upstream;
    std::unique_ptr<http::ResponseParser> m_parser;
    net::ByteQueue m_input;  // until the head is whole
    http::BodyDecoder m_body;
    TimePoint m_sent{};
    std::uint16_t m_status = 0;
    bool m_keepAlive = false;
};

/// The answer's head: whether it will be stored. As Fill::begin.
std::optional<cache::Unstorable> beginFill(CacheTurn& turn, const http::ResponseHead& head, Worker& worker,
                                           TimePoint sent, std::span<const std::string_view> withheld);
/// A 304 to a condition of ours: what is stored as it is now, which has been put in place of the former. Nothing when
/// the 304 is of another representation.
std::optional<cache::StoredResponse> takeValidation(CacheTurn& turn, const http::ResponseHead& head, Worker& worker,
                                                    TimePoint sent, std::span<const std::string_view> withheld);

}  // namespace slipway::gateway
