#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mediation/format.h"

namespace slipway::mediation {

/// What a route mediates between.
struct Offer {
    /// What the service reads and writes, the preferred first. Not empty.
    std::vector<Format> service{Format::JsonText};
    /// What clients may speak beside that, in the order of preference among equals.
    std::vector<Format> clients{Format::Xml, Format::Cbor, Format::MessagePack, Format::Form};
    /// Hands a request with a body of another type on as it is, instead of 415.
    bool passOthers = false;
};

/// The fields of a request that matter.
struct RequestFacts {
    std::string_view contentType;  ///< empty: none
    std::string_view accept;       ///< all of them, joined by commas; empty: none
    bool hasBody = false;
    bool hasSoapAction = false;
    std::optional<bool> isEnvelope = {};  ///< what the body's root says; none: the body is not there yet
};

enum class Action {
    Pass,     ///< the body goes on as it is
    Convert,  ///< from `from` to `to`
    Refuse,   ///< `refusal` says why, and its reason which status
};

struct RequestPlan {
    Action action = Action::Pass;
    Format from = Format::JsonText;
    Format to = Format::JsonText;
    std::optional<Refusal> refusal;
    bool byBody = false;              ///< text/xml that may be an envelope: plan again when `isEnvelope` is known
    std::vector<AcceptRange> accept;  ///< for `planAnswer`
    std::optional<Format> soap;       ///< the answer is an envelope of this version, whatever Accept says
    std::string acceptOfService;      ///< the Accept that the service gets
};

/// What to do with a request: 415 for a body that nothing here reads, 406 if nothing of what can be made is acceptable.
RequestPlan planRequest(const RequestFacts& facts, const Offer& offer);

struct AnswerPlan {
    Action action = Action::Pass;
    Format from = Format::JsonText;
    Format to = Format::JsonText;
    bool problem = false;  ///< a problem document stays one
    std::optional<Refusal> refusal;
    std::string contentType;  ///< of the answer, where it is converted
};

/// What to do with the service's answer. An answer of a type that nothing here reads passes: a picture is a picture. An
/// error passes as it is rather than being hidden by a 406.
AnswerPlan planAnswer(int status, std::string_view contentType, const RequestPlan& request, const Offer& offer);

}  // namespace slipway::mediation
