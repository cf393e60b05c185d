#include "kit/service.h"
#include "products/lmdb_store.h"
#include "products/service.h"

int main() {
    const auto service = shop::kit::Service::create({.name = "products"});
    const auto store = shop::products::openLmdbStore(service->environment().dataPath, true);
    if (!store) {
        return service->giveUp(store.error());
    }
    shop::products::Products products(**store);
    addRoutes(service->router(), products);
    service->readyWhen([&] { return products.check(); });
    return service->run();
}
