#pragma once

#include <memory>

#include "kit/periodic.h"
#include "kit/service.h"
#include "kit/sql.h"
#include "monolith/direct_neighbours.h"
#include "monolith/modules.h"
#include "orders/store.h"
#include "points/store.h"
#include "products/store.h"
#include "users/store.h"

namespace shop::monolith {

/// The shop in one process: the domains of `modules` on one SQLite database, calling each other directly; one that is
/// elsewhere is called over REST, at USERS_URL, PRODUCTS_URL, POINTS_URL. Each answers as its service does, so that a
/// client cannot tell.
class Monolith {
  public:
    /// Adds the routes to `service`, which outlives it. Faults: BadRequest where an address is missing.
    static Result<std::unique_ptr<Monolith>> open(kit::Service& service, const Modules& modules);

    /// Goes on with what crashes left behind; nothing where orders are elsewhere.
    void settle();
    Result<> check();

  private:
    explicit Monolith(kit::Service& service) : m_service(service) {}

    Result<> openStores(const Modules& modules);
    Result<> findOthers(const Modules& modules);
    void addRoutes();

    kit::Service& m_service;
    std::shared_ptr<kit::SqlDatabase> m_database;
    std::unique_ptr<users::Store> m_userStore;
    std::unique_ptr<products::Store> m_productStore;
    std::unique_ptr<orders::Store> m_orderStore;
    std::unique_ptr<points::Store> m_pointStore;
    std::unique_ptr<users::Users> m_users;
    std::unique_ptr<products::Products> m_products;
    std::unique_ptr<points::Points> m_points;
    std::unique_ptr<kit::Client> m_toUsers;
    std::unique_ptr<kit::Client> m_toProducts;
    std::unique_ptr<kit::Client> m_toPoints;
    std::unique_ptr<orders::Neighbours> m_remote;
    std::unique_ptr<DirectNeighbours> m_neighbours;
    std::unique_ptr<orders::Orders> m_orders;
};

}  // namespace shop::monolith
