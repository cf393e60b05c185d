#include "gui/topology/layout/ports.h"

#include <algorithm>
#include <numeric>

namespace slipway::gui {

std::vector<double> portOffsets(const std::vector<PortUse>& uses) {
    const int count = static_cast<int>(uses.size());
    std::vector<int> order(uses.size());
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(), [&](int a, int b) {
        return uses[a].towards != uses[b].towards ? uses[a].towards < uses[b].towards : uses[a].route < uses[b].route;
    });
    const double step = count > 1 ? std::min(11.0, 44.0 / (count - 1)) : 0;
    std::vector<double> offsets(uses.size());
    for (int i = 0; i < count; ++i)
        offsets[order[i]] = (i - (count - 1) / 2.0) * step;
    return offsets;
}

}  // namespace slipway::gui
