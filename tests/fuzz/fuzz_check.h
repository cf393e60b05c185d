#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "base/random.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace slipway::http::test {

/// Ends the program, which is how libFuzzer and the replay are told of a finding.
inline void require(bool holds, const char* what) {
    if (!holds) {
        std::fprintf(stderr, "does not hold: %s\n", what);
        std::abort();
    }
}

/// The generator of an input's random choices. It depends on the input alone, so that corpus files are plain HTTP and
/// replay exactly (FNV-1a).
inline Random randomFor(std::string_view input) {
    std::uint64_t hash = 0xCBF29CE484222325;
    for (const char c : input)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3;
    return Random(hash);
}

/// A few cuts, ascending.
std::vector<std::size_t> cutsFor(std::string_view input);
/// A cut behind every byte; none where that would take long.
std::vector<std::size_t> cutsEverywhere(std::string_view input);

/// All transcripts of one input must be the same. `transcript` takes the cuts.
template <class Transcript>
void requireSameAtAnySplit(std::string_view input, Transcript transcript) {
    const auto whole = transcript(std::vector<std::size_t>{});
    require(transcript(cutsFor(input)) == whole, "a few cuts make no difference");
    require(transcript(cutsEverywhere(input)) == whole, "a cut behind every byte makes no difference");
}

}  // namespace slipway::http::test
