#include "mediation/openapi_merge.h"

#include <algorithm>
#include <map>
#include <set>

namespace slipway::mediation {
namespace {

constexpr const char* kOperations[] = {"get", "put", "post", "delete", "options", "head", "patch", "trace"};
constexpr const char* kSections[] = {"schemas", "responses",       "parameters", "examples",  "requestBodies",
                                     "headers", "securitySchemes", "links",      "callbacks", "pathItems"};

/// New names of one document's components, by section.
using Renames = std::map<std::string, std::map<std::string, std::string>>;

bool isMethod(std::string_view key) {
    return std::any_of(std::begin(kOperations), std::end(kOperations),
                       [&](const char* method) { return key == method; });
}

/// Members of OpenAPI's and JSON Schema's objects whose own keys are names. In `responses`, "default" is one.
bool isMapOfNames(std::string_view key) {
    static constexpr std::string_view kMaps[] = {
        "properties", "patternProperties", "$defs",   "definitions", "dependentSchemas",
        "responses",  "headers",           "content", "callbacks",   "links"};
    return std::find(std::begin(kMaps), std::end(kMaps), key) != std::end(kMaps);
}

std::string upper(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c); });
    return text;
}

/// Component names are of ^[a-zA-Z0-9._-]+$, and so is what is in front of them.
std::string componentPart(const std::string& service) {
    std::string part = service;
    for (char& c : part)
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-'))
            c = '_';
    return part;
}

/// "a~1b" is "a/b", as in JSON pointers.
std::string pointerToken(std::string_view token) {
    std::string text;
    for (std::size_t at = 0; at < token.size(); ++at) {
        const bool escape = token[at] == '~' && at + 1 < token.size() && (token[at + 1] == '0' || token[at + 1] == '1');
        text += escape ? (token[at + 1] == '0' ? '~' : '/') : token[at];
        at += escape ? 1 : 0;
    }
    return text;
}

std::string withPrefix(const std::string& prefix, const std::string& path) {
    std::string joined = prefix;
    while (joined.ends_with('/'))
        joined.pop_back();
    return joined + (path.starts_with('/') ? path : "/" + path);
}

/// Whether a route's prefix matches a path: whole segments.
bool isUnder(const std::string& prefix, const std::string& path) {
    std::string_view bare = prefix;
    while (bare.ends_with('/'))
        bare.remove_suffix(1);
    return path.starts_with(bare) && (path.size() == bare.size() || path[bare.size()] == '/');
}

/// The path of the first server: "https://host/v2" and "/v2" have "/v2". Nothing for one with variables.
std::string serverPath(const Json& document) {
    const auto servers = document.find("servers");
    if (servers == document.end() || !servers->is_array() || servers->empty() || !(*servers)[0].is_object())
        return {};
    const auto url = (*servers)[0].find("url");
    if (url == (*servers)[0].end() || !url->is_string())
        return {};
    std::string text = url->get<std::string>();
    if (const std::size_t scheme = text.find("://"); scheme != std::string::npos) {
        const std::size_t slash = text.find('/', scheme + 3);
        text = slash == std::string::npos ? "" : text.substr(slash);
    }
    return text.find('{') == std::string::npos && text.starts_with('/') && text != "/" ? text : "";
}

class Merger {
  public:
    OpenApiMerged merge(const std::string& title, const std::string& version, const std::vector<OpenApiPart>& parts) {
        // 3.1 documents have what 3.0 has not: one of them makes the whole one.
        std::string openapi = "3.0.3";
        for (const OpenApiPart& part : parts) {
            if (!isDocument(part))
                continue;
            if (part.document["openapi"].get<std::string>().starts_with("3.1"))
                openapi = "3.1.0";
            addPart(part);
        }
        Json& merged = m_result.document;
        merged = Json{{"openapi", openapi}, {"info", {{"title", title}, {"version", version}}}};
        merged["paths"] = std::move(m_paths);
        if (!m_components.empty())
            merged["components"] = std::move(m_components);
        if (!m_tags.empty())
            merged["tags"] = std::move(m_tags);
        return std::move(m_result);
    }

  private:
    void warn(const OpenApiPart& part, const std::string& what) {
        m_result.warnings.push_back(part.service + ": " + what);
    }

    bool isDocument(const OpenApiPart& part) {
        Limits limits;
        const auto fine = checkJson(part.document, limits);
        const bool object = fine && part.document.is_object();
        const bool three = object && part.document.contains("openapi") && part.document["openapi"].is_string() &&
                           part.document["openapi"].get_ref<const std::string&>().starts_with("3.");
        if (three && part.document.contains("paths") && part.document["paths"].is_object())
            return true;
        warn(part, !fine ? "left out: " + fine.error().message : "left out: no OpenAPI 3 document with paths");
        return false;
    }

