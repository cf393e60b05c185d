#include "gateway/data/problem.h"

#include <nlohmann/json.hpp>
#include <vector>

#include "base/problem_document.h"

namespace slipway::gateway {

bool writeProblem(const Problem& problem, std::string_view requestId, const http::ResponseTarget& to,
                  std::string_view date, OutBuffer& out) {
    const auto json =
        problemDocument<nlohmann::ordered_json>({static_cast<int>(problem.status), http::statusReason(problem.status),
                                                 problem.detail, problem.code, requestId});
    // Request ids and configuration come from elsewhere: bytes that are no UTF-8 must not throw here.
    const std::string body = json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";

    std::vector<http::FieldLine> fields(problem.fields.begin(), problem.fields.end());
    const std::string retryAfter = std::to_string(problem.retryAfterSeconds);
    fields.push_back({"Content-Type", kProblemMediaType});
    fields.push_back({"Cache-Control", "no-store"});
    if (problem.retryAfterSeconds != 0)
        fields.push_back({"Retry-After", retryAfter});
    if (!requestId.empty())
        fields.push_back({"X-Request-Id", requestId});

    http::OwnResponse response;
    response.status = problem.status;
    response.framing = {http::BodyKind::ContentLength, body.size()};
    response.to = to;
    response.date = date;
    response.fields = fields;
    const http::WrittenHead head = http::writeOwnResponse(response, out.reserve(http::ownResponseBound(response)));
    out.commit(head.bytes);
    if (head.framing.kind != http::BodyKind::None)
        out.append(body);
    return head.keepAlive;
}

}  // namespace slipway::gateway
