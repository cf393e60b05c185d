#include <algorithm>

#include "base/problem_document.h"
#include "base/utf8.h"
#include "mediation/form.h"
#include "mediation/soap.h"
#include "mediation/xml_names.h"

namespace slipway::mediation {
namespace {

std::string opened(Format version) {
    return std::string(kXmlDeclaration) + "<soap:Envelope xmlns:soap=\"" +
           std::string(version == Format::Soap12 ? kSoap12Namespace : kSoap11Namespace) + "\">";
}

std::string inBody(Format version, const std::string& content) {
    return opened(version) + "<soap:Body>" + content + "</soap:Body></soap:Envelope>";
}

std::string declaration(const SoapService& service) {
    std::string text;
    if (!service.targetNamespace.empty())
        appendXmlAttribute(text, "xmlns", service.targetNamespace);
    return text;
}

/// For messages, which may have anything in them: characters that XML can't hold become U+FFFD.
std::string holdable(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const auto c = takeCodePoint(text);
        if (!c)
            text.remove_prefix(1);
        appendUtf8(out, c && isXmlChar(*c) ? *c : 0xFFFD);
    }
    return out;
}

std::string element(std::string_view tag, std::string_view attributes, std::string_view text) {
    std::string out = "<" + std::string(tag) + std::string(attributes) + ">";
    appendXmlText(out, holdable(text));
    return out + "</" + std::string(tag) + ">";
}

const char* codeName(Format version, FaultCode code) {
    switch (code) {
        case FaultCode::MustUnderstand:
            return "soap:MustUnderstand";
        case FaultCode::VersionMismatch:
            return "soap:VersionMismatch";
        case FaultCode::Receiver:
            return version == Format::Soap12 ? "soap:Receiver" : "soap:Server";
        case FaultCode::Sender:
            break;
    }
    return version == Format::Soap12 ? "soap:Sender" : "soap:Client";
}

/// The problem in the namespace that RFC 9457 (appendix B) gives it; nothing if it can't be said so.
std::string problemElement(const SoapFault& fault) {
    if (!fault.problem)
        return {};
    return jsonToElement("problem", " xmlns=\"urn:ietf:rfc:7807\"", *fault.problem, {}, XmlStyle::Plain).value_or("");
}

/// SOAP 1.2 part 1 §5.4.8: which headers were not understood; of 1.1 the reason names the first.
std::string notUnderstoodHeaders(const SoapFault& fault) {
    std::string blocks;
    for (const std::string& name : fault.notUnderstood) {
        const std::size_t end = name.find('}');
        std::string attributes;
        appendXmlAttribute(attributes, "qname", "h:" + name.substr(end + 1));
        appendXmlAttribute(attributes, "xmlns:h", name.substr(1, end - 1));
        // A header without a namespace is none (§5.2.1), and could not be named with a prefix.
        if (end > 1)
            blocks += "<soap:NotUnderstood" + attributes + "/>";
    }
    return blocks.empty() ? blocks : "<soap:Header>" + blocks + "</soap:Header>";
}

/// A problem that came as XML (RFC 9457, appendix B) has its members in an element, whose namespace is none of them.
Json membersOfProblem(const Json& problem) {
    if (!problem.is_object() || problem.size() != 1 || !problem.contains("problem") || !problem["problem"].is_object())
        return problem;
    Json members = Json::object();
    for (const auto& [name, value] : membersOf(problem["problem"]))
        if (!name.starts_with('@'))
            members[name] = value;
    return members;
}

/// What people are told: `detail`, else `title`; of errors that are no problem documents the sentence in `error` or
/// `message`, where services mostly have it.
std::string reasonOf(const Json& problem) {
    if (!problem.is_object())
        return {};
    for (const char* key : {"detail", "title", "message", "error"})
        if (const auto found = problem.find(key); found != problem.end()) {
            if (found->is_string() && !found->get_ref<const std::string&>().empty())
                return found->get<std::string>();
            if (std::string inner = reasonOf(*found); !inner.empty())
                return inner;
        }
    return {};
}

/// Puts a part where nothing may be yet.
Outcome<void> put(Json& parts, const std::string& name, Json value) {
    if (parts.contains(name))
        return refuse(Reason::DuplicateKey, "'" + name + "' comes from two places of the request");
    parts[name] = std::move(value);
    return {};
}

}  // namespace

