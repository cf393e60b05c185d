#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gateway/cache/freshness.h"
#include "gateway/cache/request_fields.h"

namespace slipway::gateway::cache {

/// A whole payload in pieces of at most kChunkBytes, so that a large one is never copied to be sent, nor moved to grow.
struct Body {
    static constexpr std::size_t kChunkBytes = 64 * 1024;
    std::vector<std::string> chunks;
    std::size_t bytes = 0;

    void append(std::string_view payload);
};

/// A field that the response depends on (Vary), with the request's value in the form in which it is compared.
struct Selecting {
    std::string name;  ///< lower case
    std::string value;
    bool present = false;
    bool operator==(const Selecting&) const = default;
};

/// A response as it is kept. Immutable and shared: by the store and by those that are sending it. A validated one is a
/// new value with the same body.
struct StoredResponse {
    unsigned status = 200;
    std::string reason;
    std::string fields;  ///< as lines (field_text.h): what passes to every client
    std::shared_ptr<const Body> body;
    Directives directives;
    Freshness freshness;
    std::string etag;  ///< with W/ if weak; empty: none
    std::string lastModifiedText;
    std::optional<WallSeconds> lastModified;
    std::vector<Selecting> selecting;
    std::string scope;  ///< answers of another scope never match: route, service, and who asked
    /// It was brought by a request without credentials, and nothing allows to give it to one with them, nor the other
    /// way round.
    bool anonymous = true;

    bool hasValidator() const { return !etag.empty() || lastModified.has_value(); }
    /// Bytes that it counts for in the store.
    std::size_t cost() const;
};
using StoredPtr = std::shared_ptr<const StoredResponse>;

/// In the form in which selecting values are compared: blanks around commas are free (RFC 9111 §4.1).
std::string normalised(std::string_view value);
bool matchesSelection(const StoredResponse& stored, const RequestFields& request);

/// True if the client has what is stored: If-None-Match by weak comparison, and only without it If-Modified-Since
/// (RFC 9110 §13.2.2). Empty: the field is not there.
bool isNotModified(const StoredResponse& stored, std::string_view ifNoneMatch, std::string_view ifModifiedSince,
                   WallSeconds now);
/// RFC 9110 §8.8.3.2; `list` as in If-None-Match.
bool anyTagMatchesWeakly(std::string_view list, std::string_view tag);

/// Of the stored fields, those that a 304 has (RFC 9110 §15.4.5).
std::string fieldsOf304(const StoredResponse& stored);

}  // namespace slipway::gateway::cache
