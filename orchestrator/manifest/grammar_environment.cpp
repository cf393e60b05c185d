#include "manifest/draft.h"
#include "manifest/env_file.h"
#include "manifest/object_reader.h"

namespace slipway::manifest {
namespace {

void setVariable(const Value& value, const Place& at, const std::string& name, std::optional<std::string> text,
                 std::map<std::string, std::string>& environment) {
    if (!isEnvironmentName(name)) {
        value.findings().error(at, "'" + name + "' can't be a variable's name",
                               "letters, digits and '_', no digit first");
        return;
    }
    if (name.starts_with("SLIPWAY_")) {
        value.findings().warning(at, "names that begin with SLIPWAY_ belong to Slipway; this value is left out");
        return;
    }
    if (text)
        environment[name] = *std::move(text);
}

// An entry without a value hands the client's own variable on, where it has one.
std::optional<std::string> handedOn(const Value& value, const std::string& name) {
    if (value.findings().refusesSecret(value.place(), name))
        return std::nullopt;
    const auto found = value.findings().variables().find(name);
    return found == value.findings().variables().end() ? std::nullopt : std::optional(found->second);
}

const ObjectReader<EnvFileEntry>& envFileReader() {
    static const ObjectReader<EnvFileEntry> reader(
        "env_file", {
                        {"path",
                         [](const Value& v, EnvFileEntry& entry) {
                             entry.place = v.place();
                             set(entry.path, v.text("a file's path"));
                         }},
                        {"required", [](const Value& v, EnvFileEntry& entry) { set(entry.required, v.boolean()); }},
                        refused<EnvFileEntry>("format", "format is not there yet; a file holds KEY=VALUE lines"),
                    });
    return reader;
}

}  // namespace

void readEnvironment(const Value& value, ServiceDraft& draft) {
    auto& environment = draft.service.environment;
    const std::string expected = "a mapping, or a list of KEY=VALUE";
    if (value.isList()) {
        for (const auto& item : value.list(expected)) {
            const auto row = item.text("KEY=VALUE");
            if (!row)
                continue;
            const size_t equals = row->find('=');
            const std::string name = row->substr(0, equals);
            setVariable(item, item.place(), name,
                        equals == std::string::npos ? handedOn(item, name) : std::optional(row->substr(equals + 1)),
                        environment);
        }
        return;
    }
    for (const auto& [name, member] : value.members(expected)) {
        if (member.isMap() && isEnvironmentName(name) && !name.starts_with("SLIPWAY_"))
            readSecretVariable(member, name, draft);
        else
            setVariable(member, member.keyPlace(), name, member.isNull() ? handedOn(member, name) : member.text(),
                        environment);
    }
}

std::vector<EnvFileEntry> envFileEntries(const Value& value) {
    std::vector<EnvFileEntry> entries;
    for (const auto& item : value.list("a file's path, or a list of them", true)) {
        EnvFileEntry entry;
        entry.place = item.place();
        if (item.isMap()) {
            envFileReader()(item, entry);
            if (entry.path.empty())
                item.error("has no path", "path");
        } else {
            set(entry.path, item.text("a file's path"));
        }
        if (entry.path.empty())
            continue;
        entry.path = absolutePath(entry.path, value.findings().folderOf(item.place().mark));
        entries.push_back(std::move(entry));
    }
    return entries;
}

void readEnvFiles(const Value& value, ServiceDraft& draft) {
    for (const auto& entry : envFileEntries(value)) {
        const auto& files = value.findings().envFiles();
        const auto file = files.find(entry.path);
        if (file == files.end()) {
            if (entry.required)
                value.findings().error(entry.place, "there is no file " + entry.path + " that can be read",
                                       "a file, or `required: false`");
            continue;
        }
        const auto parsed = parseEnvFile(file->second);
        if (!parsed) {
            value.findings().error(
                entry.place, entry.path + ":" + std::to_string(parsed.error().line) + ": " + parsed.error().message,
                "KEY=VALUE lines");
            continue;
        }
        for (const auto& [name, text] : *parsed)
            setVariable(value, entry.place, name, text, draft.fileEnvironment);
    }
}

std::vector<Grammar> environmentGrammars() {
    return {envFileReader().grammar()};
}

}  // namespace slipway::manifest
