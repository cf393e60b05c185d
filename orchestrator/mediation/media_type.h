#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mediation/refusal.h"

namespace slipway::mediation {

/// A media type or range with its parameters (RFC 9110 §8.3.1). Type, subtype and names of parameters are lower case.
struct MediaType {
    std::string type;     ///< "*" in a range
    std::string subtype;  ///< "*" in a range
    std::vector<std::pair<std::string, std::string>> parameters;

    std::string essence() const { return type + "/" + subtype; }
    std::optional<std::string> parameter(std::string_view name) const;
    /// "application/problem+xml" has "xml"; nothing without a '+'.
    std::string_view suffix() const;
};

/// One media type, as in Content-Type. Malformed for what is none, wildcards among them.
Outcome<MediaType> parseMediaType(std::string_view text);

/// "application/xml", "text/xml; charset=utf-8". Values are tokens.
std::string fieldValue(const MediaType& media);

struct AcceptRange {
    MediaType range;  ///< without q, and without what follows q
    int quality = 0;  ///< thousandths, 0 to 1000
};

/// The ranges of an Accept field in their order (RFC 9110 §12.5.1); several fields are joined by commas. At most 64 are
/// read. A part that is malformed is left out, as if the client had not said it: that is what servers do. Empty: the
/// client takes anything.
std::vector<AcceptRange> parseAccept(std::string_view text);

/// What the client thinks of `offered`, in thousandths: the quality of the most specific range that matches; 0 if none
/// does. An empty list takes anything.
int qualityOf(const MediaType& offered, const std::vector<AcceptRange>& ranges);

}  // namespace slipway::mediation
