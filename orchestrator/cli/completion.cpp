#include "cli/completion.h"

#include <CLI/CLI.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <sstream>

#include "cli/completion_scripts.h"
#include "cli/manifest_file.h"
#include "client/up_request.h"
#include "manifest/manifest.h"

namespace slipway::cli {
namespace {

/// A shell waits for it at each press of a key.
constexpr std::chrono::milliseconds kPatience{300};

/// What stands before the cursor, as the parser will take it.
struct Position {
    const CLI::App* app = nullptr;           ///< the verb that is in force
    const CLI::Option* option = nullptr;     ///< whose value is wanted, or null
    size_t positional = 0;                   ///< how many words without a dash the verb has already
    std::string current;                     ///< the word's beginning
    std::map<std::string, std::string> set;  ///< values of options that were given, by long name
};

/// bash cuts words at '='.
std::vector<std::string> withEquals(const std::vector<std::string>& words) {
    std::vector<std::string> out;
    for (size_t i = 0; i < words.size(); ++i) {
        if (words[i] != "=" || out.empty()) {
            out.push_back(words[i]);
            continue;
        }
        out.back() += '=';
        if (i + 1 < words.size())
            out.back() += words[++i];
    }
    return out;
}

/// Of the verb, or of one above it, whose options every verb takes.
const CLI::Option* optionNamed(const CLI::App* app, const std::string& name) {
    for (; app; app = app->get_parent())
        for (const auto* option : app->get_options())
            if (option->check_name(name))
                return option;
    return nullptr;
}

const CLI::App* verbNamed(const CLI::App* app, const std::string& name) {
    for (const auto* sub : app->get_subcommands([](const CLI::App*) { return true; }))
        if (sub->get_name() == name && !name.empty())
            return sub;
    return nullptr;
}

bool takesValue(const CLI::Option* option) {
    return option->get_items_expected_max() > 0;
}

Position positionOf(const CLI::App& app, const std::vector<std::string>& words) {
    Position at;
    at.app = &app;
    for (size_t i = 0; i + 1 < words.size(); ++i) {
        const std::string& word = words[i];
        if (at.option) {
            if (!at.option->get_lnames().empty())
                at.set[at.option->get_lnames().front()] = word;
            at.option = nullptr;
        } else if (word.starts_with('-')) {
            const CLI::Option* option = optionNamed(at.app, word.substr(0, word.find('=')));
            if (option && takesValue(option) && word.find('=') == std::string::npos)
                at.option = option;
        } else if (const CLI::App* verb = verbNamed(at.app, word)) {
            at.app = verb;
        } else {
            ++at.positional;
        }
    }
    if (!words.empty())
        at.current = words.back();
    return at;
}

class Candidates {
  public:
    Candidates(Context& context, const Position& at) : m_context(context), m_at(at) {}

    void all() {
        if (m_at.option)
            return values(*m_at.option);
        if (m_at.current.starts_with('-'))
            return options();
        for (const auto* sub : m_at.app->get_subcommands([](const CLI::App*) { return true; }))
            if (!sub->get_group().empty() && !sub->get_name().empty())
                add(sub->get_name(), sub->get_description());
        std::vector<const CLI::Option*> places;
        for (const auto* option : m_at.app->get_options())
            if (option->get_positional())
                places.push_back(option);
        if (places.empty())
            return;
        const CLI::Option* place = m_at.positional < places.size() ? places[m_at.positional] : places.back();
        if (m_at.positional < places.size() || place->get_items_expected_max() > 1)
            values(*place);
    }

  private:
    void add(const std::string& value, const std::string& description = {}) {
        if (value.starts_with(m_at.current) && m_told.insert(value).second)
            m_context.console.out << value << '\t' << description.substr(0, description.find('\n')) << '\n';
    }
    void special(const char* what) { m_context.console.out << what << '\n'; }

    void options() {
        for (const CLI::App* app = m_at.app; app; app = app->get_parent()) {
            const auto each = [&](const CLI::App* of) {
                for (const auto* option : of->get_options())
                    if (!option->get_group().empty())
                        for (const auto& name : option->get_lnames())
                            add("--" + name, option->get_description());
            };
            each(app);
            // Option groups are subcommands without a name.
            for (const auto* sub : app->get_subcommands([](const CLI::App* a) { return a->get_name().empty(); }))
                each(sub);
        }
    }

