#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mediation/body_template.h"
#include "mediation/negotiation.h"
#include "mediation/rewrite.h"
#include "mediation/soap.h"

namespace slipway::mediation {

/// All that a route mediates; immutable, shared by whoever runs it.
struct RouteMediation {
    Offer offer;
    Limits limits;
    XmlMapping xml;
    std::optional<SoapService> soap;  ///< with Soap11 or Soap12 among the offer's clients, or as `backend`
    /// The service speaks SOAP of this version alone: requests become envelopes to `backendTarget`. The offer's service
    /// is JSON then, in the middle between clients' formats and envelopes.
    std::optional<Format> backend;
    std::string backendTarget = "/";
    RewriteRules rewrite;
    std::optional<BodyTemplate> requestTemplate;
    std::optional<BodyTemplate> answerTemplate;  ///< of answers below 400
};

/// A whole message. Fields that frame it or belong to the connection are the caller's, and are in neither list.
struct Request {
    std::string method;
    std::string target;
    Fields headers;
    std::string body;
    bool hasBody = false;
    std::string requestId = {};  ///< refusals name it; empty: none is known
};
struct Answer {
    int status = 200;
    Fields headers;
    std::string body;
    std::string refusal = {};  ///< the reason's word where nothing could be converted; empty: what the service said
};

/// What is kept from the request for its answer.
struct Conversation {
    RequestPlan plan;
    std::string target;  ///< the client's
    const SoapOperation* operation = nullptr;
    bool head = false;       ///< the client asked with HEAD
    bool enveloped = false;  ///< the service was asked with an envelope
    std::string requestId = {};
};

/// Whether the request's body must be whole before the service gets it. Whoever streams asks before it reads. Thread:
/// any.
bool needsWholeBody(const RouteMediation& route, const RequestFacts& facts);

/// Whether the answer must be whole before the client gets it, by what its head says. False for HEAD and 304, which
/// have no body.
bool needsWholeAnswer(const RouteMediation& route, const Conversation& conversation, int status,
                      std::string_view contentType);

/// Either the request as the service gets it, or the answer that the client gets instead.
struct RequestResult {
    std::optional<Request> request;
    std::optional<Answer> answer;
    Conversation conversation;
};

/// Both halves of an exchange, pure and bounded by the route's limits: the work of a pool's thread, not of a worker's.
/// The route outlives the conversation. Where a body is converted, fields that were about its bytes go (Content-Length
/// among them), its ETag becomes weak and names the format, and `Vary: Accept` is there in any case. Compressed bodies
/// are refused: the service is asked for none, a client's is a 415.
RequestResult mediateRequest(const RouteMediation& route, const Request& request);
Answer mediateAnswer(const RouteMediation& route, const Conversation& conversation, const Answer& answer);

/// The answer for a refusal: a problem document in a format that the client takes, or a fault. `fromService`: what
/// could not be read was the service's, which makes it a 502.
Answer answerOfRefusal(const RouteMediation& route, const Conversation& conversation, const Refusal& refusal,
                       bool fromService);

}  // namespace slipway::mediation
