#include "manifest/manifest.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <tuple>

#include "manifest/assemble.h"
#include "manifest/draft.h"
#include "manifest/env_file.h"
#include "manifest/interpolate.h"
#include "manifest/scalars.h"
#include "manifest/secrets.h"
#include "manifest/yaml_tree.h"

namespace slipway::manifest {
namespace {

// The manifest's own first.
void sortByPlace(std::vector<api::Problem>& problems, const std::string& path) {
    const auto place = [&](const api::Problem& each) {
        return std::tuple(each.file != path, each.file, each.line, each.column);
    };
    std::stable_sort(problems.begin(), problems.end(),
                     [&](const auto& a, const auto& b) { return place(a) < place(b); });
}

api::ApiError asError(std::vector<api::Problem> problems, const std::string& path) {
    sortByPlace(problems, path);
    const auto same = std::unique(problems.begin(), problems.end());  // one anchor's error, met at each of its aliases
    problems.erase(same, problems.end());
    if (problems.size() > kMaxProblems)
        problems.resize(kMaxProblems);
    api::ApiError error(
        Error{ErrorCode::InvalidManifest,
              std::filesystem::path(path).filename().string() + " has " +
                  (problems.size() == 1 ? std::string("an error") : std::to_string(problems.size()) + " errors"),
              "Nothing was changed. Correct the file and run the command again.",
              {}});
    for (const auto& problem : problems)
        error.details.push_back(problem.text());
    error.problems = std::move(problems);
    return error;
}

void nameByFolder(ProjectDraft& draft, Findings& findings) {
    const std::string name = asName(std::filesystem::path(draft.folder).filename().string());
    if (name.empty())
        findings.error({}, "has no name, and its folder's name can't be one", "name: a project's name");
    draft.project.name = ProjectName(name);
}

void checkDotEnv(const std::string& path, const EnvFiles& files, Findings& findings) {
    const auto file = files.find(dotEnvPath(path));
    if (file == files.end())
        return;
    if (const auto values = parseEnvFile(file->second); !values)
        findings.error({{1, 1}, ""},
                       file->first + ':' + std::to_string(values.error().line) + ": " + values.error().message,
                       "KEY=VALUE lines in the .env beside the manifest");
}

// Every service's value of `key`, in a tree that may hold anything.
template <class Use>
void eachServiceValue(const YamlNode& root, std::string_view key, const Use& use) {
    if (const auto* services = memberOf(root, "services"))
        for (const auto& service : services->entries)
            if (const auto* value = memberOf(*service.value, key))
                use(*value);
}

}  // namespace

std::string manifestFolder(const std::string& path) {
    const std::string folder = std::filesystem::path(path).lexically_normal().parent_path().string();
    return folder.empty() ? "/" : folder;
}

api::Answer<ParsedManifest> parseManifest(std::string_view text, const std::string& path, const Variables& variables,
                                          const EnvFiles& envFiles, const ParseExtras& extras) {
    std::vector<api::Problem> problems;
    const Assembled assembled = assemble(text, path, envFiles, problems);
    const YamlPtr& root = assembled.root;
    if (!root)
        return tl::unexpected(asError(std::move(problems), path));

    Variables all = withDotEnv(path, variables, envFiles);
    Findings findings(path, all, envFiles, extras);
    findings.setFiles(assembled.files);
    for (const auto& source : secretSources(assembled, all)) {
        all.erase(source.variable);
        findings.secretVariable(source.variable, source.name);
    }
    checkDotEnv(path, envFiles, findings);
    ProjectDraft draft;
    draft.folder = manifestFolder(path);
    draft.project.manifestPath = path;
    const Value top(findings, *root, {1, 1}, "");
    readProject(top, draft);
    if (draft.name.mark.line == 0)
        nameByFolder(draft, findings);
    if (root->kind == YamlNode::Kind::Map && !memberOf(*root, "services"))
        findings.error({{1, 1}, ""}, "has no services", "services: a mapping of at least one service");
    else if (const auto* services = memberOf(*root, "services");
             services && services->kind == YamlNode::Kind::Map && draft.services.empty())
        findings.error({services->mark, "services"}, "is empty", "at least one service");
    dropInactive(draft, findings);
    lowerComposites(draft, findings);
    checkProject(draft, findings);

    problems.insert(problems.end(), findings.errors().begin(), findings.errors().end());
    if (!problems.empty())
        return tl::unexpected(asError(std::move(problems), path));
    sortByPlace(findings.warnings(), path);
    auto& warnings = findings.warnings();
    warnings.erase(std::unique(warnings.begin(), warnings.end()), warnings.end());
    return ParsedManifest{std::move(draft.project), std::move(warnings)};
}

std::vector<std::string> namedVariables(std::string_view text, const std::string& path, const EnvFiles& files) {
    text = text.substr(0, kMaxManifestBytes);
    const auto referenced = referencedVariables(text);
    std::set<std::string> names(referenced.begin(), referenced.end());
    std::vector<api::Problem> ignored;
    const Assembled assembled = assemble(text, path, files, ignored);
    for (const auto& file : assembled.files)
        if (const auto other = files.find(file); other != files.end())
            for (auto& name : referencedVariables(other->second))
                names.insert(std::move(name));
    if (assembled.root) {
        eachServiceValue(*assembled.root, "environment", [&](const YamlNode& environment) {
            for (const auto& item : environment.items)
                if (item->kind == YamlNode::Kind::Scalar && isEnvironmentName(item->text))
                    names.insert(item->text);
            for (const auto& entry : environment.entries)
                if (entry.value->kind == YamlNode::Kind::Null && isEnvironmentName(entry.key))
                    names.insert(entry.key);
        });
        for (const auto& source : secretSources(assembled, {}))
            if (!source.variable.empty())
                names.insert(source.variable);
    }
    return {names.begin(), names.end()};
}

std::vector<std::string> envFilePaths(std::string_view text, const std::string& path, const Variables& variables,
                                      const EnvFiles& files) {
    std::set<std::string> paths;
    std::vector<api::Problem> ignored;
    const ParseExtras nothing;
    Findings findings(path, variables, files, nothing);
    const Assembled assembled = assemble(text, path, files, ignored);
    findings.setFiles(assembled.files);
    if (assembled.root) {
        eachServiceValue(*assembled.root, "env_file", [&](const YamlNode& value) {
            for (const auto& entry : envFileEntries(Value(findings, value, value.mark, "env_file")))
                paths.insert(entry.path);
        });
    }
    return {paths.begin(), paths.end()};
}

std::string projectName(std::string_view text, const std::string& path, const Variables& variables) {
    std::vector<api::Problem> ignored;
    const YamlPtr root = parseYaml(text, "", ignored);
    if (!root)
        return {};
    if (const auto* name = memberOf(*root, "name"); name && name->kind == YamlNode::Kind::Scalar) {
        const auto value = interpolate(name->text, variables);
        return value && isName(*value) ? *value : std::string();
    }
    return asName(std::filesystem::path(manifestFolder(path)).filename().string());
}

std::vector<Grammar> grammars() {
    std::vector<Grammar> all;
    for (const auto& part :
         {projectGrammars(), serviceGrammars(), servicePartGrammars(), environmentGrammars(), secretGrammars(),
          probeGrammars(), deployGrammars(), updateGrammars(), autoscaleGrammars(), developGrammars(), jobGrammars(),
          limitGrammars(), resourceGrammars(), processGrammars(), gatewayGrammars(), policyGrammars(), cacheGrammars(),
          compositeGrammars(), observabilityGrammars()})
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

}  // namespace slipway::manifest
