#include "products/domain.h"

#include "kit/ids.h"
#include "kit/log.h"
#include "products/store.h"

namespace shop::products {

Result<Product> changed(Product product, const ProductChange& change, std::optional<std::int64_t> ifVersion) {
    if (ifVersion && *ifVersion != product.version) {
        return fail(Fault::PreconditionFailed, "changed_meanwhile", "The product was changed meanwhile. Get it again.");
    }
    product.name = change.name.value_or(product.name);
    product.description = change.description.value_or(product.description);
    product.category = change.category.value_or(product.category);
    product.price = change.price.value_or(product.price);
    product.stock = change.stock.value_or(product.stock);
    return product;
}

Result<ProductPage> Products::list(std::int64_t limit, const std::string& after) {
    return m_store.list(limit, after);
}

Result<Product> Products::get(const std::string& id) {
    return m_store.get(id);
}

Result<Product> Products::add(Product draft, const kit::Idempotency& once) {
    draft.id = kit::newId("p_");
    draft.createdMs = draft.updatedMs = kit::nowMs();
    draft.version = 1;
    return m_store.add(draft, once);
}

Result<Product> Products::change(const std::string& id, const ProductChange& change,
                                 std::optional<std::int64_t> ifVersion) {
    return m_store.change(id, change, ifVersion, kit::nowMs());
}

Result<Reservation> Products::reserve(const std::string& productId, std::int64_t quantity,
                                      const kit::Idempotency& once) {
    Reservation wanted;
    wanted.id = kit::newId("r_");
    wanted.productId = productId;
    wanted.quantity = quantity;
    wanted.createdMs = kit::nowMs();
    return m_store.reserve(wanted, once);
}

Result<> Products::release(const std::string& productId, const std::string& reservationId) {
    return m_store.release(productId, reservationId, kit::nowMs());
}

Result<Hold> Products::hold(const std::string& reference, std::vector<Hold::Line> lines) {
    return m_store.hold({reference, std::move(lines), kit::nowMs(), false});
}

Result<> Products::letGo(const std::string& reference) {
    return m_store.letGo(reference, kit::nowMs());
}

Result<> Products::check() {
    return m_store.check();
}

}  // namespace shop::products
