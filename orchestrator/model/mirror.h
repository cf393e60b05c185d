#pragma once

#include <string>
#include <vector>

namespace slipway::model {

/// A copy of a route's requests for a service that does not answer for them yet.
struct Mirror {
    std::string service;  ///< empty: none
    int percent = 100;
    std::vector<std::string> ignore;   ///< JSON Pointers, "*" for any segment
    std::vector<std::string> headers;  ///< of answers, that must be equal
    bool unsafe = false;               ///< also what changes something; its store is a shadow
};

}  // namespace slipway::model
