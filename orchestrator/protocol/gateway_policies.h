#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace slipway::protocol {

struct SnapshotFault;

/// A key of an API client, by its digest: the key itself stays with the client.
struct SnapshotApiKey {
    std::string name;    ///< whose it is
    std::string sha256;  ///< 64 lower-case hexadecimal digits
};
struct SnapshotApiKeys {
    std::string header = "X-Api-Key";  ///< empty: not in a field
    std::string query;                 ///< name of a parameter; empty: not in the target
    std::string forwardAs;             ///< a field that tells the service the key's name; empty: none
    bool passOn = false;               ///< the key itself goes on to the service
    std::vector<SnapshotApiKey> keys;
};

struct SnapshotUser {
    std::string name;
    std::string hash;  ///< crypto/password_hash.h
};
struct SnapshotBasic {
    std::string forwardAs;
    bool passOn = false;
    std::vector<SnapshotUser> users;
};

/// One key of a token's issuer; the algorithm belongs to the key, whatever a token says.
struct SnapshotJwtKey {
    std::string id;         ///< empty: for tokens with any `kid`
    std::string algorithm;  ///< "HS256", "RS256", "ES256"
    std::string pem;        ///< a public key; empty for HS256
    std::string secret;     ///< base64url, of HS256
};
struct SnapshotClaim {
    std::string claim;
    std::vector<std::string> values;  ///< one of them; empty: any
};
struct SnapshotClaimHeader {
    std::string claim;
    std::string header;
};
struct SnapshotJwt {
    std::vector<SnapshotJwtKey> keys;
    std::vector<std::string>
        jwks;  ///< documents as fetched (RFC 7517); keys in them that can't be used are passed over
    std::vector<std::string> algorithms;  ///< that keys of `jwks` may have
    std::vector<std::string> issuers;     ///< empty: any
    std::vector<std::string> audiences;   ///< empty: any
    std::uint32_t leewaySeconds = 30;
    std::vector<SnapshotClaim> require;
    std::vector<SnapshotClaimHeader> forward;
    bool passOn = true;  ///< services often read the token themselves
};

/// Any of the kinds that are there will do.
struct SnapshotAuth {
    bool optional = false;  ///< a request without credentials passes; one with wrong ones never does
    std::string realm;
    std::optional<SnapshotApiKeys> apiKey;
    std::optional<SnapshotBasic> basic;
    std::optional<SnapshotJwt> jwt;
};

struct SnapshotCors {
    std::vector<std::string> origins;  ///< "https://shop.example"; "*" for all
    std::vector<std::string> methods;
    std::vector<std::string> headers;  ///< that a request may have; "*" for what it asks for
    std::vector<std::string> expose;
    bool credentials = false;
    std::uint32_t maxAgeSeconds = 600;
};

/// 0: no limit of the route's own.
struct SnapshotRequestLimits {
    std::uint64_t bodyBytes = 0;
    std::uint32_t headBytes = 0;
    std::uint32_t headers = 0;
};

/// `by`: "route", "client" (address), "key" (who is authenticated) or "claim:NAME".
struct SnapshotRateLimit {
    std::uint32_t requests = 1;
    std::uint64_t perMs = 1000;
    std::uint32_t burst = 1;
    std::string by = "route";
};
struct SnapshotConcurrency {
    std::uint32_t requests = 1;
    std::string by = "route";
};

/// `policies` of a route in the snapshot. A value.
struct SnapshotPolicies {
    std::vector<std::string> allowFrom;  ///< "10.0.0.0/8", "::1"; empty: anybody
    std::optional<SnapshotAuth> auth;
    std::optional<SnapshotCors> cors;
    std::optional<SnapshotRequestLimits> limits;
    std::vector<SnapshotRateLimit> rateLimits;
    std::vector<SnapshotConcurrency> concurrency;

    bool isEmpty() const {
        return allowFrom.empty() && !auth && !cors && !limits && rateLimits.empty() && concurrency.empty();
    }
};

nlohmann::json policiesToJson(const SnapshotPolicies& policies);
SnapshotFault readPolicies(const nlohmann::json& from, const std::string& path, SnapshotPolicies& into);

}  // namespace slipway::protocol
