#include <filesystem>

#include "manifest/draft.h"
#include "manifest/object_reader.h"

namespace slipway::manifest {
namespace {

// ux.md's team colours, by position.
constexpr const char* kPalette[] = {"#7C8CF8", "#4FB0C6", "#E08E45", "#C678DD",
                                    "#6DBF67", "#D96C8A", "#B0896A", "#B5A642"};

const ObjectReader<model::Team>& teamReader() {
    static const ObjectReader<model::Team> reader(
        "team",
        {
            {"name", [](const Value& v, model::Team& team) { set(team.name, v.text("a name for people")); }},
            {"contact",
             [](const Value& v, model::Team& team) { set(team.contact, v.text("a channel, an address or a person")); }},
            {"color",
             [](const Value& v, model::Team& team) {
                 const auto color = v.text("a colour such as \"#7C8CF8\"");
                 if (color && !isColor(*color))
                     v.wrong("a colour such as \"#7C8CF8\"");
                 else
                     set(team.color, color);
             }},
        });
    return reader;
}

void readTeams(const Value& value, ProjectDraft& draft) {
    for (const auto& [id, member] : value.members("a mapping of teams")) {
        if (id.starts_with("x-"))
            continue;
        if (!isName(id))
            value.findings().error(member.keyPlace(), "'" + id + "' can't be a team's id",
                                   "lower-case letters, digits, '-', '_' and '.'", asName(id));
        model::Team team;
        team.id = TeamName(id);
        if (member.isScalar())
            set(team.name, member.text());
        else if (!member.isNull())
            teamReader()(member, team);
        if (team.name.empty())
            team.name = id;
        if (team.color.empty())
            team.color = kPalette[draft.project.teams.size() % std::size(kPalette)];
        draft.project.teams.push_back(std::move(team));
    }
}

void readName(const Value& value, ProjectDraft& draft) {
    draft.name = value.place();
    const auto name = value.text("a name");
    if (!name)
        return;
    if (!isName(*name))
        value.wrong("lower-case letters, digits, '-', '_' and '.', a letter first, at most 63", asName(*name));
    draft.project.name = ProjectName(*name);
}

const ObjectReader<ProjectDraft>& projectReader() {
    using Key = ProjectDraft;
    static const ObjectReader<Key> reader(
        "project",
        {
            {"name", readName},
            {"teams", readTeams},
            {"services", readServices},
            {"composites", readComposites},
            {"gateway", readGateway},
            {"secrets", readSecretSources},
            {"include", [](const Value&, Key&) {}},  // assemble.h has resolved it
            {"observability", readObservability},
            {"topology",
             [](const Value& v, Key& draft) {
                 if (const auto mode = v.oneOf({"hub-and-spoke", "p2p"}))
                     draft.project.topology =
                         *mode == 0 ? model::TopologyMode::HubAndSpoke : model::TopologyMode::PeerToPeer;
             }},
            {"version",
             [](const Value& v, Key&) {
                 v.findings().warning(v.keyPlace(), "version means nothing any more; it is ignored");
             }},
            refused<Key>("networks", "networks belong to containers; here whom a service may reach is its `calls`"),
            refused<Key>("volumes", "volumes belong to containers; here a service has its own store in `data`"),
            refused<Key>("configs", "configs belong to containers; give the program a path or an `environment` entry"),
            refused<Key>("models", "models belong to containers"),
        });
    return reader;
}

}  // namespace

std::string absolutePath(const std::string& path, const std::string& folder) {
    const std::filesystem::path given(path);
    std::string text =
        (given.is_absolute() ? given : std::filesystem::path(folder) / given).lexically_normal().string();
    if (text.size() > 1 && text.back() == '/')
        text.pop_back();
    return text;
}

void readProject(const Value& root, ProjectDraft& draft) {
    projectReader()(root, draft);
}

std::vector<Grammar> projectGrammars() {
    return {projectReader().grammar(), teamReader().grammar()};
}

}  // namespace slipway::manifest
