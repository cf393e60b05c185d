#pragma once

#include <memory>
#include <string>
#include <vector>

#include "gateway/cache/project_cache.h"
#include "http/field_line.h"

namespace slipway::gateway {

class Exchange;

/// Who waits for another request's answer: nobody any more once `exchange` is null. Thread: the exchange's worker.
struct CacheTicket {
    Exchange* exchange = nullptr;
};

/// What an exchange keeps of a request on a route that caches.
struct CacheTurn {
    explicit CacheTurn(const cache::RouteCache& of) : route(of) {}
    ~CacheTurn() {
        if (ticket)
            ticket->exchange = nullptr;
    }
    CacheTurn(const CacheTurn&) = delete;
    CacheTurn& operator=(const CacheTurn&) = delete;

    const cache::RouteCache& route;  ///< of the exchange's configuration
    std::string key;                 ///< "http://shop.local/x?y"
    std::string scope;
    std::string fields;  ///< the client's, kept for when the head is gone (cache::keptFields)
    cache::Directives asked;
    std::string ifNoneMatch, ifModifiedSince;  ///< the client's
    const char* forward = "uri-miss";          ///< why the service is asked (RFC 9211 §2.2)
    bool invalidates = false;                  ///< an unsafe request
    bool credentials = false;
    bool hasQuery = false;
    bool validates = false;  ///< the request as it is sent has a condition of ours
    bool waits = false;      ///< for another request
    unsigned joins = 0;      ///< how often it has waited

    cache::StoredPtr stored;            ///< what is validated, and serves if the service fails
    std::unique_ptr<cache::Fill> fill;  ///< null: nothing will be stored
    std::shared_ptr<CacheTicket> ticket;

    cache::StoredPtr serving;  ///< being sent
    std::size_t nextChunk = 0;

    // What a rewrite looks at while a head is written.
    std::vector<http::FieldLine> add;
    std::vector<std::string_view> strip;
    std::string status;

    bool isConditional() const { return !ifNoneMatch.empty() || !ifModifiedSince.empty(); }
};

}  // namespace slipway::gateway
