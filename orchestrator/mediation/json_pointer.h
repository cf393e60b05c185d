#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mediation/json.h"

namespace slipway::mediation {

/// RFC 6901, read once and used often. nlohmann's own throws, and takes no time to say what was wrong.
class JsonPointer {
  public:
    /// BadConfiguration for one that neither is empty nor begins with '/', or with a '~' that is no escape.
    static Outcome<JsonPointer> compile(std::string_view text);
    /// Null if it leads nowhere. "-" and indices with leading zeros lead nowhere. The pointer is into `document`.
    const Json* find(const Json& document) const;

  private:
    std::vector<std::string> m_tokens;
};

}  // namespace slipway::mediation
