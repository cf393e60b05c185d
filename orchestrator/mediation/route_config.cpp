#include "mediation/route_config.h"

#include <algorithm>

#include "mediation/xml_names.h"

namespace slipway::mediation {
namespace {

/// One object of the configuration. The first fault sticks; after it every read gives a default.
class RouteReader {
  public:
    RouteReader(const Json& source, std::string place, std::optional<Refusal>& fault)
        : m_source(source), m_place(std::move(place)), m_fault(fault) {
        if (!source.is_object())
            wrong("", "must be a mapping");
    }

    void wrong(const std::string& key, const std::string& what) const {
        if (!m_fault)
            m_fault = Refusal{Reason::BadConfiguration, (m_place + (key.empty() ? "" : "/" + key)) + " " + what, 0};
    }
    std::string placeOf(const std::string& key) const { return m_place + "/" + key; }

    const Json* find(const char* key) {
        m_known.emplace_back(key);
        if (!m_source.is_object())
            return nullptr;
        const auto member = m_source.find(key);
        return member == m_source.end() ? nullptr : &*member;
    }
    std::string text(const char* key, const std::string& otherwise = {}) {
        const Json* value = find(key);
        if (value && !value->is_string())
            wrong(key, "must be text");
        return value && value->is_string() ? value->get<std::string>() : otherwise;
    }
    bool flag(const char* key) {
        const Json* value = find(key);
        if (value && !value->is_boolean())
            wrong(key, "must be true or false");
        return value && value->is_boolean() && value->get<bool>();
    }
    void number(const char* key, std::size_t& into, std::size_t least, std::size_t most) {
        const Json* value = find(key);
        if (!value)
            return;
        const bool fine = value->is_number_integer() && *value >= Json(least) && *value <= Json(most);
        if (fine)
            into = value->get<std::size_t>();
        else
            wrong(key, "must be a number from " + std::to_string(least) + " to " + std::to_string(most));
    }
    std::vector<std::string> texts(const char* key) {
        const Json* value = find(key);
        std::vector<std::string> all;
        if (value && value->is_array() &&
            std::all_of(value->begin(), value->end(), [](const Json& item) { return item.is_string(); }))
            all = value->get<std::vector<std::string>>();
        else if (value)
            wrong(key, "must be a list of texts");
        return all;
    }
    /// Members nobody asked for.
    void finish() const {
        if (!m_source.is_object())
            return;
        for (const auto& [key, value] : membersOf(m_source))
            if (std::find(m_known.begin(), m_known.end(), key) == m_known.end() && !key.starts_with("x-"))
                wrong(key, "is no key here");
    }

  private:
    const Json& m_source;
    std::string m_place;
    std::optional<Refusal>& m_fault;
    std::vector<std::string> m_known;
};

class Compiler {
  public:
    Outcome<RouteMediation> compile(const Json& source) {
        if (source.is_boolean() && source.get<bool>()) {
            m_made.offer.clients = {Format::Xml, Format::Cbor, Format::MessagePack};
        } else if (source.is_array()) {
            m_made.offer.clients = formats(source, "");
        } else {
            RouteReader reader(source, "", m_fault);
            object(reader);
            reader.finish();
        }
        if (!m_fault)
            checkWhole();
        if (m_fault)
            return tl::unexpected(*m_fault);
        return std::move(m_made);
    }

  private:
    void fault(const std::string& place, const std::string& what) {
        if (!m_fault)
            m_fault = Refusal{Reason::BadConfiguration, place + " " + what, 0};
    }

    template <class T>
    std::optional<T> value(Outcome<T> outcome, const std::string& place) {
        if (outcome)
            return std::move(*outcome);
        fault(place, "is wrong: " + outcome.error().message);
        return std::nullopt;
    }

