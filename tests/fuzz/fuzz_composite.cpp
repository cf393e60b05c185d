#include <string>

#include "composer/scope.h"
#include "fuzz/fuzz_check.h"

using namespace slipway;
using slipway::http::test::require;

namespace {

const composer::Scope& sample() {
    static const composer::Scope scope(nlohmann::json::parse(
        R"({"request":{"body":{"a":"x/y?z#","b":[1,{"c":null}],"n":-1.5e3,"e":"","d":".."},"headers":{"x":"1\r\n"}},
            "steps":{"s":{"status":200,"body":{"id":"o_1"}}},"saga":{"id":"sg-1"}})"));
    return scope;
}

}  // namespace

/// Any text as a template, a path, a condition: it is refused or it has a value, and a path stays one.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    const auto parsed = composite::parseTemplate(text);
    const auto value = sample().value(text);
    const auto spliced = sample().text(text);
    require(parsed || !value, "what is no template has no value");
    require(!composite::hasTemplate(text) || parsed || !spliced, "what is no template is no text");
    if (parsed)
        for (const auto& piece : parsed->pieces)
            if (const auto* reference = std::get_if<composite::Reference>(&piece))
                require(!reference->path.empty() && !reference->text().empty(), "a reference names something");
    const auto path = sample().path("/p/{{request.body.a}}/" + text);
    if (path && text.find('/') == std::string::npos && text.find('?') == std::string::npos)
        require(path->starts_with("/p/x%2Fy%3Fz%23/"), "what is put in stays in its segment");
    (void)sample().holds(text);
    (void)composite::parseCondition(text);
    return 0;
}
