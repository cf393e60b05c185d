#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "gateway/core/balancer.h"
#include "gateway/data/cache_turn.h"
#include "gateway/data/exchange_trace.h"
#include "gateway/data/mediated.h"
#include "gateway/data/out_buffer.h"
#include "gateway/data/problem.h"
#include "gateway/data/upstream_connection.h"
#include "gateway/data/worker_config.h"
#include "gateway/mirror/mirror_pool.h"
#include "gateway/policy/route_policies.h"
#include "http/body_decoder.h"
#include "http/request_head.h"
#include "http/request_writer.h"
#include "http/response_parser.h"
#include "http/response_writer.h"

namespace slipway::gateway {

struct AccessRecord;
class ClientConnection;
class HoldQueue;
class Worker;

/// What an Exchange knows of the request that it serves; a new request begins with it as it stands here.
struct ExchangeState {
    enum class Phase : std::uint8_t {
        Free,
        Checking,
        Gathering,
        Converting,
        CacheWait,
        Held,
        Trying,
        GatheringAnswer,
        Responding,
        Serving,
        Flushing,
        Tunnel
    };

    ClientConnection* m_client = nullptr;
    LocalRef<WorkerConfig> m_config;
    const Route* m_route = nullptr;         // of m_config
    const RouteTarget* m_target = nullptr;  // of m_config
    TriedEndpoints m_tried;
    TimePoint m_started{};
    TimePoint m_tryStarted{};
    TimePoint m_heldSince{};
    TimePoint m_heldUntil{};
    std::uint64_t m_heldUs = 0;
    std::uint64_t m_upstreamUs = 0;
    std::uint64_t m_bytesOut = 0;
    std::uint64_t m_tunnelIn = 0;
    std::uint64_t m_bodyLimit = UINT64_MAX;  // payload; past it 413
    size_t m_headBytes = 0;                  // of m_request
    std::uint32_t m_tries = 0;               // sent at least in part
    std::uint32_t m_retriesLeft = 0;
    std::uint16_t m_status = 0;          // to the client
    std::uint16_t m_upstreamStatus = 0;  // of the last try
    Phase m_phase = Phase::Free;
    http::Method m_method = http::Method::Other;
    http::UpgradeKind m_upgrade = http::UpgradeKind::None;
    http::BodyKind m_outFraming = http::BodyKind::None;
    http::Why m_bodyFault = http::Why::None;
    bool m_bodyTooLarge = false;
    std::uint8_t m_clientMinor = 1;
    bool m_requestChunked = false;
    bool m_offersKeepAlive = true;
    bool m_keepAlive = true;   // the client's connection stays after this
    bool m_replayable = true;  // m_request holds all that was sent
    bool m_continueRelayed = false;
    bool m_uploadStopped = false;
    bool m_upstreamKeepAlive = false;
    bool m_upstreamEnded = false;
    bool m_tunnelClientEnded = false;
    bool m_wasHeld = false;
    bool m_probing = false;     // held ones follow when it gets through
    bool m_fresh = false;       // the next try takes no pooled connection
    bool m_failed = false;      // counts as `failed`
    bool m_unanswered = false;  // by the last try
    bool m_setSticky = false;   // the answer tells the client its target
};

/// One request from its head to the last byte of its answer: which route and endpoint, what is sent, whether it may be
/// sent again.
///
/// | phase      | what happens                                        | goes to                                                    |
/// |------------|-----------------------------------------------------|------------------------------------------------------------|
/// | Checking   | a password is checked in another thread; the body   | as if it had just come                                     |
/// |            | stays with the client's connection                  |                                                            |
/// | Gathering  | a chunked body comes in, nothing is sent yet        | Trying when it is whole, large, or slow; Done after a 400  |
/// | Held       | no endpoint takes the request                       | Trying when one may; Done after a 503                      |
/// | Trying     | sent, or being sent, to an endpoint                 | Responding, Tunnel; Trying again, Held, Done by row 46     |
/// | Responding | the answer's head has gone to the client            | Flushing; Done where the answer breaks off                 |
/// | Flushing   | the answer is whole, the client has not taken it yet| Done                                                       |
/// | Tunnel     | bytes both ways                                     | Done when both ends have ended, or one broke               |
///
/// On a route that mediates (exchange_mediation.cpp), a body that is converted is gathered whole, goes from Gathering
/// to Converting (a thread of the pool has it) and then to Trying; an answer goes from Trying to GatheringAnswer,
/// Converting and Flushing.
///
/// On a route that caches (exchange_cache.cpp), a request may wait in CacheWait for what another one brings, and then
/// go to Serving or Trying; what is stored is sent in Serving, which goes to Flushing.
///
/// A method that ends the exchange (finish, abort, and all that may lead to them) gives the object back to the worker:
/// nothing of it may be touched after. Thread: the worker's.
class Exchange final : public UpstreamUser, private ExchangeState {
  public:
    /// Bytes waiting for one side past which the other is not read.
    static constexpr size_t kHighWater = 64 * 1024;
    /// A chunked body is kept back until it is whole, so that one that turns out malformed reaches no backend
    /// (checklist rows 23, 24); but no longer than this, for the sake of those that stream.
    static constexpr Duration kGather = std::chrono::seconds(1);

