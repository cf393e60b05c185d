#include "mediation/mediator.h"

#include <algorithm>

#include "base/problem_document.h"

namespace slipway::mediation {
namespace {

bool isField(std::string_view name, std::string_view lower) {
    return name.size() == lower.size() && std::equal(name.begin(), name.end(), lower.begin(), [](char a, char b) {
               return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b;
           });
}

/// All fields of the name, joined by commas; empty if there is none.
std::string field(const Fields& headers, std::string_view lower) {
    std::string all;
    for (const auto& [name, value] : headers)
        if (isField(name, lower))
            all += (all.empty() ? "" : ", ") + value;
    return all;
}

void removeField(Fields& headers, std::string_view lower) {
    std::erase_if(headers, [&](const auto& entry) { return isField(entry.first, lower); });
}

void setField(Fields& headers, const char* name, std::string_view lower, std::string value) {
    removeField(headers, lower);
    headers.emplace_back(name, std::move(value));
}

/// Caches must not give one client's format to another.
void varyByAccept(Fields& headers) {
    const std::string vary = field(headers, "vary");
    std::string lower = vary;
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c); });
    for (std::size_t at = 0; at <= lower.size();) {
        const std::size_t end = std::min(lower.find(',', at), lower.size());
        std::string_view word = std::string_view(lower).substr(at, end - at);
        while (!word.empty() && (word.front() == ' ' || word.front() == '\t'))
            word.remove_prefix(1);
        while (!word.empty() && (word.back() == ' ' || word.back() == '\t'))
            word.remove_suffix(1);
        if (word == "accept" || word == "*")
            return;
        at = end + 1;
    }
    setField(headers, "Vary", "vary", vary.empty() ? "Accept" : vary + ", Accept");
}

/// In front of the format's word in a tag; no service's own tag has it by chance.
constexpr const char* kTagMark = "-slipway-";

/// Another representation is another entity (RFC 9110 §8.8.3): the service's tag with the format in it, and weak, since
/// two conversions need not be the same bytes.
void tagRepresentation(Fields& headers, Format format) {
    const std::string tag = field(headers, "etag");
    if (tag.empty())
        return;
    const std::size_t open = tag.find('"');
    if (open == std::string::npos || tag.size() < open + 2 || tag.back() != '"') {
        removeField(headers, "etag");
        return;
    }
    const std::string opaque = tag.substr(open + 1, tag.size() - open - 2);
    setField(headers, "ETag", "etag", "W/\"" + opaque + kTagMark + formatWord(format) + "\"");
}

/// The parts of an action in Content-Type (SOAP 1.2) or SOAPAction (1.1).
std::string actionOf(const Fields& headers, const std::string& contentType, Format version) {
    if (version == Format::Soap11)
        return field(headers, "soapaction");
    const auto media = parseMediaType(contentType);
    return media ? media->parameter("action").value_or("") : "";
}

Answer faultAnswer(Format version, const SoapFault& fault) {
    return {faultStatus(version, fault),
            {{"Content-Type", fieldValue(mediaTypeOf(version))}},
            writeSoapFault(version, fault)};
}

/// "/products/{id}" of the request that is made from an envelope.
Outcome<void> soapToRest(const RouteMediation& route, Request& made, RequestResult& result,
                         const std::string& contentType) {
    const Format sentAs = *result.conversation.plan.soap;
    auto call = readSoapCall(made.body, actionOf(made.headers, contentType, sentAs), sentAs, *route.soap, route.limits);
    if (!call) {
        result.answer = faultAnswer(call.error().version, call.error().fault);
        return {};
    }
    result.conversation.plan.soap = call->version;
    result.conversation.operation = call->operation;
    made.method = call->method;
    made.target = call->target;
    made.hasBody = call->body.has_value();
    made.body.clear();
    removeField(made.headers, "soapaction");
    removeField(made.headers, "content-type");
    if (!call->body)
        return {};
    auto body = writeBody(route.offer.service.front(), *call->body, route.limits);
    if (!body)
        return tl::unexpected(body.error());
    made.body = std::move(*body);
    setField(made.headers, "Content-Type", "content-type", fieldValue(mediaTypeOf(route.offer.service.front())));
    return {};
}

