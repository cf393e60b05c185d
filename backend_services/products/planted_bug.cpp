#include "products/planted_bug.h"

namespace shop::products {

namespace {

class WrongPrice final : public Store {
  public:
    WrongPrice(std::unique_ptr<Store> store, std::string productId)
        : m_store(std::move(store)), m_productId(std::move(productId)) {}

    Result<ProductPage> list(std::int64_t limit, const std::string& after) override {
        auto page = m_store->list(limit, after);
        if (page) {
            for (Product& product : page->items) {
                product = spoilt(std::move(product));
            }
        }
        return page;
    }
    Result<Product> get(const std::string& id) override {
        return m_store->get(id).map([this](Product product) { return spoilt(std::move(product)); });
    }
    Result<Product> add(const Product& product, const kit::Idempotency& once) override {
        return m_store->add(product, once);
    }
    Result<Product> change(const std::string& id, const ProductChange& change, std::optional<std::int64_t> ifVersion,
                           std::int64_t nowMs) override {
        return m_store->change(id, change, ifVersion, nowMs);
    }
    Result<Reservation> reserve(const Reservation& wanted, const kit::Idempotency& once) override {
        return m_store->reserve(wanted, once);
    }
    Result<> release(const std::string& productId, const std::string& reservationId, std::int64_t nowMs) override {
        return m_store->release(productId, reservationId, nowMs);
    }
    Result<Hold> hold(const Hold& wanted) override { return m_store->hold(wanted); }
    Result<> letGo(const std::string& reference, std::int64_t nowMs) override {
        return m_store->letGo(reference, nowMs);
    }
    Result<> check() override { return m_store->check(); }

  private:
    Product spoilt(Product product) const {
        product.price.amount += product.id == m_productId ? 1 : 0;
        return product;
    }

    std::unique_ptr<Store> m_store;
    std::string m_productId;
};

}  // namespace

std::unique_ptr<Store> withWrongPrice(std::unique_ptr<Store> store, std::string productId) {
    return std::make_unique<WrongPrice>(std::move(store), std::move(productId));
}

}  // namespace shop::products
