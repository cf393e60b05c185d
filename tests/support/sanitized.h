#pragma once

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SLIPWAY_SANITIZED
#endif
#endif

namespace slipway::test {

/// Repetitions that look for a rare mishap, and load that fills the cores, belong to the programs as users get them;
/// under a sanitizer, ten times slower, once will do, and with cores left for the other tests.
#ifdef SLIPWAY_SANITIZED
inline constexpr bool sanitized = true;
#else
inline constexpr bool sanitized = false;
#endif

}  // namespace slipway::test
