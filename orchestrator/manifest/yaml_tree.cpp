#include "manifest/yaml_tree.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <sstream>
#include <unordered_map>
#include <unordered_set>

#include "base/utf8.h"
#include "manifest/manifest.h"

namespace slipway::manifest {
namespace {

constexpr int kMaxDepth = 64;

// yaml-cpp 0.7 gives the escapes \N and \_ as the one byte that they are in Latin-1.
std::string escapesAsUtf8(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const std::string_view before = text;
        if (takeCodePoint(text)) {
            out += before.substr(0, before.size() - text.size());
        } else {
            appendUtf8(out, static_cast<unsigned char>(text[0]));
            text.remove_prefix(1);
        }
    }
    return out;
}

// Where the first byte stands that is no UTF-8; nothing for a file that is all of it.
std::optional<Mark> notUtf8(std::string_view text) {
    Mark at{1, 1};
    while (!text.empty()) {
        const auto point = takeCodePoint(text);
        if (!point)
            return at;
        at = *point == '\n' ? Mark{at.line + 1, 1} : Mark{at.line, at.column + 1};
    }
    return std::nullopt;
}

class Builder final : public YAML::EventHandler {
  public:
    Builder(const std::string& file, std::vector<api::Problem>& problems, int number)
        : m_file(file), m_problems(problems), m_number(number) {}

    YamlPtr root() const { return m_root; }
    bool hasDocument() const { return m_started; }
    Mark documentMark() const { return m_documentMark; }
    Mark lastQuoted() const { return m_lastQuoted; }

    void OnDocumentStart(const YAML::Mark& at) override {
        m_started = true;
        m_documentMark = place(at);
    }
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& at, YAML::anchor_t anchor) override { value(make(YamlNode::Kind::Null, at, anchor)); }

    void OnScalar(const YAML::Mark& at, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& text) override {
        auto node = make(YamlNode::Kind::Scalar, at, anchor);
        node->text = escapesAsUtf8(text);
        node->quoted = tag == "!" || tag == "tag:yaml.org,2002:str";
        if (tag == "!")
            m_lastQuoted = place(at);
        if (!tag.empty() && tag[0] == '!' && tag.size() > 1)
            problem(place(at), "the tag " + tag + " means nothing here", "a plain value");
        value(std::move(node));
    }

    void OnAlias(const YAML::Mark& at, YAML::anchor_t anchor) override {
        const auto found = m_anchors.find(anchor);
        if (found == m_anchors.end() || m_open.contains(found->second.get())) {
            problem(place(at), "an alias inside of what it stands for", "an alias of a value that is complete");
            auto none = std::make_shared<YamlNode>();
            none->mark = place(at);
            value(std::move(none));
        } else {
            value(found->second, place(at));
        }
    }

    void OnSequenceStart(const YAML::Mark& at, const std::string&, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open(make(YamlNode::Kind::List, at, anchor));
    }
    void OnSequenceEnd() override { close(); }

    void OnMapStart(const YAML::Mark& at, const std::string&, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open(make(YamlNode::Kind::Map, at, anchor));
    }
    void OnMapEnd() override {
        auto& frame = m_stack.back();
        reportDuplicates(*frame.node);
        resolveMerges(*frame.node);
        close();
    }

    void problem(Mark at, std::string message, std::string expected = {}) {
        if (m_problems.size() < kMaxProblems)
            m_problems.push_back(
                {m_file, at.line, at.column, "", std::move(message), std::move(expected), "", api::Severity::Error});
    }

  private:
    struct Frame {
        YamlPtr node;
        bool haveKey = false;
        std::string key;
        Mark keyMark;
    };

    static YAML::ParserException tooDeep() { return {YAML::Mark::null_mark(), "nested deeper than 64 levels"}; }

    Mark place(const YAML::Mark& at) const { return {at.line + 1, at.column + 1, m_number}; }

    YamlPtr make(YamlNode::Kind kind, const YAML::Mark& at, YAML::anchor_t anchor) {
        auto node = std::make_shared<YamlNode>();
        node->kind = kind;
        node->mark = place(at);
        if (anchor != YAML::NullAnchor)
            m_anchors[anchor] = node;
        return node;
    }

    void open(YamlPtr node) {
        if (m_stack.size() >= kMaxDepth)
            throw tooDeep();
        m_open.insert(node.get());
        m_stack.push_back({std::move(node), false, {}, {}});
    }

    void close() {
        YamlPtr node = std::move(m_stack.back().node);
        m_stack.pop_back();
        m_open.erase(node.get());
        value(std::move(node));
    }

    void value(YamlPtr node) {
        const Mark at = node->mark;
        value(std::move(node), at);
    }

    void value(YamlPtr node, Mark at) {
        if (m_stack.empty()) {
            m_root = std::move(node);
            return;
        }
        Frame& frame = m_stack.back();
        frame.node->depth = std::max(frame.node->depth, node->depth + 1);
        if (frame.node->depth > kMaxDepth)
            throw tooDeep();
        if (frame.node->kind == YamlNode::Kind::List) {
            frame.node->items.push_back(std::move(node));
        } else if (!frame.haveKey) {
            if (node->kind != YamlNode::Kind::Scalar)
                problem(at, "a key must be a word", "a plain key");
            frame.key = node->text;
            frame.keyMark = at;
            frame.haveKey = true;
        } else {
            frame.node->entries.push_back({std::move(frame.key), frame.keyMark, std::move(node)});
            frame.haveKey = false;
        }
    }

    void reportDuplicates(YamlNode& map) {
        std::unordered_map<std::string_view, Mark> seen;
        for (const auto& entry : map.entries) {
            const auto [first, fresh] = seen.emplace(entry.key, entry.keyMark);
            if (!fresh)
                problem(entry.keyMark,
                        "the key '" + entry.key + "' stands twice; first in line " + std::to_string(first->second.line),
                        "each key once");
        }
    }

