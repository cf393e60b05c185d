#include "mediation/negotiation.h"

#include <algorithm>

namespace slipway::mediation {
namespace {

bool contains(const std::vector<Format>& formats, Format format) {
    return std::find(formats.begin(), formats.end(), format) != formats.end();
}

bool isUtf8Charset(std::string charset) {
    std::transform(charset.begin(), charset.end(), charset.begin(),
                   [](char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c); });
    return charset == "utf-8" || charset == "us-ascii" || charset == "utf8";
}

RequestPlan refused(RequestPlan plan, Reason reason, std::string message) {
    plan.action = Action::Refuse;
    plan.refusal = Refusal{reason, std::move(message), 0};
    return plan;
}

/// The body's half: what it is, and what becomes of it.
RequestPlan planBody(const RequestFacts& facts, const Offer& offer) {
    RequestPlan plan;
    if (!facts.hasBody || facts.contentType.empty())
        return plan;
    const auto media = parseMediaType(facts.contentType);
    if (!media)
        return refused(plan, Reason::UnsupportedMediaType, "the Content-Type is no media type");
    auto format = formatOf(*media);
    if (format == Format::Xml && contains(offer.clients, Format::Soap11)) {
        // Many clients leave SOAPAction out, though SOAP 1.1 §6.1.1 asks for it: then the envelope decides.
        const bool maybe = media->essence() == "text/xml" && !facts.hasSoapAction;
        plan.byBody = maybe && !facts.isEnvelope;
        if (facts.hasSoapAction || (maybe && facts.isEnvelope.value_or(false)))
            format = Format::Soap11;
    }
    const bool known = format && (contains(offer.service, *format) || contains(offer.clients, *format));
    if (!known)
        return offer.passOthers
                   ? plan
                   : refused(plan, Reason::UnsupportedMediaType, "nothing reads " + media->essence() + " here");
    if (const auto charset = media->parameter("charset"); charset && !isUtf8Charset(*charset))
        return refused(plan, Reason::Encoding, "only UTF-8 is read");
    plan.from = *format;
    if (isSoap(*format))
        plan.soap = *format;
    if (contains(offer.service, *format))
        return plan;
    plan.action = Action::Convert;
    plan.to = offer.service.front();
    return plan;
}

/// All that an answer can be, the service's own formats first. Envelopes answer envelopes alone.
std::vector<Format> answerFormats(const Offer& offer) {
    std::vector<Format> formats = offer.service;
    for (const Format format : offer.clients)
        if (!isSoap(format) && !contains(formats, format))
            formats.push_back(format);
    return formats;
}

int qualityOfFormat(Format format, const std::vector<AcceptRange>& ranges, bool problem) {
    int quality = qualityOf(mediaTypeOf(format), ranges);
    if (problem)
        quality = std::max(quality, qualityOf(mediaTypeOf(format, true), ranges));
    if (format == Format::Xml)
        quality = std::max(quality, qualityOf({"text", "xml", {}}, ranges));
    if (format == Format::MessagePack)
        quality = std::max(quality, qualityOf({"application", "x-msgpack", {}}, ranges));
    return quality;
}

/// application/xml unless only text/xml will do; the like for MessagePack.
MediaType preferredType(Format format, const std::vector<AcceptRange>& ranges, bool problem) {
    MediaType media = mediaTypeOf(format, problem);
    if (problem || qualityOf(media, ranges) > 0)
        return media;
    if (format == Format::Xml)
        return {"text", "xml", {{"charset", "utf-8"}}};
    if (format == Format::MessagePack)
        return {"application", "x-msgpack", {}};
    return media;
}

}  // namespace

RequestPlan planRequest(const RequestFacts& facts, const Offer& offer) {
    RequestPlan plan = planBody(facts, offer);
    if (plan.action == Action::Refuse)
        return plan;
    for (const Format format : offer.service)
        plan.acceptOfService += (plan.acceptOfService.empty() ? "" : ", ") + fieldValue(mediaTypeOf(format));
    if (plan.soap)
        return plan;
    plan.accept = parseAccept(facts.accept);
    const auto formats = answerFormats(offer);
    const bool some = std::any_of(formats.begin(), formats.end(),
                                  [&](Format format) { return qualityOfFormat(format, plan.accept, false) > 0; });
    if (!some && !offer.passOthers)
        return refused(plan, Reason::NotAcceptable, "nothing that is acceptable can be made here");
    return plan;
}

AnswerPlan planAnswer(int status, std::string_view contentType, const RequestPlan& request, const Offer& offer) {
    AnswerPlan plan;
    const auto media = parseMediaType(contentType);
    std::optional<Format> own;
    if (media)
        own = formatOf(*media);
    if (request.soap && !contains(offer.service, *request.soap)) {
        // Whatever the service says, even nothing, becomes an envelope.
        plan.action = Action::Convert;
        plan.to = *request.soap;
        plan.problem = status >= 400;
        plan.contentType = fieldValue(mediaTypeOf(plan.to));
        plan.from = own.value_or(Format::JsonText);
        return plan;
    }
    if (!own || isSoap(*own))
        return plan;
    plan.from = plan.to = *own;
    plan.problem = media->subtype.starts_with("problem+");
    int best = qualityOfFormat(*own, request.accept, plan.problem);
    for (const Format format : answerFormats(offer)) {
        const int quality = qualityOfFormat(format, request.accept, plan.problem);
        // A form can hold few answers: only for who asks for nothing else.
        if (quality > best) {
            best = quality;
            plan.to = format;
        }
    }
    if (best == 0 && status < 400 && !offer.passOthers) {
        plan.action = Action::Refuse;
        plan.refusal = Refusal{Reason::NotAcceptable, "nothing that is acceptable can be made of the answer", 0};
    } else if (plan.to != plan.from) {
        plan.action = Action::Convert;
        plan.contentType = fieldValue(preferredType(plan.to, request.accept, plan.problem));
    }
    return plan;
}

}  // namespace slipway::mediation
