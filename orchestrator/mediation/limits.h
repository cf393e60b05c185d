#pragma once

#include <cstddef>

namespace slipway::mediation {

/// What one body may cost. Every reader checks all that mean something for its format, before it allocates for it.
struct Limits {
    std::size_t bytes = 1024 * 1024;
    /// Levels of elements, objects and arrays. Code that recurses over a document relies on it: at most 512.
    int depth = 64;
    /// Elements, pieces of text, comments; values of JSON, CBOR, MessagePack; fields of a form.
    std::size_t nodes = 100'000;
    /// Attributes of one element.
    std::size_t attributes = 256;
    /// Namespace declarations in force at once.
    std::size_t namespaces = 128;
};

}  // namespace slipway::mediation
