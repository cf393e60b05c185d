#pragma once

#include "products/domain.h"

namespace shop::products {

/// Where products live. Several instances share one store: each function is atomic among them. Thread: any.
class Store {
  public:
    virtual ~Store() = default;

    virtual Result<ProductPage> list(std::int64_t limit, const std::string& after) = 0;
    virtual Result<Product> get(const std::string& id) = 0;
    /// Returns the product that `once` made before, where it did.
    virtual Result<Product> add(const Product& product, const kit::Idempotency& once) = 0;
    virtual Result<Product> change(const std::string& id, const ProductChange& change,
                                   std::optional<std::int64_t> ifVersion, std::int64_t nowMs) = 0;
    virtual Result<Reservation> reserve(const Reservation& wanted, const kit::Idempotency& once) = 0;
    virtual Result<> release(const std::string& productId, const std::string& reservationId, std::int64_t nowMs) = 0;
    virtual Result<Hold> hold(const Hold& wanted) = 0;
    virtual Result<> letGo(const std::string& reference, std::int64_t nowMs) = 0;
    virtual Result<> check() = 0;
};

}  // namespace shop::products
