#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "protocol/api_event.h"
#include "protocol/api_job.h"
#include "protocol/api_mirror.h"
#include "protocol/api_problem.h"
#include "protocol/api_requests.h"
#include "protocol/api_rows.h"
#include "protocol/api_state.h"
#include "protocol/api_topology.h"
#include "protocol/api_trace.h"

/// Every shape of the control API as text, for code that does not want to see the JSON library.
namespace slipway::api {

/// T is any struct of protocol/api_*.h, or a std::vector of a row. Unknown members are ignored, missing ones keep their
/// default. Errors: Corrupt (no JSON, or a member of another type). Thread: any. Cost: linear.
template <class T>
Result<T> decode(std::string_view text);

/// One line, no spaces. Bytes that are no UTF-8 become U+FFFD. Thread: any.
template <class T>
std::string encode(const T& value);

}  // namespace slipway::api