    std::vector<Format> formats(const Json& list, const std::string& place) {
        std::vector<Format> all;
        if (!list.is_array() || list.empty())
            fault(place, "must be a list of formats");
        for (const Json& word : list) {
            const auto format = word.is_string() ? formatFromWord(word.get_ref<const std::string&>()) : std::nullopt;
            if (!format)
                fault(place, "has a word that is none of json, xml, soap11, soap12, form, cbor and msgpack");
            else if (std::find(all.begin(), all.end(), *format) != all.end())
                fault(place, "names " + std::string(formatWord(*format)) + " twice");
            else
                all.push_back(*format);
        }
        return all;
    }

    void object(RouteReader& reader) {
        if (const Json* list = reader.find("service"))
            m_made.offer.service = formats(*list, "/service");
        m_made.offer.clients = {Format::Xml, Format::Cbor, Format::MessagePack};
        if (const Json* list = reader.find("clients"))
            m_made.offer.clients = formats(*list, "/clients");
        m_made.offer.passOthers = reader.flag("pass_others");
        if (const Json* limits = reader.find("limits"))
            readLimits(*limits);
        if (const Json* xml = reader.find("xml")) {
            RouteReader inside(*xml, "/xml", m_fault);
            m_made.xml = mapping(inside, false);
            inside.finish();
        }
        if (m_made.offer.service.size() == 1 && isSoap(m_made.offer.service.front())) {
            m_made.backend = m_made.offer.service.front();
            m_made.offer.service = {Format::JsonText};
        }
        if (const Json* soap = reader.find("soap"))
            readSoap(*soap);
        if (const Json* path = reader.find("path")) {
            RouteReader inside(*path, "/path", m_fault);
            m_made.rewrite.from = value(PathTemplate::compile(inside.text("from")), "/path/from");
            m_made.rewrite.to = value(PathTemplate::compile(inside.text("to")), "/path/to");
            inside.finish();
        }
        m_made.rewrite.query = rules(reader, "query");
        m_made.rewrite.requestHeaders = rules(reader, "request_headers");
        m_made.rewrite.answerHeaders = rules(reader, "response_headers");
        if (const Json* source = reader.find("request_template"))
            m_made.requestTemplate = value(BodyTemplate::compile(*source), "/request_template");
        if (const Json* source = reader.find("response_template"))
            m_made.answerTemplate = value(BodyTemplate::compile(*source), "/response_template");
    }

    void readLimits(const Json& source) {
        RouteReader reader(source, "/limits", m_fault);
        reader.number("bytes", m_made.limits.bytes, 1024, 64 * 1024 * 1024);
        reader.number("nodes", m_made.limits.nodes, 1, 10'000'000);
        auto depth = static_cast<std::size_t>(m_made.limits.depth);
        reader.number("depth", depth, 1, 256);
        m_made.limits.depth = static_cast<int>(depth);
        reader.finish();
    }

    static bool isTarget(const std::string& text) {
        return text.starts_with('/') &&
               std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f && c != '#'; });
    }

    static XmlMapping mapping(RouteReader& reader, bool stripped) {
        XmlMapping made;
        made.stripNamespaces = stripped || reader.flag("strip_namespaces");
        made.arrays = reader.texts("arrays");
        made.numbers = reader.texts("numbers");
        made.booleans = reader.texts("booleans");
        return made;
    }