    void addPart(const OpenApiPart& part) {
        // One document may come with several routes: its components are the same ones.
        const Renames& renames = m_renames.try_emplace(part.service, Renames()).first->second;
        if (m_known.insert(part.service).second)
            addComponents(part);
        const std::string inFront = serverPath(part.document);
        for (const auto& [path, item] : part.document["paths"].items()) {
            if (path.starts_with("x-") || !item.is_object())
                continue;
            const std::string own = inFront.empty() ? path : withPrefix(inFront, path);
            const std::string seen = part.stripPrefix ? withPrefix(part.routePrefix, own) : own;
            if (!path.starts_with('/'))
                warn(part, "left out: the path '" + path + "' does not begin with a slash");
            else if (isUnder(part.routePrefix, seen))
                addPath(part, renames, seen, item);
        }
    }

    void addComponents(const OpenApiPart& part) {
        const auto components = part.document.find("components");
        if (components == part.document.end() || !components->is_object())
            return;
        Renames& renames = m_renames[part.service];
        // All names first: a component may refer to one that comes later.
        for (const char* section : kSections) {
            const auto named = components->find(section);
            if (named == components->end() || !named->is_object())
                continue;
            for (const auto& [name, value] : named->items())
                renames[section][name] = freeName(section, name, part.service);
        }
        for (const auto& [section, names] : renames)
            for (const auto& [name, renamed] : names)
                m_components[section][renamed] = rewritten(part, renames, (*components)[section][name], false);
    }

    std::string freeName(const std::string& section, const std::string& name, const std::string& service) {
        std::set<std::string>& taken = m_taken[section];
        std::string free = name;
        if (taken.contains(free))
            free = componentPart(service) + "_" + name;
        for (int number = 2; taken.contains(free); ++number)
            free = componentPart(service) + "_" + name + "_" + std::to_string(number);
        taken.insert(free);
        return free;
    }

    /// A reference within the document, with the component's new name.
    std::string reference(const OpenApiPart& part, const Renames& renames, const std::string& text) {
        constexpr std::string_view kStart = "#/components/";
        if (!text.starts_with('#')) {
            warn(part, "the reference '" + text.substr(0, 100) + "' leads to another document, and stays as it is");
            return text;
        }
        if (!text.starts_with(kStart))
            return text;
        const std::size_t slash = text.find('/', kStart.size());
        if (slash == std::string::npos)
            return text;
        const std::string section = text.substr(kStart.size(), slash - kStart.size());
        const std::size_t end = std::min(text.find('/', slash + 1), text.size());
        const std::string name = pointerToken(std::string_view(text).substr(slash + 1, end - slash - 1));
        const auto inSection = renames.find(section);
        if (inSection == renames.end() || !inSection->second.contains(name))
            return text;
        return text.substr(0, slash + 1) + inSection->second.at(name) + text.substr(end);
    }

    /// A copy in which references and discriminator mappings follow the new names. What is an example is no part of the
    /// document's own structure and is copied as it is. `names`: the keys are names of the document's own choice, and
    /// no words of OpenAPI.
    Json rewritten(const OpenApiPart& part, const Renames& renames, const Json& value, bool names) {
        if (value.is_array()) {
            Json made = Json::array();
            for (const Json& item : value)
                made.push_back(rewritten(part, renames, item, false));
            return made;
        }
        if (!value.is_object())
            return value;
        Json::object_t made;
        for (const auto& [key, member] : membersOf(value)) {
            if (names)
                made.emplace_back(key, rewritten(part, renames, member, false));
            else if (key == "$ref" && member.is_string())
                made.emplace_back(key, reference(part, renames, member.get<std::string>()));
            else if (key == "mapping" && member.is_object() && value.contains("propertyName"))
                made.emplace_back(key, mapping(part, renames, member));
            else if (key == "security" && member.is_array())
                made.emplace_back(key, security(renames, member));
            else if (key == "example" || key == "default" || key == "enum" || key == "const")
                made.emplace_back(key, member);
            else
                made.emplace_back(key, rewritten(part, renames, member, isMapOfNames(key)));
        }
        return made;
    }

    /// A mapping's values are references, or names of schemas.
    Json mapping(const OpenApiPart& part, const Renames& renames, const Json& value) {
        Json made = Json::object();
        for (const auto& [key, target] : value.items()) {
            made[key] = target;
            if (!target.is_string())
                continue;
            const std::string text = target.get<std::string>();
            const auto schemas = renames.find("schemas");
            if (schemas != renames.end() && schemas->second.contains(text))
                made[key] = schemas->second.at(text);
            else if (text.find('/') != std::string::npos)
                made[key] = reference(part, renames, text);
        }
        return made;
    }

