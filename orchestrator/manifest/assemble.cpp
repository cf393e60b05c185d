#include "manifest/assemble.h"

#include <algorithm>
#include <map>
#include <set>

#include "manifest/draft.h"
#include "manifest/extend.h"

namespace slipway::manifest {
namespace {

constexpr const char* kShared[] = {"services", "secrets", "teams"};

bool isShared(std::string_view key) {
    return std::any_of(std::begin(kShared), std::end(kShared), [&](const char* each) { return key == each; });
}

class Assembler {
  public:
    Assembler(const EnvFiles& texts, std::vector<api::Problem>& problems) : m_texts(texts), m_problems(problems) {}

    Assembled run(std::string_view text, const std::string& path) {
        m_all.files.push_back(path);
        const YamlPtr main = parseYaml(text, path, m_problems, 0);
        m_loaded.emplace(path, main);
        if (!main)
            return std::move(m_all);
        m_root = std::make_shared<YamlNode>(*main);
        for (const char* key : kShared)
            if (YamlPtr* node = own(key))
                *node = std::make_shared<YamlNode>(**node);
        m_under.insert(path);
        include(*main, 0);
        if (YamlPtr* services = own("services"))
            extend(**services);
        m_all.root = m_root;
        return std::move(m_all);
    }

  private:
    YamlPtr* own(std::string_view key) {
        for (auto& entry : m_root->entries)
            if (entry.key == key)
                return &entry.value;
        return nullptr;
    }

    void problem(Mark at, const std::string& key, std::string message, std::string expected) {
        if (m_problems.size() < kMaxProblems)
            m_problems.push_back({m_all.files[static_cast<size_t>(at.file)], at.line, at.column, key,
                                  std::move(message), std::move(expected), "", api::Severity::Error});
    }

    std::string place(Mark at) const {
        return m_all.files[static_cast<size_t>(at.file)] + ':' + std::to_string(at.line) + ':' +
               std::to_string(at.column);
    }

    /// The file that stands at `value`, from the folder of the file that it stands in. Empty: told.
    std::string fileOf(const YamlNode& value, const std::string& key) {
        if (value.kind != YamlNode::Kind::Scalar || value.text.empty()) {
            problem(value.mark, key, "is no file's path", "a path");
            return {};
        }
        if (value.text.find('$') != std::string::npos) {
            // A client asks which variables a manifest names before any is known.
            problem(value.mark, key, "holds a variable", "a path that is the same for everybody");
            return {};
        }
        return absolutePath(value.text, manifestFolder(m_all.files[static_cast<size_t>(value.mark.file)]));
    }

    YamlPtr load(const std::string& path, Mark at, const std::string& key) {
        if (const auto known = m_loaded.find(path); known != m_loaded.end())
            return known->second;
        const auto text = m_texts.find(path);
        if (text == m_texts.end()) {
            m_all.missing.push_back(path);
            problem(at, key, "there is no file " + path + " that can be read", "a manifest");
            return nullptr;
        }
        if (m_all.files.size() >= kMaxManifestFiles) {
            problem(at, key, "more than " + std::to_string(kMaxManifestFiles) + " files", "fewer");
            return nullptr;
        }
        m_all.files.push_back(path);
        return m_loaded[path] = parseYaml(text->second, path, m_problems, static_cast<int>(m_all.files.size()) - 1);
    }

    void include(const YamlNode& from, int depth) {
        const YamlNode* list = memberOf(from, "include");
        if (!list)
            return;
        if (list->kind != YamlNode::Kind::List || depth > static_cast<int>(kMaxManifestFiles)) {
            problem(list->mark, "include", "is no list", "a list of paths");
            return;
        }
        for (size_t i = 0; i < list->items.size(); ++i) {
            const std::string key = "include[" + std::to_string(i) + "]";
            const YamlNode& item = *list->items[i];
            const YamlNode* value = item.kind == YamlNode::Kind::Map ? memberOf(item, "path") : &item;
            if (item.kind == YamlNode::Kind::Map)
                for (const auto& entry : item.entries)
                    if (entry.key != "path")
                        problem(entry.keyMark, key + '.' + entry.key,
                                "an included file's paths start at its own folder, and variables are those of the "
                                "manifest",
                                "path");
            const std::string path = fileOf(value ? *value : item, key);
            if (path.empty())
                continue;
            if (m_under.contains(path)) {
                problem(item.mark, key, path + " includes itself", "no circle");
                continue;
            }
            if (!m_included.insert(path).second)
                continue;  // two that include a third share it
            const YamlPtr other = load(path, item.mark, key);
            if (!other)
                continue;
            m_under.insert(path);
            include(*other, depth + 1);
            m_under.erase(path);
            take(*other);
        }
    }

