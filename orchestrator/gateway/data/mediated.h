#pragma once

#include <memory>

#include "gateway/core/config.h"
#include "mediation/mediator.h"

namespace slipway::gateway {

class Exchange;

/// Who waits for a conversion: nobody any more once `exchange` is null. Thread: the exchange's worker.
struct ConversionTicket {
    Exchange* exchange = nullptr;
};

/// What an exchange keeps of a request on a route that mediates.
struct Mediated {
    std::shared_ptr<const mediation::RouteMediation> route;
    const Listener* listener = nullptr;  ///< of the exchange's configuration
    mediation::Request request;          ///< as the client sent it; given to the conversion
    mediation::Conversation conversation;
    mediation::Answer answer;  ///< the service's, while it is gathered
    std::shared_ptr<ConversionTicket> ticket;
    bool gathersRequest = false;
    bool retargeted = false;  ///< the path is the service's own already
};

}  // namespace slipway::gateway
