#pragma once

#include <QTimer>
#include <functional>
#include <string>
#include <vector>

#include "daemon/data_plane.h"
#include "daemon/home.h"
#include "protocol/api_gateway.h"

namespace slipway::daemon {

/// Replaces all processes of the data plane by ones of another binary, and drops nothing.
///
///   state     means                                              leaves to
///   --------  -------------------------------------------------  ---------------------------------------------
///   starting  successors start, get sockets and configuration    draining: all are ready, and put in charge;
///                                                                 failed: one ended, refused, or took too long
///   draining  the old ones accept no more and come to their end  done: they have ended, or were cut
///
/// What is in charge is the file system's to say (protocol::GatewayPlace), so nothing of this has to outlive a daemon:
/// the next one ends whoever is not in charge (DataPlane::takeOver). Thread: the daemon's.
class GatewayUpgrade : public QObject {
  public:
    struct Callbacks {
        std::function<void(const api::GatewayUpgrade&)> told;  ///< a state was reached
    };
    GatewayUpgrade(const Home& home, DataPlane& dataPlane, const Clock& clock, Callbacks callbacks);

    /// Errors: Usage (no such program, a timeout out of range); Conflict (one is under way, none runs).
    Result<> begin(const api::GatewayUpgradeRequest& request);
    /// The last one; null before the first of this daemon.
    const api::GatewayUpgrade* latest() const { return m_row.id.empty() ? nullptr : &m_row; }
    /// `callback` once the one under way has ended, at once where none is.
    void whenEnded(std::function<void()> callback);
    /// Something about a process beside another has changed.
    void look();

  private:
    void putInCharge();
    void fail(const std::string& why);
    void conclude(api::UpgradeState state);
    double since(TimePoint from) const;

    const Home& m_home;
    DataPlane& m_dataPlane;
    const Clock& m_clock;
    Callbacks m_callbacks;
    api::GatewayUpgrade m_row;
    api::GatewayUpgradeRequest m_request;
    TimePoint m_startedAt{}, m_inChargeAt{};
    bool m_asked = false;  ///< for the counts of the moment before
    QTimer m_tick;
    std::vector<std::function<void()>> m_waiting;
};

}  // namespace slipway::daemon
