#pragma once

#include <string>
#include <vector>

#include "cli/context.h"

namespace CLI {
class App;
}

/// Completion of command lines. The shells' scripts know nothing of the verbs: they hand on what stands before the
/// cursor and ask, so that what is proposed is what the parser takes.
namespace slipway::cli {

/// What may stand in the place of the last of `words` (which may be empty, or a word's beginning), without the
/// program's name: a line each, "VALUE<tab>DESCRIPTION". A line ":files" or ":folders": the shell's own. Names come
/// from the project that runs, or the manifest in this folder; starts no daemon, and never says why it knows nothing.
int complete(Context& context, const CLI::App& app, const std::vector<std::string>& words);

/// The script that `slipway completion SHELL` prints.
int completion(Context& context, const std::string& shell);

}  // namespace slipway::cli
