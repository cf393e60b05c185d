#include <unistd.h>

#include <algorithm>

#include "manifest/draft.h"
#include "manifest/interpolate.h"
#include "manifest/object_reader.h"
#include "manifest/secrets.h"

// What only a service may know: `secrets` of the project says where it comes from, `secrets` of a service who gets it.
namespace slipway::manifest {
namespace {

struct SecretDraft {
    std::optional<std::string> file, variable;
};

const ObjectReader<SecretDraft>& secretReader() {
    using Key = SecretDraft;
    static const ObjectReader<Key> reader(
        "secret",
        {
            {"file", [](const Value& v, Key& draft) { draft.file = v.text("a file's path"); }},
            {"environment",
             [](const Value& v, Key& draft) {
                 const auto name = v.text("a variable's name");
                 if (name && !isEnvironmentName(*name))
                     v.wrong("a variable's name, without $");
                 draft.variable = name;
             }},
            refused<Key>("external", "there is no store that secrets could come from; give `file` or `environment`"),
            refused<Key>("name", "a secret's name is its key"),
        });
    return reader;
}

struct UseDraft {
    std::string source, target;
    Place place;
};

const ObjectReader<UseDraft>& useReader() {
    using Key = UseDraft;
    static const ObjectReader<Key> reader(
        "secret_use", {
                          {"source",
                           [](const Value& v, Key& draft) {
                               draft.place = v.place();
                               set(draft.source, v.text("a key of secrets"));
                           }},
                          {"target", [](const Value& v, Key& draft) { set(draft.target, v.text("a file's name")); }},
                          refused<Key>("uid", "the file belongs to the one who runs `slipway`, as the program does"),
                          refused<Key>("gid", "the file belongs to the one who runs `slipway`, as the program does"),
                          refused<Key>("mode", "the file's mode is 0400"),
                      });
    return reader;
}

// A file's name that needs no quotes anywhere, and makes a variable's.
bool isSecretName(const std::string& name) {
    return !name.empty() && name.size() <= 63 && name[0] != '.' && (name[0] < '0' || name[0] > '9') &&
           std::all_of(name.begin(), name.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
                      c == '-' || c == '.';
           });
}

constexpr const char* kNameExpected = "letters, digits, '_', '-' and '.', a letter first, at most 63";

}  // namespace

void readSecretSources(const Value& value, ProjectDraft& draft) {
    for (const auto& [name, member] : value.members("a mapping of secrets")) {
        if (name.starts_with("x-"))
            continue;
        if (!isSecretName(name))
            value.findings().error(member.keyPlace(), "'" + name + "' can't be a secret's name", kNameExpected);
        SecretDraft secret;
        const size_t before = value.findings().errors().size();
        secretReader()(member, secret);
        draft.secrets.emplace(name, member.keyPlace());
        if (value.findings().errors().size() != before)
            continue;
        if (secret.file.has_value() == secret.variable.has_value()) {
            value.findings().error(member.keyPlace(), secret.file ? "has two sources" : "has no source",
                                   "{file: PATH} or {environment: VARIABLE}");
            continue;
        }
        const auto& known = value.findings().extras().secrets;
        if (const auto state = known.find(name); state == known.end())
            value.findings().error(member.keyPlace(), "its value was not read", "{file: PATH}");
        else if (!state->second.fault.empty())
            value.findings().error(
                member.keyPlace(), state->second.fault,
                secret.file ? "a file that can be read; make it with: install -m 600 /dev/null " +
                                  absolutePath(*secret.file, value.findings().folderOf(member.keyPlace().mark))
                            : "export " + *secret.variable + "=… before the command");
    }
}

void readSecretUses(const Value& value, ServiceDraft& draft) {
    for (const auto& item : value.list("a list of keys of secrets")) {
        UseDraft use;
        use.place = item.place();
        if (item.isMap()) {
            useReader()(item, use);
            if (use.source.empty())
                item.error("has no source", "source: a key of secrets");
        } else {
            set(use.source, item.text("a key of secrets, or {source, target}"));
        }
        if (use.source.empty())
            continue;
        if (use.target.empty())
            use.target = use.source;
        if (!isSecretName(use.target)) {
            item.error("'" + use.target + "' can't be the name of a secret's file", kNameExpected);
            continue;
        }
        addSecret(draft, {use.source, use.target, {}}, use.place, item.findings());
    }
}

void addSecret(ServiceDraft& draft, model::SecretUse use, const Place& at, Findings& findings) {
    for (const auto& other : draft.service.secrets)
        if (model::secretVariable(other.target) == model::secretVariable(use.target)) {
            if (other.name != use.name)
                findings.error(at, "shares the variable " + model::secretVariable(use.target) + " with " + other.name,
                               "another target");
            return;
        }
    draft.service.secrets.push_back(std::move(use));
    draft.secretPlaces.push_back(at);
}

void checkSecrets(const ProjectDraft& project, ServiceDraft& draft, Findings& findings) {
    std::vector<std::string> names;
    for (const auto& [name, place] : project.secrets)
        names.push_back(name);
    for (size_t i = 0; i < draft.service.secrets.size(); ++i) {
        auto& use = draft.service.secrets[i];
        if (!project.secrets.contains(use.name)) {
            findings.error(draft.secretPlaces[i], "there is no secret '" + use.name + "'",
                           "a key of the project's secrets", nearest(use.name, names));
            continue;
        }
        const bool asFile = std::none_of(draft.service.secretEnvironment.begin(), draft.service.secretEnvironment.end(),
                                         [&](const auto& entry) { return entry.second == use.name; });
        if (draft.service.user && draft.service.user->uid != ::geteuid() && asFile)
            findings.error(draft.secretPlaces[i],
                           "its file can be read by the one who runs slipway alone, and `user` is somebody else",
                           "environment: {VARIABLE: {secret: " + use.name + "}}");
        if (const auto state = findings.extras().secrets.find(use.name); state != findings.extras().secrets.end())
            use.digest = state->second.digest;
    }
}

void readSecretVariable(const Value& value, const std::string& variable, ServiceDraft& draft) {
    using Key = std::string;
    static const ObjectReader<Key> reader(
        "secret_variable", {{"secret", [](const Value& v, Key& name) { set(name, v.text("a key of secrets")); }}});
    std::string name;
    reader(value, name);
    if (name.empty()) {
        value.error("has no secret", "{secret: NAME}");
        return;
    }
    addSecret(draft, {name, name, {}}, value.place(), value.findings());
    draft.service.secretEnvironment[variable] = name;
}

std::vector<Grammar> secretGrammars() {
    return {secretReader().grammar(), useReader().grammar(), {"secret_variable", {{"secret", ""}}}};
}

}  // namespace slipway::manifest