Outcome<void> convertRequest(const RouteMediation& route, const RequestPlan& plan, Request& made) {
    auto value = readBody(plan.from, made.body, route.limits, route.xml);
    if (!value)
        return tl::unexpected(value.error());
    if (route.requestTemplate) {
        value = route.requestTemplate->apply(*value, route.limits);
        if (!value)
            return tl::unexpected(value.error());
    }
    auto body = writeBody(plan.to, *value, route.limits);
    if (!body)
        return tl::unexpected(body.error());
    made.body = std::move(*body);
    setField(made.headers, "Content-Type", "content-type", fieldValue(mediaTypeOf(plan.to)));
    return {};
}

/// REST in front, an envelope behind: the operation whose method and path these are.
Outcome<void> restToSoap(const RouteMediation& route, Request& made, Conversation& conversation) {
    Json body;
    if (!made.body.empty()) {
        auto read = parseJson(made.body, route.limits);
        if (!read)
            return tl::unexpected(read.error());
        body = std::move(*read);
    }
    auto request = writeSoapRequest(*route.backend, *route.soap, made.method, made.target, body, route.limits);
    if (!request)
        return tl::unexpected(request.error());
    conversation.enveloped = true;
    made.method = "POST";
    made.target = route.backendTarget;
    made.body = std::move(request->envelope);
    made.hasBody = true;
    setField(made.headers, "Content-Type", "content-type", request->contentType);
    removeField(made.headers, "soapaction");
    if (!request->soapAction.empty())
        made.headers.emplace_back("SOAPAction", request->soapAction);
    // Conditions are about what a GET answers, and this is a POST.
    for (const char* condition : {"if-none-match", "if-match", "if-modified-since", "if-unmodified-since", "range"})
        removeField(made.headers, condition);
    return {};
}

/// What the service's envelope says, as the REST service in the middle would have said it. Other answers, such as the
/// error page of whoever stands in front of the service, pass as they are.
Outcome<Answer> soapToRestAnswer(const RouteMediation& route, const std::string& requestId, const Answer& answer) {
    const auto media = parseMediaType(field(answer.headers, "content-type"));
    const auto format = media ? formatOf(*media) : std::nullopt;
    if (!format || (*format != Format::Xml && !isSoap(*format)) || answer.body.empty())
        return answer;
    if (const std::string coding = field(answer.headers, "content-encoding"); !coding.empty() && coding != "identity")
        return refuse(Reason::UnsupportedMediaType, "the service's answer is compressed");
    auto read = readSoapAnswer(answer.body, *route.soap, route.limits);
    if (!read)
        return tl::unexpected(read.error());
    if (read->problem && !requestId.empty() && !read->value.contains("request_id"))
        read->value["request_id"] = requestId;
    auto json = writeJson(read->value);
    if (!json)
        return tl::unexpected(json.error());
    Answer made = answer;
    made.status = read->status;
    made.body = std::move(*json);
    setField(made.headers, "Content-Type", "content-type",
             read->problem ? "application/problem+json" : "application/json");
    for (const char* ofTheEnvelope :
         {"content-length", "content-md5", "digest", "content-digest", "repr-digest", "etag"})
        removeField(made.headers, ofTheEnvelope);
    return made;
}

/// What a client's conditions about an entity mean to the service: its own tags, without what `tagRepresentation`
/// added.
void restoreTags(Fields& headers) {
    for (auto& [name, value] : headers) {
        if (!isField(name, "if-none-match"))
            continue;
        for (const Format format : kFormats) {
            const std::string ending = kTagMark + std::string(formatWord(format)) + "\"";
            for (std::size_t at = 0; (at = value.find(ending, at)) != std::string::npos;)
                value.erase(at, ending.size() - 1);
        }
    }
}

}  // namespace

bool needsWholeBody(const RouteMediation& route, const RequestFacts& facts) {
    const RequestPlan plan = planRequest(facts, route.offer);
    if ((route.backend && plan.action == Action::Pass) || plan.byBody)
        return true;
    return plan.action == Action::Convert || (route.requestTemplate && facts.hasBody && plan.action == Action::Pass);
}

