#include "manifest/value.h"

#include "base/utf8.h"
#include "manifest/draft.h"
#include "manifest/interpolate.h"
#include "manifest/scalars.h"

namespace slipway::manifest {
namespace {

std::string listed(const std::vector<std::string>& words) {
    std::string out;
    for (size_t i = 0; i < words.size(); ++i)
        out += (i == 0 ? "" : i + 1 == words.size() ? " or " : ", ") + words[i];
    return out;
}

std::string shortened(const std::string& text) {
    return text.size() <= 60 ? text : text.substr(0, 57) + "...";
}

std::string plainNumber(double value) {
    std::string text = std::to_string(value);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.')
        text.pop_back();
    return text;
}

// Known only once an instance starts, so a manifest can't hold their values.
bool belongsToInstance(const std::string& name) {
    return name == "PORT" || name == "DATA_PATH" || (name.size() > 4 && name.ends_with("_URL"));
}

}  // namespace

const std::string& Findings::fileOf(const Mark& at) const {
    return static_cast<size_t>(at.file) < m_files.size() ? m_files[static_cast<size_t>(at.file)] : m_file;
}

std::string Findings::folderOf(const Mark& at) const {
    return manifestFolder(fileOf(at));
}

void Findings::error(const Place& at, std::string message, std::string expected, std::string nearest) {
    if (m_errors.size() < kMaxProblems)
        m_errors.push_back({fileOf(at.mark), at.mark.line, at.mark.column, at.key, std::move(message),
                            std::move(expected), std::move(nearest), api::Severity::Error});
}

void Findings::warning(const Place& at, std::string message, std::string expected) {
    if (m_warnings.size() < kMaxProblems)
        m_warnings.push_back({fileOf(at.mark), at.mark.line, at.mark.column, at.key, std::move(message),
                              std::move(expected), "", api::Severity::Warning});
}

bool Findings::refusesSecret(const Place& at, const std::string& variable) {
    const auto found = m_secretOf.find(variable);
    if (found == m_secretOf.end())
        return false;
    error(at, variable + " holds the secret " + found->second + ", which no text of the manifest may show",
          "`secrets: [" + found->second + "]` of the service, or {secret: " + found->second + "} in its environment");
    return true;
}

Place Value::place() const {
    return {isNull() || m_node->mark.line == 0 ? m_keyMark : m_node->mark, m_key};
}

void Value::error(std::string message, std::string expected, std::string nearestWord) const {
    m_findings->error(place(), std::move(message), std::move(expected), std::move(nearestWord));
}

void Value::wrong(const std::string& expected, const std::string& nearestWord) const {
    switch (m_node->kind) {
        case YamlNode::Kind::Null:
            return error("has no value", expected);
        case YamlNode::Kind::List:
            return error("is a list", expected);
        case YamlNode::Kind::Map:
            return error("is a mapping", expected);
        case YamlNode::Kind::Scalar:
            break;
    }
    const auto value = interpolate(m_node->text, m_findings->variables());
    error("is '" + shortened(value ? *value : m_node->text) + "'", expected, nearestWord);
}

std::optional<std::string> Value::interpolated(const std::string& text) const {
    auto value = interpolate(text, m_findings->variables(), [&](const std::string& name) {
        if (m_findings->refusesSecret(place(), name))
            return;
        if (belongsToInstance(name))
            error(name + " is known only when an instance starts",
                  "$$" + name + " inside of sh -c '…', or reading it from the environment in the program");
        else
            m_findings->warning(place(), "the variable " + name + " is not set; it is taken as empty",
                                "${" + name + ":-default}, or " + name + " set");
    });
    if (!value) {
        error(value.error().message, value.error().expected);
        return std::nullopt;
    }
    if (value->find('\0') != std::string::npos) {
        error("holds a zero byte", "text");
        return std::nullopt;
    }
    if (!isUtf8(*value) && isUtf8(text)) {  // the file itself was looked at before
        error("is not UTF-8 with its variables filled in", "variables that hold UTF-8");
        return std::nullopt;
    }
    return *std::move(value);
}

std::optional<std::string> Value::text(const std::string& expected) const {
    if (!isScalar()) {
        wrong(expected);
        return std::nullopt;
    }
    return interpolated(m_node->text);
}

std::optional<long> Value::integer(long least, long most) const {
    const std::string expected = "a whole number from " + std::to_string(least) + " to " + std::to_string(most);
    const auto value = text(expected);
    if (!value)
        return std::nullopt;
    const auto number = parseInteger(*value);
    if (!number || *number < least || *number > most) {
        wrong(expected);
        return std::nullopt;
    }
    return number;
}

std::optional<double> Value::number(double least, double most) const {
    const std::string expected = "a number from " + plainNumber(least) + " to " + plainNumber(most);
    const auto value = text(expected);
    if (!value)
        return std::nullopt;
    const auto number = parseNumber(*value);
    if (!number || *number < least || *number > most) {
        wrong(expected);
        return std::nullopt;
    }
    return number;
}

std::optional<bool> Value::boolean() const {
    const auto value = text("true or false");
    if (!value)
        return std::nullopt;
    const auto flag = parseBool(*value);
    if (!flag)
        wrong("true or false");
    return flag;
}

std::optional<std::chrono::milliseconds> Value::duration(std::chrono::milliseconds least) const {
    const std::string expected =
        "a duration such as 500ms or 1m30s" +
        std::string(least.count() > 0 ? ", at least " + std::to_string(least.count()) + "ms" : "");
    const auto value = text(expected);
    if (!value)
        return std::nullopt;
    const auto length = parseDuration(*value);
    if (!length || *length < least) {
        wrong(expected, !length && parseInteger(*value) ? *value + "s" : "");
        return std::nullopt;
    }
    return length;
}

std::optional<size_t> Value::oneOf(const std::vector<std::string>& words) const {
    const auto value = text(listed(words));
    if (!value)
        return std::nullopt;
    for (size_t i = 0; i < words.size(); ++i)
        if (*value == words[i])
            return i;
    wrong(listed(words), nearest(*value, words));
    return std::nullopt;
}

std::vector<Value> Value::list(const std::string& expected, bool single) const {
    if (single && isScalar())
        return {*this};
    if (!isList()) {
        wrong(expected);
        return {};
    }
    std::vector<Value> items;
    for (size_t i = 0; i < m_node->items.size(); ++i)
        items.emplace_back(*m_findings, *m_node->items[i], m_keyMark, m_key + '[' + std::to_string(i) + ']');
    return items;
}

std::vector<std::pair<std::string, Value>> Value::members(const std::string& expected) const {
    if (!isMap()) {
        wrong(expected);
        return {};
    }
    std::vector<std::pair<std::string, Value>> members;
    for (const auto& entry : m_node->entries)
        members.emplace_back(entry.key, Value(*m_findings, *entry.value, entry.keyMark,
                                              m_key.empty() ? entry.key : m_key + '.' + entry.key));
    return members;
}

std::vector<std::string> Value::command() const {
    const std::string expected = "a command line, or a list of its words";
    std::vector<std::string> words;
    if (isList()) {
        for (const auto& item : list(expected))
            if (auto word = item.text("a word of the command"))
                words.push_back(*std::move(word));
        if (m_node->items.empty())
            error("is empty", expected);
    } else if (isScalar()) {
        const auto split = splitWords(m_node->text);
        if (!split) {
            error("has a quote or '${' that is never closed", expected);
            return {};
        }
        for (const auto& word : *split) {
            const auto value = interpolated(word.text);
            if (!value)
                return {};
            const auto names = referencedVariables(word.text);
            const bool onlyVariable = !word.quoted && !names.empty() &&
                                      (word.text == '$' + names[0] ||
                                       (word.text.starts_with("${") && word.text.find('}') == word.text.size() - 1));
            if (!onlyVariable) {
                words.push_back(*value);
            } else if (const auto again = splitWords(*value)) {
                for (const auto& part : *again)
                    words.push_back(part.text);
            }
        }
        if (words.empty())
            error("is empty", expected);
    } else {
        wrong(expected);
    }
    if (!words.empty() && words[0].empty())
        error("the program's name is empty", "a program", "");
    return words;
}

}  // namespace slipway::manifest
