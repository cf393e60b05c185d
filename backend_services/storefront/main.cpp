#include "kit/service.h"
#include "storefront/service.h"

int main() {
    const auto service = shop::kit::Service::create({.name = "storefront", .needsData = false, .workers = 1});
    shop::storefront::addRoutes(service->router());
    return service->run();
}
