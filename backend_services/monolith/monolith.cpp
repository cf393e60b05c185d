#include "monolith/monolith.h"

#include "kit/page.h"
#include "kit/sqlite.h"
#include "orders/http_neighbours.h"
#include "orders/service.h"
#include "orders/sql_store.h"
#include "points/service.h"
#include "points/sqlite_store.h"
#include "products/service.h"
#include "products/sqlite_store.h"
#include "users/points_client.h"
#include "users/service.h"
#include "users/sqlite_store.h"

namespace shop::monolith {

namespace {

/// Of a listing that says nothing else.
const std::int64_t kEntries = kit::PageRequest{}.limit;

/// Moves a store to where it belongs, or hands its fault on.
template <class Store>
Result<> keep(std::unique_ptr<Store>& place, Result<std::unique_ptr<Store>> opened) {
    if (!opened) {
        return tl::unexpected(opened.error());
    }
    place = std::move(*opened);
    return {};
}

}  // namespace

Result<std::unique_ptr<Monolith>> Monolith::open(kit::Service& service, const Modules& modules) {
    std::unique_ptr<Monolith> made(new Monolith(service));
    auto done = made->openStores(modules);
    done = done ? made->findOthers(modules) : done;
    if (!done) {
        return tl::unexpected(done.error());
    }
    made->addRoutes();
    return made;
}

Result<> Monolith::openStores(const Modules& modules) {
    auto database = kit::SqliteDatabase::open(m_service.environment().dataPath);
    if (!database) {
        return tl::unexpected(database.error());
    }
    m_database = std::move(*database);
    Result<> done;
    if (modules.users) {
        done = keep(m_userStore, users::storeIn(m_database, true));
    }
    if (done && modules.products) {
        done = keep(m_productStore, products::storeIn(m_database, true));
    }
    if (done && modules.orders) {
        done = keep(m_orderStore, orders::storeIn(m_database));
    }
    if (done && modules.points) {
        done = keep(m_pointStore, points::storeIn(m_database));
    }
    return done;
}

Result<> Monolith::findOthers(const Modules& modules) {
    struct Other {
        const char* name;
        bool here;
        bool needed;
        std::unique_ptr<kit::Client>& client;
    };
    Other others[] = {{"users", modules.users, modules.orders, m_toUsers},
                      {"products", modules.products, modules.orders, m_toProducts},
                      {"points", modules.points, modules.orders, m_toPoints}};
    for (Other& other : others) {
        if (other.here) {
            continue;
        }
        auto client = m_service.clientFor(other.name);
        if (!client) {
            return tl::unexpected(client.error());
        }
        if (!*client && other.needed) {
            return fail(Fault::BadRequest, "bad_environment",
                        std::string("orders needs ") + other.name +
                            ", which --modules leaves out: its address must be in the environment, as "
                            "http://127.0.0.1:PORT");
        }
        other.client = std::move(*client);
    }
    return {};
}

void Monolith::addRoutes() {
    kit::Router& router = m_service.router();
    if (m_pointStore) {
        m_points = std::make_unique<points::Points>(*m_pointStore);
        points::addRoutes(router, *m_points);
    }
    if (m_productStore) {
        m_products = std::make_unique<products::Products>(*m_productStore);
        products::addRoutes(router, *m_products);
    }
    if (m_userStore) {
        m_users = std::make_unique<users::Users>(*m_userStore);
        users::PointsOf pointsOf;
        if (m_points) {
            pointsOf = [this](const std::string& userId) {
                return m_points->account(userId, kEntries).map(points::accountResponse);
            };
        } else if (m_toPoints) {
            pointsOf = users::pointsOver(*m_toPoints);
        }
        users::addRoutes(router, *m_users, std::move(pointsOf));
    }
    if (m_orderStore) {
        m_remote = orders::httpNeighbours(m_toUsers.get(), m_toProducts.get(), m_toPoints.get());
        m_neighbours = std::make_unique<DirectNeighbours>(m_users.get(), m_products.get(), m_points.get(), *m_remote);
        m_orders = std::make_unique<orders::Orders>(*m_orderStore, *m_neighbours);
        orders::addRoutes(router, *m_orders);
    }
}

void Monolith::settle() {
    if (m_orders) {
        m_orders->settle();
    }
}

Result<> Monolith::check() {
    return m_database->check();
}

}  // namespace shop::monolith