int faultStatus(Format version, const SoapFault& fault) {
    return version == Format::Soap12 && fault.code == FaultCode::Sender ? 400 : 500;
}

SoapFault faultOfProblem(int status, const Json& given) {
    const Json problem = membersOfProblem(given);
    SoapFault fault;
    fault.code = status < 500 ? FaultCode::Sender : FaultCode::Receiver;
    fault.reason = reasonOf(problem);
    if (fault.reason.empty())
        fault.reason = "HTTP status " + std::to_string(status);
    fault.problem =
        problem.is_object() && !problem.empty() ? problem : Json{{"status", status}, {"title", fault.reason}};
    if (!fault.problem->contains("status"))
        (*fault.problem)["status"] = status;
    return fault;
}

SoapFault faultOfRefusal(const Refusal& refusal) {
    const FaultCode code = reasonStatus(refusal.reason) < 500 ? FaultCode::Sender : FaultCode::Receiver;
    return {code,
            refusal.message,
            problemDocument<Json>({reasonStatus(refusal.reason),
                                   reasonMeaning(refusal.reason),
                                   refusal.message,
                                   reasonWord(refusal.reason),
                                   {}}),
            {}};
}

std::string writeSoapFault(Format version, const SoapFault& fault) {
    // What concerns headers must not be in the detail (SOAP 1.1 §4.4).
    const std::string detail = fault.code == FaultCode::MustUnderstand ? "" : problemElement(fault);
    if (version != Format::Soap12)
        return inBody(version, "<soap:Fault>" + element("faultcode", "", codeName(version, fault.code)) +
                                   element("faultstring", "", fault.reason) +
                                   (detail.empty() ? "" : "<detail>" + detail + "</detail>") + "</soap:Fault>");
    return opened(version) + notUnderstoodHeaders(fault) + "<soap:Body><soap:Fault><soap:Code>" +
           element("soap:Value", "", codeName(version, fault.code)) + "</soap:Code><soap:Reason>" +
           element("soap:Text", " xml:lang=\"en\"", fault.reason) + "</soap:Reason>" +
           (detail.empty() ? "" : "<soap:Detail>" + detail + "</soap:Detail>") +
           "</soap:Fault></soap:Body></soap:Envelope>";
}

Outcome<std::string> writeSoapAnswer(Format version, const SoapService& service, const SoapOperation& operation,
                                     const Json& value, const Limits& limits) {
    Json wrapped;
    if (!value.is_object() && !value.is_null())
        wrapped = Json{{"return", value}};
    auto answer = jsonToElement(operation.responseName(), declaration(service),
                                value.is_object() ? value
                                : value.is_null() ? Json::object()
                                                  : wrapped,
                                limits, XmlStyle::Plain);
    if (!answer)
        return answer;
    return inBody(version, *answer);
}

Outcome<SoapRequest> writeSoapRequest(Format version, const SoapService& service, std::string_view method,
                                      std::string_view target, const Json& body, const Limits& limits) {
    const std::size_t mark = target.find('?');
    for (const SoapOperation& operation : service.operations) {
        if (operation.method != method)
            continue;
        const auto path = operation.path.match(target.substr(0, mark));
        if (!path)
            continue;
        Json parts = Json::object();
        for (const auto& [name, value] : *path)
            parts[name] = value;
        auto query = formToJson(mark == std::string_view::npos ? "" : target.substr(mark + 1), limits);
        if (!query)
            return tl::unexpected(query.error());
        if (!body.is_null() && !body.is_object())
            return refuse(Reason::BadValue, "the body must be an object, whose members are the operation's parts");
        for (const Json* from : {static_cast<const Json*>(&*query), &body})
            if (from->is_object())
                for (const auto& [name, value] : from->items())
                    if (auto fine = put(parts, name, value); !fine)
                        return tl::unexpected(fine.error());
        auto element = jsonToElement(operation.name, declaration(service), parts, limits, XmlStyle::Plain);
        if (!element)
            return tl::unexpected(element.error());
        SoapRequest request{&operation, inBody(version, *element), fieldValue(mediaTypeOf(version)), {}};
        if (version == Format::Soap11)
            request.soapAction = "\"" + operation.action + "\"";
        else if (!operation.action.empty())
            request.contentType += "; action=\"" + operation.action + "\"";
        return request;
    }
    return refuse(Reason::UnknownOperation, "no operation has this method and path");
}

}  // namespace slipway::mediation
