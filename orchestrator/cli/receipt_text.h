#pragma once

#include <string>

#include "cli/console.h"
#include "protocol/api_operation.h"

namespace slipway::cli {

/// A receipt for people: outcome, each instance with pids and seconds a phase, requests meanwhile, and that others were
/// left alone.
std::string receiptText(const Console& console, const api::Receipt& receipt);

}  // namespace slipway::cli
