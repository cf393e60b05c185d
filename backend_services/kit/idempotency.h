#pragma once

#include <string>

namespace shop::kit {

/// A request that may come twice: the same key with the same words means the same thing, done once.
struct Idempotency {
    std::string key;      ///< of the caller; empty: none, each request stands for itself
    std::string request;  ///< what was asked, in canonical form: the same key with other words is a conflict
};

/// How long stores remember a key, at least.
constexpr long long kIdempotencyMs = 24LL * 60 * 60 * 1000;

/// The fault of a key that came before with another request.
constexpr const char* kReusedKey = "idempotency_key_reused";
constexpr const char* kReusedKeyMessage = "This Idempotency-Key came before with another request.";

}  // namespace shop::kit
