#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// Conditions of a route on its requests, as the manifest says them. Paths are absolute. Secrets stand here as they
/// were given: nothing that prints a project may print these.
namespace slipway::model {

struct ApiKeyAuth {
    std::string header = "X-Api-Key";                       ///< empty: not in a field
    std::string query;                                      ///< empty: not in the target
    std::vector<std::pair<std::string, std::string>> keys;  ///< whose, and the key or "sha256:HEX"
    std::string file;                                       ///< further lines `NAME:KEY`; empty: none
    std::string forwardAs;
    bool passOn = false;
};

struct BasicAuth {
    std::vector<std::pair<std::string, std::string>> users;  ///< name and hash (crypto/password_hash.h)
    std::string file;                                        ///< further lines `NAME:HASH`; empty: none
    std::string forwardAs;
    bool passOn = false;
};

struct JwtAuth {
    struct Require {
        std::string claim;
        std::vector<std::string> values;  ///< one of them; empty: any
    };
    std::string secret, secretFile;
    std::string publicKey, publicKeyFile;  ///< PEM
    std::string jwks;                      ///< a path, or a URL
    std::chrono::milliseconds refresh{600'000};
    std::vector<std::string> algorithms;  ///< of keys in `jwks`; empty: RS256 and ES256
    std::vector<std::string> issuers, audiences;
    std::chrono::milliseconds leeway{30'000};
    std::vector<Require> require;
    std::vector<std::pair<std::string, std::string>> forward;  ///< claim, header
    bool passOn = true;

    bool jwksIsUrl() const { return jwks.starts_with("http://") || jwks.starts_with("https://"); }
};

struct RouteAuth {
    bool optional = false;
    std::string realm = "slipway";
    std::optional<ApiKeyAuth> apiKey;
    std::optional<BasicAuth> basic;
    std::optional<JwtAuth> jwt;
};

struct Cors {
    std::vector<std::string> origins;
    std::vector<std::string> methods{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};
    std::vector<std::string> headers{"*"};
    std::vector<std::string> expose;
    bool credentials = false;
    std::chrono::milliseconds maxAge{600'000};
};

/// 0: none of the route's own.
struct RequestLimits {
    std::int64_t bodyBytes = 0;
    std::int64_t headBytes = 0;
    int headers = 0;
};

/// `by`: "route", "client", "key", "claim:NAME".
struct RateLimit {
    int requests = 0;
    std::chrono::milliseconds per{1000};
    int burst = 0;  ///< 0: as many as `requests`
    std::string by = "route";
};
struct ConcurrencyLimit {
    int requests = 0;
    std::string by = "route";
};

struct RoutePolicies {
    std::vector<std::string> allowFrom;
    std::optional<RouteAuth> auth;
    std::optional<Cors> cors;
    std::optional<RequestLimits> limits;
    std::vector<RateLimit> rateLimits;
    std::vector<ConcurrencyLimit> concurrency;
};

}  // namespace slipway::model
