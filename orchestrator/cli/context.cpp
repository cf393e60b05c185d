#include "cli/context.h"

#include <nlohmann/json.hpp>

#include "base/files.h"
#include "cli/format.h"
#include "cli/manifest_file.h"
#include "client/home.h"
#include "client/up_request.h"
#include "manifest/manifest_files.h"

namespace slipway::cli {
namespace {

std::string lineOf(const std::string& text, int number) {
    size_t begin = 0;
    for (; number > 1; --number) {
        const size_t end = text.find('\n', begin);
        if (end == std::string::npos)
            return {};
        begin = end + 1;
    }
    return text.substr(begin, text.find('\n', begin) - begin);
}

// The manifest's own name for the project; empty where there is no manifest.
std::string manifestProject(const std::string& folder) {
    const std::string path = client::findManifest(folder);
    if (path.empty())
        return {};
    const auto request = readManifestFile(path);
    return request ? manifest::projectName(request->manifest, path,
                                           manifest::withDotEnv(request->path, request->variables, request->envFiles))
                   : std::string();
}

/// A detail is a line of output, or what else has failed.
constexpr std::string_view kAlso = "also: ";

}  // namespace

api::Answer<std::string> Context::home() const {
    auto home = client::resolveHome(options.home);
    if (!home)
        return tl::unexpected(api::ApiError(home.error()));
    return *home;
}

api::Answer<client::ControlClient*> Context::daemon() {
    if (!connected) {
        const auto path = home();
        if (!path)
            return tl::unexpected(path.error());
        client::EnsureOptions ensure;
        ensure.onNote = [this](const std::string& note) {
            console.err << console.onErr(Color::Dim, note) << std::endl;
        };
        const auto version = client::ensureDaemon(*path, ensure);
        if (!version)
            return tl::unexpected(version.error());
        connected = std::make_unique<client::ControlClient>(*path);
    }
    return connected.get();
}

api::Answer<std::string> Context::project() {
    if (!options.project.empty())
        return options.project;
    if (const std::string named = manifestProject(folder); !named.empty())
        return named;
    const auto client = daemon();
    if (!client)
        return tl::unexpected(client.error());
    const auto projects = (*client)->projects();
    if (!projects)
        return tl::unexpected(projects.error());
    if (projects->size() == 1)
        return projects->front().name;
    std::vector<std::string> names;
    for (const auto& row : *projects)
        names.push_back(row.name);
    // Without a name in it, it is a manifest that can't be read.
    if (const std::string unread = client::findManifest(folder); names.empty() && !unread.empty())
        return tl::unexpected(api::ApiError(Error{ErrorCode::InvalidManifest,
                                                  unread + " does not say which project it is",
                                                  "`slipway validate` says what is wrong with it; -p names a project.",
                                                  {}}));
    if (names.empty())
        return tl::unexpected(
            api::ApiError(Error{ErrorCode::NotFound,
                                "no project is up, and no slipway.yaml stands in this folder or above",
                                "`slipway up -f FILE` brings one up.",
                                {}}));
    return tl::unexpected(api::ApiError(Error{
        ErrorCode::Usage, "several projects are up: " + joined(names), "Name one with -p, or go to its folder.", {}}));
}

std::string problemText(const Console& console, const std::vector<api::Problem>& problems,
                        const std::string& manifestText) {
    std::string out;
    for (const auto& problem : problems) {
        const bool warning = problem.severity == api::Severity::Warning;
        api::Problem place = problem;
        place.message = place.expected = place.nearest = place.key = "";
        std::string where = place.text();
        where = where.substr(0, where.find_last_not_of(": ") + 1);
        api::Problem rest = problem;
        rest.file.clear();
        rest.line = 0;
        out += console.onErr(Color::Bold, where + ":") + ' ' +
               console.onErr(warning ? Color::Yellow : Color::Red, warning ? "warning:" : "error:") + ' ' +
               rest.text() + '\n';
        // One that the manifest includes has lines of its own.
        const auto own = readFile(problem.file, manifest::kMaxManifestBytes);
        const std::string source = problem.line > 0 ? lineOf(own ? *own : manifestText, problem.line) : "";
        if (source.empty())
            continue;
        const std::string number = std::to_string(problem.line);
        out += "  " + number + " | " + harmless(source, false) + '\n';
        const std::string before = source.substr(0, static_cast<size_t>(std::max(0, problem.column - 1)));
        std::string blanks;
        for (const char c : before)
            blanks += c == '\t' ? "\t" : "";
        blanks += std::string(static_cast<size_t>(displayWidth(before)), ' ');
        out += "  " + std::string(number.size(), ' ') + " | " + blanks +
               console.onErr(warning ? Color::Yellow : Color::Red, "^") + '\n';
    }
    return out;
}

int report(Context& context, const api::ApiError& error, const std::string& manifestText) {
    Console& console = context.console;
    const std::lock_guard lock(console.lock);
    if (!error.problems.empty())
        console.err << problemText(console, error.problems, manifestText);
    console.err << console.onErr(Color::Red, "slipway:") << ' ' << harmless(error.message, false) << '\n';
    if (error.problems.empty())
        for (const auto& line : error.details) {
            const bool also = line.starts_with(kAlso);
            console.err << (also ? console.onErr(Color::Red, "slipway:") : "  " + console.onErr(Color::Dim, "|")) << ' '
                        << harmless(also ? line.substr(kAlso.size()) : line, false) << '\n';
        }
    std::string hint = harmless(error.hint, false);
    if (hint.empty() && error.code == ErrorCode::NotFound)
        hint = "`slipway projects` lists what is up, `slipway ps` the instances of one.";
    if (!hint.empty())
        console.err << console.onErr(Color::Cyan, "→") << ' ' << hint << '\n';
    console.err.flush();
    if (context.options.json)
        printJson(context, nlohmann::json(error).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    return errorCodeInfo(error.code).cliExit;
}

void printJson(Context& context, const std::string& text) {
    try {
        context.console.out << nlohmann::ordered_json::parse(text).dump(2, ' ', false,
                                                                        nlohmann::json::error_handler_t::replace)
                            << std::endl;
    } catch (const nlohmann::json::exception&) {
        context.console.out << text << std::endl;
    }
}

}  // namespace slipway::cli
