#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mediation/format.h"
#include "mediation/path_template.h"

namespace slipway::mediation {

inline constexpr std::string_view kSoap11Namespace = "http://schemas.xmlsoap.org/soap/envelope/";
inline constexpr std::string_view kSoap12Namespace = "http://www.w3.org/2003/05/soap-envelope";

/// One operation, and the REST request that it stands for.
struct SoapOperation {
    std::string name;      ///< local name of the body's element
    std::string action;    ///< SOAPAction, or the action parameter of 1.2; empty: the body's element alone decides
    std::string method;    ///< GET, POST, …
    PathTemplate path;     ///< its names are parts of the operation
    std::string response;  ///< local name of the answer's element; empty: name + "Response"

    std::string responseName() const { return response.empty() ? name + "Response" : response; }
};

struct SoapService {
    std::string targetNamespace;  ///< of the body's elements; empty: any is taken, and answers have none
    std::vector<SoapOperation> operations;
    XmlMapping mapping{.stripNamespaces = true, .arrays = {}, .numbers = {}, .booleans = {}};
};

enum class FaultCode { Sender, Receiver, MustUnderstand, VersionMismatch };

struct SoapFault {
    FaultCode code = FaultCode::Sender;
    std::string reason;
    std::optional<Json> problem;             ///< goes into the detail as RFC 9457 writes problems in XML
    std::vector<std::string> notUnderstood;  ///< "{namespace}local" of headers, which 1.2 tells
};

/// Of the answer that carries the fault: 500, but 400 for a Sender's in 1.2 (SOAP 1.1 §6.2, SOAP 1.2 part 2 §7.5.2.2).
int faultStatus(Format version, const SoapFault& fault);
/// With 4xx it is the sender's, else the receiver's.
SoapFault faultOfProblem(int status, const Json& problem);
SoapFault faultOfRefusal(const Refusal& refusal);

/// Whether the document's root is an Envelope of SOAP 1.1 or 1.2, by its namespace. Looks at nothing behind the root's
/// tag, whatever becomes of the rest; no document that is not XML up to there is one.
bool opensEnvelope(std::string_view xml);

struct SoapCall {
    Format version = Format::Soap11;
    const SoapOperation* operation = nullptr;
    std::string method;
    std::string target;        ///< path and query
    std::optional<Json> body;  ///< for methods that have one
};

/// A client's envelope as the REST request that its operation stands for. `action`: the SOAPAction field, quotes and
/// all, or the action parameter; `sentAs`: the version by Content-Type, in which a fault answers where the envelope
/// itself does not tell one. Each header that must be understood is refused, for none is here. The service outlives the
/// call.
struct SoapRefused {
    Format version;
    SoapFault fault;
};
tl::expected<SoapCall, SoapRefused> readSoapCall(std::string_view xml, std::string_view action, Format sentAs,
                                                 const SoapService& service, const Limits& limits);

/// The envelope for the operation's answer. `value` is what the REST service said; one that is no object is wrapped in
/// "return".
Outcome<std::string> writeSoapAnswer(Format version, const SoapService& service, const SoapOperation& operation,
                                     const Json& value, const Limits& limits);
std::string writeSoapFault(Format version, const SoapFault& fault);

/// The other way: a REST request to a service that speaks SOAP.
struct SoapRequest {
    const SoapOperation* operation = nullptr;
    std::string envelope;
    std::string contentType;  ///< with the action in 1.2
    std::string soapAction;   ///< the field's value in 1.1, quotes and all; empty in 1.2
};
/// The operation whose method and path match. Parts come from the path, then the query, then the body's members;
/// UnknownOperation, Malformed and DuplicateKey (one part from two places). `body` is null where there is none.
Outcome<SoapRequest> writeSoapRequest(Format version, const SoapService& service, std::string_view method,
                                      std::string_view target, const Json& body, const Limits& limits);

struct SoapAnswer {
    int status = 200;
    bool problem = false;
    Json value;  ///< the answer's parts, or a problem document
};
/// A service's envelope. A fault is a problem: its own, where the detail carries one; else 400 for a Sender's and 502
/// for others, with members faultCode and faultDetail.
Outcome<SoapAnswer> readSoapAnswer(std::string_view xml, const SoapService& service, const Limits& limits);

}  // namespace slipway::mediation
