#pragma once

#include <cstdint>

namespace slipway::http {

enum class ParseState : std::uint8_t {
    NeedMore,
    Head,    ///< head() is there; its size() bytes are used up
    Reject,  ///< why() says why: whyInfo(why()).status to a client and close; from a backend, 502
};

}  // namespace slipway::http
