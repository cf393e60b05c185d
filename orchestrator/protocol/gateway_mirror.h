#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace slipway::protocol {

/// A route's shadow, in a snapshot: what is asked, and what of the answers counts.
struct SnapshotMirror {
    std::string service;               ///< id of a service; empty: the route has no mirror
    std::uint32_t percent = 100;       ///< of the requests, 0 to 100
    bool unsafe = false;               ///< the shadow's store is its own: methods that change something are copied too
    std::vector<std::string> ignore;   ///< JSON Pointers; a segment `*` stands for every element or member
    std::vector<std::string> headers;  ///< names of response fields that must be equal
};

/// One answer of a pair that differs. No byte of its body is kept.
struct MirrorAnswer {
    std::uint32_t status = 0;
    std::uint64_t bytes = 0;
    std::string digest;  ///< 16 hexadecimal digits, FNV-1a over the body
};

struct MirrorDifference {
    std::int64_t atMs = 0;
    std::string method;
    std::string path;  ///< without the query, which may hold secrets
    std::string requestId;
    std::string what;     ///< "status", "header NAME", "body"
    std::string pointer;  ///< of a JSON body: where it differs first
    MirrorAnswer original;
    MirrorAnswer shadow;
};

/// What a mirror has seen since the gateway began with it; a change of its rules begins anew.
struct MirrorStats {
    std::string project;
    std::string route;
    std::string service;                        ///< the shadow's name
    std::uint64_t same = 0;                     ///< both answered, and alike
    std::uint64_t different = 0;                ///< both answered
    std::uint64_t failed = 0;                   ///< the shadow gave no answer
    std::uint64_t dropped = 0;                  ///< the mirror was behind; the shadow was not asked
    std::uint64_t tooLarge = 0;                 ///< a body past the mirror's bound: not asked, or not compared
    std::uint64_t kept = 0;                     ///< of a method that changes something, and so not copied
    std::vector<MirrorDifference> differences;  ///< the last ones, oldest first
};

nlohmann::json toJson(const MirrorStats& stats);
/// What is missing or of another type stays as it is by default: a gateway of another version may say less.
MirrorStats mirrorFromJson(const nlohmann::json& json);

}  // namespace slipway::protocol
