#pragma once

#include <string>

#include "doctor/check.h"

namespace slipway::doctor {

/// Whether state can be kept at `home`, which need not be there yet and is not made. What can
/// only be tried (a folder in it, a file with a hole) is made where it is or would be, and removed. Thread: any.
Checks homeChecks(const std::string& home);

}  // namespace slipway::doctor
