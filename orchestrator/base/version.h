#pragma once

namespace slipway {

/// "0.1.0"
const char* version();
/// Tells one build of a version from the next: the commit that it was configured from, or "unknown".
const char* buildId();

}  // namespace slipway