bool needsWholeAnswer(const RouteMediation& route, const Conversation& conversation, int status,
                      std::string_view contentType) {
    if (status == 304 || conversation.head)
        return false;
    if (conversation.enveloped)
        return true;
    const AnswerPlan plan = planAnswer(status, contentType, conversation.plan, route.offer);
    const auto media = parseMediaType(contentType);
    return plan.action != Action::Pass || (route.answerTemplate && status < 400 && media && formatOf(*media));
}

Answer answerOfRefusal(const RouteMediation& route, const Conversation& conversation, const Refusal& refusal,
                       bool fromService) {
    const int status = fromService ? 502 : reasonStatus(refusal.reason);
    const Json problem = problemDocument<Json>(
        {status, fromService ? "The service's answer can't be converted" : reasonMeaning(refusal.reason),
         refusal.message, reasonWord(refusal.reason), conversation.requestId});
    const auto named = [&](Answer answer) {
        answer.refusal = reasonWord(refusal.reason);
        if (!conversation.requestId.empty())
            answer.headers.emplace_back("X-Request-Id", conversation.requestId);
        return answer;
    };
    if (conversation.plan.soap)
        return named(faultAnswer(*conversation.plan.soap, faultOfProblem(status, problem)));
    Answer answer{status, {}, {}};
    const std::string json = writeJson(problem).value_or("{}");
    const AnswerPlan plan = planAnswer(status, "application/problem+json", conversation.plan, route.offer);
    const auto written =
        plan.action == Action::Convert ? writeBody(plan.to, problem, route.limits, true) : Outcome<std::string>(json);
    answer.body = written ? *written : json;
    answer.headers.emplace_back(
        "Content-Type", plan.action == Action::Convert && written ? plan.contentType : "application/problem+json");
    varyByAccept(answer.headers);
    return named(std::move(answer));
}

RequestResult mediateRequest(const RouteMediation& route, const Request& request) {
    RequestResult result;
    result.conversation.target = request.target;
    result.conversation.head = request.method == "HEAD";
    result.conversation.requestId = request.requestId;
    const auto refused = [&](const Refusal& refusal) {
        result.answer = answerOfRefusal(route, result.conversation, refusal, false);
        return std::move(result);
    };
    const std::string contentType = field(request.headers, "content-type");
    const std::string accept = field(request.headers, "accept");
    const bool soapAction = std::any_of(request.headers.begin(), request.headers.end(),
                                        [](const auto& entry) { return isField(entry.first, "soapaction"); });
    RequestPlan& plan = result.conversation.plan;
    plan = planRequest({contentType, accept, request.hasBody, soapAction}, route.offer);
    if (plan.byBody)
        plan =
            planRequest({contentType, accept, request.hasBody, soapAction, opensEnvelope(request.body)}, route.offer);
    if (plan.action == Action::Refuse)
        return refused(*plan.refusal);
    if (request.body.size() > route.limits.bytes)
        return refused({Reason::TooLarge, "more than " + std::to_string(route.limits.bytes) + " bytes", 0});

    auto rewritten = rewriteRequest(route.rewrite, request.target, request.headers);
    if (!rewritten)
        return refused(rewritten.error());
    Request made = request;
    if (*rewritten) {
        made.target = std::move((*rewritten)->target);
        made.headers = std::move((*rewritten)->headers);
    }
    const bool converts = plan.action == Action::Convert;
    const bool templates = route.requestTemplate && request.hasBody && !plan.soap;
    if (converts || templates || (route.backend && request.hasBody)) {
        if (const std::string coding = field(request.headers, "content-encoding");
            !coding.empty() && coding != "identity")
            return refused({Reason::UnsupportedMediaType, "a body that is compressed can't be converted", 0});
        if (!converts)
            plan.to = plan.from;
        const bool envelope = plan.soap && route.soap;
        Outcome<void> fine;
        if (envelope)
            fine = soapToRest(route, made, result, contentType);
        else if (converts || templates)
            fine = convertRequest(route, plan, made);
        if (!fine)
            return refused(fine.error());
        if (result.answer)
            return result;
    }
    if (route.backend)
        if (auto fine = restToSoap(route, made, result.conversation); !fine)
            return refused(fine.error());
    setField(made.headers, "Accept", "accept",
             route.backend ? fieldValue(mediaTypeOf(*route.backend)) : plan.acceptOfService);
    // What comes back compressed could not be converted.
    setField(made.headers, "Accept-Encoding", "accept-encoding", "identity");
    restoreTags(made.headers);
    result.request = std::move(made);
    return result;
}

