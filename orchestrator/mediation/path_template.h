#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mediation/refusal.h"

namespace slipway::mediation {

/// Decoded values by name.
using PathParameters = std::map<std::string, std::string, std::less<>>;

/// A path by its segments: "/v1/items/{id}" and "/files/{rest*}". A {name} is one whole segment that is not empty;
/// {name*} is last and takes all that is left, perhaps nothing, with its slashes. No regular expressions: matching
/// costs a walk over the path.
class PathTemplate {
  public:
    /// BadConfiguration: no leading slash, an empty or repeated name, braces elsewhere, a {name*} that is not last.
    static Outcome<PathTemplate> compile(std::string_view text);

    /// `path` is a request's path without its query, still percent-encoded. Nothing if it does not match, or if a
    /// segment's encoding is broken.
    std::optional<PathParameters> match(std::string_view path) const;

    /// The path with values in, each percent-encoded, so that no value adds a segment or a query; of {rest*}, slashes
    /// stay and the segments . and .. are refused. Missing without a value (or with an empty one: it would change which
    /// path it is).
    Outcome<std::string> expand(const std::function<std::optional<std::string>(std::string_view name)>& lookUp) const;
    Outcome<std::string> expand(const PathParameters& values) const;

    std::vector<std::string> names() const;

  private:
    struct Segment {
        enum class Kind { Literal, One, Rest } kind;
        std::string text;  ///< the literal as it stands, or the name
    };
    std::vector<Segment> m_segments;
};

}  // namespace slipway::mediation
