#include "kit/ids.h"

#include <array>
#include <cstdint>
#include <random>

#include "kit/log.h"

namespace shop::kit {

namespace {

std::mt19937_64& generator() {
    thread_local std::mt19937_64 engine = [] {
        std::random_device device;
        std::seed_seq seed{device(), device(), device(), device()};
        return std::mt19937_64(seed);
    }();
    return engine;
}

}  // namespace

std::string newId(std::string_view prefix) {
    static constexpr char kAlphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";
    std::array<char, 26> text{};
    auto time = static_cast<std::uint64_t>(nowMs());
    for (std::size_t i = 10; i-- > 0; time >>= 5) {
        text[i] = kAlphabet[time & 31];
    }
    for (std::size_t half = 0; half < 2; ++half) {
        std::uint64_t bits = generator()();
        for (std::size_t i = 0; i < 8; ++i, bits >>= 5) {
            text[10 + half * 8 + i] = kAlphabet[bits & 31];
        }
    }
    std::string id(prefix);
    id.append(text.data(), text.size());
    return id;
}

std::string newRequestId() {
    static constexpr char kHex[] = "0123456789abcdef";
    std::string id(16, '0');
    std::uint64_t bits = generator()();
    for (char& c : id) {
        c = kHex[bits & 15];
        bits >>= 4;
    }
    return id;
}

}  // namespace shop::kit
