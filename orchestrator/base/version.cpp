#include "base/version.h"

namespace slipway {

const char* version() {
    return SLIPWAY_VERSION;
}
const char* buildId() {
    return SLIPWAY_BUILD_ID;
}

}  // namespace slipway
