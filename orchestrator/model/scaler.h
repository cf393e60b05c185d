#pragma once

#include <deque>
#include <optional>
#include <string>

#include "base/clock.h"
#include "model/project.h"

/// How many instances a service shall have, by what it is seen to do. Target tracking with stabilisation as Kubernetes'
/// HorizontalPodAutoscaler does it, and a second, short window for bursts as Knative's autoscaler has one.
namespace slipway::model {

/// A second of a service, all its instances together.
struct ScaleSample {
    TimePoint at{};
    double inFlight = 0;
    double requests = 0;          ///< a second
    double cpu = 0;               ///< percent of a core
    std::optional<double> p95Ms;  ///< none: no request ended
    bool waiting = false;         ///< a request is held, for nobody is there
};

struct ScaleDecision {
    int from = 0, to = 0;
    std::string why;  ///< figure, window, target and rule, in a sentence
};

/// The memory of one service's scaling. A value: no clock, no threads of its own.
class Scaler {
  public:
    void add(const ScaleSample& sample);
    /// What to change now, if anything. `current`: instances that are wanted.
    std::optional<ScaleDecision> decide(const Autoscale& rule, int current, TimePoint now);
    bool panicking(TimePoint now) const { return now < m_panicUntil; }

  private:
    struct Wish {
        int replicas = 0;
        std::string why;
    };
    struct Change {
        TimePoint at;
        int by;
    };

    Wish wish(const Autoscale& rule, int current, milliseconds window, TimePoint now) const;
    Wish ofTarget(const Autoscale& rule, const ScaleTarget& target, int current, milliseconds window,
                  TimePoint now) const;
    int stabilised(const Autoscale& rule, int current, int wished, TimePoint now) const;
    int paced(const ScalePace& pace, int current, int wished, TimePoint now) const;
    std::optional<ScaleDecision> changed(int from, int to, std::string why, TimePoint now);
    void forget(const Autoscale& rule, TimePoint now);

    std::deque<ScaleSample> m_samples;
    std::deque<std::pair<TimePoint, int>> m_wishes;
    std::deque<Change> m_changes;
    TimePoint m_panicUntil{};
    TimePoint m_lastBusy{};
    bool m_began = false;
};

}  // namespace slipway::model