    /// By the words that the parser allows, else by the name that stands for the value in --help.
    void values(const CLI::Option& option) {
        const std::string type = option.get_type_name();
        if (const size_t open = type.find('{'); open != std::string::npos) {
            std::istringstream words(type.substr(open + 1, type.find('}', open) - open - 1));
            for (std::string word; std::getline(words, word, ',');)
                add(word);
            return;
        }
        const std::string name = option.get_positional() && m_at.option == nullptr ? option.get_name(true) : type;
        const auto is = [&](const char* wanted) { return name.find(wanted) != std::string::npos; };
        if (&option == optionNamed(m_at.app, "--project"))
            return projects();
        if (is("FILE") || is("PATH"))
            return m_at.app->get_name() == "purge" ? void() : special(":files");
        if (is("FOLDER") || is("DIR"))
            return special(":folders");
        if (is("JOB"))
            return services("", true, false);
        if (is("SERVICE=N"))
            return services("=", false, false);
        if (is("SERVICE"))
            return services("", false, is("INSTANCE"));
        if (option.check_name("--service"))
            return services("", false, false);
        if (is("ROUTE"))
            return void(fetched("/mirrors", "route"));
        if (is("QUEUE"))
            return void(fetched("/queues", "queue"));
        if (is("ID") && m_at.app->get_parent() && m_at.app->get_parent()->get_name() == "saga")
            return void(fetched("/sagas?state=open&limit=200", "id"));
        if (is("ID") && m_at.app->get_parent() && m_at.app->get_parent()->get_name() == "trace")
            return void(fetched("/traces?limit=50", "id"));
    }

    client::ControlClient* daemon() {
        if (!m_context.connected)
            if (const auto home = m_context.home()) {
                auto client = std::make_unique<client::ControlClient>(*home);
                if (client->version(kPatience))
                    m_context.connected = std::move(client);
            }
        return m_context.connected.get();
    }

    void projects() {
        if (auto* client = daemon())
            if (const auto rows = client->projects())
                for (const auto& row : *rows)
                    add(row.name);
    }

    /// False when nobody could be asked.
    bool fetched(const char* path, const char* member) {
        auto* client = daemon();
        const auto project = client ? m_context.project() : api::Answer<std::string>(std::string());
        if (!client || !project)
            return false;
        const auto text = client->getText(client::projectPath(*project, path));
        const auto rows = text ? nlohmann::json::parse(*text, nullptr, false) : nlohmann::json();
        for (const auto& row : rows.is_array() ? rows : nlohmann::json::array())
            if (row.is_object() && row.contains(member) && row[member].is_string())
                add(row[member].get<std::string>());
        return rows.is_array();
    }

    void services(const std::string& suffix, bool jobs, bool instances) {
        bool known = false;
        auto* client = daemon();
        if (const auto project = client ? m_context.project() : api::Answer<std::string>(std::string());
            client && project) {
            if (jobs) {
                known = fetched("/jobs", "service");
            } else if (const auto rows = client->services(*project)) {
                known = true;
                for (const auto& row : *rows)
                    add(row.name + suffix, row.owner);
            }
            if (instances)
                if (const auto rows = client->instances(*project))
                    for (const auto& row : *rows)
                        add(row.instance);
        }
        if (known)
            return;
        const std::string file = client::findManifest(m_context.folder);
        auto request = file.empty() ? Result<api::UpRequest>() : readManifestFile(file);
        if (file.empty() || !request)
            return;
        const auto parsed = parseHere(*request);
        if (!parsed)
            return;
        for (const auto& service : parsed->project.services)
            if (!jobs || service.job)
                add(service.name.str() + suffix, service.owner.str());
    }

    Context& m_context;
    const Position& m_at;
    std::set<std::string> m_told;
};

}  // namespace

int complete(Context& context, const CLI::App& app, const std::vector<std::string>& words) {
    const Position at = positionOf(app, withEquals(words));
    const auto given = [&](const char* name, std::string& target) {
        if (const auto found = at.set.find(name); found != at.set.end())
            target = found->second;
    };
    given("home", context.options.home);
    given("project", context.options.project);
    Candidates(context, at).all();
    context.console.out.flush();
    return 0;
}

int completion(Context& context, const std::string& shell) {
    const char* script = shell == "bash"   ? kBashCompletion
                         : shell == "zsh"  ? kZshCompletion
                         : shell == "fish" ? kFishCompletion
                                           : nullptr;
    if (!script)
        return report(context,
                      api::ApiError(Error{
                          ErrorCode::Usage, "no completion for '" + shell + "'", "bash, zsh and fish have one.", {}}));
    context.console.out << script << std::flush;
    return 0;
}

}  // namespace slipway::cli
