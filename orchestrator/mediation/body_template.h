#pragma once

#include <memory>
#include <string>
#include <vector>

#include "mediation/json.h"
#include "mediation/json_pointer.h"

namespace slipway::mediation {

/// A JSON document with places to fill. What has no `$` key is copied; an object with one is an instruction:
///
///     {"$ptr": "/order/total"}                        the value there; Missing if there is none
///     {"$ptr": "/note", "$default": "none"}           ... with another value instead (a template itself)
///     {"$ptr": "/note", "$optional": true}            ... or the member or item is left out
///     {"$each": "/lines", "$as": TEMPLATE}            an array: the template for each item, in which pointers start at
///     the item
///     {"$root": "/currency"}                          as $ptr, but from the document, wherever it stands
///     {"$text": "Order ${/id} of ${/customer/name}"}  text with values in it; `$$` is a dollar sign
///     {"$as_number": INSTRUCTION}, {"$as_text": …}    the value as the other type; BadValue if it can't be
///     {"$literal": ANY}                               as it is, `$` keys too
///
/// Applying costs time in the size of the result, which Limits bound: templates can't loop, and $each can't multiply
/// for free.
class BodyTemplate {
  public:
    /// BadConfiguration with the place, for unknown `$` keys, `$` keys beside others, wrong types, and more than 32
    /// levels.
    static Outcome<BodyTemplate> compile(const Json& source);
    BodyTemplate(BodyTemplate&&) noexcept;
    BodyTemplate& operator=(BodyTemplate&&) noexcept;
    ~BodyTemplate();

    /// Missing, BadValue, TooMany or TooLarge.
    Outcome<Json> apply(const Json& document, const Limits& limits = {}) const;

  private:
    friend class TemplateCompiler;
    friend class TemplateRun;
    struct Node;
    BodyTemplate();
    std::unique_ptr<Node> m_root;
};

}  // namespace slipway::mediation
