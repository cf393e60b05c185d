#include "http/reject.h"

#include <array>
#include <cstddef>

namespace slipway::http {

const WhyInfo& whyInfo(Why why) {
    static constexpr auto kTable = std::to_array<WhyInfo>({{Why::None, "", 0, 0, ""},
#define X(name, slug, row, status, meaning) {Why::name, slug, row, status, meaning},
                                                           SLIPWAY_HTTP_REJECTS(X)
#undef X
    });
    return kTable[static_cast<std::size_t>(why)];
}

}  // namespace slipway::http
