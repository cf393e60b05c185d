#include "kit/client.h"
#include "kit/service.h"
#include "users/service.h"
#include "users/sqlite_store.h"

using namespace shop;

namespace {

/// GET /points/{id} of the points service; its answer goes to our caller as it is, its failures as 502 and 504.
users::PointsOf pointsOver(kit::Client& client) {
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

}  // namespace

int main() {
    const auto service = kit::Service::create({.name = "users"});
    const auto store = users::openSqliteStore(service->environment().dataPath, true);
    if (!store) {
        return service->giveUp(store.error());
    }
    const auto points = service->clientFor("points");
    if (!points) {
        return service->giveUp(points.error());
    }
    users::Users domain(**store);
    addRoutes(service->router(), domain, *points ? pointsOver(**points) : users::PointsOf());
    service->readyWhen([&] { return domain.check(); });
    return service->run();
}
