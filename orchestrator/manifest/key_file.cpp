#include "manifest/key_file.h"

#include <algorithm>
#include <optional>
#include <set>

#include "crypto/base64.h"
#include "crypto/json_web_key.h"
#include "crypto/password_hash.h"
#include "crypto/signature_key.h"
#include "crypto/tls_identity.h"

namespace slipway::manifest {
namespace {

class Finder {
  public:
    explicit Finder(const std::function<Result<std::string>(const std::string&)>& read) : m_read(read) {}

    void look(const model::RouteAuth& auth) {
        if (auth.apiKey)
            lookAtLines(auth.apiKey->file, apiKeyFault);
        if (auth.basic)
            lookAtLines(auth.basic->file, passwordHashFault);
        if (!auth.jwt)
            return;
        if (const auto text = textOf(auth.jwt->secretFile)) {
            const auto secret = text->substr(0, text->find_last_not_of("\r\n") + 1);
            if (const auto key = crypto::SignatureKey::fromSecret(secret); !key)
                fault(auth.jwt->secretFile, key.error().message);
        }
        if (const auto text = textOf(auth.jwt->publicKeyFile))
            if (!crypto::SignatureKey::fromPem(crypto::SignatureAlgorithm::Rs256, *text) &&
                !crypto::SignatureKey::fromPem(crypto::SignatureAlgorithm::Es256, *text))
                fault(auth.jwt->publicKeyFile, "is no public key (PEM) of RS256 or ES256");
        if (auth.jwt->jwks.find("://") != std::string::npos)
            return;
        if (const auto text = textOf(auth.jwt->jwks)) {
            const auto set = crypto::parseKeySet(*text, {});
            if (!set || set->keys.empty())
                fault(auth.jwt->jwks, set ? "no key in it can be used" : set.error().message);
        }
    }

    void look(const model::TlsCertificate& pair) {
        const auto certificate = textOf(pair.certificate), key = textOf(pair.key);
        if (!certificate || !key)
            return;
        if (const auto identity = crypto::TlsIdentity::read(*certificate, *key); !identity)
            fault(pair.certificate, identity.error().message);
    }

    std::vector<std::string> faults() { return std::move(m_faults); }

  private:
    void fault(const std::string& where, const std::string& sentence) { m_faults.push_back(where + ": " + sentence); }
    std::optional<std::string> textOf(const std::string& path) {
        if (path.empty() || !m_seen.insert(path).second)
            return std::nullopt;
        auto text = m_read(path);
        if (text)
            return *std::move(text);
        m_faults.push_back(text.error().message);
        return std::nullopt;
    }
    void lookAtLines(const std::string& path, std::string (*check)(const std::string&)) {
        if (const auto text = textOf(path))
            for (const auto& each : KeyFile::read(*text, check).faults)
                fault(path + ":" + std::to_string(each.line), each.sentence);
    }

    const std::function<Result<std::string>(const std::string&)>& m_read;
    std::set<std::string> m_seen;
    std::vector<std::string> m_faults;
};

}  // namespace

std::string apiKeyFault(const std::string& key) {
    if (key.starts_with("sha256:")) {
        const auto digest = crypto::decodeHex(std::string_view(key).substr(7));
        return digest && digest->size() == 32 ? "" : "is no SHA-256: 64 hexadecimal digits behind sha256:";
    }
    return key.size() < 16 ? "is too short for a key: anybody would guess it; at least 16 characters" : "";
}

std::string passwordHashFault(const std::string& hash) {
    const auto parsed = crypto::PasswordHash::parse(hash);
    return parsed ? "" : parsed.error().message;
}

KeyFile KeyFile::read(std::string_view text, std::string (*fault)(const std::string& value)) {
    KeyFile file;
    std::set<std::string> names;
    for (int number = 1; !text.empty(); ++number) {
        std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t'))
            line.remove_suffix(1);
        if (line.empty() || line.front() == '#')
            continue;
        const auto colon = line.find(':');
        if (colon == 0 || colon == std::string_view::npos) {
            file.faults.push_back({number, "has no name, or no colon behind it: NAME:VALUE"});
            continue;
        }
        Line read{std::string(line.substr(0, colon)), std::string(line.substr(colon + 1))};
        if (std::string wrong = fault(read.value); !wrong.empty())
            file.faults.push_back({number, "what stands behind the name " + std::move(wrong)});
        else if (!names.insert(read.name).second)
            file.faults.push_back({number, "has the name of an earlier line"});
        else
            file.usable.push_back(std::move(read));
    }
    return file;
}

std::vector<std::string> keyFileFaults(const model::Gateway& gateway,
                                       const std::function<Result<std::string>(const std::string& path)>& read) {
    Finder finder(read);
    for (const auto& route : gateway.routes)
        if (route.policies.auth)
            finder.look(*route.policies.auth);
    if (gateway.tls)
        for (const auto& pair : gateway.tls->certificates)
            finder.look(pair);
    return finder.faults();
}

}  // namespace slipway::manifest
