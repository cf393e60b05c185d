#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "manifest/manifest.h"
#include "manifest/yaml_tree.h"

namespace slipway::manifest {

/// Where a value or key stands, for findings that come after reading.
struct Place {
    Mark mark;
    std::string key;  ///< "services.users.owner"
};

/// What one reading of a manifest collects. Thread: the reader's.
class Findings {
  public:
    Findings(std::string file, const Variables& variables, const EnvFiles& envFiles, const ParseExtras& extras)
        : m_file(std::move(file)), m_variables(variables), m_envFiles(envFiles), m_extras(extras) {}

    /// The variable holds that secret, and may not be filled in anywhere.
    void secretVariable(const std::string& variable, const std::string& secret) { m_secretOf[variable] = secret; }
    /// Tells it where the variable is a secret's. Returns whether it is.
    bool refusesSecret(const Place& at, const std::string& variable);

    void error(const Place& at, std::string message, std::string expected = {}, std::string nearest = {});
    void warning(const Place& at, std::string message, std::string expected = {});

    /// Of a manifest that is made of several; by Mark::file.
    void setFiles(std::vector<std::string> files) { m_files = std::move(files); }
    const std::string& fileOf(const Mark& at) const;
    /// Where the paths that stand there start.
    std::string folderOf(const Mark& at) const;
    const Variables& variables() const { return m_variables; }
    const EnvFiles& envFiles() const { return m_envFiles; }
    const ParseExtras& extras() const { return m_extras; }
    std::vector<api::Problem>& errors() { return m_errors; }
    std::vector<api::Problem>& warnings() { return m_warnings; }

  private:
    std::string m_file;
    std::vector<std::string> m_files;
    const Variables& m_variables;
    const EnvFiles& m_envFiles;
    const ParseExtras& m_extras;
    std::map<std::string, std::string> m_secretOf;
    std::vector<api::Problem> m_errors;
    std::vector<api::Problem> m_warnings;
};

/// One value of the manifest with its path. Every `…()` that gives nothing has reported why.
class Value {
  public:
    Value(Findings& findings, const YamlNode& node, Mark keyMark, std::string key)
        : m_findings(&findings), m_node(&node), m_keyMark(keyMark), m_key(std::move(key)) {}

    const YamlNode& node() const { return *m_node; }
    Findings& findings() const { return *m_findings; }
    const std::string& key() const { return m_key; }
    /// The value's own place; its key's where the value is empty.
    Place place() const;
    Place keyPlace() const { return {m_keyMark, m_key}; }

    bool isNull() const { return m_node->kind == YamlNode::Kind::Null; }
    bool isScalar() const { return m_node->kind == YamlNode::Kind::Scalar; }
    bool isList() const { return m_node->kind == YamlNode::Kind::List; }
    bool isMap() const { return m_node->kind == YamlNode::Kind::Map; }

    void error(std::string message, std::string expected = {}, std::string nearest = {}) const;
    /// "is 'abc'" or "is a list", and what was expected.
    void wrong(const std::string& expected, const std::string& nearest = {}) const;

    std::optional<std::string> text(const std::string& expected = "text") const;
    std::optional<long> integer(long least, long most) const;
    std::optional<double> number(double least, double most) const;
    std::optional<bool> boolean() const;
    std::optional<std::chrono::milliseconds> duration(
        std::chrono::milliseconds least = std::chrono::milliseconds(0)) const;
    /// The index of the word in `words`.
    std::optional<size_t> oneOf(const std::vector<std::string>& words) const;
    /// Items of a list; a single scalar counts as a list of one where `single`.
    std::vector<Value> list(const std::string& expected, bool single = false) const;
    /// Members of a mapping as they stand, x- keys too.
    std::vector<std::pair<std::string, Value>> members(const std::string& expected) const;
    /// argv: a list of texts, or a text that is split as a shell splits words. Each word is interpolated after the
    /// split, so that a value with blanks stays one word; a bare word that is nothing but one variable is split again.
    std::vector<std::string> command() const;

    /// `template` with its variables; reports what is wrong with it.
    std::optional<std::string> interpolated(const std::string& text) const;

  private:
    Findings* m_findings;
    const YamlNode* m_node;
    Mark m_keyMark;
    std::string m_key;
};

}  // namespace slipway::manifest
