#include "mediation/format.h"

#include <array>

#include "mediation/cbor.h"
#include "mediation/form.h"

namespace slipway::mediation {
namespace {

struct FormatRow {
    Format format;
    const char* word;
    const char* type;
    const char* subtype;
    const char* problemSubtype;
};

constexpr std::array<FormatRow, 7> kFormatRows{
    {{Format::JsonText, "json", "application", "json", "problem+json"},
     {Format::Xml, "xml", "application", "xml", "problem+xml"},
     {Format::Soap11, "soap11", "text", "xml", "xml"},
     {Format::Soap12, "soap12", "application", "soap+xml", "soap+xml"},
     {Format::Form, "form", "application", "x-www-form-urlencoded", "x-www-form-urlencoded"},
     {Format::Cbor, "cbor", "application", "cbor", "cbor"},
     {Format::MessagePack, "msgpack", "application", "msgpack", "msgpack"}}};

const FormatRow& row(Format format) {
    return kFormatRows.at(static_cast<std::size_t>(format));
}

/// The wrapper of XML bodies whose JSON is no object with one member: an answer of a service mostly is not.
Outcome<std::string> writeXml(const Json& value, const Limits& limits, bool problem) {
    if (!problem)
        return jsonToXml(value, limits);
    auto element = jsonToElement("problem", " xmlns=\"urn:ietf:rfc:7807\"", value, limits);
    if (!element)
        return element;
    return std::string(kXmlDeclaration) + *element;
}

}  // namespace

const char* formatWord(Format format) {
    return row(format).word;
}

std::optional<Format> formatFromWord(std::string_view word) {
    for (const FormatRow& candidate : kFormatRows)
        if (word == candidate.word)
            return candidate.format;
    return std::nullopt;
}

std::optional<Format> formatOf(const MediaType& media) {
    if (media.type == "text")
        return media.subtype == "xml"    ? std::optional(Format::Xml)
               : media.subtype == "json" ? std::optional(Format::JsonText)
                                         : std::nullopt;
    if (media.type == "application") {
        if (media.subtype == "soap+xml")
            return Format::Soap12;
        if (media.subtype == "x-msgpack" || media.subtype == "vnd.msgpack")
            return Format::MessagePack;
        for (const Format format : {Format::JsonText, Format::Xml, Format::Form, Format::Cbor, Format::MessagePack})
            if (media.subtype == row(format).subtype)
                return format;
    }
    const std::string_view suffix = media.suffix();
    if (suffix == "json")
        return Format::JsonText;
    // image/svg+xml is a picture: its text is not what a service means by fields.
    if (suffix == "xml" && media.type == "application" && media.subtype != "xhtml+xml")
        return Format::Xml;
    if (suffix == "cbor")
        return Format::Cbor;
    return std::nullopt;
}

MediaType mediaTypeOf(Format format, bool problem) {
    MediaType media{row(format).type, problem ? row(format).problemSubtype : row(format).subtype, {}};
    if (format == Format::Soap11 || format == Format::Soap12)
        media.parameters.emplace_back("charset", "utf-8");
    return media;
}

namespace {

Outcome<Json> readUnplaced(Format format, std::string_view bytes, const Limits& limits, const XmlMapping& mapping) {
    switch (format) {
        case Format::JsonText:
            return parseJson(bytes, limits);
        case Format::Xml:
            return xmlToJson(bytes, limits, mapping);
        case Format::Form:
            return formToJson(bytes, limits);
        case Format::Cbor:
            return cborToJson(bytes, limits);
        case Format::MessagePack:
            return messagePackToJson(bytes, limits);
        case Format::Soap11:
        case Format::Soap12:
            break;
    }
    return refuse(Reason::NotExpressible, "an envelope has no meaning without operations");
}

}  // namespace

Outcome<Json> readBody(Format format, std::string_view bytes, const Limits& limits, const XmlMapping& mapping) {
    auto read = readUnplaced(format, bytes, limits, mapping);
    if (!read)
        return tl::unexpected(
            placed(std::move(read.error()), bytes, format == Format::JsonText || format == Format::Xml));
    return read;
}

Outcome<std::string> writeBody(Format format, const Json& value, const Limits& limits, bool problem) {
    switch (format) {
        case Format::JsonText:
            return writeJson(value);
        case Format::Xml:
            return writeXml(value, limits, problem);
        case Format::Form:
            return jsonToForm(value, limits);
        case Format::Cbor:
            return jsonToCbor(value, limits);
        case Format::MessagePack:
            return jsonToMessagePack(value, limits);
        case Format::Soap11:
        case Format::Soap12:
            break;
    }
    return refuse(Reason::NotExpressible, "an envelope has no meaning without operations");
}

}  // namespace slipway::mediation
