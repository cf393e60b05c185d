#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace slipway::mediation {

/// The one table of reasons for which a body, a request or a configuration is refused.
/// X(Name, "wire_word", status of the answer where a client sent it, "what it means"). What a service sent is a 502
/// instead.
#define SLIPWAY_MEDIATION_REASONS(X)                                                                   \
    X(TooLarge, "too_large", 413, "The body has more bytes than the limit")                            \
    X(TooDeep, "too_deep", 413, "The body nests deeper than the limit")                                \
    X(TooMany, "too_many", 413, "The body has more nodes, members or attributes than the limit")       \
    X(Malformed, "malformed", 400, "The body breaks the grammar of its format")                        \
    X(TrailingBytes, "trailing_bytes", 400, "Something follows the end of the document")               \
    X(InvalidUtf8, "invalid_utf8", 400, "Text is not UTF-8")                                           \
    X(Encoding, "encoding", 415, "The body declares an encoding other than UTF-8")                     \
    X(Doctype, "doctype", 400, "XML with a document type declaration")                                 \
    X(Character, "character", 400, "A character that XML can't hold, not even as a reference")         \
    X(BadName, "bad_name", 400, "A name that is no XML name")                                          \
    X(BadReference, "bad_reference", 400, "A reference to an entity or a character that is not there") \
    X(DuplicateAttribute, "duplicate_attribute", 400, "An attribute stands twice on an element")       \
    X(UndeclaredPrefix, "undeclared_prefix", 400, "A namespace prefix that nothing declares")          \
    X(BadNamespace, "bad_namespace", 400, "A namespace declaration that XML forbids")                  \
    X(DuplicateKey, "duplicate_key", 400, "A key stands twice in an object")                           \
    X(BadValue, "bad_value", 400, "A value is not of the type that it claims or must have")            \
    X(NotJson, "not_json", 422, "A value that JSON can't say")                                         \
    X(NotExpressible, "not_expressible", 422, "A value that the wanted format can't say")              \
    X(Missing, "missing", 422, "A value that is asked for is not there")                               \
    X(UnknownOperation, "unknown_operation", 400, "No operation goes with this SOAP request")          \
    X(VersionMismatch, "version_mismatch", 400, "Not an envelope of SOAP 1.1 or 1.2")                  \
    X(MustUnderstand, "must_understand", 400, "A SOAP header that must be understood is not")          \
    X(UnsupportedMediaType, "unsupported_media_type", 415, "Nothing reads this media type here")       \
    X(NotAcceptable, "not_acceptable", 406, "Nothing of what the client accepts can be made here")     \
    X(BadConfiguration, "bad_configuration", 500, "A rule, template or document of the configuration is wrong")

enum class Reason {
#define X(name, wire, status, meaning) name,
    SLIPWAY_MEDIATION_REASONS(X)
#undef X
};

/// Stable, snake_case: what problem documents and tests name. Thread: any.
const char* reasonWord(Reason reason);
const char* reasonMeaning(Reason reason);
/// 4xx: of an answer to the client whose request was refused for it.
int reasonStatus(Reason reason);

struct Refusal {
    Reason reason = Reason::Malformed;
    std::string message;     ///< one sentence, with names and numbers; never the body's content at length
    std::size_t offset = 0;  ///< bytes into the body, where that means something
};

/// The refusal with the place in front: "line 3, column 7: …" of a text, "byte 12: …" of other bytes. Unchanged where
/// the message names a place already, or none is known. Columns count characters.
Refusal placed(Refusal refusal, std::string_view body, bool isText);

template <class T>
using Outcome = tl::expected<T, Refusal>;

inline tl::unexpected<Refusal> refuse(Reason reason, std::string message, std::size_t offset = 0) {
    return tl::unexpected(Refusal{reason, std::move(message), offset});
}

}  // namespace slipway::mediation