    // A key of the map itself wins over a merged one, an earlier merged map over a later one
    // (yaml.org/type/merge.html).
    void resolveMerges(YamlNode& map) {
        std::vector<YamlEntry> own;
        std::vector<YamlPtr> merged;
        for (auto& entry : map.entries) {
            if (entry.key != "<<") {
                own.push_back(std::move(entry));
            } else if (entry.value->kind == YamlNode::Kind::Map) {
                merged.push_back(entry.value);
            } else if (entry.value->kind == YamlNode::Kind::List) {
                for (const auto& item : entry.value->items)
                    merged.push_back(item);
            } else {
                problem(entry.keyMark, "<< merges a mapping, or a list of them", "an alias such as *defaults");
            }
        }
        std::unordered_set<std::string> have;
        for (const auto& entry : own)
            have.insert(entry.key);
        for (const auto& from : merged) {
            if (from->kind != YamlNode::Kind::Map) {
                problem(from->mark, "<< merges a mapping, or a list of them", "an alias such as *defaults");
                continue;
            }
            for (const auto& entry : from->entries)
                if (have.insert(entry.key).second)
                    own.push_back(entry);
            m_merged += from->entries.size();
            if (m_merged > kMaxManifestValues)
                throw YAML::ParserException(YAML::Mark::null_mark(), "merge keys that grow past 100,000 values");
        }
        map.entries = std::move(own);
    }

    const std::string& m_file;
    std::vector<api::Problem>& m_problems;
    const int m_number;
    YamlPtr m_root;
    bool m_started = false;
    Mark m_documentMark;
    Mark m_lastQuoted;
    std::vector<Frame> m_stack;
    std::unordered_map<YAML::anchor_t, YamlPtr> m_anchors;
    std::unordered_set<const YamlNode*> m_open;
    size_t m_merged = 0;
};

// Values when every alias is written out, counted once a node; saturates past the limit.
size_t expandedSize(const YamlNode& node, std::unordered_map<const YamlNode*, size_t>& known) {
    if (const auto found = known.find(&node); found != known.end())
        return found->second;
    size_t size = 1;
    for (const auto& item : node.items)
        size = std::min(size + expandedSize(*item, known), kMaxManifestValues + 1);
    for (const auto& entry : node.entries)
        size = std::min(size + expandedSize(*entry.value, known), kMaxManifestValues + 1);
    known.emplace(&node, size);
    return size;
}

std::string_view fromLine(std::string_view text, int line) {
    for (; line > 1 && text.find('\n') != std::string_view::npos; --line)
        text.remove_prefix(text.find('\n') + 1);
    return text;
}

// yaml-cpp 0.7 takes the end of the file for the closing quote.
bool isLeftOpen(std::string_view text, Mark quoted) {
    text = fromLine(text, quoted.line);
    text = text.substr(std::min(text.size(), static_cast<size_t>(quoted.column) - 1));
    const size_t open = text.find_first_of("\"'");  // an anchor may stand before it
    if (open == std::string_view::npos)
        return false;
    for (size_t i = open + 1; i < text.size(); ++i) {
        if (text[open] == '"' && text[i] == '\\')
            ++i;
        else if (text[i] == text[open] && text[open] == '\'' && text.substr(i + 1).starts_with('\''))
            ++i;
        else if (text[i] == text[open])
            return false;
    }
    return true;
}

bool tabIndents(std::string_view text, int line) {
    text = fromLine(text, line);
    const size_t first = text.find_first_not_of(" \t");
    return text.substr(0, first).find('\t') != std::string_view::npos;
}

}  // namespace

const YamlNode* memberOf(const YamlNode& map, std::string_view key) {
    for (const auto& entry : map.entries)
        if (entry.key == key)
            return entry.value.get();
    return nullptr;
}

YamlPtr parseYaml(std::string_view text, const std::string& file, std::vector<api::Problem>& problems, int number) {
    Builder builder(file, problems, number);
    if (text.size() > kMaxManifestBytes) {
        builder.problem({}, "the file is larger than 1 MiB", "a manifest");
        return nullptr;
    }
    if (const auto at = notUtf8(text)) {
        builder.problem(*at, "the file is not UTF-8 from here on", "a file that is saved as UTF-8");
        return nullptr;
    }
    try {
        std::istringstream stream{std::string(text)};
        YAML::Parser parser(stream);
        if (!parser.HandleNextDocument(builder))
            return std::make_shared<YamlNode>();
        Builder second(file, problems, number);
        if (parser.HandleNextDocument(second)) {
            builder.problem(second.documentMark(), "a second document begins here", "one document a file");
            return nullptr;
        }
    } catch (const YAML::Exception& error) {
        const bool placed = !error.mark.is_null();
        const Mark at = placed ? Mark{error.mark.line + 1, error.mark.column + 1} : Mark{};
        if (tabIndents(text, at.line))
            builder.problem(at, "a tab can't indent", "blanks");
        else
            builder.problem(at, "this is no YAML: " + error.msg);
        return nullptr;
    }
    if (builder.lastQuoted().line > 0 && isLeftOpen(text, builder.lastQuoted())) {
        builder.problem(builder.lastQuoted(), "the quote that begins here is never closed");
        return nullptr;
    }
    YamlPtr root = builder.root() ? builder.root() : std::make_shared<YamlNode>();
    std::unordered_map<const YamlNode*, size_t> known;
    if (expandedSize(*root, known) > kMaxManifestValues) {
        builder.problem(root->mark, "its aliases stand for more than 100,000 values", "fewer aliases of aliases");
        return nullptr;
    }
    return root;
}

}  // namespace slipway::manifest
