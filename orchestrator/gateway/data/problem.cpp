#include "gateway/data/problem.h"

#include <array>
#include <nlohmann/json.hpp>

namespace slipway::gateway {

bool writeProblem(const Problem& problem, std::string_view requestId, const http::ResponseTarget& to,
                  std::string_view date, OutBuffer& out) {
    nlohmann::ordered_json json;
    json["type"] = "about:blank";
    json["title"] = http::statusReason(problem.status);
    json["status"] = problem.status;
    json["code"] = problem.code;
    json["why"] = problem.why;
    if (!requestId.empty())
        json["request_id"] = requestId;
    // Request ids and configuration come from elsewhere: bytes that are no UTF-8 must not throw here.
    const std::string body = json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";

    std::array<http::FieldLine, 4> fields;
    size_t count = 0;
    const std::string retryAfter = std::to_string(problem.retryAfterSeconds);
    fields[count++] = {"Content-Type", "application/problem+json"};
    fields[count++] = {"Cache-Control", "no-store"};
    if (problem.retryAfterSeconds != 0)
        fields[count++] = {"Retry-After", retryAfter};
    if (!requestId.empty())
        fields[count++] = {"X-Request-Id", requestId};

    http::OwnResponse response;
    response.status = problem.status;
    response.framing = {http::BodyKind::ContentLength, body.size()};
    response.to = to;
    response.date = date;
    response.fields = {fields.data(), count};
    const http::WrittenHead head = http::writeOwnResponse(response, out.reserve(http::ownResponseBound(response)));
    out.commit(head.bytes);
    if (head.framing.kind != http::BodyKind::None)
        out.append(body);
    return head.keepAlive;
}

}  // namespace slipway::gateway
