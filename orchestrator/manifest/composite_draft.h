#pragma once

#include "manifest/draft.h"
#include "protocol/composite.h"

namespace slipway::manifest {

/// A template or condition where it stands, to be checked once all steps are known.
struct TemplateUse {
    enum class Kind { Template, Condition, Key };
    Place place;
    std::string text;
    Kind kind = Kind::Template;
    bool undo = false;  ///< of a compensation
    int group = -1;     ///< of the step; -1: of the response
    std::string step;
};

struct CompositeDraft {
    composite::Composite composite;
    Place place;
    TeamName owner;
    Place ownerPlace;
    std::vector<std::pair<Place, std::string>> services;  ///< that its steps call
    std::vector<TemplateUse> uses;
};

/// All composites of a manifest while it is read.
struct CompositesDraft {
    Place place;
    std::vector<CompositeDraft> all;
};

/// Every `{{…}}` of a composite: its syntax, and whether what it names is known when it is needed.
void checkTemplates(const CompositeDraft& draft, Findings& findings);

}  // namespace slipway::manifest
