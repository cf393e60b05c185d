#pragma once

#include "base/binaries.h"

namespace slipway::runtime {

using slipway::binaryFingerprint;
using slipway::executablePath;
using slipway::findBinary;
using slipway::libexecFolder;

}  // namespace slipway::runtime
