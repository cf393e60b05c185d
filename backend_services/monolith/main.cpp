#include <cstdio>
#include <string_view>

#include "monolith/monolith.h"

using namespace shop;

int main(int argc, char** argv) {
    monolith::Modules modules;
    const bool chosen = argc == 3 && std::string_view(argv[1]) == "--modules";
    if (argc > 1 && !chosen) {
        std::fprintf(stderr, "usage: shop-monolith [--modules users,products,orders,points]\n");
        return 2;
    }
    if (chosen) {
        const auto read = monolith::readModules(argv[2]);
        if (!read) {
            std::fprintf(stderr, "shop-monolith: %s\n", read.error().message.c_str());
            return 2;
        }
        modules = *read;
    }
    const auto service = kit::Service::create({.name = "monolith", .workers = 8});
    const auto shop = monolith::Monolith::open(*service, modules);
    if (!shop) {
        return service->giveUp(shop.error());
    }
    service->readyWhen([&] { return (*shop)->check(); });
    const kit::Periodic sweeper(std::chrono::seconds(2), [&] { (*shop)->settle(); });
    return service->run();
}
