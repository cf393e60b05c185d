#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "gateway/core/config.h"
#include "gateway/core/slots.h"

namespace slipway::gateway {

/// Which endpoints the configuration in force marks draining or leaves out, and which of them have ended their last
/// request. Told once a generation and daemon; level-triggered, so asking again is harmless. Thread: control.
class DrainWatch {
  public:
    explicit DrainWatch(SlotRegistry& registry) : m_registry(registry) {}

    /// Before `config` is published: lets the workers tell when such an endpoint's last request ends.
    void prepare(const Config& config);
    /// Every worker runs on `config`: from now on, those counts only fall.
    void begin(const Config& config);
    /// A new daemon knows nothing: tell it all again.
    void tellAgain();

    /// Endpoints that have drained since the last call.
    std::vector<std::string> takeDrained();
    /// Some endpoint still has requests in flight.
    bool waiting() const;
    std::uint64_t generation() const { return m_generation; }

  private:
    enum class Told { No, Yes };
    SlotRegistry& m_registry;
    std::uint64_t m_generation = 0;
    std::map<std::string, Told> m_watched;  ///< by endpoint id
};

}  // namespace slipway::gateway
