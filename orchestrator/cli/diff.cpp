#include <filesystem>

#include "cli/commands.h"
#include "cli/manifest_file.h"
#include "client/up_request.h"

namespace slipway::cli {
namespace {

std::pair<const char*, Color> mark(const std::string& change) {
    if (change == "added")
        return {"+", Color::Green};
    if (change == "removed")
        return {"-", Color::Red};
    return {"~", Color::Yellow};
}

void print(Console& console, const api::DiffChange& change) {
    const auto [sign, color] = mark(change.change);
    console.out << console.onOut(color, sign) << ' ' << change.kind << (change.name.empty() ? "" : " ")
                << console.onOut(Color::Bold, harmless(change.name, false)) << ": "
                << console.onOut(color, change.effect)
                << (change.detail.empty() ? "" : " (" + harmless(change.detail, false) + ")") << '\n';
    for (const auto& field : change.fields) {
        const auto value = [&](const std::string& text, Color side) {
            return text.empty() ? console.onOut(Color::Dim, "none") : console.onOut(side, harmless(text, false));
        };
        console.out << "    " << harmless(field.field, false) << ": " << value(field.before, Color::Red) << " -> "
                    << value(field.after, Color::Green) << '\n';
    }
}

}  // namespace

int diff(Context& context, const DiffOptions& options) {
    std::string file = options.file.empty() ? client::findManifest(context.folder) : options.file;
    if (file.empty())
        return report(context, api::ApiError(Error{ErrorCode::NotFound,
                                                   "there is no slipway.yaml in this folder or above",
                                                   "Name one with -f FILE.",
                                                   {}}));
    if (!std::filesystem::path(file).is_absolute())
        file = context.folder + '/' + file;
    auto request = client::upRequest(file, options.listen);
    if (!request)
        return report(context, api::ApiError(request.error()));
    addProfiles(*request, options.profiles);
    SLIPWAY_CLI_TRY(client, context.daemon());
    const auto answer = (*client)->diff(*request);
    if (!answer)
        return report(context, answer.error(), request->manifest);
    Console& console = context.console;
    if (context.options.json) {
        printJson(context, api::encode(*answer));
        return answer->same ? 0 : kDiffers;
    }
    console.err << problemText(console, answer->warnings, request->manifest) << std::flush;
    if (!answer->running)
        console.out << answer->project << " does not run; `slipway up` starts all of it\n";
    for (const auto& change : answer->changes)
        print(console, change);
    if (answer->same)
        console.out << console.onOut(Color::Green, "✓") << ' ' << answer->project
                    << " runs as the manifest says; `slipway up` would change nothing\n";
    console.out.flush();
    return answer->same ? 0 : kDiffers;
}

}  // namespace slipway::cli