    explicit Exchange(Worker& worker);

    /// The request's head, and what came behind it. Returns how much of that belongs to its body.
    size_t begin(ClientConnection& client, const http::RequestHead& head, std::string_view rest);
    /// Body or tunnel bytes; returns how many it used: all, until the body ends.
    size_t onClientBytes(std::string_view bytes);
    bool wantsClientBytes() const {
        return (!m_requestBody.done() && m_phase != Phase::Checking) || m_phase == Phase::Tunnel;
    }
    /// What was being checked is known. `rest`: what has come behind the head. Returns as begin() does.
    size_t beginChecked(std::string_view rest);
    /// The client sends no more. False when that ended the exchange: what was to come is missing.
    bool onClientEnd();
    /// The connection broke. Ends the exchange.
    void onClientGone();
    void onClientSent();
    /// The client did not make the progress that ClientConnection::expectProgress() asked for.
    void onClientStalled();
    /// Another request, for whose answer this one waited, has come to its end.
    void onCacheFlightEnded(cache::FlightEnd end);
    enum class Resume : std::uint8_t { Probe, Released };
    /// Tries again. A probe that gets through releases the others.
    void resumeFromHold(Resume how);

    void onUpstreamConnected() override;
    void onUpstreamBytes(std::string_view bytes) override;
    void onUpstreamEnd() override;
    void onUpstreamError(int error) override;
    void onUpstreamSent() override;

  private:
    /// Which endpoints a try may go to.
    enum class Choice : std::uint8_t {
        Ordinary,       ///< any; behind those that are held
        OthersOnly,     ///< none that was tried
        SameIfOnlyOne,  ///< one that was tried where there is no other
    };
    enum class TryEnd : std::uint8_t { Answered, NoAnswer, Abandoned };
    enum class Fault : std::uint8_t { Upstream, Client };

    // exchange.cpp: the way of a request
    bool admit(const http::RequestHead& head);
    bool aim(const http::RequestHead& head, const Listener& listener);
    size_t proceed(const http::RequestHead& head, std::string_view rest);
    const Route* findRoute(const http::RequestHead& head, const Listener& listener) const;
    bool writeHead(const http::RequestHead& head, const Listener& listener);
    void noteForLog(const http::RequestHead& head);
    void chooseRequestId(const http::RequestHead& head);
    const Service* currentService() const;
    void tryNext(Choice choice);
    bool openUpstream(const Service& service);
    void connected();
    void tryFailed(std::string_view why);
    void endTry(TryEnd end);
    void hold(const Service& service);
    void leaveHold();
    void onTimer();

    // exchange_policies.cpp: conditions of the route
    /// A request that waits for a check. Threads: the worker's, but for `right`, which travels with the task.
    struct Check;
    bool passPolicies(const http::RequestHead& head);
    bool startCheck(const http::RequestHead& head);
    void onChecked(bool right);
    void dropCheck();
    void answerRefusal(const policy::Refusal& refusal);
    std::span<const http::FieldLine> policyFields() const;

    // exchange_cache.cpp: what is stored instead of the service
    enum class CacheLook : std::uint8_t { Go, Hit, Refresh, Answered };
    bool answeredFromCache(const http::RequestHead& head, const Listener& listener);
    CacheLook lookUpCache(const cache::RequestFields& fields);
    bool mayRefreshCache() const;
    void answerOnlyIfCached();
    bool answerStaleAndRefresh(const http::RequestHead& head, const Listener& listener);
    void amendForCache(http::RequestRewrite& rewrite);
    bool waitsForCache();

