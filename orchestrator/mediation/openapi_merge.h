#pragma once

#include <string>
#include <vector>

#include "mediation/json.h"

namespace slipway::mediation {

/// One service's document, and one route by which the front door reaches it.
struct OpenApiPart {
    std::string service;
    std::string owner;  ///< the team that answers for it; becomes the tag of its operations; empty: the service
    std::string ownerDescription;      ///< of the tag: a name for people, a contact
    std::string routePrefix = "/";     ///< what the route matches
    bool stripPrefix = false;          ///< the service does not see the prefix
    std::vector<std::string> methods;  ///< upper case; empty: all
    Json document;
};

struct OpenApiMerged {
    Json document;
    std::vector<std::string> warnings;  ///< what was left out, and why: one sentence each
};

/// One OpenAPI 3 document of all that is behind the front door, in the order of `parts`:
/// - paths as clients see them: only those that the route lets through, with the prefix where the route takes it off;
/// path parts of the
///   document's first server are in front. Of two parts with one path and method, the first has it.
/// - components under SERVICE_NAME where two services have one name for different things; $ref, discriminator mappings
/// and security
///   requirements follow.
/// - operationIds unique, by service in front; tags by the owner; security that a document asks for everywhere is
/// written into each of
///   its operations; servers are gone, for there is one front door.
/// References to other documents stay, with a warning. Never fails: a document that is none is left out with a warning.
OpenApiMerged mergeOpenApi(const std::string& title, const std::string& version, const std::vector<OpenApiPart>& parts);

}  // namespace slipway::mediation
