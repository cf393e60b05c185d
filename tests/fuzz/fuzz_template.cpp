#include <algorithm>
#include <string>

#include "fuzz/fuzz_check.h"
#include "mediation/body_template.h"
#include "mediation/negotiation.h"
#include "mediation/openapi_merge.h"
#include "mediation/rewrite.h"

using namespace slipway;
using namespace slipway::mediation;
using slipway::http::test::require;

namespace {

/// The input's first line; the rest stays.
std::string_view takeLine(std::string_view& rest) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return line;
}

void requirePaths(std::string_view source, std::string_view path) {
    const auto made = PathTemplate::compile(source);
    if (!made)
        return;
    if (const auto values = made->match(path)) {
        for (const std::string& name : made->names())
            require(values->contains(name), "a match has a value for each name");
        if (const auto expanded = made->expand(*values)) {
            require(made->match(*expanded).has_value(), "what was expanded matches");
            require(expanded->find_first_of("?# \r\n") == std::string::npos, "a value adds no query and no line");
        }
    }
}

void requireNegotiation(std::string_view accept, std::string_view contentType) {
    const Offer offer{
        {Format::JsonText}, {Format::Xml, Format::Cbor, Format::Soap11, Format::Soap12, Format::Form}, false};
    for (const AcceptRange& range : parseAccept(accept))
        require(range.quality >= 0 && range.quality <= 1000, "a quality is one");
    const RequestPlan plan = planRequest({contentType, accept, true, true}, offer);
    require((plan.action == Action::Refuse) == plan.refusal.has_value(), "a refusal has a reason");
    if (plan.action == Action::Refuse)
        return;
    const AnswerPlan answer = planAnswer(200, "application/json", plan, offer);
    require(answer.action != Action::Refuse, "what was acceptable at first is so at last");
}

}  // namespace

/// Lines: a path template; a path; an Accept; a Content-Type; then a template as JSON, and behind a line of its own a
/// document.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view rest(reinterpret_cast<const char*>(data), size);
    const std::string_view source = takeLine(rest);
    const std::string_view path = takeLine(rest);
    const std::string_view accept = takeLine(rest);
    const std::string_view contentType = takeLine(rest);
    requirePaths(source, path);
    requireNegotiation(accept, contentType);
    if (const auto value = ValueTemplate::compile(source))
        (void)value->expand({{"id", std::string(path)}});

    const auto made = parseJson(takeLine(rest));
    const auto document = parseJson(rest);
    if (made) {
        const auto merged =
            mergeOpenApi("x", "1", {{"s", "", "", "/", false, {}, *made}, {"t", "", "", "/p", true, {}, *made}});
        require(merged.document.contains("paths"), "a merged document has paths");
    }
    if (!made || !document)
        return 0;
    const auto compiled = BodyTemplate::compile(*made);
    if (!compiled)
        return 0;
    Limits limits;
    limits.nodes = 10'000;
    limits.bytes = 100'000;
    limits.depth = 200;
    if (const auto result = compiled->apply(*document, limits))
        require(checkJson(*result, limits).has_value(), "a result is within limits");
    return 0;
}
