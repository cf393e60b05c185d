#pragma once

#include <cstdlib>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SLIPWAY_SANITIZED
#endif
#endif

namespace slipway::test {

/// Repetitions that look for a rare mishap, and load that fills the cores, belong to the programs as users get them;
/// under a sanitizer, ten times slower, once will do, and with cores left for the other tests. A test of programs is
/// told whose programs they are by SLIPWAY_SANITIZED.
#ifdef SLIPWAY_SANITIZED
inline const bool sanitized = true;
#else
inline const bool sanitized = std::getenv("SLIPWAY_SANITIZED") != nullptr;
#endif

}  // namespace slipway::test
