#pragma once

#include "orders/neighbours.h"
#include "points/domain.h"
#include "products/domain.h"
#include "users/domain.h"

namespace shop::monolith {

/// What orders needs of others, by plain calls where the other domain is in this process, and by `remote` where it is
/// not. A domain says the same as its service would over REST, faults included. All outlive it.
class DirectNeighbours final : public orders::Neighbours {
  public:
    DirectNeighbours(users::Users* users, products::Products* products, points::Points* points,
                     orders::Neighbours& remote)
        : m_users(users), m_products(products), m_points(points), m_remote(remote) {}

    Result<> findUser(const std::string& userId) override;
    Result<orders::Hold> reserve(const std::string& productId, std::int64_t quantity, const std::string& key) override;
    Result<> release(const std::string& productId, const std::string& reservationId) override;
    Result<> addPoints(const std::string& userId, std::int64_t amount, const std::string& reason,
                       const std::string& key) override;
    Result<> letGo(const std::string& reference) override;
    Result<> takeBack(const std::string& reference) override;

  private:
    users::Users* m_users;
    products::Products* m_products;
    points::Points* m_points;
    orders::Neighbours& m_remote;
};

}  // namespace shop::monolith
