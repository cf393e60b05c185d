#include "kit/service.h"
#include "products/lmdb_store.h"
#include "products/planted_bug.h"
#include "products/service.h"

int main() {
    const auto service = shop::kit::Service::create({.name = "products"});
    auto store = shop::products::openLmdbStore(service->environment().dataPath, true);
    if (!store) {
        return service->giveUp(store.error());
    }
    if (const auto product = shop::kit::environmentValue("SHOP_WRONG_PRICE"); !product.empty()) {
        *store = shop::products::withWrongPrice(std::move(*store), product);
    }
    shop::products::Products products(**store);
    addRoutes(service->router(), products);
    service->readyWhen([&] { return products.check(); });
    return service->run();
}
