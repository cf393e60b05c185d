#pragma once

#include <chrono>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"

/// What a manifest's `composites` say, as the composer is told them in its environment (SLIPWAY_COMPOSITES).
namespace slipway::composite {

using std::chrono::milliseconds;

/// One request of a step, or of its compensation. Path, header values and strings in the body are templates.
struct Call {
    std::string service;
    std::string method;  ///< upper case
    std::string path;
    std::vector<std::pair<std::string, std::string>> headers;
    std::optional<nlohmann::json> body;

    bool changesNothing() const { return method == "GET" || method == "HEAD" || method == "OPTIONS"; }
};

struct Step {
    std::string name;
    Call call;
    std::string when;               ///< a condition; empty: always
    std::string key;                ///< a template; empty: saga id + '-' + name
    milliseconds timeout{5'000};    ///< of one try
    int retries = 2;                ///< after the first try, 0-10
    std::vector<std::string> save;  ///< members of the answer's object that are kept; empty: all
    std::optional<Call> undo;       ///< none: there is nothing to undo, or it can't be
};

/// What the client gets once all steps are done.
struct Response {
    int status = 200;
    std::vector<std::pair<std::string, std::string>> headers;
    std::optional<nlohmann::json> body;
};

enum class Mode { Sync, Async };

struct Composite {
    std::string name;
    milliseconds timeout{30'000};  ///< for all steps together; past it what was done is undone
    Mode mode = Mode::Sync;
    int stuckAfter = 8;                     ///< tries of one compensation, 1-100; then it is `stuck`
    std::vector<std::vector<Step>> groups;  ///< in their order; steps of one group run at a time
    Response response;
    std::vector<std::string> prefixes;  ///< of the routes that lead here
    std::vector<std::string> methods;   ///< that those routes name, upper case; most name none

    const Step* step(const std::string& wanted) const;
    /// No service is changed by it.
    bool readsOnly() const;
    /// Its runs are written and can be asked for later. One that only reads and answers at once has nothing to keep.
    bool isKept() const { return mode == Mode::Async || !readsOnly(); }
    /// What begins a run: POST; GET and HEAD too if it only reads; PUT, PATCH and DELETE where a route names them.
    std::vector<std::string> takenMethods() const;
};

struct Composites {
    std::vector<Composite> all;
    std::map<std::string, std::string> urls;  ///< service -> the variable that holds its address, "PRODUCTS_URL"
};

std::string encode(const Composites& composites);
/// One composite alone: what a saga keeps of the definition that it began with.
std::string encode(const Composite& composite);
/// Errors: Corrupt.
Result<Composites> decodeComposites(const std::string& text);
Result<Composite> decodeComposite(const std::string& text);

}  // namespace slipway::composite
