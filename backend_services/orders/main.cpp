#include "kit/periodic.h"
#include "kit/service.h"
#include "orders/http_neighbours.h"
#include "orders/service.h"
#include "orders/sqlite_store.h"

using namespace shop;

int main() {
    // Workers wait for neighbours most of the time, so there are more of them than elsewhere.
    const auto service = kit::Service::create({.name = "orders", .workers = 8});
    const auto store = orders::openSqliteStore(service->environment().dataPath);
    if (!store) {
        return service->giveUp(store.error());
    }
    std::unique_ptr<kit::Client> clients[3];
    const char* const names[3] = {"users", "products", "points"};
    for (int i = 0; i < 3; ++i) {
        auto client = service->clientFor(names[i]);
        if (!client) {
            return service->giveUp(client.error());
        }
        if (!*client) {
            return service->giveUp({Fault::BadRequest, "bad_environment",
                                    "USERS_URL, PRODUCTS_URL and POINTS_URL are needed: http://127.0.0.1:PORT each"});
        }
        clients[i] = std::move(*client);
    }
    const auto neighbours = orders::httpNeighbours(*clients[0], *clients[1], *clients[2]);
    orders::Orders domain(**store, *neighbours);
    addRoutes(service->router(), domain);
    service->readyWhen([&] { return domain.check(); });
    const kit::Periodic sweeper(std::chrono::seconds(2), [&] { domain.settle(); });
    return service->run();
}
