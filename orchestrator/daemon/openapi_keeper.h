#pragma once

#include <QObject>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "base/clock.h"
#include "mediation/json.h"
#include "model/project.h"
#include "model/world.h"

namespace slipway::daemon {

/// One `/openapi.json` a project: asks each service that names a document for it, again with each revision, and merges
/// what the front door lets through. Thread: the daemon's.
class OpenApiKeeper final : public QObject {
  public:
    struct Callbacks {
        std::function<void()> changed;  ///< some project's document is another
        std::function<void(const std::string& project, const std::string& sentence)> warned;  ///< what was left out
    };
    OpenApiKeeper(const Clock& clock, Callbacks callbacks) : m_clock(clock), m_callbacks(std::move(callbacks)) {}

    /// Once a second for each project: asks for what is missing, tries again each ten seconds.
    void look(const model::Project& project, const model::World& world);
    void forget(const std::string& project) { m_projects.erase(project); }
    /// The merged document as JSON; empty where no service has one, or none has been read yet.
    std::string of(const std::string& project) const;

  private:
    struct Source {
        int revision = -1;  ///< that the document is of
        std::string path;
        bool asked = false;
        TimePoint nextTry{};
        std::optional<mediation::Json> document;
    };
    struct Kept {
        std::map<std::string, Source> sources;  ///< by service
        std::string shape;                      ///< of the routes that it was merged for
        std::string merged;
        std::string warnings;
        bool stale = false;
    };
    void take(const std::string& project, const std::string& service, int revision, const std::string& body);
    void missed(const std::string& project, const std::string& service, const std::string& why);
    void merge(const model::Project& project, Kept& kept);

    const Clock& m_clock;
    Callbacks m_callbacks;
    std::map<std::string, Kept> m_projects;
};

}  // namespace slipway::daemon
