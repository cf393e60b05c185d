#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kit/error.h"
#include "kit/idempotency.h"

namespace shop::products {

/// An amount in the currency's minor unit (won have none, so KRW 1000 is a thousand won; USD 1000 is ten dollars).
struct Money {
    std::int64_t amount = 0;
    std::string currency;  ///< ISO 4217, upper case
};

struct Product {
    std::string id;  ///< `p_…`
    std::string name;
    std::string description;
    std::string category;
    Money price;
    std::int64_t stock = 0;      ///< not reserved by anybody
    std::int64_t createdMs = 0;  ///< since 1970
    std::int64_t updatedMs = 0;
    std::int64_t version = 1;  ///< grows with each change, stock included: the ETag
};

/// Fields to change; the others stay.
struct ProductChange {
    std::optional<std::string> name;
    std::optional<std::string> description;
    std::optional<std::string> category;
    std::optional<Money> price;
    std::optional<std::int64_t> stock;
};
/// `product` with what `change` names, all else as it was. Errors: PreconditionFailed where its version is not
/// `ifVersion`.
Result<Product> changed(Product product, const ProductChange& change, std::optional<std::int64_t> ifVersion);

/// Stock taken out for an order, until it is released.
struct Reservation {
    std::string id;  ///< `r_…`
    std::string productId;
    std::int64_t quantity = 0;
    Money unitPrice;  ///< when it was reserved
    std::int64_t createdMs = 0;
    bool released = false;
};

/// Stock of several products taken out together, under a reference of the caller's: all of it or none.
struct Hold {
    struct Line {
        std::string productId;
        std::int64_t quantity = 0;
        Money unitPrice;  ///< when it was taken
    };
    std::string reference;
    std::vector<Line> lines;
    std::int64_t createdMs = 0;
    bool released = false;
};

struct ProductPage {
    std::vector<Product> items;
    bool more = false;
};

class Store;

/// The catalogue and its stock: the rules, over any store. Thread: any.
class Products {
  public:
    explicit Products(Store& store) : m_store(store) {}

    /// By id, which is by age. `limit` 1-100.
    Result<ProductPage> list(std::int64_t limit, const std::string& after);
    Result<Product> get(const std::string& id);
    /// `draft` without id, times and version.
    Result<Product> add(Product draft, const kit::Idempotency& once);
    /// PreconditionFailed where `ifVersion` is not the product's.
    Result<Product> change(const std::string& id, const ProductChange& change, std::optional<std::int64_t> ifVersion);
    /// Conflict, code `out_of_stock`, where there is less than `quantity` (1 or more).
    Result<Reservation> reserve(const std::string& productId, std::int64_t quantity, const kit::Idempotency& once);
    /// Puts the stock back; a second time changes nothing. NotFound where there is no such reservation.
    Result<> release(const std::string& productId, const std::string& reservationId);
    /// The same reference gives the same hold; with other lines it is a Conflict, and so it is once it was let go, code
    /// `released`. Conflict, code `out_of_stock`; Invalid, code `mixed_currencies`.
    Result<Hold> hold(const std::string& reference, std::vector<Hold::Line> lines);
    /// Puts the stock back; a second time changes nothing. Of a reference that nobody used yet it makes sure that
    /// nobody will: what asks for the stock may still be on its way.
    Result<> letGo(const std::string& reference);
    Result<> check();

  private:
    Store& m_store;
};

/// The first catalogue of a shop, with ids `p_0001`…; times are the caller's.
std::vector<Product> sampleCatalogue();

}  // namespace shop::products
