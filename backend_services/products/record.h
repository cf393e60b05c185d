#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "products/domain.h"

namespace shop::products {

// How records lie in LMDB: a byte of format, then integers as eight bytes, little end first, and strings behind their
// length. Reading one is a few copies, where JSON would be a parse.

std::string encodeProduct(const Product& product);
/// Nothing where the bytes are not a whole record of a known format. `id` is the record's key.
std::optional<Product> decodeProduct(std::string_view id, std::string_view bytes);

std::string encodeReservation(const Reservation& reservation);
std::optional<Reservation> decodeReservation(std::string_view bytes);

std::string encodeHold(const Hold& hold);
std::optional<Hold> decodeHold(std::string_view reference, std::string_view bytes);

/// What an idempotency key led to.
struct KeyRecord {
    std::int64_t createdMs = 0;
    std::string request;
    std::string resultId;
};
std::string encodeKey(const KeyRecord& record);
std::optional<KeyRecord> decodeKey(std::string_view bytes);

/// Eight bytes, big end first: sorts as the number does.
std::string sortableNumber(std::int64_t number);
std::int64_t fromSortable(std::string_view bytes);

}  // namespace shop::products
