#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace shop {

/// What kind of answer a failure is. Domains speak in these; only the REST layer knows the numbers.
enum class Fault {
    BadRequest,          ///< 400: not what the protocol allows (broken JSON, a cursor of somebody else)
    NotFound,            ///< 404
    MethodNotAllowed,    ///< 405
    Conflict,            ///< 409: true now, may be different later (used email, no stock, no points)
    PreconditionFailed,  ///< 412: If-Match names a version that is gone
    TooLarge,            ///< 413
    MediaType,           ///< 415: a body that is not application/json
    Invalid,             ///< 422: well-formed, but a field breaks a rule
    Internal,            ///< 500: our bug, or a broken store
    Upstream,            ///< 502: a service that we call failed
    Unavailable,         ///< 503: stopping, starting, or out of workers
    Timeout,             ///< 504: a service that we call did not answer in time
};

/// HTTP status of a fault.
int httpStatus(Fault fault);

/// One failure: `code` is stable and snake_case, `message` is one sentence for people.
struct Error {
    Fault fault = Fault::Internal;
    std::string code = "internal";
    std::string message;
};

/// Code of an Upstream fault where no connection came about: nothing was sent, so nothing was done.
constexpr std::string_view kUnreachable = "upstream_unreachable";

template <class T = void>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(Fault fault, std::string_view code, std::string message) {
    return tl::unexpected(Error{fault, std::string(code), std::move(message)});
}

}  // namespace shop
