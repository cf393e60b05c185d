#include "kit/periodic.h"
#include "kit/postgres.h"
#include "kit/service.h"
#include "orders/http_neighbours.h"
#include "orders/service.h"
#include "orders/sql_store.h"

using namespace shop;

int main() {
    // Workers wait for neighbours most of the time, so there are more of them than elsewhere.
    const std::string database = kit::environmentValue("DATABASE_URL");
    const auto service = kit::Service::create({.name = "orders", .needsData = database.empty(), .workers = 8});
    if (!database.empty() && !kit::isPostgresUrl(database)) {
        return service->giveUp({Fault::BadRequest, "bad_environment",
                                "DATABASE_URL must begin with postgres://; without it, orders are in DATA_PATH"});
    }
    const auto store = database.empty() ? orders::openSqliteStore(service->environment().dataPath)
                                        : orders::openPostgresStore(database);
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
    const auto neighbours = orders::httpNeighbours(clients[0].get(), clients[1].get(), clients[2].get());
    orders::Orders domain(**store, *neighbours);
    addRoutes(service->router(), domain);
    service->readyWhen([&] { return domain.check(); });
    const kit::Periodic sweeper(std::chrono::seconds(2), [&] { domain.settle(); });
    return service->run();
}
