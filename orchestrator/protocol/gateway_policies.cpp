#include "protocol/gateway_policies.h"

#include <nlohmann/json.hpp>

#include "protocol/gateway_json.h"

namespace slipway::protocol {
namespace {

using nlohmann::json;

template <class Item, class Read>
void readPart(StrictObject& object, const char* key, std::optional<Item>& into, Read read) {
    const json* part = object.object(key);
    if (!part)
        return;
    const SnapshotFault fault = read(*part, object.pathOf(key), into.emplace());
    if (!fault.error.empty())
        object.fault(fault.path, fault.error);
}

SnapshotFault readApiKey(const json& from, const std::string& path, SnapshotApiKey& key) {
    StrictObject object(from, path);
    object.text("name", key.name);
    object.text("sha256", key.sha256);
    return object.finish();
}

SnapshotFault readApiKeys(const json& from, const std::string& path, SnapshotApiKeys& keys) {
    StrictObject object(from, path);
    object.text("header", keys.header, false);
    object.text("query", keys.query, false);
    object.text("forward_as", keys.forwardAs, false);
    object.flag("pass_on", keys.passOn);
    readList(object, "keys", false, keys.keys, readApiKey);
    return object.finish();
}

SnapshotFault readUser(const json& from, const std::string& path, SnapshotUser& user) {
    StrictObject object(from, path);
    object.text("name", user.name);
    object.text("hash", user.hash);
    return object.finish();
}

SnapshotFault readBasic(const json& from, const std::string& path, SnapshotBasic& basic) {
    StrictObject object(from, path);
    object.text("forward_as", basic.forwardAs, false);
    object.flag("pass_on", basic.passOn);
    readList(object, "users", false, basic.users, readUser);
    return object.finish();
}

SnapshotFault readJwtKey(const json& from, const std::string& path, SnapshotJwtKey& key) {
    StrictObject object(from, path);
    object.text("id", key.id, false);
    object.text("algorithm", key.algorithm);
    object.text("pem", key.pem, false);
    object.text("secret", key.secret, false);
    return object.finish();
}

SnapshotFault readClaim(const json& from, const std::string& path, SnapshotClaim& claim) {
    StrictObject object(from, path);
    object.text("claim", claim.claim);
    object.texts("values", claim.values);
    return object.finish();
}

SnapshotFault readClaimHeader(const json& from, const std::string& path, SnapshotClaimHeader& forward) {
    StrictObject object(from, path);
    object.text("claim", forward.claim);
    object.text("header", forward.header);
    return object.finish();
}

SnapshotFault readJwt(const json& from, const std::string& path, SnapshotJwt& jwt) {
    StrictObject object(from, path);
    readList(object, "keys", false, jwt.keys, readJwtKey);
    object.texts("jwks", jwt.jwks);
    object.texts("algorithms", jwt.algorithms);
    object.texts("issuers", jwt.issuers);
    object.texts("audiences", jwt.audiences);
    object.number("leeway_s", jwt.leewaySeconds, 0, 3600);
    readList(object, "require", false, jwt.require, readClaim);
    readList(object, "forward", false, jwt.forward, readClaimHeader);
    object.flag("pass_on", jwt.passOn);
    return object.finish();
}

SnapshotFault readAuth(const json& from, const std::string& path, SnapshotAuth& auth) {
    StrictObject object(from, path);
    object.flag("optional", auth.optional);
    object.text("realm", auth.realm, false);
    readPart(object, "api_key", auth.apiKey, readApiKeys);
    readPart(object, "basic", auth.basic, readBasic);
    readPart(object, "jwt", auth.jwt, readJwt);
    return object.finish();
}

SnapshotFault readCors(const json& from, const std::string& path, SnapshotCors& cors) {
    StrictObject object(from, path);
    object.texts("origins", cors.origins);
    object.texts("methods", cors.methods);
    object.texts("headers", cors.headers);
    object.texts("expose", cors.expose);
    object.flag("credentials", cors.credentials);
    object.number("max_age_s", cors.maxAgeSeconds, 0, 86400);
    return object.finish();
}

SnapshotFault readLimits(const json& from, const std::string& path, SnapshotRequestLimits& limits) {
    StrictObject object(from, path);
    object.number("body_bytes", limits.bodyBytes, std::uint64_t{0}, std::uint64_t{1} << 50);
    object.number("head_bytes", limits.headBytes, 0, 1u << 20);
    object.number("headers", limits.headers, 0, 1000);
    return object.finish();
}

SnapshotFault readRateLimit(const json& from, const std::string& path, SnapshotRateLimit& limit) {
    StrictObject object(from, path);
    object.number("requests", limit.requests, 1, 1'000'000'000, true);
    object.number("per_ms", limit.perMs, std::uint64_t{1}, std::uint64_t{86'400'000}, true);
    object.number("burst", limit.burst, 1, 1'000'000'000, true);
    object.text("by", limit.by);
    return object.finish();
}

SnapshotFault readConcurrency(const json& from, const std::string& path, SnapshotConcurrency& limit) {
    StrictObject object(from, path);
    object.number("requests", limit.requests, 1, 60'000, true);
    object.text("by", limit.by);
    return object.finish();
}

json authToJson(const SnapshotAuth& auth) {
    json out = {{"optional", auth.optional}, {"realm", auth.realm}};
    if (auth.apiKey) {
        json keys = json::array();
        for (const auto& key : auth.apiKey->keys)
            keys.push_back({{"name", key.name}, {"sha256", key.sha256}});
        out["api_key"] = {{"header", auth.apiKey->header},
                          {"query", auth.apiKey->query},
                          {"forward_as", auth.apiKey->forwardAs},
                          {"pass_on", auth.apiKey->passOn},
                          {"keys", std::move(keys)}};
    }
    if (auth.basic) {
        json users = json::array();
        for (const auto& user : auth.basic->users)
            users.push_back({{"name", user.name}, {"hash", user.hash}});
        out["basic"] = {
            {"forward_as", auth.basic->forwardAs}, {"pass_on", auth.basic->passOn}, {"users", std::move(users)}};
    }
    if (auth.jwt) {
        const SnapshotJwt& jwt = *auth.jwt;
        json keys = json::array(), require = json::array(), forward = json::array();
        for (const auto& key : jwt.keys)
            keys.push_back({{"id", key.id}, {"algorithm", key.algorithm}, {"pem", key.pem}, {"secret", key.secret}});
        for (const auto& each : jwt.require)
            require.push_back({{"claim", each.claim}, {"values", each.values}});
        for (const auto& each : jwt.forward)
            forward.push_back({{"claim", each.claim}, {"header", each.header}});
        out["jwt"] = {{"keys", std::move(keys)},       {"jwks", jwt.jwks},
                      {"algorithms", jwt.algorithms},  {"issuers", jwt.issuers},
                      {"audiences", jwt.audiences},    {"leeway_s", jwt.leewaySeconds},
                      {"require", std::move(require)}, {"forward", std::move(forward)},
                      {"pass_on", jwt.passOn}};
    }
    return out;
}

}  // namespace

json policiesToJson(const SnapshotPolicies& policies) {
    json out = json::object();
    if (!policies.allowFrom.empty())
        out["allow_from"] = policies.allowFrom;
    if (policies.auth)
        out["auth"] = authToJson(*policies.auth);
    if (const auto& cors = policies.cors)
        out["cors"] = {{"origins", cors->origins},         {"methods", cors->methods},
                       {"headers", cors->headers},         {"expose", cors->expose},
                       {"credentials", cors->credentials}, {"max_age_s", cors->maxAgeSeconds}};
    if (const auto& limits = policies.limits)
        out["limits"] = {
            {"body_bytes", limits->bodyBytes}, {"head_bytes", limits->headBytes}, {"headers", limits->headers}};
    for (const auto& each : policies.rateLimits)
        out["rate_limits"].push_back(
            {{"requests", each.requests}, {"per_ms", each.perMs}, {"burst", each.burst}, {"by", each.by}});
    for (const auto& each : policies.concurrency)
        out["concurrency"].push_back({{"requests", each.requests}, {"by", each.by}});
    return out;
}

SnapshotFault readPolicies(const json& from, const std::string& path, SnapshotPolicies& into) {
    StrictObject object(from, path);
    object.texts("allow_from", into.allowFrom);
    readPart(object, "auth", into.auth, readAuth);
    readPart(object, "cors", into.cors, readCors);
    readPart(object, "limits", into.limits, readLimits);
    readList(object, "rate_limits", false, into.rateLimits, readRateLimit);
    readList(object, "concurrency", false, into.concurrency, readConcurrency);
    return object.finish();
}

}  // namespace slipway::protocol
