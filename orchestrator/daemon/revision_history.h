#pragma once

#include "daemon/home.h"
#include "daemon/manifest_source.h"
#include "store/store.h"

namespace slipway::daemon {

/// What a service was rolled out as: definition, program, and what that changed. Thread: the daemon's.
class RevisionHistory {
  public:
    RevisionHistory(store::Store& store, const Clock& clock, std::string project)
        : m_store(store), m_clock(clock), m_project(std::move(project)) {}

    /// Notes a revision that begins to roll out; gives what it changes against `before` (null: the first), a sentence
    /// each.
    std::vector<std::string> begin(const model::Service& spec, int revision, const std::string& cause,
                                   const ManifestSource& source, const model::Service* before, int beforeRevision);
    bool knows(const std::string& service) const { return !list(service).empty(); }
    void end(const std::string& service, int revision, const std::string& outcome);

    struct Target {
        int revision = 0;
        std::shared_ptr<const model::Service> spec;
        ManifestSource source;
        std::string warning;  ///< its program is not on the disk any more as it was
    };
    /// `wanted` 0: the newest before `current` that succeeded. Errors: NotFound with those that there are, Corrupt.
    Result<Target> target(const std::string& service, int current, int wanted);

    std::vector<store::RevisionRecord> list(const std::string& service) const;

  private:
    store::Store& m_store;
    const Clock& m_clock;
    std::string m_project;
};

/// SHA-256 over the files that a command names (program, scripts), hexadecimal; empty where it names none that can be
/// read.
std::string programDigest(const model::Service& spec);

}  // namespace slipway::daemon
