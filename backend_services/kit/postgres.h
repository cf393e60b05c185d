#pragma once

#include <memory>
#include <string>

#include "kit/sql.h"

namespace shop::kit {

/// True for `postgres://…` and `postgresql://…`.
bool isPostgresUrl(const std::string& url);

/// A PostgreSQL database that several instances share. Each write is a SERIALIZABLE transaction, repeated where the
/// server says that it collided with another; each read is one snapshot. A connection that the server closed is made
/// again at the next use; a write whose COMMIT got no answer is Unavailable, since nobody knows whether it happened.
///
/// `url` as libpq takes it. Faults: Unavailable where there is no server; Internal where it refuses.
Result<std::unique_ptr<SqlDatabase>> openPostgres(const std::string& url);

}  // namespace shop::kit
