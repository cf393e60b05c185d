#include "manifest/manifest_files.h"

#include <filesystem>

#include "base/files.h"
#include "manifest/assemble.h"
#include "manifest/env_file.h"

namespace slipway::manifest {
namespace {

void readMissing(const std::string& path, EnvFiles& files, const FileReader& read) {
    if (files.contains(path))
        return;
    if (auto content = read(path))
        files.emplace(path, std::move(*content));
}

}  // namespace

std::optional<std::string> fileOnDisk(const std::string& path) {
    auto content = readFile(path, kMaxManifestBytes);
    return content ? std::optional(*std::move(content)) : std::nullopt;
}

std::string dotEnvPath(const std::string& path) {
    return (std::filesystem::path(path).lexically_normal().parent_path() / ".env").string();
}

Variables withDotEnv(const std::string& path, const Variables& variables, const EnvFiles& files) {
    Variables all = variables;
    if (const auto file = files.find(dotEnvPath(path)); file != files.end())
        if (auto values = parseEnvFile(file->second))
            all.merge(*values);
    return all;
}

void readManifestFiles(std::string_view text, const std::string& path, const Variables& variables, EnvFiles& files,
                       const FileReader& read) {
    readMissing(dotEnvPath(path), files, read);
    // What is included may include more.
    for (size_t found = 1; found > 0;) {
        const size_t before = files.size();
        std::vector<api::Problem> ignored;
        for (const auto& file : assemble(text, path, files, ignored).missing)
            readMissing(file, files, read);
        found = files.size() - before;
    }
    for (const auto& file : envFilePaths(text, path, withDotEnv(path, variables, files), files))
        readMissing(file, files, read);
}

}  // namespace slipway::manifest
