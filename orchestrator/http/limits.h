#pragma once

#include <cstddef>
#include <cstdint>

namespace slipway::http {

/// Fields that a head can hold at all; Limits::maxFields is at most this.
inline constexpr std::size_t kFieldCapacity = 128;
/// Names in Connection that no table knows, so that they must be remembered to be stripped.
inline constexpr std::size_t kNominatedCapacity = 16;

/// What a head may be. Past a limit: 414 for the target, 501 for the method, 431 for the rest (502 for a response).
struct Limits {
    std::uint32_t maxHeadBytes = 64 * 1024;    ///< with the start line, a leading CRLF and the empty line that ends it
    std::uint32_t maxFields = 100;             ///< 1 to kFieldCapacity
    std::uint32_t maxTargetBytes = 16 * 1024;  ///< RFC 9112 §3 asks for at least 8000
    std::uint32_t maxMethodBytes = 32;
};

/// What a body may be.
struct BodyLimits {
    std::uint64_t maxBodyBytes = 0;            ///< payload; 0: no limit here. Past it: 413
    std::uint32_t maxExtensionBytes = 4096;    ///< of all chunk extensions of one message together
    std::uint32_t maxTrailerBytes = 8 * 1024;  ///< with the empty line that ends them
    std::uint32_t maxTrailers = 32;            ///< 1 to kFieldCapacity
};

}  // namespace slipway::http
