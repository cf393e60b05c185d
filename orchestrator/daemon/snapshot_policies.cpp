#include "daemon/snapshot_policies.h"

#include <algorithm>

#include "crypto/base64.h"
#include "crypto/digest.h"
#include "crypto/signature_key.h"
#include "manifest/key_file.h"

namespace slipway::daemon {
namespace {

class Builder {
  public:
    Builder(const KeyTexts& texts, std::vector<std::string>* faults) : m_texts(texts), m_faults(faults) {}

    protocol::SnapshotPolicies build(const model::RoutePolicies& from) {
        protocol::SnapshotPolicies out;
        out.allowFrom = from.allowFrom;
        if (from.auth) {
            protocol::SnapshotAuth& auth = out.auth.emplace();
            auth.optional = from.auth->optional;
            auth.realm = from.auth->realm;
            if (from.auth->apiKey)
                auth.apiKey = apiKeys(*from.auth->apiKey);
            if (from.auth->basic)
                auth.basic = basic(*from.auth->basic);
            if (from.auth->jwt)
                auth.jwt = jwt(*from.auth->jwt);
        }
        if (from.cors) {
            const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(from.cors->maxAge).count();
            out.cors = protocol::SnapshotCors{
                from.cors->origins,     from.cors->methods,
                from.cors->headers,     from.cors->expose,
                from.cors->credentials, static_cast<std::uint32_t>(std::min<std::int64_t>(seconds, 86400))};
        }
        if (from.limits)
            out.limits = protocol::SnapshotRequestLimits{
                static_cast<std::uint64_t>(from.limits->bodyBytes),
                static_cast<std::uint32_t>(std::min<std::int64_t>(from.limits->headBytes, 1 << 20)),
                static_cast<std::uint32_t>(from.limits->headers)};
        for (const auto& each : from.rateLimits)
            out.rateLimits.push_back(
                {static_cast<std::uint32_t>(each.requests), static_cast<std::uint64_t>(each.per.count()),
                 static_cast<std::uint32_t>(each.burst > 0 ? each.burst : each.requests), each.by});
        for (const auto& each : from.concurrency)
            out.concurrency.push_back({static_cast<std::uint32_t>(each.requests), each.by});
        return out;
    }

  private:
    void fault(std::string text) {
        if (m_faults)
            m_faults->push_back(std::move(text));
    }
    const std::string* text(const std::string& where) {
        const auto found = m_texts.find(where);
        return found == m_texts.end() ? nullptr : &found->second;
    }

    std::vector<manifest::KeyFile::Line> lines(const std::string& where, std::string (*check)(const std::string&)) {
        const std::string* whole = where.empty() ? nullptr : text(where);
        if (!whole)
            return {};
        manifest::KeyFile file = manifest::KeyFile::read(*whole, check);
        for (const auto& each : file.faults)
            fault(where + ":" + std::to_string(each.line) + ": " + each.sentence);
        return std::move(file.usable);
    }

    protocol::SnapshotApiKeys apiKeys(const model::ApiKeyAuth& from) {
        protocol::SnapshotApiKeys out{from.header, from.query, from.forwardAs, from.passOn, {}};
        const auto add = [&](const std::string& name, const std::string& key) {
            const bool digest = key.starts_with("sha256:");
            out.keys.push_back({name, digest ? key.substr(7) : crypto::encodeHex(crypto::view(crypto::sha256(key)))});
        };
        for (const auto& [name, key] : from.keys)
            add(name, key);
        for (const auto& line : lines(from.file, manifest::apiKeyFault))
            add(line.name, line.value);
        return out;
    }

    protocol::SnapshotBasic basic(const model::BasicAuth& from) {
        protocol::SnapshotBasic out{from.forwardAs, from.passOn, {}};
        for (const auto& [name, hash] : from.users)
            out.users.push_back({name, hash});
        for (const auto& line : lines(from.file, manifest::passwordHashFault))
            out.users.push_back({line.name, line.value});
        return out;
    }

