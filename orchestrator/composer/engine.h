#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/random.h"
#include "composer/saga.h"
#include "composer/saga_spans.h"
#include "composer/saga_store.h"
#include "composer/store_writer.h"
#include "net/loop.h"

namespace slipway::composer {

/// Makes the calls of a saga; the Caller, or a test's.
using SendCall = std::function<void(OutgoingCall call, std::function<void(const Answer&)> done)>;

/// All sagas that have not ended: carries out what their state machines ask for, in the order that makes it survive a
/// crash (written first, done after), and tells clients what became of it. Thread: the loop's.
class Engine {
  public:
    static constexpr std::size_t kMaxOpen = 4096;  ///< sagas that are not stuck; past it new ones are refused
    static constexpr std::size_t kRecoverAtOnce = 64;
    static constexpr Duration kRecoverEvery = std::chrono::milliseconds(50);
    /// Beyond a composite's own time, for undoing: a client that still waits then is told where to look.
    static constexpr Duration kPatience = std::chrono::seconds(10);

    /// A client's request for a composite.
    struct Wish {
        std::shared_ptr<const composite::Composite> composite;
        json request;
        std::string clientKey;
        std::string requestHash;
        std::string traceparent;  ///< as it came; empty: none
    };
    /// Told once each: that the saga is durable (its id), that there is a reply, or that it goes on past the patience.
    struct Listener {
        std::function<void(const std::string& id)> accepted;
        std::function<void(const SagaRecord& record)> settled;
        std::function<void(const SagaRecord& record)> patienceOver;
    };
    enum class Refusal { None, Full, Stopping, KeyReused, Failing };

    /// `reader` is another connection than the writer's.
    Engine(net::Loop& loop, const Clock& clock, SagaStore reader, StoreWriter& writer, SendCall send);
    ~Engine();

    /// Takes up what a former process left, oldest first and a few at a time. Errors: the store's.
    Result<> recover();

    /// The same key with the same request leads to the same saga, whether it goes on or has ended.
    Refusal begin(Wish wish, Listener listener);

    /// Takes no more wishes.
    void stop() { m_stopping = true; }
    bool isStopping() const { return m_stopping; }
    /// Some saga is on its way: it goes forward, or a call or a write of it is under way.
    bool isBusy() const;

    Result<std::optional<SagaRecord>> find(const std::string& id);
    Result<std::vector<SagaRecord>> list(const SagaFilter& filter) { return m_reader.list(filter); }
    /// In milliseconds from now; nothing where it waits for no next try.
    std::optional<std::int64_t> nextTryMs(const std::string& id) const;

    enum class Order { Retry, Resume, Abandon };
    /// By hand. `written` is called with what became of it, once that is in the store, where lists are read. Errors:
    /// NotFound, Conflict with a sentence where its state does not allow it; `written` is not called then.
    Result<> command(const std::string& id, Order order, const std::function<void(const SagaRecord&)>& written);

    Result<> check();
    struct Counts {
        std::uint64_t begun = 0, done = 0, undone = 0, stuck = 0, calls = 0;
        std::size_t open = 0;
    };
    Counts counts() const;
    SagaSpans& spans() { return m_spans; }
    /// The definition that a saga began with. Errors: Corrupt, Unavailable.
    Result<std::shared_ptr<const composite::Composite>> definitionOf(const std::string& digest);

  private:
    struct Live;
    Live& makeLive(std::shared_ptr<const composite::Composite> definition, SagaRecord record, bool fresh);
    void execute(Live& live, Saga::Effects effects, const std::function<void()>& written = {});
    void perform(const std::string& id, const Saga::Effects& effects);
    void tell(Live& live);
    void recoverSome();
    void retire(Live& live);

    net::Loop& m_loop;
    const Clock& m_clock;
    SagaStore m_reader;
    StoreWriter& m_writer;
    SendCall m_send;
    SagaSpans m_spans{m_clock};
    bool m_stopping = false;
    std::map<std::string, std::unique_ptr<Live>> m_live;
    std::map<std::string, std::string> m_keys;  ///< composite + '\n' + client's key -> id, of live ones
    std::map<std::string, std::shared_ptr<const composite::Composite>> m_definitions;  ///< by digest
    std::deque<std::string> m_recovering;
    net::Timer m_recoverTimer;
    Counts m_counts;
};

/// 128 bits of FNV-1a as hex: tells two texts of honest people apart, and is the same in every process.
std::string digestOf(std::string_view text);

}  // namespace slipway::composer
