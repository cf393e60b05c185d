#pragma once

#include "cli/commands.h"

namespace slipway::cli {

/// GET `rest` below the project's path: raw JSON with --json, else what `show(project, rows)` makes of the rows.
template <class T, class Show>
int listing(Context& context, const std::string& rest, const Show& show) {
    SLIPWAY_CLI_TRY(project, context.project());
    SLIPWAY_CLI_TRY(client, context.daemon());
    SLIPWAY_CLI_TRY(text, (*client)->getText(client::projectPath(*project, rest)));
    if (context.options.json) {
        printJson(context, *text);
        return 0;
    }
    const auto rows = api::decode<T>(*text);
    if (!rows)
        return report(context, api::ApiError(rows.error()));
    context.console.out << show(*project, *rows) << std::flush;
    return 0;
}

}  // namespace slipway::cli
