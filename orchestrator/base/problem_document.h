#pragma once

#include <string>
#include <string_view>

namespace slipway {

/// What an error over HTTP says (RFC 9457), whoever answers it: gateway, mediation, composer. docs/errors.md has the
/// table. All but `requestId` are UTF-8.
struct ProblemText {
    int status = 500;
    std::string_view title;      ///< the same for each occurrence: a status's phrase, a reason's meaning
    std::string_view detail;     ///< one sentence about this one, with its place where it has one
    std::string_view code;       ///< stable, for programs: snake_case, or a slug of the codec's ("bare-lf")
    std::string_view requestId;  ///< empty: none is known
    std::string_view type = "about:blank";
};

inline constexpr std::string_view kProblemMediaType = "application/problem+json";

/// The members in their order; whoever needs more adds them behind. `Json`: nlohmann::json or ordered_json.
template <class Json>
Json problemDocument(const ProblemText& text) {
    Json problem = Json::object();
    problem["type"] = text.type;
    problem["title"] = text.title;
    problem["status"] = text.status;
    problem["detail"] = text.detail;
    problem["code"] = text.code;
    if (!text.requestId.empty())
        problem["request_id"] = text.requestId;
    return problem;
}

}  // namespace slipway
