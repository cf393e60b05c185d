#pragma once

#include <functional>
#include <optional>

#include "manifest/manifest.h"

/// The files beside a manifest that it is read with: `.env`, and what `include`, `extends` and `env_file` name.
namespace slipway::manifest {

/// A file's text; nothing where it can't be read.
using FileReader = std::function<std::optional<std::string>(const std::string& path)>;

/// A FileReader: the file as it is on disk now, at most kMaxManifestBytes.
std::optional<std::string> fileOnDisk(const std::string& path);

/// Where the `.env` of the manifest at `path` lies.
std::string dotEnvPath(const std::string& path);

/// What `${NAME}` is looked up in: `variables`, and under them those of `.env`, where `files` has it. A `.env` with an
/// error gives none: the parse tells it.
Variables withDotEnv(const std::string& path, const Variables& variables, const EnvFiles& files);

/// Reads all files that the manifest is read with and that `files` lacks. What can't be read is left out: the parse
/// tells it with its line.
void readManifestFiles(std::string_view text, const std::string& path, const Variables& variables, EnvFiles& files,
                       const FileReader& read);

}  // namespace slipway::manifest
