#include "gateway/policy/limit_key.h"

#include <sys/random.h>

#include <array>
#include <bit>
#include <cstring>

#include "gateway/policy/allow_from.h"

namespace slipway::gateway::policy {
namespace {

struct SipKey {
    std::uint64_t a = 0, b = 0;
};

const SipKey& sipKey() {
    static const SipKey key = [] {
        SipKey drawn;
        std::array<std::uint64_t, 2> bytes{};
        [[maybe_unused]] const ssize_t got = ::getrandom(bytes.data(), sizeof bytes, 0);
        drawn.a = bytes[0];
        drawn.b = bytes[1];
        return drawn;
    }();
    return key;
}

struct SipState {
    std::uint64_t v0, v1, v2, v3;
    void round() {
        v0 += v1;
        v1 = std::rotl(v1, 13) ^ v0;
        v0 = std::rotl(v0, 32);
        v2 += v3;
        v3 = std::rotl(v3, 16) ^ v2;
        v0 += v3;
        v3 = std::rotl(v3, 21) ^ v0;
        v2 += v1;
        v1 = std::rotl(v1, 17) ^ v2;
        v2 = std::rotl(v2, 32);
    }
    void take(std::uint64_t word) {
        v3 ^= word;
        round();
        round();
        v0 ^= word;
    }
};

}  // namespace

std::uint64_t secretHash(std::uint64_t domain, std::string_view text) {
    const SipKey& key = sipKey();
    SipState state{key.a ^ 0x736f6d6570736575ULL, key.b ^ 0x646f72616e646f6dULL, key.a ^ 0x6c7967656e657261ULL,
                   key.b ^ 0x7465646279746573ULL};
    state.take(domain);
    const std::uint64_t size = text.size();
    while (text.size() >= 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data(), 8);
        state.take(word);
        text.remove_prefix(8);
    }
    std::uint64_t last = size << 56;
    std::memcpy(&last, text.data(), text.size());
    state.take(last);
    state.v2 ^= 0xff;
    for (int i = 0; i < 4; ++i)
        state.round();
    const std::uint64_t hash = state.v0 ^ state.v1 ^ state.v2 ^ state.v3;
    return hash == 0 ? 1 : hash;
}

std::optional<LimitKey> LimitKey::parse(std::string_view text) {
    LimitKey key;
    if (text == "route") {
        key.m_by = By::Route;
    } else if (text == "client") {
        key.m_by = By::Client;
    } else if (text == "key") {
        key.m_by = By::Key;
    } else if (text.starts_with("claim:") && text.size() > 6) {
        key.m_by = By::Claim;
        key.m_claim = text.substr(6);
    } else {
        return std::nullopt;
    }
    return key;
}

std::uint64_t LimitKey::of(const Asked& asked, const Admission& admission) const {
    if (m_by == By::Route)
        return 0;
    if (m_by == By::Key && admission.isAuthenticated())
        return secretHash(1, admission.principal());
    if (m_by == By::Claim)
        if (const std::string_view value = admission.claim(m_claim); !value.empty())
            return secretHash(2, value);
    const auto address = parseIp(asked.clientAddress.substr(0, asked.clientAddress.find('%')));
    if (!address)
        return secretHash(3, asked.clientAddress);
    const bool v4 = asked.clientAddress.find(':') == std::string_view::npos;
    return secretHash(4, {reinterpret_cast<const char*>(address->data()), v4 ? address->size() : 8});
}

}  // namespace slipway::gateway::policy
