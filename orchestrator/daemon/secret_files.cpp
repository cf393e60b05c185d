#include "daemon/secret_files.h"

#include <unistd.h>

#include <filesystem>

#include "base/files.h"
#include "crypto/digest.h"
#include "daemon/mask.h"

namespace slipway::daemon {
namespace {

constexpr size_t kDigestBytes = 8;

std::string hex(const crypto::Sha256& digest) {
    constexpr char kDigits[] = "0123456789abcdef";
    std::string text;
    for (size_t i = 0; i < kDigestBytes; ++i) {
        text += kDigits[digest[i] >> 4];
        text += kDigits[digest[i] & 15];
    }
    return text;
}

std::string allSecrets(const Home& home, const std::string& project) {
    return home.project(project) + "/secrets";
}

}  // namespace

std::string secretDigest(const Home& home, const std::string& value) {
    return hex(crypto::hmacSha256(home.id(), value));
}

std::string secretsFolder(const Home& home, const std::string& project, const model::Service& service) {
    std::string all;
    for (const auto& secret : service.secrets)
        all += secret.target + '\0' + secret.digest + '\0';
    return allSecrets(home, project) + '/' + service.name.str() + '-' + hex(crypto::sha256(all));
}

Result<> keepSecrets(const Home& home, const model::Project& project, const manifest::SecretValues& values) {
    for (const auto& service : project.services) {
        if (service.secrets.empty())
            continue;
        const std::string folder = secretsFolder(home, project.name.str(), service);
        if (auto made = makeFolders(folder); !made)
            return made;
        for (const auto& secret : service.secrets) {
            const auto value = values.find(secret.name);
            if (value == values.end())
                continue;
            secretMask().learn(value->second.value);
            const std::string path = folder + '/' + secret.target;
            if (const auto there = readFile(path, manifest::kMaxSecretBytes); there && *there == value->second.value)
                continue;
            if (auto written = writeFileAtomically(path, value->second.value, 0400); !written)
                return written;
        }
    }
    return {};
}

Result<> secretsAreThere(const Home& home, const std::string& project, const model::Service& service) {
    for (const auto& secret : service.secrets)
        if (const std::string path = secretsFolder(home, project, service) + '/' + secret.target;
            ::access(path.c_str(), R_OK) != 0)
            return fail(ErrorCode::StartFailed, "the secret " + secret.name + " is no longer in " + path,
                        "slipway up writes it anew.");
    return {};
}

void learnSecrets(const Home& home, const std::string& project) {
    std::error_code error;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(allSecrets(home, project), error))
        if (entry.is_regular_file(error))
            if (const auto value = readFile(entry.path().string(), manifest::kMaxSecretBytes))
                secretMask().learn(*value);
}

void dropSecrets(const Home& home, const std::string& project) {
    std::error_code error;
    std::filesystem::remove_all(allSecrets(home, project), error);
}

}  // namespace slipway::daemon
