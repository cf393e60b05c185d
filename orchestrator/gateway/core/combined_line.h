#pragma once

#include <cstddef>
#include <string_view>

#include "gateway/core/access_log.h"

namespace slipway::gateway {

/// NCSA combined log format (https://httpd.apache.org/docs/2.4/logs.html#combined): client, "-", user, time, request
/// line, status, bytes, referer and user agent; quotes, backslashes and controls as \xHH, so that no client can forge a
/// line. `capacity` at least 1 KiB. Returns the line with its line feed, in `buffer`. Allocates nothing. Thread: one
/// owner.
std::string_view combinedLine(const AccessRecord& record, char* buffer, std::size_t capacity);

}  // namespace slipway::gateway
