#include "client/up_request.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "base/files.h"

namespace slipway::client {
namespace {
constexpr size_t kMaxManifestBytes = 1u << 20;

// Of the first that is set, as Compose separates them.
std::vector<std::string> profilesOfEnvironment() {
    const char* ours = ::getenv("SLIPWAY_PROFILES");
    const char* compose = ::getenv("COMPOSE_PROFILES");
    const std::string_view all = ours ? ours : compose ? compose : "";
    std::vector<std::string> profiles;
    for (size_t at = 0; at < all.size();) {
        const size_t end = std::min(all.find(',', at), all.size());
        if (end > at)
            profiles.emplace_back(all.substr(at, end - at));
        at = end + 1;
    }
    return profiles;
}

}  // namespace

Result<api::UpRequest> upRequest(const std::string& manifestPath, const std::string& listen) {
    std::error_code error;
    const std::string path = std::filesystem::absolute(manifestPath, error).lexically_normal().string();
    if (error)
        return failErrno("find " + manifestPath, error.value());
    if (!std::filesystem::exists(path, error))
        return fail(ErrorCode::NotFound, "there is no file " + path,
                    "Name the manifest with -f, or run the command in its folder.");
    auto text = readFile(path, kMaxManifestBytes);
    if (!text)
        return tl::unexpected(std::move(text.error()));
    api::UpRequest request;
    request.manifest = *std::move(text);
    request.path = path;
    request.listen = listen;
    request.profiles = profilesOfEnvironment();
    return request;
}

std::string findManifest(const std::string& folder) {
    std::error_code error;
    for (std::filesystem::path at = std::filesystem::absolute(folder, error).lexically_normal(); !error;) {
        for (const char* name : {"slipway.yaml", "slipway.yml"})
            if (std::filesystem::is_regular_file(at / name, error))
                return (at / name).string();
        if (!at.has_parent_path() || at.parent_path() == at)
            break;
        at = at.parent_path();
        error.clear();
    }
    return {};
}

}  // namespace slipway::client
