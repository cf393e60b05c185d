#include "http/method.h"

namespace slipway::http {

Method methodOf(std::string_view text) {
    if (text == "GET")
        return Method::Get;
    if (text == "POST")
        return Method::Post;
    if (text == "HEAD")
        return Method::Head;
    if (text == "PUT")
        return Method::Put;
    if (text == "DELETE")
        return Method::Delete;
    if (text == "PATCH")
        return Method::Patch;
    if (text == "OPTIONS")
        return Method::Options;
    if (text == "TRACE")
        return Method::Trace;
    if (text == "CONNECT")
        return Method::Connect;
    return Method::Other;
}

std::string_view methodName(Method method) {
    static constexpr std::string_view kNames[] = {"OTHER", "GET",    "HEAD",    "POST",  "PUT",
                                                  "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"};
    return kNames[static_cast<unsigned>(method)];
}

}  // namespace slipway::http
