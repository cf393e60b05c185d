#include "kit/service.h"
#include "users/points_client.h"
#include "users/service.h"
#include "users/sqlite_store.h"

using namespace shop;

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
    addRoutes(service->router(), domain, *points ? users::pointsOver(**points) : users::PointsOf());
    service->readyWhen([&] { return domain.check(); });
    return service->run();
}
