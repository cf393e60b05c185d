#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "mediation/body_template.h"

namespace slipway::mediation {

/// A compiled template is a tree of these.
struct BodyTemplate::Node {
    enum class Kind { Literal, Object, Array, Pointer, Each, Text, AsNumber, AsText };

    Kind kind = Kind::Literal;
    Json literal;
    std::vector<std::pair<std::string, std::unique_ptr<Node>>> members;  ///< Object
    std::vector<std::unique_ptr<Node>> items;                            ///< Array
    JsonPointer pointer;                                                 ///< Pointer, Each
    std::string shown;                                                   ///< the pointer as written
    bool fromRoot = false;                                               ///< Pointer
    bool optional = false;                                               ///< Pointer
    std::unique_ptr<Node> inner;  ///< Pointer: the default, or null; Each: the template; AsNumber, AsText: the value
    struct Piece {
        std::string text;
        JsonPointer pointer;
        std::string shown;
        bool isPointer = false;
    };
    std::vector<Piece> pieces;  ///< Text
};

}  // namespace slipway::mediation
