#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace slipway::gateway::mirror {

/// What of two answers to one request must be alike.
struct CompareRules {
    std::vector<std::vector<std::string>> ignore;  ///< JSON Pointers as their segments, unescaped; "*" is any
    std::vector<std::string> headers;              ///< in lower case
};

/// "/items/*/updated_at" to its segments. False where it is no JSON Pointer (RFC 6901).
bool parsePointer(std::string_view text, std::vector<std::string>& segments);

struct Answer {
    unsigned status = 0;
    std::string contentType;
    std::vector<std::pair<std::string, std::string>> headers;  ///< those of the rules, names in lower case
    std::string body;
};

struct Verdict {
    bool same = true;
    std::string what;     ///< "status", "header NAME", "body"
    std::string pointer;  ///< of the first value that differs, where both bodies are JSON
};

/// Status, then the headers, then the bodies: JSON by its values (the order of members and what the rules ignore
/// apart), anything else byte by byte. Pure; Thread: any.
Verdict compare(const Answer& original, const Answer& shadow, const CompareRules& rules);

/// FNV-1a, 64 bits, as 16 hexadecimal digits: tells bodies apart for people. Equality is judged by the bytes.
std::string digestOf(std::string_view body);

}  // namespace slipway::gateway::mirror
