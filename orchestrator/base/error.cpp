#include "base/error.h"

#include <cerrno>
#include <cstring>

namespace slipway {

const std::vector<ErrorCodeInfo>& errorCodes() {
    static const std::vector<ErrorCodeInfo> table = {
#define X(name, wire, origin, exit, http, meaning) {ErrorCode::name, wire, Origin::origin, exit, http, meaning},
        SLIPWAY_ERROR_CODES(X)
#undef X
    };
    return table;
}

const ErrorCodeInfo& errorCodeInfo(ErrorCode code) {
    return errorCodes()[static_cast<size_t>(code)];
}

ErrorCode errorCodeFromWire(std::string_view wire) {
    for (const auto& row : errorCodes())
        if (wire == row.wire)
            return row.code;
    return ErrorCode::Internal;
}

const char* originName(Origin origin) {
    switch (origin) {
        case Origin::Client:
            return "client";
        case Origin::Upstream:
            return "upstream";
        case Origin::Environment:
            return "environment";
        case Origin::Bug:
            return "bug";
    }
    return "bug";
}

Error systemError(std::string_view what, int errnoValue) {
    ErrorCode code = ErrorCode::Io;
    std::string hint;
    if (errnoValue == ENOSPC || errnoValue == EDQUOT) {
        code = ErrorCode::NoSpace;
        hint = "Free some space and try again; nothing was lost.";
    } else if (errnoValue == EACCES || errnoValue == EPERM) {
        code = ErrorCode::Permission;
    } else if (errnoValue == EADDRINUSE) {
        code = ErrorCode::PortInUse;
    }
    return Error{code, std::string(what) + ": " + strerror(errnoValue), hint, {}};
}

}  // namespace slipway
