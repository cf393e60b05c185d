#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "base/error.h"
#include "protocol/api_words.h"

namespace slipway::api {

/// One finding about a manifest: an error or a warning, with its place.
struct Problem {
    std::string file;      ///< as it was given; absolute from the daemon
    int line = 0;          ///< from 1; 0: the whole file
    int column = 0;        ///< from 1, in bytes; 0: unknown
    std::string key;       ///< "services.users.replicas"
    std::string message;   ///< one sentence
    std::string expected;  ///< what would have been right; may be empty
    std::string nearest;   ///< the known key that is nearest; may be empty
    Severity severity = Severity::Error;

    /// "slipway.yaml:12:5: services.users.comand: unknown key; did you mean 'command'?"
    std::string text() const;
    bool operator==(const Problem&) const = default;
};

/// The body of every answer that is no success: {"error": {code, origin, message, hint, details, problems}}.
/// Thread: a value.
struct ApiError : Error {
    std::vector<Problem> problems;

    ApiError() = default;
    ApiError(Error error) : Error(std::move(error)) {}
};

template <class T = void>
using Answer = tl::expected<T, ApiError>;

void to_json(nlohmann::json&, const Problem&);
void from_json(const nlohmann::json&, Problem&);
void to_json(nlohmann::json&, const ApiError&);    ///< with the "error" member around it
void from_json(const nlohmann::json&, ApiError&);  ///< accepts it with and without the "error" member around it

}  // namespace slipway::api
