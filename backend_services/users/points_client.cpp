#include "users/points_client.h"

namespace shop::users {

PointsOf pointsOver(kit::Client& client) {
    return [&client](const std::string& userId) -> Result<kit::Response> {
        kit::ClientRequest request;
        request.target = "/points/" + kit::percentEncode(userId);
        auto answer = client.send(request);
        if (!answer) {
            return tl::unexpected(answer.error());
        }
        if (answer->status >= 500) {
            return fail(Fault::Upstream, "points_failed", "points answered " + std::to_string(answer->status) + ".");
        }
        kit::Response response;
        response.status = answer->status;
        response.body = std::move(answer->body);
        return response;
    };
}

}  // namespace shop::users