    void addSecret(protocol::SnapshotJwt& jwt, const std::string& secret, const std::string& where) {
        if (const auto key = crypto::SignatureKey::fromSecret(secret); !key)
            fault(where + ": " + key.error().message);
        else
            jwt.keys.push_back({"", "HS256", "", crypto::encodeBase64Url(secret)});
    }

    /// A public key's kind says which algorithm it is for.
    void addPublicKey(protocol::SnapshotJwt& jwt, const std::string& pem, const std::string& where) {
        for (const auto algorithm : {crypto::SignatureAlgorithm::Rs256, crypto::SignatureAlgorithm::Es256})
            if (crypto::SignatureKey::fromPem(algorithm, pem)) {
                jwt.keys.push_back({"", crypto::signatureAlgorithmName(algorithm), pem, ""});
                return;
            }
        fault(where + ": is no public key of RS256 or ES256");
    }

    protocol::SnapshotJwt jwt(const model::JwtAuth& from) {
        protocol::SnapshotJwt out;
        if (!from.secret.empty())
            addSecret(out, from.secret, "secret");
        if (const std::string* secret = from.secretFile.empty() ? nullptr : text(from.secretFile)) {
            std::string trimmed = *secret;
            while (trimmed.ends_with('\n') || trimmed.ends_with('\r'))
                trimmed.pop_back();
            addSecret(out, trimmed, from.secretFile);
        }
        if (!from.publicKey.empty())
            addPublicKey(out, from.publicKey, "public_key");
        if (const std::string* pem = from.publicKeyFile.empty() ? nullptr : text(from.publicKeyFile))
            addPublicKey(out, *pem, from.publicKeyFile);
        if (const std::string* set = from.jwks.empty() ? nullptr : text(from.jwks))
            out.jwks.push_back(*set);
        out.algorithms = from.algorithms;
        out.issuers = from.issuers;
        out.audiences = from.audiences;
        out.leewaySeconds = static_cast<std::uint32_t>(from.leeway.count() / 1000);
        for (const auto& each : from.require)
            out.require.push_back({each.claim, each.values});
        for (const auto& [claim, header] : from.forward)
            out.forward.push_back({claim, header});
        out.passOn = from.passOn;
        return out;
    }

    const KeyTexts& m_texts;
    std::vector<std::string>* m_faults;
};

}  // namespace

std::vector<KeySource> keySources(const model::Project& project) {
    std::vector<KeySource> sources;
    const auto add = [&](const std::string& where, KeySource::Kind kind, std::chrono::milliseconds refresh) {
        if (!where.empty())
            sources.push_back({kind, where, refresh});
    };
    using namespace std::chrono_literals;
    for (const auto& route : project.gateway.routes) {
        if (!route.policies.auth)
            continue;
        const model::RouteAuth& auth = *route.policies.auth;
        if (auth.apiKey)
            add(auth.apiKey->file, KeySource::Kind::Text, 1s);
        if (auth.basic)
            add(auth.basic->file, KeySource::Kind::Text, 1s);
        if (auth.jwt) {
            add(auth.jwt->secretFile, KeySource::Kind::Text, 1s);
            add(auth.jwt->publicKeyFile, KeySource::Kind::Text, 1s);
            add(auth.jwt->jwks, KeySource::Kind::KeySet, auth.jwt->refresh);
        }
    }
    if (project.gateway.tls)
        for (const auto& each : project.gateway.tls->certificates)
            sources.push_back({KeySource::Kind::Certificate, each.certificate, 1s, each.key});
    return sources;
}

std::vector<protocol::SnapshotCertificate> snapshotCertificates(const model::GatewayTls& tls, const KeyTexts& texts) {
    std::vector<protocol::SnapshotCertificate> out;
    for (const auto& each : tls.certificates) {
        const auto certificate = texts.find(each.certificate), key = texts.find(each.key);
        if (certificate != texts.end() && key != texts.end())
            out.push_back({certificate->second, key->second});
    }
    return out;
}

protocol::SnapshotPolicies snapshotPolicies(const model::RoutePolicies& policies, const KeyTexts& texts,
                                            std::vector<std::string>* faults) {
    return Builder(texts, faults).build(policies);
}

}  // namespace slipway::daemon
