#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mediation/json.h"
#include "mediation/media_type.h"
#include "mediation/xml_mapping.h"

namespace slipway::mediation {

/// What bodies are read from and written as.
enum class Format { JsonText, Xml, Soap11, Soap12, Form, Cbor, MessagePack };
inline constexpr Format kFormats[] = {Format::JsonText, Format::Xml,  Format::Soap11,     Format::Soap12,
                                      Format::Form,     Format::Cbor, Format::MessagePack};

/// The word of configurations: json, xml, soap11, soap12, form, cbor, msgpack.
const char* formatWord(Format format);
std::optional<Format> formatFromWord(std::string_view word);

/// By type, subtype and structured suffix (RFC 6839); text/xml is Xml, which a SOAPAction makes Soap11. Nothing for
/// others.
std::optional<Format> formatOf(const MediaType& media);
/// What a body of the format is sent as; `problem`: a problem document (RFC 9457), which has types of its own in JSON
/// and XML.
MediaType mediaTypeOf(Format format, bool problem = false);
inline bool isSoap(Format format) {
    return format == Format::Soap11 || format == Format::Soap12;
}

/// The one way from bytes to a document and back, for all formats but SOAP, whose envelopes have no meaning without
/// operations (soap.h): NotExpressible for those. Refusals say where (`placed`). `problem` names XML's root as RFC 9457
/// has it.
Outcome<Json> readBody(Format format, std::string_view bytes, const Limits& limits, const XmlMapping& mapping);
Outcome<std::string> writeBody(Format format, const Json& value, const Limits& limits, bool problem = false);

}  // namespace slipway::mediation
