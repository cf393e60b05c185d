#include "monolith/direct_neighbours.h"

#include "kit/json.h"

namespace shop::monolith {

namespace {

/// As orders hears of it over REST: certain where the domain says so, open else.
Error asHeard(const char* domain, const Error& error) {
    if (error.fault == Fault::NotFound || error.fault == Fault::Conflict) {
        return error;
    }
    return {Fault::Upstream, std::string(domain) + "_failed",
            std::string(domain) + " answered " + std::to_string(httpStatus(error.fault)) + ": " + error.message};
}

template <class T>
Result<> heard(const char* domain, const Result<T>& result) {
    return result ? Result<>() : tl::unexpected(asHeard(domain, result.error()));
}

}  // namespace

Result<> DirectNeighbours::findUser(const std::string& userId) {
    return m_users == nullptr ? m_remote.findUser(userId) : heard("users", m_users->get(userId));
}

Result<orders::Hold> DirectNeighbours::reserve(const std::string& productId, std::int64_t quantity,
                                               const std::string& key) {
    if (m_products == nullptr) {
        return m_remote.reserve(productId, quantity, key);
    }
    // The key's request in the words of the REST layer: an order that was begun in the one shape of the shop goes on in
    // the other.
    const auto made = m_products->reserve(productId, quantity, {key, kit::Json{{"quantity", quantity}}.dump()});
    if (!made) {
        return tl::unexpected(asHeard("products", made.error()));
    }
    if (made->released) {
        return fail(Fault::Upstream, "reservation_released", "The reservation was released meanwhile.");
    }
    return orders::Hold{made->id, made->unitPrice.amount, made->unitPrice.currency};
}

Result<> DirectNeighbours::release(const std::string& productId, const std::string& reservationId) {
    return m_products == nullptr ? m_remote.release(productId, reservationId)
                                 : heard("products", m_products->release(productId, reservationId));
}

Result<> DirectNeighbours::addPoints(const std::string& userId, std::int64_t amount, const std::string& reason,
                                     const std::string& key) {
    return m_points == nullptr ? m_remote.addPoints(userId, amount, reason, key)
                               : heard("points", m_points->add(userId, amount, reason, key));
}

Result<> DirectNeighbours::letGo(const std::string& reference) {
    return m_products == nullptr ? m_remote.letGo(reference) : heard("products", m_products->letGo(reference));
}

Result<> DirectNeighbours::takeBack(const std::string& reference) {
    return m_points == nullptr ? m_remote.takeBack(reference) : heard("points", m_points->reverse(reference));
}

}  // namespace shop::monolith
