#pragma once

#include "kit/client.h"
#include "users/service.h"

namespace shop::users {

/// GET /points/{id} of the points service; its answer goes to our caller as it is, its failures as 502 and 504. The
/// client outlives it.
PointsOf pointsOver(kit::Client& client);

}  // namespace shop::users
