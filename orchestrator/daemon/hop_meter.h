#pragma once

#include <QThreadPool>
#include <atomic>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "protocol/api_topology.h"

namespace slipway::daemon {

/// A call that the project declares, and both ways to make it.
struct Hop {
    std::string from, to;
    std::string through;  ///< "127.0.0.1:40113": the caller's egress listener
    std::string direct;   ///< "127.0.0.1:40007": a ready instance of the callee
    std::string path;     ///< what the callee's own HTTP probe asks for
};

/// What going through a proxy costs a call. Each of `kRequests` is made twice in turn, on kept connections: straight to
/// the instance, and through whoever carries the call in the mode of the time. So whatever else the machine does weighs
/// on both, and the price is the difference of the medians. They are requests like any other, and counted as such.
/// Thread: the daemon's; the requests are made by one thread of its own.
class HopMeter final : public QObject {
  public:
    static constexpr int kRequests = 200;

    explicit HopMeter(const Clock& clock);
    ~HopMeter() override;

    using Done = std::function<void(Result<std::vector<api::HopPrice>>)>;
    /// `done` is called once, later, unless this has died: with Io or Timeout where a way broke or the two answered
    /// differently, and the sentence says which.
    void measure(const std::string& project, const std::string& mode, std::vector<Hop> hops, Done done);
    void forget(const std::string& project) { m_last.erase(project); }
    /// The last price of each hop in each mode.
    std::vector<api::HopPrice> of(const std::string& project) const;

  private:
    struct Key {
        std::string from, to, mode;
        auto operator<=>(const Key&) const = default;
    };

    const Clock& m_clock;
    std::map<std::string, std::map<Key, api::HopPrice>> m_last;
    std::atomic<bool> m_leaving{false};
    QThreadPool m_thread;  // last: it ends before what it uses
};

}  // namespace slipway::daemon
