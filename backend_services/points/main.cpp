#include "kit/service.h"
#include "points/service.h"
#include "points/sqlite_store.h"

int main() {
    const auto service = shop::kit::Service::create({.name = "points"});
    const auto store = shop::points::openSqliteStore(service->environment().dataPath);
    if (!store) {
        return service->giveUp(store.error());
    }
    shop::points::Points points(**store);
    addRoutes(service->router(), points);
    service->readyWhen([&] { return points.check(); });
    return service->run();
}
