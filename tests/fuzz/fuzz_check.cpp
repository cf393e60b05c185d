#include "fuzz/fuzz_check.h"

#include <algorithm>

namespace slipway::http::test {

std::vector<std::size_t> cutsFor(std::string_view input) {
    Random random = randomFor(input);
    std::vector<std::size_t> cuts(1 + random.below(6));
    for (std::size_t& cut : cuts)
        cut = random.below(static_cast<std::uint32_t>(input.size()) + 1);
    std::sort(cuts.begin(), cuts.end());
    return cuts;
}

std::vector<std::size_t> cutsEverywhere(std::string_view input) {
    std::vector<std::size_t> cuts;
    if (input.size() <= 1024)
        for (std::size_t at = 1; at < input.size(); ++at)
            cuts.push_back(at);
    return cuts;
}

}  // namespace slipway::http::test
