#include <arpa/inet.h>

#include <algorithm>

#include "crypto/signature_key.h"
#include "manifest/draft.h"
#include "manifest/interpolate.h"
#include "manifest/key_file.h"
#include "manifest/object_reader.h"

namespace slipway::manifest {
namespace {

// What may be a secret is never quoted in a message.

template <class T>
struct InFolder {
    T& value;
    const std::string& folder;
};

void readTexts(const Value& value, std::vector<std::string>& into, const char* expected) {
    for (const auto& item : value.list(std::string(expected) + ", or a list of them", true))
        if (auto text = item.text(expected)) {
            if (text->empty())
                item.error("is empty", expected);
            else
                into.push_back(*std::move(text));
        }
}

void readHeaderName(const Value& value, std::string& into) {
    const auto name = value.text("the name of a header");
    if (name && !isToken(*name))
        value.wrong("the name of a header");
    set(into, name);
}

void readFile(const Value& value, const std::string& folder, std::string& into) {
    const auto path = value.text("a path");
    if (path && path->empty())
        value.error("is empty", "a path");
    else if (path)
        into = absolutePath(*path, folder);
}

/// Nothing where it is empty, which names the variable that is not set.
std::optional<std::string> secretText(const Value& value) {
    auto secret = value.text("a text, such as ${VARIABLE}");
    if (!secret || !secret->empty())
        return secret;
    for (const auto& name : referencedVariables(value.node().text))
        if (!value.findings().variables().contains(name)) {
            value.error("is empty, for the variable " + name + " is not set",
                        name + " in the environment of `slipway`, or a file");
            return std::nullopt;
        }
    value.error("is empty", "a text, such as ${VARIABLE}");
    return std::nullopt;
}

/// Who may read the manifest, and its history, reads it.
void warnOfPlainSecret(const Value& value, const char* instead) {
    if (referencedVariables(value.node().text).empty())
        value.findings().warning(value.place(), "is a secret that stands in the manifest itself", instead);
}

/// Members of a mapping of names to secrets, or to what proves them. `instead`: what to write where one stands plainly;
/// null where all are hashes.
template <class Check>
void readSecrets(const Value& value, std::vector<std::pair<std::string, std::string>>& into, Check check,
                 const char* instead) {
    for (const auto& [name, member] : value.members("a mapping of names")) {
        const auto secret = secretText(member);
        if (!secret)
            continue;
        if (instead && !secret->starts_with("sha256:"))
            warnOfPlainSecret(member, instead);
        if (name.empty() || name.size() > 128 || name.find_first_of(":\r\n") != std::string::npos)
            value.findings().error(member.keyPlace(), "is no name", "a name without a colon");
        else if (const std::string wrong = check(*secret); !wrong.empty())
            member.error(wrong);
        into.emplace_back(name, *secret);
    }
}

const ObjectReader<InFolder<model::ApiKeyAuth>>& apiKeyReader() {
    using Key = InFolder<model::ApiKeyAuth>;
    static const ObjectReader<Key> reader(
        "api_key",
        {
            {"header", [](const Value& v, Key& key) { readHeaderName(v, key.value.header); }},
            {"query", [](const Value& v, Key& key) { set(key.value.query, v.text("the name of a parameter")); }},
            {"keys",
             [](const Value& v, Key& key) {
                 readSecrets(v, key.value.keys, apiKeyFault, "${VARIABLE}, sha256:HEX, or a file of NAME:KEY lines");
             }},
            {"file", [](const Value& v, Key& key) { readFile(v, key.folder, key.value.file); }},
            {"forward_as", [](const Value& v, Key& key) { readHeaderName(v, key.value.forwardAs); }},
            {"pass_on", [](const Value& v, Key& key) { set(key.value.passOn, v.boolean()); }},
        });
    return reader;
}

const ObjectReader<InFolder<model::BasicAuth>>& basicReader() {
    using Key = InFolder<model::BasicAuth>;
    static const ObjectReader<Key> reader(
        "basic", {
                     {"users", [](const Value& v,
                                  Key& basic) { readSecrets(v, basic.value.users, passwordHashFault, nullptr); }},
                     {"file", [](const Value& v, Key& basic) { readFile(v, basic.folder, basic.value.file); }},
                     {"forward_as", [](const Value& v, Key& basic) { readHeaderName(v, basic.value.forwardAs); }},
                     {"pass_on", [](const Value& v, Key& basic) { set(basic.value.passOn, v.boolean()); }},
                 });
    return reader;
}

void readSecret(const Value& value, model::JwtAuth& jwt) {
    const auto secret = secretText(value);
    if (!secret)
        return;
    warnOfPlainSecret(value, "${VARIABLE}, or secret_file");
    if (const auto key = crypto::SignatureKey::fromSecret(*secret); !key)
        value.error(key.error().message, key.error().hint);
    jwt.secret = *secret;
}

void readPublicKey(const Value& value, model::JwtAuth& jwt) {
    const auto pem = value.text("a public key (PEM)");
    if (!pem)
        return;
    const auto rsa = crypto::SignatureKey::fromPem(crypto::SignatureAlgorithm::Rs256, *pem);
    const auto ec = crypto::SignatureKey::fromPem(crypto::SignatureAlgorithm::Es256, *pem);
    if (!rsa && !ec)
        value.error("is no public key of RS256 (" + rsa.error().message + ") or ES256 (" + ec.error().message + ")");
    jwt.publicKey = *pem;
}

/// http://127.0.0.1:8000/keys.json, and the like.
bool isOnThisMachine(std::string_view url) {
    for (const std::string_view start : {"http://127.0.0.1", "http://localhost", "http://[::1]"})
        if (url.starts_with(start) &&
            (url.size() == start.size() || url[start.size()] == ':' || url[start.size()] == '/'))
            return true;
    return false;
}

void readKeySet(const Value& value, InFolder<model::JwtAuth>& draft) {
    const auto text = value.text("a path, or a URL");
    if (!text)
        return;
    if (text->starts_with("https://") || isOnThisMachine(*text))
        draft.value.jwks = *text;
    else if (text->starts_with("http://"))
        value.error("would let anybody on the way put keys of their own in",
                    "https://; http is for this machine alone");
    else if (text->find("://") != std::string::npos)
        value.wrong("a path, or a URL of https");
    else
        readFile(value, draft.folder, draft.value.jwks);
}

void readAlgorithms(const Value& value, model::JwtAuth& jwt) {
    for (const auto& item : value.list("RS256 or ES256, or both", true))
        if (const auto index = item.oneOf({"RS256", "ES256"}))
            jwt.algorithms.emplace_back(*index == 0 ? "RS256" : "ES256");
}

void readRequired(const Value& value, model::JwtAuth& jwt) {
    if (!value.isMap()) {
        std::vector<std::string> names;
        readTexts(value, names, "a claim's name");
        for (auto& name : names)
            jwt.require.push_back({std::move(name), {}});
        return;
    }
    for (const auto& [claim, member] : value.members("a mapping of claims to values")) {
        model::JwtAuth::Require required{claim, {}};
        readTexts(member, required.values, "a value");
        jwt.require.push_back(std::move(required));
    }
}

void readForward(const Value& value, model::JwtAuth& jwt) {
    for (const auto& [claim, member] : value.members("a mapping of claims to headers")) {
        std::string header;
        readHeaderName(member, header);
        jwt.forward.emplace_back(claim, std::move(header));
    }
}

const ObjectReader<InFolder<model::JwtAuth>>& jwtReader() {
    using Key = InFolder<model::JwtAuth>;
    static const ObjectReader<Key> reader(
        "jwt",
        {
            {"secret", [](const Value& v, Key& jwt) { readSecret(v, jwt.value); }},
            {"secret_file", [](const Value& v, Key& jwt) { readFile(v, jwt.folder, jwt.value.secretFile); }},
            {"public_key", [](const Value& v, Key& jwt) { readPublicKey(v, jwt.value); }},
            {"public_key_file", [](const Value& v, Key& jwt) { readFile(v, jwt.folder, jwt.value.publicKeyFile); }},
            {"jwks", [](const Value& v, Key& jwt) { readKeySet(v, jwt); }},
            {"refresh",
             [](const Value& v, Key& jwt) { set(jwt.value.refresh, v.duration(std::chrono::milliseconds(1000))); }},
            {"algorithms", [](const Value& v, Key& jwt) { readAlgorithms(v, jwt.value); }},
            {"issuer", [](const Value& v, Key& jwt) { readTexts(v, jwt.value.issuers, "an issuer"); }},
            {"audience", [](const Value& v, Key& jwt) { readTexts(v, jwt.value.audiences, "an audience"); }},
            {"leeway",
             [](const Value& v, Key& jwt) {
                 const auto leeway = v.duration();
                 if (leeway && *leeway > std::chrono::hours(1))
                     v.error("is longer than an hour", "a few seconds: it is for clocks that differ");
                 else
                     set(jwt.value.leeway, leeway);
             }},
            {"require", [](const Value& v, Key& jwt) { readRequired(v, jwt.value); }},
            {"forward", [](const Value& v, Key& jwt) { readForward(v, jwt.value); }},
            {"pass_on", [](const Value& v, Key& jwt) { set(jwt.value.passOn, v.boolean()); }},
        });
    return reader;
}

bool has(const Value& value, const char* key) {
    return value.isMap() && std::any_of(value.node().entries.begin(), value.node().entries.end(),
                                        [&](const auto& entry) { return entry.key == key; });
}

void readApiKey(const Value& value, InFolder<model::RouteAuth>& auth) {
    model::ApiKeyAuth& key = auth.value.apiKey.emplace();
    InFolder<model::ApiKeyAuth> draft{key, auth.folder};
    apiKeyReader()(value, draft);
    if (has(value, "query") && !has(value, "header"))
        key.header.clear();
    if (key.keys.empty() && key.file.empty())
        value.error("knows no key", "keys: {NAME: ${VARIABLE}}, or file");
}

void readBasic(const Value& value, InFolder<model::RouteAuth>& auth) {
    model::BasicAuth& basic = auth.value.basic.emplace();
    InFolder<model::BasicAuth> draft{basic, auth.folder};
    basicReader()(value, draft);
    if (basic.users.empty() && basic.file.empty())
        value.error("knows nobody", "users: {NAME: ${HASH}}, or file");
}

void readJwt(const Value& value, InFolder<model::RouteAuth>& auth) {
    model::JwtAuth& jwt = auth.value.jwt.emplace();
    InFolder<model::JwtAuth> draft{jwt, auth.folder};
    jwtReader()(value, draft);
    if (!has(value, "secret") && !has(value, "secret_file") && !has(value, "public_key") &&
        !has(value, "public_key_file") && !has(value, "jwks"))
        value.error("has no key", "one of secret, secret_file, public_key, public_key_file and jwks");
}

const ObjectReader<InFolder<model::RouteAuth>>& authReader() {
    using Key = InFolder<model::RouteAuth>;
    static const ObjectReader<Key> reader(
        "auth", {
                    {"optional", [](const Value& v, Key& auth) { set(auth.value.optional, v.boolean()); }},
                    {"realm",
                     [](const Value& v, Key& auth) {
                         const auto realm = v.text("a word for people");
                         if (realm && realm->find_first_of("\"\\\r\n") != std::string::npos)
                             v.wrong("a word without quotes");
                         set(auth.value.realm, realm);
                     }},
                    {"api_key", readApiKey},
                    {"basic", readBasic},
                    {"jwt", readJwt},
                });
    return reader;
}

void readMethodsInto(const Value& value, std::vector<std::string>& into) {
    into.clear();
    readTexts(value, into, "a method such as GET");
    for (auto& method : into)
        std::transform(method.begin(), method.end(), method.begin(),
                       [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
}

const ObjectReader<model::Cors>& corsReader() {
    using Key = model::Cors;
    static const ObjectReader<Key> reader(
        "cors", {
                    {"origins",
                     [](const Value& v, Key& cors) {
                         readTexts(v, cors.origins, "an origin such as https://shop.example, or \"*\"");
                         for (const auto& origin : cors.origins)
                             if (origin != "*" && origin != "null" &&
                                 (origin.find("://") == std::string::npos || origin.ends_with('/')))
                                 v.error("'" + origin + "' is no origin",
                                         "scheme, host and port: https://shop.example");
                     }},
                    {"methods", [](const Value& v, Key& cors) { readMethodsInto(v, cors.methods); }},
                    {"headers",
                     [](const Value& v, Key& cors) {
                         cors.headers.clear();
                         readTexts(v, cors.headers, "a header's name, or \"*\"");
                     }},
                    {"expose", [](const Value& v, Key& cors) { readTexts(v, cors.expose, "a header's name"); }},
                    {"credentials", [](const Value& v, Key& cors) { set(cors.credentials, v.boolean()); }},
                    {"max_age", [](const Value& v, Key& cors) { set(cors.maxAge, v.duration()); }},
                });
    return reader;
}

template <class Number>
void readBytes(const Value& value, Number& into) {
    const auto text = value.text("a size such as 64KiB");
    if (!text)
        return;
    const auto bytes = parseBytes(*text);
    if (!bytes || *bytes < 1)
        value.wrong("a size such as 512, 64KiB or 1MiB");
    set(into, bytes);
}

const ObjectReader<model::RequestLimits>& limitsReader() {
    using Key = model::RequestLimits;
    static const ObjectReader<Key> reader(
        "limits", {
                      {"body", [](const Value& v, Key& limits) { readBytes(v, limits.bodyBytes); }},
                      {"head", [](const Value& v, Key& limits) { readBytes(v, limits.headBytes); }},
                      {"headers", [](const Value& v, Key& limits) { set(limits.headers, v.integer(1, 1000)); }},
                  });
    return reader;
}

void readBy(const Value& value, std::string& into) {
    const auto by = value.text("route, client, key or claim:NAME");
    const bool good = by && (*by == "route" || *by == "client" || *by == "key" ||
                             (by->starts_with("claim:") && by->size() > 6 && by->size() < 70));
    if (by && !good)
        value.wrong("route, client, key or claim:NAME", nearest(*by, {"route", "client", "key"}));
    set(into, by);
}

const ObjectReader<model::RateLimit>& rateLimitReader() {
    using Key = model::RateLimit;
    static const ObjectReader<Key> reader(
        "rate_limit",
        {
            {"requests", [](const Value& v, Key& rate) { set(rate.requests, v.integer(1, 1'000'000'000)); }},
            {"per",
             [](const Value& v, Key& rate) {
                 const auto per = v.duration(std::chrono::milliseconds(1));
                 if (per && *per > std::chrono::hours(24))
                     v.error("is longer than a day", "at most 24h");
                 else
                     set(rate.per, per);
             }},
            {"burst", [](const Value& v, Key& rate) { set(rate.burst, v.integer(1, 1'000'000'000)); }},
            {"by", [](const Value& v, Key& rate) { readBy(v, rate.by); }},
        });
    return reader;
}

const ObjectReader<model::ConcurrencyLimit>& concurrencyReader() {
    using Key = model::ConcurrencyLimit;
    static const ObjectReader<Key> reader(
        "concurrency", {
                           {"requests", [](const Value& v, Key& limit) { set(limit.requests, v.integer(1, 60'000)); }},
                           {"by", [](const Value& v, Key& limit) { readBy(v, limit.by); }},
                       });
    return reader;
}

/// One mapping, or a list of them.
template <class Limit>
void readLimitList(const Value& value, const ObjectReader<Limit>& reader, std::vector<Limit>& into) {
    const auto one = [&](const Value& item) {
        Limit limit;
        reader(item, limit);
        if (item.isMap() && !has(item, "requests"))
            item.error("does not say how many", "requests: 100");
        into.push_back(std::move(limit));
    };
    if (!value.isList()) {
        one(value);
        return;
    }
    for (const auto& item : value.list("a limit, or a list of them"))
        one(item);
}

bool isAddressRange(const std::string& text) {
    const auto slash = text.find('/');
    const std::string address = text.substr(0, slash);
    const bool v6 = address.find(':') != std::string::npos;
    unsigned char bytes[16] = {};
    if (::inet_pton(v6 ? AF_INET6 : AF_INET, address.c_str(), bytes) != 1)
        return false;
    if (slash == std::string::npos)
        return true;
    const auto bits = parseInteger(text.substr(slash + 1));
    if (!bits || *bits < 0 || *bits > (v6 ? 128 : 32))
        return false;
    for (long bit = *bits; bit < (v6 ? 128 : 32); ++bit)
        if ((bytes[bit / 8] >> (7 - bit % 8) & 1) != 0)
            return false;
    return true;
}

}  // namespace

void readAllowFrom(const Value& value, RouteDraft& draft) {
    const std::string expected = "an address or a range such as 10.0.0.0/8";
    for (const auto& item : value.list(expected + ", or a list of them", true)) {
        const auto text = item.text(expected);
        if (text && !isAddressRange(*text))
            item.wrong(expected + ", with no bit set behind its length");
        else if (text)
            draft.route.policies.allowFrom.push_back(*text);
    }
    if (value.isList() && value.node().items.empty())
        value.error("lets nobody in", expected);
}

void readAuth(const Value& value, RouteDraft& draft) {
    model::RouteAuth& auth = draft.route.policies.auth.emplace();
    InFolder<model::RouteAuth> inFolder{auth, draft.folder};
    authReader()(value, inFolder);
    if (value.isMap() && !auth.apiKey && !auth.basic && !auth.jwt)
        value.error("asks for nothing", "api_key, basic or jwt");
}

void readCors(const Value& value, RouteDraft& draft) {
    model::Cors& cors = draft.route.policies.cors.emplace();
    corsReader()(value, cors);
    if (cors.origins.empty())
        value.error("allows no origin", "origins: [https://shop.example]");
    if (cors.credentials && std::find(cors.origins.begin(), cors.origins.end(), "*") != cors.origins.end())
        value.error("would hand everybody's credentials to every site", "the origins that may have them, by name");
}

void readLimits(const Value& value, RouteDraft& draft) {
    limitsReader()(value, draft.route.policies.limits.emplace());
}

void readRateLimit(const Value& value, RouteDraft& draft) {
    readLimitList(value, rateLimitReader(), draft.route.policies.rateLimits);
}

void readConcurrency(const Value& value, RouteDraft& draft) {
    if (value.isScalar()) {
        model::ConcurrencyLimit limit;
        set(limit.requests, value.integer(1, 60'000));
        draft.route.policies.concurrency.push_back(limit);
        return;
    }
    readLimitList(value, concurrencyReader(), draft.route.policies.concurrency);
}

void checkPolicies(const Value& route, RouteDraft& draft) {
    const model::RoutePolicies& policies = draft.route.policies;
    const auto check = [&](const std::string& by) {
        if (by == "key" && !policies.auth)
            route.error("limits by key, and asks for none", "auth");
        if (by.starts_with("claim:") && !(policies.auth && policies.auth->jwt))
            route.error("limits by " + by + ", and asks for no token", "auth: {jwt: …}");
    };
    for (const auto& each : policies.rateLimits)
        check(each.by);
    for (const auto& each : policies.concurrency)
        check(each.by);
}

std::vector<Grammar> policyGrammars() {
    return {authReader().grammar(),      apiKeyReader().grammar(),     basicReader().grammar(),
            jwtReader().grammar(),       corsReader().grammar(),       limitsReader().grammar(),
            rateLimitReader().grammar(), concurrencyReader().grammar()};
}

}  // namespace slipway::manifest