    static Json security(const Renames& renames, const Json& requirements) {
        const auto schemes = renames.find("securitySchemes");
        Json made = Json::array();
        for (const Json& requirement : requirements) {
            Json renamed = Json::object();
            if (requirement.is_object())
                for (const auto& [scheme, scopes] : requirement.items()) {
                    const bool known = schemes != renames.end() && schemes->second.contains(scheme);
                    renamed[known ? schemes->second.at(scheme) : scheme] = scopes;
                }
            made.push_back(std::move(renamed));
        }
        return made;
    }

    void addPath(const OpenApiPart& part, const Renames& renames, const std::string& path, const Json& source) {
        const Json item = rewritten(part, renames, source, false);
        Json& into = m_paths[path];
        if (!into.is_object())
            into = Json::object();
        // Parameters of a path hold for the operations of its own document, so they go into each.
        const Json shared =
            item.contains("parameters") && item["parameters"].is_array() ? item["parameters"] : Json::array();
        for (const auto& [key, member] : membersOf(item)) {
            if (!isMethod(key)) {
                if (key != "parameters" && key != "servers" && !into.contains(key))
                    into[key] = member;
                continue;
            }
            if (!member.is_object() || !isRouted(part, key))
                continue;
            if (into.contains(key)) {
                warn(part, "left out: " + upper(key) + " " + path + " is another service's already");
                continue;
            }
            into[key] = operation(part, renames, key, path, member, shared);
        }
        if (into.empty())
            m_paths.erase(path);
    }

    static bool isRouted(const OpenApiPart& part, const std::string& method) {
        return part.methods.empty() ||
               std::find(part.methods.begin(), part.methods.end(), upper(method)) != part.methods.end();
    }

    Json operation(const OpenApiPart& part, const Renames& renames, const std::string& method, const std::string& path,
                   const Json& source, const Json& shared) {
        Json made = source;
        made.erase("servers");
        made["tags"] = Json::array({tag(part)});
        if (!shared.empty())
            made["parameters"] = withShared(made.contains("parameters") ? made["parameters"] : Json::array(), shared);
        std::string id = made.contains("operationId") && made["operationId"].is_string()
                             ? made["operationId"].get<std::string>()
                             : part.service + "_" + method + componentPart(path);
        if (m_operationIds.contains(id))
            id = part.service + "_" + id;
        const std::string base = id;
        for (int number = 2; m_operationIds.contains(id); ++number)
            id = base + "_" + std::to_string(number);
        m_operationIds.insert(id);
        made["operationId"] = id;
        if (!made.contains("security") && part.document.contains("security") && part.document["security"].is_array())
            made["security"] = security(renames, part.document["security"]);
        return made;
    }

    /// An operation's own parameters win over the path's of the same name and place.
    static Json withShared(const Json& own, const Json& shared) {
        Json all = own.is_array() ? own : Json::array();
        const auto member = [](const Json& of, const char* key) {
            return of.is_object() && of.contains(key) ? of[key] : Json();
        };
        const auto same = [&](const Json& a, const Json& b) {
            return member(a, "$ref") == member(b, "$ref") && member(a, "name") == member(b, "name") &&
                   member(a, "in") == member(b, "in");
        };
        for (const Json& parameter : shared)
            if (std::none_of(all.begin(), all.end(), [&](const Json& other) { return same(parameter, other); }))
                all.push_back(parameter);
        return all;
    }

    std::string tag(const OpenApiPart& part) {
        const std::string name = part.owner.empty() ? part.service : part.owner;
        if (m_tagNames.insert(name).second) {
            Json described{{"name", name}};
            if (!part.ownerDescription.empty())
                described["description"] = part.ownerDescription;
            m_tags.push_back(std::move(described));
        }
        return name;
    }

    OpenApiMerged m_result;
    Json m_paths = Json::object();
    Json m_components = Json::object();
    Json m_tags = Json::array();
    std::map<std::string, Renames> m_renames;  ///< by service
    std::set<std::string> m_known;
    std::map<std::string, std::set<std::string>> m_taken;  ///< names by section
    std::set<std::string> m_operationIds;
    std::set<std::string> m_tagNames;
};

}  // namespace

OpenApiMerged mergeOpenApi(const std::string& title, const std::string& version,
                           const std::vector<OpenApiPart>& parts) {
    return Merger().merge(title, version, parts);
}

}  // namespace slipway::mediation
