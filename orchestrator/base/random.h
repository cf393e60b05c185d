#pragma once

#include <cstdint>
#include <string>

namespace slipway {

/// xoshiro256++ (Blackman, Vigna 2019), seeded through splitmix64. Not for secrets. Thread: one owner.
class Random {
  public:
    explicit Random(std::uint64_t seed);
    /// Seeded by getrandom(2).
    static Random fromSystem();

    std::uint64_t next();
    /// Uniform in [0, bound); bound > 0 (Lemire 2019, without the rejection step: a bias below 2^-32 is fine here).
    std::uint32_t below(std::uint32_t bound);
    /// Uniform in [0, 1).
    double unit();

  private:
    std::uint64_t m_state[4];
};

/// `bytes` random bytes from getrandom(2) as lower-case hex: cookies, ids that a stranger must not guess.
std::string randomHex(int bytes);

}  // namespace slipway
