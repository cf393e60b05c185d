#include "protocol/api_problem.h"

#include "protocol/api_fields.h"

namespace slipway::api {

using detail::emptyIsNull;
using detail::zeroIsNull;

std::string Problem::text() const {
    std::string out = file;
    if (line > 0) {
        out += ':' + std::to_string(line);
        if (column > 0)
            out += ':' + std::to_string(column);
    }
    out += out.empty() ? "" : ": ";
    if (!key.empty())
        out += key + ": ";
    out += message;
    if (!expected.empty())
        out += "; expected " + expected;
    if (!nearest.empty())
        out += "; did you mean '" + nearest + "'?";
    return out;
}

SLIPWAY_FIELDS(Problem) {
    v("file", x.file);
    v("line", x.line);
    v("column", x.column);
    v("key", x.key);
    v("message", x.message);
    v("expected", x.expected);
    v("nearest", x.nearest);
    v("severity", x.severity);
}
SLIPWAY_JSON_BY_FIELDS(Problem)

void to_json(nlohmann::json& out, const ApiError& error) {
    const auto& info = errorCodeInfo(error.code);
    out = {{"error",
            {{"code", info.wire},
             {"origin", originName(info.origin)},
             {"message", error.message},
             {"hint", error.hint},
             {"details", error.details},
             {"problems", error.problems}}}};
}

void from_json(const nlohmann::json& in, ApiError& error) {
    detail::mustBeObject(in);
    const auto inner = in.find("error");
    const nlohmann::json& body = inner == in.end() ? in : *inner;
    detail::mustBeObject(body);
    const detail::Reader read{body};
    std::string code;
    read("code", code);
    error.code = errorCodeFromWire(code);
    read("message", error.message);
    read("hint", error.hint);
    read("details", error.details);
    read("problems", error.problems);
}

}  // namespace slipway::api
