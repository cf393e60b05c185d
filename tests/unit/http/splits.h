#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "base/random.h"

namespace slipway::http::test {

/// A cut behind every byte.
inline std::vector<std::size_t> cutEverywhere(std::size_t size) {
    std::vector<std::size_t> cuts;
    for (std::size_t at = 1; at < size; ++at)
        cuts.push_back(at);
    return cuts;
}

/// Up to eight cuts anywhere, some of them at one place (an empty part).
inline std::vector<std::size_t> randomCuts(Random& random, std::size_t size) {
    std::vector<std::size_t> cuts(random.below(8));
    for (std::size_t& cut : cuts)
        cut = random.below(static_cast<std::uint32_t>(size) + 1);
    std::sort(cuts.begin(), cuts.end());
    return cuts;
}

}  // namespace slipway::http::test
