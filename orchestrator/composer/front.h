#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "composer/engine.h"
#include "composer/http_server.h"
#include "protocol/composite.h"

namespace slipway::composer {

/// What the composer answers on its port: composites under the prefixes of their routes, `PREFIX/sagas/ID`, health, and
/// under `/-/` what the daemon asks for: what it forwards of the control API, spans, the OpenAPI document. No route can
/// lead to `/-/`: the manifest sees to that. Thread: the loop's.
class Front {
  public:
    Front(Engine& engine, const composite::Composites& composites);

    void handle(const HttpRequest& request, const Responder& respond);

  private:
    struct Served {
        std::string prefix;
        std::shared_ptr<const composite::Composite> composite;
    };
    const Served* match(const std::string& path) const;
    void compose(const Served& served, const std::string& rest, const HttpRequest& request, const Responder& respond);
    void status(const Served& served, const std::string& id, const HttpRequest& request, const Responder& respond);
    /// The definition that the saga began with; null: it cannot be read.
    const composite::Composite* definitionOf(const SagaRecord& record);
    void admin(const HttpRequest& request, const Responder& respond);
    void health(const HttpRequest& request, const Responder& respond);

    Engine& m_engine;
    const std::string m_openApi;
    std::vector<Served> m_served;     ///< longest prefix first
    std::set<std::string> m_headers;  ///< of requests, that templates name: what is kept of them
};

}  // namespace slipway::composer