    void take(const YamlNode& other) {
        for (const auto& entry : other.entries) {
            if (entry.key == "include" || entry.key == "version" || entry.key.starts_with("x-"))
                continue;
            if (!isShared(entry.key)) {
                problem(entry.keyMark, entry.key, "stands in the manifest itself, not in a file that it includes",
                        "services, secrets, teams and include");
                continue;
            }
            YamlPtr* node = own(entry.key);
            if (!node) {
                m_root->entries.push_back({entry.key, entry.keyMark, std::make_shared<YamlNode>(*entry.value)});
                continue;
            }
            for (const auto& member : entry.value->entries) {
                const auto first = std::find_if((*node)->entries.begin(), (*node)->entries.end(),
                                                [&](const YamlEntry& known) { return known.key == member.key; });
                if (first == (*node)->entries.end())
                    (*node)->entries.push_back(member);
                else if (!member.key.starts_with("x-"))
                    problem(member.keyMark, entry.key + '.' + member.key,
                            "stands in two files; first at " + place(first->keyMark), "another name, or `extends`");
            }
        }
    }

    void extend(YamlNode& services) {
        const YamlNode before = services;
        for (auto& entry : services.entries)
            entry.value = extended(entry.value, before, "services." + entry.key);
    }

    YamlPtr extended(const YamlPtr& service, const YamlNode& siblings, const std::string& at) {
        const YamlNode* extends = memberOf(*service, "extends");
        if (!extends)
            return service;
        const std::string key = at + ".extends";
        const YamlPtr bare = without(*service, "extends");
        const YamlNode* name = extends->kind == YamlNode::Kind::Map ? memberOf(*extends, "service") : extends;
        if (!name || name->kind != YamlNode::Kind::Scalar || name->text.empty()) {
            problem(extends->mark, key, "names no service", "NAME, or {file: PATH, service: NAME}");
            return bare;
        }
        const YamlNode* among = &siblings;
        YamlPtr other;
        std::string where;
        if (const YamlNode* file = memberOf(*extends, "file")) {
            const std::string path = fileOf(*file, key + ".file");
            if (path.empty() || !(other = load(path, file->mark, key + ".file")))
                return bare;
            where = " in " + path;
            among = memberOf(*other, "services");
        }
        YamlPtr base;
        for (const auto& entry : among ? among->entries : std::vector<YamlEntry>())
            if (entry.key == name->text)
                base = entry.value;
        if (!base) {
            problem(name->mark, key, "there is no service '" + name->text + "'" + where, "a key of services");
            return bare;
        }
        if (!m_extending.insert(base.get()).second || base == service) {
            problem(name->mark, key, "'" + name->text + "' extends itself", "no circle");
            return bare;
        }
        const YamlPtr whole = extended(base, *among, at);
        m_extending.erase(base.get());
        return extendedBy(whole, bare);
    }

    const EnvFiles& m_texts;
    std::vector<api::Problem>& m_problems;
    Assembled m_all;
    YamlPtr m_root;
    std::map<std::string, YamlPtr> m_loaded;
    std::set<std::string> m_included, m_under;
    std::set<const YamlNode*> m_extending;
};

}  // namespace

Assembled assemble(std::string_view text, const std::string& path, const EnvFiles& texts,
                   std::vector<api::Problem>& problems) {
    return Assembler(texts, problems).run(text, path);
}

}  // namespace slipway::manifest