    void readSoap(const Json& source) {
        RouteReader reader(source, "/soap", m_fault);
        SoapService service;
        service.targetNamespace = reader.text("namespace");
        service.mapping = mapping(reader, true);
        if (const Json* endpoint = reader.find("endpoint")) {
            const bool fine = endpoint->is_string() && isTarget(endpoint->get_ref<const std::string&>());
            if (fine && m_made.backend)
                m_made.backendTarget = endpoint->get<std::string>();
            else
                reader.wrong("endpoint", "must be a path, and belongs to a service that speaks soap11 or soap12");
        }
        const Json* operations = reader.find("operations");
        if (!operations || !operations->is_array() || operations->empty()) {
            reader.wrong("operations", "must be a list of operations");
            return;
        }
        for (std::size_t at = 0; at < operations->size(); ++at) {
            const std::string place = "/soap/operations/" + std::to_string(at);
            RouteReader one((*operations)[at], place, m_fault);
            const std::string name = one.text("name");
            const std::string action = one.text("action");
            const std::string method = one.text("method", "GET");
            const std::string response = one.text("response");
            auto path = value(PathTemplate::compile(one.text("path")), place + "/path");
            one.finish();
            if (!isNcName(name) || (!response.empty() && !isNcName(response)))
                one.wrong("name", "and the response's must be XML names");
            static constexpr const char* kMethods[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
            if (std::none_of(std::begin(kMethods), std::end(kMethods),
                             [&](const char* known) { return method == known; }))
                one.wrong("method", "must be GET, POST, PUT, PATCH or DELETE");
            if (action.find_first_of("\"\r\n") != std::string::npos)
                one.wrong("action", "has a quote or a line end");
            if (path)
                service.operations.push_back({name, action, method, std::move(*path), response});
        }
        reader.finish();
        m_made.soap = std::move(service);
    }

    /// {set: NAME, value: TEXT}, {add: …}, {default: …}, {remove: NAME}, {rename: NAME, to: OTHER}
    std::vector<NamedRule> rules(RouteReader& reader, const char* key) {
        const Json* list = reader.find(key);
        std::vector<NamedRule> made;
        if (!list)
            return made;
        if (!list->is_array())
            reader.wrong(key, "must be a list of rules");
        else
            for (std::size_t at = 0; at < list->size(); ++at)
                made.push_back(rule((*list)[at], reader.placeOf(key) + "/" + std::to_string(at)));
        return made;
    }

    NamedRule rule(const Json& source, const std::string& place) {
        using Kind = NamedRule::Kind;
        static constexpr std::pair<const char*, Kind> kKinds[] = {{"set", Kind::Set},
                                                                  {"add", Kind::Add},
                                                                  {"default", Kind::Default},
                                                                  {"remove", Kind::Remove},
                                                                  {"rename", Kind::Rename}};
        RouteReader reader(source, place, m_fault);
        NamedRule made;
        int kinds = 0;
        for (const auto& [word, kind] : kKinds) {
            if (!reader.find(word))
                continue;
            ++kinds;
            made.kind = kind;
            made.name = reader.text(word);
        }
        if (kinds != 1)
            reader.wrong("", "has one of set, add, default, remove and rename");
        if (made.kind == Kind::Rename)
            made.other = reader.text("to");
        else if (made.kind != Kind::Remove)
            if (auto text = value(ValueTemplate::compile(reader.text("value")), place + "/value"))
                made.value = std::move(*text);
        reader.finish();
        return made;
    }

    void checkWhole() {
        const auto& [service, clients, passOthers] = m_made.offer;
        const auto soap = [](const std::vector<Format>& formats) {
            return std::any_of(formats.begin(), formats.end(), isSoap);
        };
        if (soap(service))
            fault("/service", "speaks SOAP of one version, or none: soap11 or soap12 stands alone in the list");
        if (m_made.backend && soap(clients))
            fault("/clients", "can't speak SOAP where the service does: a route without mediate passes envelopes on");
        if (m_made.backend && passOthers)
            fault("/pass_others", "is not for a service that speaks SOAP: it gets envelopes alone");
        if ((soap(clients) || m_made.backend) != m_made.soap.has_value())
            fault("/soap",
                  "with operations belongs to soap11 or soap12 among the clients or as the service's, and they to it");
        if (auto fine = checkRewrite(m_made.rewrite); !fine)
            fault("", "does not hold together: " + fine.error().message);
    }

    RouteMediation m_made;
    std::optional<Refusal> m_fault;
};

}  // namespace

Outcome<RouteMediation> compileMediation(const Json& source) {
    return Compiler().compile(source);
}

}  // namespace slipway::mediation
