#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "http/method.h"
#include "http/reject.h"

namespace slipway::http {

enum class TargetForm : std::uint8_t {
    Origin,    ///< "/path?query"
    Absolute,  ///< "http://host/path?query"
    Asterisk,  ///< "*", with OPTIONS
};

/// A request target taken apart; views into the target.
struct TargetParts {
    TargetForm form = TargetForm::Origin;
    std::string_view scheme;     ///< absolute form alone
    std::string_view authority;  ///< absolute form alone: host with an optional port
    std::string_view path;       ///< "/…"; empty with "http://host"; "*" for the asterisk form
    std::string_view query;      ///< without '?'
    bool hasQuery = false;       ///< "/x?" has an empty one
};

/// Rows 3-5. `target` has bytes of class kTarget alone and is not empty.
Why parseTarget(Method method, std::string_view target, TargetParts& parts);

/// A host as we accept it: name, IPv4 or [IPv6], with an optional port of at most 65535.
struct HostPort {
    std::string_view host;  ///< with its brackets, if any; case as received
    std::string_view port;  ///< digits, or empty
};

/// Row 1. An empty host is nothing here; whether it may stand is the caller's to say.
std::optional<HostPort> parseHostPort(std::string_view text);
/// The same host, case apart, and the same port, with `defaultPort` ("80") where none is given.
bool sameHost(const HostPort& a, const HostPort& b, std::string_view defaultPort);

/// What a path contains that two programs may read differently (row 52). A set of PathTrait.
using PathTraits = std::uint16_t;
enum PathTrait : PathTraits {
    kDotSegment = 1,         ///< "/./", "/../", or at the end "/." and "/.."
    kEncodedDotSegment = 2,  ///< the same with %2e for any of the dots
    kEmptySegment = 4,       ///< "//"
    kEncodedSlash = 8,       ///< %2f
    kBackslash = 16,         ///< '\' or %5c
    kPathParameter = 32,     ///< ';'
    kEncodedNul = 64,        ///< %00
    kEncodedControl = 128,   ///< any other %00-%1f, and %7f
    kBadEncoding = 256,      ///< '%' without two hexadecimal digits
    kRawNonAscii = 512,      ///< bytes 0x80-0xFF, which no URI has (RFC 3986 §2)
    kEncodedPercent = 1024,  ///< %25: a second decoding would see something else
};

/// What no route gets unless it allows it. ';' and %25 are ordinary enough to pass.
inline constexpr PathTraits kRefusedByDefault = kDotSegment | kEncodedDotSegment | kEmptySegment | kEncodedSlash |
                                                kBackslash | kEncodedNul | kEncodedControl | kBadEncoding |
                                                kRawNonAscii;

/// One pass, nothing decoded: route and backend see the same bytes. The query is not looked at.
PathTraits pathTraits(std::string_view path);
/// The slug of the lowest trait of `traits`, such as "encoded-slash"; empty for none. For logs and the 400's body.
std::string_view pathTraitName(PathTraits traits);

}  // namespace slipway::http
