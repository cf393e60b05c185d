#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/project.h"
#include "protocol/gateway_snapshot.h"

namespace slipway::daemon {

/// A file or URL that a route's policies need the text of.
struct KeySource {
    enum class Kind { Text, KeySet, Certificate };  ///< taken only if it is one; Certificate: with its `key`
    Kind kind = Kind::Text;
    std::string where;  ///< absolute path, or URL
    std::chrono::milliseconds refresh{600'000};
    std::string key = {};  ///< absolute path; of a Certificate
    bool isUrl() const { return where.find("://") != std::string::npos; }
};
std::vector<KeySource> keySources(const model::Project& project);

using KeyTexts = std::map<std::string, std::string>;  ///< by KeySource::where

/// What a listener with TLS shows, as far as it is there.
std::vector<protocol::SnapshotCertificate> snapshotCertificates(const model::GatewayTls& tls, const KeyTexts& texts);

/// The policies of a route as the gateway gets them: keys by their digests, files and URLs by what they say. What a
/// file has that is nothing usable is left out, and said in `faults` (never with any of its text): a gateway that
/// refused the whole configuration for it would keep other projects from theirs. Pure.
protocol::SnapshotPolicies snapshotPolicies(const model::RoutePolicies& policies, const KeyTexts& texts,
                                            std::vector<std::string>* faults = nullptr);

}  // namespace slipway::daemon
