#pragma once

#include "composer/http_server.h"
#include "composer/queues.h"

namespace slipway::composer {

/// What the composer answers about queues: `/-/send/CALLER/SERVICE/…` takes messages (and tells of them at
/// `…/-/messages/ID`), `/-/queues…` is what the daemon forwards of the control API. Thread: the loop's.
class QueueFront {
  public:
    QueueFront(Queues& queues, std::vector<async::Queue> specs) : m_queues(queues), m_specs(std::move(specs)) {}

    /// False: the path is none of these.
    bool handle(const HttpRequest& request, const Responder& respond);

  private:
    void send(const async::Queue& queue, const std::string& rest, const HttpRequest& request, const Responder& respond);
    void status(const async::Queue& queue, const std::string& id, const HttpRequest& request, const Responder& respond);
    void admin(const HttpRequest& request, const Responder& respond);

    Queues& m_queues;
    std::vector<async::Queue> m_specs;
};

}  // namespace slipway::composer
