#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/api_problem.h"

/// YAML as a tree that knows its places. Built on yaml-cpp's events rather than on its nodes, because those lose
/// duplicate keys' places and let an alias grow without bound.
namespace slipway::manifest {

struct Mark {
    int line = 0;    ///< from 1
    int column = 0;  ///< from 1, in bytes
    int file = 0;    ///< 0: the manifest itself; else one that it includes or extends (assemble.h)
};

struct YamlNode;
using YamlPtr = std::shared_ptr<YamlNode>;

struct YamlEntry {
    std::string key;
    Mark keyMark;
    YamlPtr value;
};

struct YamlNode {
    enum class Kind { Null, Scalar, List, Map };
    Kind kind = Kind::Null;
    Mark mark;
    std::string text;            ///< Scalar, not interpolated
    bool quoted = false;         ///< Scalar
    std::vector<YamlPtr> items;  ///< List
    int depth = 0;               ///< levels below it, aliases followed; bounded, so that recursion over a tree is safe
    std::vector<YamlEntry> entries;  ///< Map, in the file's order, merge keys (<<) resolved
};

/// Its member `key`; null where there is none, or `map` is no mapping.
const YamlNode* memberOf(const YamlNode& map, std::string_view key);

/// The one document of `text`; null when it can't be read at all. Problems (syntax, duplicate keys, two documents, bad
/// aliases and merges, past the limits of manifest.h) are appended, with `file`. `number` goes
/// into all its marks. Thread: any.
YamlPtr parseYaml(std::string_view text, const std::string& file, std::vector<api::Problem>& problems, int number = 0);

}  // namespace slipway::manifest
