#include <algorithm>

#include "base/problem_document.h"
#include "mediation/form.h"
#include "mediation/soap.h"
#include "mediation/xml_names.h"

namespace slipway::mediation {
namespace {

/// What the `code` of a problem is that was a fault.
constexpr std::string_view kFaultCode = "soap_fault";

/// What a read envelope has. The elements live as long as the document.
struct Envelope {
    Format version = Format::Soap11;
    pugi::xml_node header;
    pugi::xml_node body;
};

std::string_view namespaceOf(Format version) {
    return version == Format::Soap12 ? kSoap12Namespace : kSoap11Namespace;
}

tl::unexpected<SoapRefused> sender(Format version, std::string reason) {
    return tl::unexpected(SoapRefused{version, {FaultCode::Sender, std::move(reason), {}, {}}});
}

/// `root` must be in `scope` already: it is the caller's.
tl::expected<Envelope, SoapRefused> openEnvelope(XmlScope& scope, const XmlElement& root, Format sentAs) {
    Envelope envelope;
    const bool is11 = root.expanded().uri == kSoap11Namespace;
    if (root.expanded().local != "Envelope" || (!is11 && root.expanded().uri != kSoap12Namespace))
        return tl::unexpected(
            SoapRefused{sentAs, {FaultCode::VersionMismatch, "the root is no envelope of SOAP 1.1 or 1.2", {}, {}}});
    envelope.version = is11 ? Format::Soap11 : Format::Soap12;
    for (const pugi::xml_node child : root.node().children()) {
        if (!isElement(child)) {
            if (!isXmlBlank(child.value()))
                return sender(envelope.version, "text in the envelope");
            continue;
        }
        XmlElement part(scope, child);
        if (part.refusal())
            return tl::unexpected(SoapRefused{envelope.version, faultOfRefusal(*part.refusal())});
        if (part.expanded().is(namespaceOf(envelope.version), "Header") && !envelope.header && !envelope.body)
            envelope.header = child;
        else if (part.expanded().is(namespaceOf(envelope.version), "Body") && !envelope.body)
            envelope.body = child;
        else
            return sender(envelope.version, "an envelope has a Header, perhaps, and a Body");
    }
    if (!envelope.body)
        return sender(envelope.version, "the envelope has no Body");
    return envelope;
}

/// Whether a header block is meant for us: we are the ultimate receiver, and the next.
bool isForUs(const XmlElement& block, Format version) {
    if (version == Format::Soap11) {
        const auto actor = block.attribute(kSoap11Namespace, "actor").value_or("");
        return actor.empty() || actor == "http://schemas.xmlsoap.org/soap/actor/next";
    }
    const auto role = block.attribute(kSoap12Namespace, "role").value_or("");
    return role.empty() || role == "http://www.w3.org/2003/05/soap-envelope/role/next" ||
           role == "http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver";
}

/// No header means anything here, so each that must be understood and is for us is a fault (SOAP 1.1 §4.2.3, SOAP 1.2
/// part 1 §5.2.3).
std::optional<SoapFault> checkHeaders(XmlScope& scope, const Envelope& envelope) {
    std::vector<std::string> notUnderstood;
    if (!envelope.header)
        return std::nullopt;
    XmlElement header(scope, envelope.header);
    for (const pugi::xml_node child : envelope.header.children()) {
        if (!isElement(child))
            continue;
        XmlElement block(scope, child);
        if (block.refusal())
            return faultOfRefusal(*block.refusal());
        const auto must = trimXml(block.attribute(namespaceOf(envelope.version), "mustUnderstand").value_or("0"));
        if ((must == "1" || must == "true") && isForUs(block, envelope.version))
            notUnderstood.push_back("{" + std::string(block.expanded().uri) + "}" +
                                    std::string(block.expanded().local));
        else if (must != "0" && must != "false" && must != "1" && must != "true")
            return SoapFault{FaultCode::Sender, "mustUnderstand is neither true nor false", {}, {}};
    }
    if (notUnderstood.empty())
        return std::nullopt;
    std::string reason = "no header is understood here, and this one must be: " + notUnderstood.front();
    return SoapFault{FaultCode::MustUnderstand, std::move(reason), {}, std::move(notUnderstood)};
}

/// The only element of the body; null if it has none or several.
pugi::xml_node onlyChild(pugi::xml_node body) {
    pugi::xml_node only;
    for (const pugi::xml_node child : body.children()) {
        if (!isElement(child))
            continue;
        if (only)
            return {};
        only = child;
    }
    return only;
}

std::string_view unquoted(std::string_view action) {
    action = trimXml(action);
    if (action.size() >= 2 && action.front() == '"' && action.back() == '"')
        action = action.substr(1, action.size() - 2);
    return action;
}

/// By action where one is named, and by the body's element; the two must not contradict each other.
const SoapOperation* findOperation(const SoapService& service, std::string_view action, const ExpandedName& element) {
    if (!service.targetNamespace.empty() && element.uri != service.targetNamespace)
        return nullptr;
    for (const SoapOperation& operation : service.operations)
        if (operation.name == element.local &&
            (action.empty() || operation.action.empty() || operation.action == action))
            return &operation;
    return nullptr;
}

std::optional<std::string> scalarText(const Json& value) {
    if (value.is_string())
        return value.get<std::string>();
    if (value.is_number() || value.is_boolean())
        return value.dump();
    return std::nullopt;
}

/// The parts that the path does not take become the query, or the body.
tl::expected<SoapCall, SoapRefused> toRest(Format version, const SoapOperation& operation, Json parts) {
    SoapCall call{version, &operation, operation.method, {}, std::nullopt};
    std::vector<std::string> taken;
    auto path = operation.path.expand([&](std::string_view name) -> std::optional<std::string> {
        const auto part = parts.find(std::string(name));
        if (part == parts.end())
            return std::nullopt;
        taken.emplace_back(name);
        return scalarText(*part);
    });
    if (!path)
        return sender(version, path.error().message);
    call.target = std::move(*path);
    for (const std::string& name : taken)
        parts.erase(name);
    if (operation.method != "GET" && operation.method != "HEAD" && operation.method != "DELETE") {
        call.body = std::move(parts);
        return call;
    }
    // An absent part and an empty one are the same to most clients' tools; null would be neither.
    Json query = Json::object();
    for (auto& [name, part] : parts.items())
        if (!part.is_null())
            query[name] = std::move(part);
    auto form = jsonToForm(query);
    if (!form)
        return sender(version, form.error().message);
    if (!form->empty())
        call.target += "?" + *form;
    return call;
}

struct FaultParts {
    std::string code;
    std::string reason;
    Json detail;
};

/// The elements of a fault of either version, with namespaces dropped.
FaultParts faultParts(Format version, const Json& fault) {
    const auto text = [](const Json& value) -> std::string {
        if (value.is_string())
            return value.get<std::string>();
        if (value.is_object() && value.contains("#text") && value["#text"].is_string())
            return value["#text"].get<std::string>();
        return {};
    };
    const auto at = [](const Json& value, const char* key) -> Json {
        return value.is_object() && value.contains(key) ? value[key] : Json();
    };
    FaultParts parts;
    if (version == Format::Soap11) {
        parts = {text(at(fault, "faultcode")), text(at(fault, "faultstring")), at(fault, "detail")};
    } else {
        Json reason = at(at(fault, "Reason"), "Text");
        if (reason.is_array() && !reason.empty())
            reason = Json(reason[0]);
        parts = {text(at(at(fault, "Code"), "Value")), text(reason), at(fault, "Detail")};
    }
    // "soap:Client" is a qualified name; the part behind the colon, before a dot (1.1 allows "Client.Authentication"),
    // is the code.
    parts.code = parts.code.substr(parts.code.rfind(':') + 1);
    parts.code = parts.code.substr(0, parts.code.find('.'));
    return parts;
}

SoapAnswer problemOfFault(Format version, const Json& fault) {
    const FaultParts parts = faultParts(version, fault);
    SoapAnswer answer;
    answer.problem = true;
    const bool sendersOwn = parts.code == "Client" || parts.code == "Sender";
    answer.status = sendersOwn ? 400 : 502;
    if (parts.detail.is_object() && parts.detail.contains("problem") && parts.detail["problem"].is_object()) {
        answer.value = parts.detail["problem"];
        const auto status = answer.value.find("status");
        int number = 0;
        if (status != answer.value.end() && status->is_string())
            number = std::atoi(status->get_ref<const std::string&>().c_str());
        else if (status != answer.value.end() && status->is_number_integer())
            number = status->get<int>();
        if (number >= 400 && number <= 599) {
            answer.status = number;
            answer.value["status"] = number;
        }
        if (!answer.value.contains("code"))
            answer.value["code"] = kFaultCode;
        return answer;
    }
    answer.value = problemDocument<Json>({answer.status,
                                          sendersOwn ? "The service refused the request" : "The service failed",
                                          parts.reason,
                                          kFaultCode,
                                          {}});
    answer.value["faultCode"] = parts.code;
    if (!parts.detail.is_null() && parts.detail != "")
        answer.value["faultDetail"] = parts.detail;
    return answer;
}

}  // namespace

tl::expected<SoapCall, SoapRefused> readSoapCall(std::string_view xml, std::string_view action, Format sentAs,
                                                 const SoapService& service, const Limits& limits) {
    const auto document = XmlDocument::read(xml, limits);
    if (!document)
        return tl::unexpected(SoapRefused{sentAs, faultOfRefusal(placed(document.error(), xml, true))});
    XmlScope scope(limits);
    XmlElement root(scope, document->root());
    if (root.refusal())
        return tl::unexpected(SoapRefused{sentAs, faultOfRefusal(placed(*root.refusal(), xml, true))});
    const auto envelope = openEnvelope(scope, root, sentAs);
    if (!envelope)
        return tl::unexpected(envelope.error());
    const Format version = envelope->version;
    if (auto fault = checkHeaders(scope, *envelope))
        return tl::unexpected(SoapRefused{version, std::move(*fault)});
    XmlElement body(scope, envelope->body);
    const pugi::xml_node request = onlyChild(envelope->body);
    if (!request)
        return sender(version, "the Body must have exactly one element, which names the operation");
    const SoapOperation* operation = nullptr;
    {
        XmlElement element(scope, request);
        if (element.refusal())
            return tl::unexpected(SoapRefused{version, faultOfRefusal(placed(*element.refusal(), xml, true))});
        operation = findOperation(service, unquoted(action), element.expanded());
    }
    if (!operation)
        return sender(version, "no operation goes with the Body's element and the action");
    auto parts = elementToJson(request, scope, service.mapping);
    if (!parts)
        return tl::unexpected(SoapRefused{version, faultOfRefusal(placed(parts.error(), xml, true))});
    // An operation without parts reads as an empty text.
    if (parts->is_string() && isXmlBlank(parts->get_ref<const std::string&>()))
        *parts = Json::object();
    if (!parts->is_object())
        return sender(version, "the operation's parts must be elements");
    // Attributes of the operation's element are no parts: an encodingStyle, mostly.
    Json elements = Json::object();
    for (auto& [name, part] : parts->items())
        if (!name.starts_with('@'))
            elements[name] = std::move(part);
    *parts = std::move(elements);
    return toRest(version, *operation, std::move(*parts));
}

Outcome<SoapAnswer> readSoapAnswer(std::string_view xml, const SoapService& service, const Limits& limits) {
    const auto document = XmlDocument::read(xml, limits);
    if (!document)
        return tl::unexpected(placed(document.error(), xml, true));
    XmlScope scope(limits);
    XmlElement root(scope, document->root());
    if (root.refusal())
        return tl::unexpected(placed(*root.refusal(), xml, true));
    const auto envelope = openEnvelope(scope, root, Format::Soap11);
    if (!envelope)
        return refuse(
            envelope.error().fault.code == FaultCode::VersionMismatch ? Reason::VersionMismatch : Reason::Malformed,
            envelope.error().fault.reason);
    XmlElement body(scope, envelope->body);
    const pugi::xml_node answer = onlyChild(envelope->body);
    if (!answer)
        return SoapAnswer{200, false, Json::object()};
    bool fault = false;
    {
        XmlElement element(scope, answer);
        if (element.refusal())
            return tl::unexpected(placed(*element.refusal(), xml, true));
        fault = element.expanded().is(namespaceOf(envelope->version), "Fault");
    }
    auto value = elementToJson(answer, scope, service.mapping);
    if (!value)
        return tl::unexpected(placed(value.error(), xml, true));
    if (fault)
        return problemOfFault(envelope->version, *value);
    if (value->is_string() && isXmlBlank(value->get_ref<const std::string&>()))
        *value = Json::object();
    return SoapAnswer{200, false, std::move(*value)};
}

}  // namespace slipway::mediation
