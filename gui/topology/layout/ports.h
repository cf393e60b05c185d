#pragma once

#include <cstddef>
#include <vector>

namespace slipway::gui {

/// One end of a route at a side of a node.
struct PortUse {
    std::size_t route = 0;  ///< the caller's number for it
    double towards = 0;     ///< y that the route goes to: ports are sorted by it, so that routes don't cross on leaving
};

/// Offsets from the middle of a node's side, parallel to `uses`: even steps of at most 11 units, within 44 (a node is
/// 60 high). Ties keep the order of `route`.
std::vector<double> portOffsets(const std::vector<PortUse>& uses);

}  // namespace slipway::gui
