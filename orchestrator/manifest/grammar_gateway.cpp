#include <algorithm>

#include "manifest/draft.h"
#include "manifest/grammar_mirror.h"
#include "manifest/object_reader.h"

namespace slipway::manifest {
namespace {

using model::WeightedTarget;

struct TargetDraft {
    WeightedTarget target;
    Place service;
    std::string composite;
};

const ObjectReader<TargetDraft>& targetReader() {
    static const ObjectReader<TargetDraft> reader(
        "target",
        {
            {"service",
             [](const Value& v, TargetDraft& draft) {
                 draft.service = v.place();
                 if (auto name = v.text("a service's name"))
                     draft.target.service = ServiceName(*std::move(name));
             }},
            {"weight", [](const Value& v, TargetDraft& draft) { set(draft.target.weight, v.integer(0, 256)); }},
            {"composite",
             [](const Value& v, TargetDraft& draft) {
                 if (!draft.target.service.empty())
                     v.findings().error(v.keyPlace(), "a target is a service or a composite, not both", "one of them");
                 draft.service = v.place();
                 if (auto name = v.text("a composite's name")) {
                     draft.composite = *std::move(name);
                     draft.target.service = ServiceName(kComposer);
                 }
             }},
        });
    return reader;
}

void readTarget(const Value& value, RouteDraft& draft) {
    TargetDraft target;
    if (value.isMap()) {
        targetReader()(value, target);
        const auto& entries = value.node().entries;
        const bool said = std::any_of(entries.begin(), entries.end(),
                                      [](const auto& e) { return e.key == "service" || e.key == "composite"; });
        if (!said)
            value.error("names no service", "service");
    } else if (auto name = value.text("a service's name, or {service: users, weight: 1}")) {
        target.target.service = ServiceName(*std::move(name));
        target.service = value.place();
    }
    if (target.target.service.empty())
        return;
    draft.route.to.push_back(std::move(target.target));
    draft.to.push_back(target.service);
    if (!target.composite.empty())
        draft.composites.emplace_back(std::move(target.composite), target.service);
}

void readTo(const Value& value, RouteDraft& draft) {
    const std::string expected = "a service, or a list of {service: users, weight: 1}";
    if (value.isList()) {
        for (const auto& item : value.list(expected))
            readTarget(item, draft);
        if (value.node().items.empty())
            value.error("is empty", expected);
    } else {
        readTarget(value, draft);
    }
    const bool any =
        std::any_of(draft.route.to.begin(), draft.route.to.end(), [](const auto& t) { return t.weight > 0; });
    if (!draft.route.to.empty() && !any)
        value.error("has no weight above 0", "a weight from 1 to 256 for at least one service");
}

void readPathPrefix(const Value& value, RouteDraft& draft) {
    const auto text = value.text("a path such as /users");
    if (!text)
        return;
    if (!text->starts_with('/')) {
        value.wrong("a path that begins with '/'", "/" + *text);
        return;
    }
    const bool odd = text->find_first_of(" \t\r\n?#*\\") != std::string::npos ||
                     text->find("//") != std::string::npos || (*text + '/').find("/./") != std::string::npos ||
                     (*text + '/').find("/../") != std::string::npos;
    if (odd) {
        value.wrong("a path of whole segments, with no blank, '?', '#', '*', '//' or '..'");
        return;
    }
    draft.route.pathPrefix = text->size() > 1 && text->ends_with('/') ? text->substr(0, text->size() - 1) : *text;
}

void readHosts(const Value& value, RouteDraft& draft) {
    for (const auto& item : value.list("a host, or a list of them", true)) {
        auto host = item.text("a host such as shop.local");
        if (!host)
            continue;
        std::transform(host->begin(), host->end(), host->begin(),
                       [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
        const bool good = !host->empty() && host->size() <= 253 && std::all_of(host->begin(), host->end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
        });
        if (!good)
            item.wrong("a host without port and wildcards");
        else if (std::find(draft.route.hosts.begin(), draft.route.hosts.end(), *host) == draft.route.hosts.end())
            draft.route.hosts.push_back(*std::move(host));
    }
}

void readMethods(const Value& value, RouteDraft& draft) {
    for (const auto& item : value.list("a method, or a list of them", true)) {
        auto method = item.text("a method such as GET");
        if (!method)
            continue;
        std::transform(method->begin(), method->end(), method->begin(),
                       [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
        if (!isToken(*method))
            item.wrong("a method such as GET");
        else if (std::find(draft.route.methods.begin(), draft.route.methods.end(), *method) ==
                 draft.route.methods.end())
            draft.route.methods.push_back(*std::move(method));
    }
}

void readHeaders(const Value& value, RouteDraft& draft) {
    for (const auto& [name, member] : value.members("a mapping of header names to values")) {
        const auto text = member.text("a header's value");
        if (!isToken(name) || (text && text->find_first_of("\r\n") != std::string::npos))
            value.findings().error(member.keyPlace(), "'" + name + "' is no header that can be matched",
                                   "a header's name and one line");
        else if (text) {
            std::string small = name;
            std::transform(small.begin(), small.end(), small.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
            draft.route.headers.emplace_back(std::move(small), *text);
        }
    }
}

const ObjectReader<RouteDraft>& routeReader() {
    using Key = RouteDraft;
    static const ObjectReader<Key> reader(
        "route",
        {
            {"id",
             [](const Value& v, Key& draft) {
                 draft.id = v.place();
                 const auto id = v.text("a word");
                 if (id && !isName(*id))
                     v.wrong("lower-case letters, digits, '-', '_' and '.'", asName(*id));
                 set(draft.route.id, id);
             }},
            {"path_prefix", readPathPrefix},
            {"hosts", readHosts},
            {"methods", readMethods},
            {"headers", readHeaders},
            {"cookies", readCookies},
            {"sticky", readSticky},
            {"mirror", readMirror},
            {"to", readTo},
            {"strip_prefix", [](const Value& v, Key& draft) { set(draft.route.stripPrefix, v.boolean()); }},
            {"timeout",
             [](const Value& v, Key& draft) { set(draft.route.timeout, v.duration(std::chrono::milliseconds(1))); }},
            {"retries", [](const Value& v, Key& draft) { set(draft.route.retries, v.integer(0, 10)); }},
            {"mediate", readMediate},
            refused<Key>(
                "path",
                "routes that match one path alone are not there yet; use path_prefix, which matches whole segments"),
            refused<Key>(
                "rewrite",
                "it is in mediate (path, query, request_headers, response_headers); strip_prefix takes the prefix off"),
            {"allow_from", readAllowFrom},
            {"auth", readAuth},
            {"cors", readCors},
            {"limits", readLimits},
            {"rate_limit", readRateLimit},
            {"concurrency", readConcurrency},
            {"cache", readCache},
        });
    return reader;
}

const ObjectReader<model::Gateway>& holdReader() {
    static const ObjectReader<model::Gateway> reader(
        "hold",
        {
            {"max_requests",
             [](const Value& v, model::Gateway& gateway) { set(gateway.holdMaxRequests, v.integer(0, 1'000'000)); }},
            {"timeout", [](const Value& v, model::Gateway& gateway) { set(gateway.holdTimeout, v.duration()); }},
        });
    return reader;
}

void readListen(const Value& value, ProjectDraft& draft) {
    const std::string expected = "an address such as 127.0.0.1:8080";
    for (const auto& item : value.list("an address, or a list of them", true)) {
        const auto text = item.text(expected);
        if (!text)
            continue;
        const auto address = parseAddress(*text);
        if (!address) {
            const bool bare = parseInteger(*text).has_value();
            item.wrong(expected, bare ? "127.0.0.1:" + *text : "");
            continue;
        }
        auto& listen = draft.project.gateway.listen;
        if (portOf(*address) != 0 && std::find(listen.begin(), listen.end(), *address) != listen.end())
            item.error("stands twice", "each address once");
        listen.push_back(*address);
        draft.listen.push_back(item.place());
    }
}

struct CertificateDraft {
    model::TlsCertificate certificate;
    const std::string& folder;
};

const ObjectReader<CertificateDraft>& certificateReader() {
    using Key = CertificateDraft;
    static const ObjectReader<Key> reader(
        "certificate", {
                           {"certificate",
                            [](const Value& v, Key& draft) {
                                if (const auto path = v.text("a path"))
                                    draft.certificate.certificate = absolutePath(*path, draft.folder);
                            }},
                           {"key",
                            [](const Value& v, Key& draft) {
                                if (const auto path = v.text("a path"))
                                    draft.certificate.key = absolutePath(*path, draft.folder);
                            }},
                       });
    return reader;
}

void readCertificates(const Value& value, ProjectDraft& draft) {
    const auto one = [&](const Value& item) {
        CertificateDraft certificate{{}, draft.folder};
        certificateReader()(item, certificate);
        if (item.isMap() && (certificate.certificate.certificate.empty() || certificate.certificate.key.empty()))
            item.error("is no pair", "certificate: shop.pem, and key: shop-key.pem");
        draft.project.gateway.tls->certificates.push_back(std::move(certificate.certificate));
    };
    if (!value.isList()) {
        one(value);
        return;
    }
    for (const auto& item : value.list("a certificate and its key, or a list of them"))
        one(item);
}

const ObjectReader<ProjectDraft>& tlsReader() {
    static const ObjectReader<ProjectDraft> reader(
        "tls", {
                   {"listen",
                    [](const Value& v, ProjectDraft& draft) {
                        auto& all = draft.project.gateway.listen;
                        const size_t before = all.size();
                        readListen(v, draft);
                        draft.project.gateway.tls->listen.assign(all.begin() + static_cast<long>(before), all.end());
                        for (const auto& address : draft.project.gateway.tls->listen)
                            if (portOf(address) == 0)
                                v.error("has port 0", "a port of its own, such as 127.0.0.1:8443");
                    }},
                   {"certificates", readCertificates},
               });
    return reader;
}

void readTls(const Value& value, ProjectDraft& draft) {
    model::GatewayTls& tls = draft.project.gateway.tls.emplace();
    tlsReader()(value, draft);
    if (!value.isMap())
        return;
    if (tls.listen.empty())
        value.error("listens nowhere", "listen: 127.0.0.1:8443");
    if (tls.certificates.empty())
        value.error("has no certificate",
                    "certificates: {certificate: shop.pem, key: shop-key.pem}; `slipway tls issue` makes them");
}

void readRoutes(const Value& value, ProjectDraft& draft) {
    for (const auto& item : value.list("a list of routes")) {
        RouteDraft route;
        route.place = item.place();
        route.folder = draft.folder;
        const size_t errors = value.findings().errors().size();
        routeReader()(item, route);
        checkPolicies(item, route);
        route.broken = value.findings().errors().size() > errors;
        if (!item.isMap())
            continue;
        const auto& entries = item.node().entries;
        if (std::none_of(entries.begin(), entries.end(), [](const auto& e) { return e.key == "to"; }))
            item.error("leads nowhere", "to: SERVICE");
        draft.routes.push_back(std::move(route));
    }
}

const ObjectReader<ProjectDraft>& gatewayReader() {
    using Key = ProjectDraft;
    static const ObjectReader<Key> reader(
        "gateway",
        {
            {"listen", readListen},
            {"workers",
             [](const Value& v, Key& draft) {
                 const auto text = v.text("auto, or a number from 1 to 256");
                 if (text && *text == "auto")
                     draft.project.gateway.workers = 0;
                 else if (text)
                     set(draft.project.gateway.workers, v.integer(1, 256));
             }},
            {"access_log",
             [](const Value& v, Key& draft) {
                 constexpr model::AccessLog kFormats[] = {model::AccessLog::Json, model::AccessLog::Combined,
                                                          model::AccessLog::Off};
                 const auto word = v.text("json, combined or off");
                 if (word && (*word == "false" || *word == "no"))
                     draft.project.gateway.accessLog = model::AccessLog::Off;
                 else if (const auto format = word ? v.oneOf({"json", "combined", "off"}) : std::nullopt)
                     draft.project.gateway.accessLog = kFormats[*format];
             }},
            {"hold", [](const Value& v, Key& draft) { holdReader()(v, draft.project.gateway); }},
            {"routes", readRoutes},
            {"cache_memory",
             [](const Value& v, Key& draft) { readCacheBytes(v, 1 << 20, draft.project.gateway.cacheMemory); }},
            refused<Key>("io", "the choice of io_uring is not there yet; epoll is used"),
            {"tls", readTls},
            refused<Key>("rate_limit", "rate limits belong to routes"),
        });
    return reader;
}

}  // namespace

void readGateway(const Value& value, ProjectDraft& draft) {
    draft.gateway = value.keyPlace();
    gatewayReader()(value, draft);
}

std::vector<Grammar> gatewayGrammars() {
    return {gatewayReader().grammar(), holdReader().grammar(), routeReader().grammar(),
            targetReader().grammar(),  tlsReader().grammar(),  certificateReader().grammar(),
            mirrorGrammar(),           compareGrammar(),       stickyGrammar()};
}

}  // namespace slipway::manifest
