#pragma once

#include <span>
#include <string>
#include <tl/expected.hpp>

#include "gateway/cache/stored_response.h"
#include "http/response_head.h"

namespace slipway::gateway::cache {

/// Why a response is not stored. `unstorableWord` gives the word that Cache-Status says.
enum class Unstorable {
    RequestNoStore,
    NoStore,
    Private,
    Credentials,  ///< the request had some, and the response does not say that others may have it
    SetCookie,
    Status,
    VaryAny,   ///< Vary: *
    VaryOurs,  ///< on a field that the gateway writes
    NoTime,    ///< neither a time nor a validator: it would never be used
    TooLarge,
};
const char* unstorableWord(Unstorable why);

/// What of a request decides whether its answer is stored, and for whom.
struct AskedBy {
    const RequestFields& fields;
    Directives directives;
    bool credentials = false;  ///< Authorization, Cookie, or what a policy took for who asks
    bool hasQuery = false;
    std::string scope;
};

/// When it was asked, when it came.
struct Times {
    WallSeconds now = 0;
    TimePoint received{};
    Seconds delay{0};
};

/// What will be stored once the body is whole (`body` is null), or why nothing is (RFC 9111 §3). `withheld` are names
/// that this route does not pass on. `maxBytes`: of a body.
tl::expected<StoredResponse, Unstorable> storable(const http::ResponseHead& head, const AskedBy& request,
                                                  const FreshnessRules& rules, const Times& times,
                                                  std::span<const std::string_view> withheld, std::uint64_t maxBytes);

/// `stored` with what a 304 says (RFC 9111 §4.3.4), from now on as fresh as that says. Nothing when the 304 is of
/// another representation (its ETag differs): then ask again, without a condition.
std::optional<StoredResponse> freshened(const StoredResponse& stored, const http::ResponseHead& head,
                                        const FreshnessRules& rules, const Times& times, bool hasQuery,
                                        std::span<const std::string_view> withheld);

/// RFC 9111 §3.5 for a request that has credentials, and for one that has none.
bool mayBeGiven(const StoredResponse& stored, bool credentials);

}  // namespace slipway::gateway::cache
