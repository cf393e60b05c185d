#pragma once

#include <cstdint>
#include <string>

#include "base/error.h"

namespace slipway {

/// The file that this process runs.
std::string executablePath();

/// A program of Slipway ("slipway-gateway"): in SLIPWAY_LIBEXEC if that is set, beside the executable, then in
/// ../libexec/slipway. Errors: NotFound with the places that were tried.
Result<std::string> findBinary(const std::string& name);

/// The folder that manifests see as ${SLIPWAY_LIBEXEC}: where findBinary finds `name`, or the executable's own.
std::string libexecFolder(const std::string& name = "slipway-gateway");

/// Tells one version of a program file from the next: device, inode, size, modification time. Errors: NotFound, Io.
Result<std::string> binaryFingerprint(const std::string& path);

}  // namespace slipway
