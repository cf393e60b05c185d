#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "base/error_codes.h"

namespace slipway {

/// Who has to act: the caller, the service behind, the machine, or we.
enum class Origin { Client, Upstream, Environment, Bug };

enum class ErrorCode {
#define X(name, wire, origin, exit, http, meaning) name,
    SLIPWAY_ERROR_CODES(X)
#undef X
};

struct ErrorCodeInfo {
    ErrorCode code;
    const char* wire;  ///< stable, snake_case, as in API bodies
    Origin origin;
    int cliExit;          ///< 1-9, see docs/errors.md
    int httpStatus;       ///< of the control API
    const char* meaning;  ///< one sentence
};

/// Every row of the table, in its order. Thread: any.
const std::vector<ErrorCodeInfo>& errorCodes();
const ErrorCodeInfo& errorCodeInfo(ErrorCode code);
/// ErrorCode::Internal for a word that no row has (a newer daemon's code).
ErrorCode errorCodeFromWire(std::string_view wire);
const char* originName(Origin origin);

/// One sentence on what went wrong, and one on what to do about it.
struct Error {
    ErrorCode code = ErrorCode::Internal;
    std::string message;  ///< what happened, with names and numbers: "port 8080 is taken by nginx (pid 812)"
    std::string hint;     ///< what to do; empty where the message says it
    std::vector<std::string> details;  ///< further lines: log lines, the other errors of a file

    Origin origin() const { return errorCodeInfo(code).origin; }
};

template <class T = void>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(ErrorCode code, std::string message, std::string hint = {}) {
    return tl::unexpected(Error{code, std::move(message), std::move(hint), {}});
}

/// Io, NoSpace or Permission by errno; the message reads "WHAT: No such file or directory".
Error systemError(std::string_view what, int errnoValue);
inline tl::unexpected<Error> failErrno(std::string_view what, int errnoValue) {
    return tl::unexpected(systemError(what, errnoValue));
}

}  // namespace slipway
