#include <string>

#include "fuzz/fuzz_check.h"
#include "mediation/cbor.h"
#include "mediation/form.h"

using namespace slipway;
using namespace slipway::mediation;
using slipway::http::test::require;

namespace {

/// What was read is a document like any other, within limits; written and read again, it is the same.
template <class Write, class Read>
void requireRoundTrip(const Outcome<Json>& value, Write write, Read read) {
    if (!value) {
        require(!value.error().message.empty(), "a refusal says why");
        return;
    }
    const Limits limits;
    require(checkJson(*value, limits).has_value(), "what was read is within limits");
    require(writeJson(*value).has_value(), "what was read is JSON");
    Limits generous;
    generous.bytes = 16 * limits.bytes;
    const auto bytes = write(*value, generous);
    require(bytes.has_value(), "what was read can be written");
    const auto again = read(*bytes, generous);
    require(again && *again == *value, "written and read, it is the same");
}

}  // namespace

/// The same bytes as CBOR, MessagePack, JSON and a form.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    requireRoundTrip(cborToJson(bytes), jsonToCbor, cborToJson);
    requireRoundTrip(messagePackToJson(bytes), jsonToMessagePack, messagePackToJson);
    requireRoundTrip(parseJson(bytes), jsonToCbor, cborToJson);
    const auto form = formToJson(bytes);
    if (form) {
        const auto written = jsonToForm(*form);
        require(written.has_value(), "a form that was read can be written");
        const auto again = formToJson(*written, {.bytes = 16 * 1024 * 1024});
        require(again && *again == *form, "a form is the same again");
    }
    return 0;
}
