#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "cli/console.h"
#include "client/control_client.h"
#include "client/ensure_daemon.h"

namespace slipway::cli {

/// Options before or behind every verb.
struct GlobalOptions {
    std::string home;     ///< --home; empty: the environment's
    std::string project;  ///< -p
    bool json = false;
};

/// What a verb runs with. Thread: the command's.
struct Context {
    Console& console;
    GlobalOptions options;
    std::string folder;  ///< where the command was called

    /// The home's path. Errors: those of resolveHome.
    api::Answer<std::string> home() const;
    /// A client of a daemon that answers, started if need be, with a note on standard error where that takes time.
    api::Answer<client::ControlClient*> daemon();
    /// -p, else the `slipway.yaml` of this folder or above, else the only project that there is; else an error that
    /// lists them.
    api::Answer<std::string> project();

    std::unique_ptr<client::ControlClient> connected = nullptr;
};

/// Writes "slipway: …" with details, problems and what to do to standard error (with --json, the error body to standard
/// output too); gives the exit code of docs/errors.md. `manifestText` is shown where problems point into it.
int report(Context& context, const api::ApiError& error, const std::string& manifestText = {});

/// Problems with their source lines and a caret.
std::string problemText(const Console& console, const std::vector<api::Problem>& problems,
                        const std::string& manifestText);

/// Any JSON text, indented by two, as the daemon sent it (order and unknown members too). For --json.
void printJson(Context& context, const std::string& text);

#define SLIPWAY_CLI_TRY(name, expression) \
    auto name = (expression);             \
    if (!name)                            \
    return ::slipway::cli::report(context, name.error())

}  // namespace slipway::cli