Answer mediateAnswer(const RouteMediation& route, const Conversation& conversation, const Answer& given) {
    const auto inner =
        conversation.enveloped ? soapToRestAnswer(route, conversation.requestId, given) : Outcome<Answer>(given);
    if (!inner)
        return answerOfRefusal(route, conversation, inner.error(), true);
    const Answer& answer = *inner;
    Answer made = answer;
    auto headers = rewriteAnswer(route.rewrite, conversation.target, answer.headers);
    if (!headers)
        return answerOfRefusal(route, conversation, headers.error(), true);
    made.headers = std::move(*headers);
    varyByAccept(made.headers);
    const std::string contentType = field(answer.headers, "content-type");
    AnswerPlan plan = planAnswer(answer.status, contentType, conversation.plan, route.offer);
    const bool templates =
        route.answerTemplate && answer.status < 400 && formatOf(parseMediaType(contentType).value_or(MediaType{}));
    if (plan.action == Action::Refuse)
        return answerOfRefusal(route, conversation, *plan.refusal, false);
    if (answer.status == 304 || conversation.head) {
        // No body to convert; the fields are those of what a GET would get.
        if (plan.action == Action::Convert) {
            tagRepresentation(made.headers, plan.to);
            setField(made.headers, "Content-Type", "content-type", plan.contentType);
            // The length that is told is the original's; what the other representation's would be, nobody has counted.
            removeField(made.headers, "content-length");
        }
        made.body.clear();
        return made;
    }
    if (plan.action == Action::Pass && !templates)
        return made;
    if (const std::string coding = field(answer.headers, "content-encoding"); !coding.empty() && coding != "identity")
        return answerOfRefusal(route, conversation,
                               {Reason::UnsupportedMediaType, "the service's answer is compressed", 0}, true);
    if (answer.body.size() > route.limits.bytes)
        return answerOfRefusal(route, conversation,
                               {Reason::TooLarge, "the service's answer is too large to be converted", 0}, true);

    const bool readable =
        formatOf(parseMediaType(contentType).value_or(MediaType{})).has_value() && !answer.body.empty();
    Outcome<Json> value = Json();
    if (readable)
        value = readBody(plan.from, answer.body, route.limits, route.xml);
    if (value && templates)
        value = route.answerTemplate->apply(*value, route.limits);
    if (!value)
        return answerOfRefusal(route, conversation, value.error(), true);
    if (isSoap(plan.to) && answer.status >= 400) {
        Answer fault = faultAnswer(plan.to, faultOfProblem(answer.status, *value));
        made.status = fault.status;
        made.body = std::move(fault.body);
    } else {
        auto body = isSoap(plan.to) && conversation.operation && route.soap
                        ? writeSoapAnswer(plan.to, *route.soap, *conversation.operation, *value, route.limits)
                        : writeBody(plan.to, *value, route.limits, plan.problem);
        if (!body)
            return answerOfRefusal(route, conversation, body.error(), true);
        made.body = std::move(*body);
        // An envelope is the answer to a POST: 201 and 204 would say something about it that only the parts mean.
        if (isSoap(plan.to))
            made.status = 200;
    }
    if (!plan.contentType.empty())
        setField(made.headers, "Content-Type", "content-type", plan.contentType);
    if (plan.to != plan.from || templates)
        tagRepresentation(made.headers, plan.to);
    for (const char* ofTheOriginal :
         {"content-length", "content-md5", "digest", "content-digest", "repr-digest", "accept-ranges"})
        removeField(made.headers, ofTheOriginal);
    return made;
}

}  // namespace slipway::mediation