    // exchange_cache_answer.cpp: what comes is stored, what is stored is sent
    std::span<const std::string_view> withheldFromCache() const;
    bool takeCacheHead(const http::ResponseHead& head, std::string_view rest, OutBuffer& out);
    void dropCondition();
    void noteCacheHead(const http::ResponseHead& head, http::ResponseRewrite& rewrite);
    bool mayServeCacheOnError(unsigned status) const;
    void serveOnError(unsigned status);
    void serveHit();
    void serve(std::string_view cacheStatus);
    void serveMore();
    // exchange_target.cpp: which of a route's services
    const RouteTarget& chooseTarget(const http::RequestHead& head);
    std::string stickyField() const;

    // exchange_mirror.cpp: what a shadow is asked as well
    void startMirror(const http::RequestHead& head);
    void mirrorRequest(std::string_view first, std::string_view second);
    void mirrorHead(const http::ResponseHead& head);
    void mirrorBody(std::string_view payload);
    void sendMirror();

    // exchange_body.cpp: the request's body
    size_t bodyBuffer() const;
    size_t takeBody(std::string_view bytes, OutBuffer& into, std::string_view& direct);
    void sendBody(std::string_view first, std::string_view second);
    void settleReplay();
    void throttleClient();
    void refuseBody();

    // exchange_response.cpp: the answer
    void readHeads(std::string_view bytes, OutBuffer& out);
    void relayInterim(const http::ResponseHead& head, OutBuffer& out);
    void relayHead(const http::ResponseHead& head, OutBuffer& out);
    void relayBody(std::string_view bytes, OutBuffer& out);
    void responseDone(bool upstreamReusable);
    void startTunnel(std::string_view early, OutBuffer& out);
    void tunnelEnded();
    void throttleUpstream();

    // exchange_mediation.cpp: bodies of another format
    bool startMediation(const http::RequestHead& head, const Listener& listener);
    bool takeMediated(const mediation::RequestResult& made, bool converted);
    size_t gatherMediated(std::string_view bytes);
    void convert(std::function<void()> job);
    void onRequestConverted(const mediation::RequestResult& made);
    void mediateHead(const http::ResponseHead& head, std::string_view rest, OutBuffer& out);
    void gatherAnswer(std::string_view bytes);
    void answerGathered(bool upstreamReusable);
    void onMediatedUpstreamEnd();
    void sendMediated(const mediation::Answer& made);
    void dropMediation();

    // exchange_trace.cpp: the spans of it
    void startTrace(const http::RequestHead& head);
    void writeTraceparent(http::RequestRewrite& rewrite);
    void startTryTrace();
    void endTryTrace(bool answered);
    void writeTryTrace();
    void noteForRecord(AccessRecord& record, char* traceId) const;
    void endTrace();

    // exchange_end.cpp: how it ends
    void answer(const Problem& problem);
    void answerHere();
    /// A document of the configuration's own.
    void answerDocument(const std::string& body);
    void send(unsigned status, std::string_view why, const OutBuffer& out);
    void abort(std::string_view why, Fault fault);
    void finish(bool keepAlive);
    void releaseUpstream(bool reusable);
    void account();
    void reset();
    CounterShard& routeShard();
    CounterShard& edgeShard();

    /// What a spare Exchange keeps of its buffer, so that most requests allocate nothing.
    static constexpr size_t kKeptBytes = 4096;

    Worker& m_worker;
    net::Timer m_timer;
    std::unique_ptr<UpstreamConnection> m_upstream;
    Assignment m_assignment;
    OutBuffer m_request;  // head as it is sent, then the body so far as long as m_replayable
    http::BodyDecoder m_requestBody;
    http::BodyDecoder m_responseBody;
    std::unique_ptr<Mediated> m_mediated;                    // null on most routes
    net::ByteQueue m_responseInput;                          // an incomplete head
    std::unique_ptr<http::ResponseParser> m_responseParser;  // of it
    std::string m_requestId;
    std::unique_ptr<policy::Admission> m_admission;  // of m_route's policies; made when a route first has some
    std::shared_ptr<Check> m_check;                  // while Checking
    std::unique_ptr<CacheTurn> m_turn;               // null where nothing is cached
    std::unique_ptr<mirror::MirrorJob> m_mirror;     // null: this request has none
    ExchangeTrace m_trace;
    // For the access log.
    std::string m_logMethod, m_logTarget, m_logHost;
    std::string m_endpoint;  // of the last try
    std::string m_why;       // what went wrong
};

}  // namespace slipway::gateway
