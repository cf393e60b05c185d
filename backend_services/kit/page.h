#pragma once

#include <cstdint>
#include <string>

#include "kit/http.h"

namespace shop::kit {

/// `?limit` and `?cursor` of a listing.
struct PageRequest {
    std::int64_t limit = 20;  ///< 1-100
    std::string after;        ///< the last id of the page before; empty for the first
};

/// Faults: Invalid for a limit out of range, BadRequest for a cursor that no page of this listing gave out.
Result<PageRequest> pageRequest(const Request& request, std::string_view idPrefix);

/// The opaque word for "after this id". It promises nothing but that it comes back.
std::string makeCursor(std::string_view id);

}  // namespace shop::kit
