#pragma once

#include <string>
#include <vector>

#include "gateway/policy/policy.h"

namespace slipway::gateway::policy {

/// Cross-origin requests as the Fetch Standard has them (section 3.2): says to a browser which origins may read the
/// answers, and answers its preflights itself. Refuses nothing: who is no browser is stopped by `auth`.
class Cors final : public Policy {
  public:
    struct Rules {
        std::vector<std::string> origins;  ///< "https://shop.example", compared byte by byte; "*": all
        std::vector<std::string> methods;  ///< for the answer to a preflight
        std::vector<std::string> headers;  ///< "*": what it asks for
        std::vector<std::string> expose;
        bool credentials = false;
        std::uint32_t maxAgeSeconds = 600;
    };
    explicit Cors(Rules rules);

    bool admit(const Asked& asked, Admission& admission, std::uint64_t& token) const override;

    /// The fields that a service's own must not contradict.
    static const std::vector<std::string>& fields();

  private:
    bool allows(std::string_view origin) const;

    const Rules m_rules;
    bool m_any = false;
    bool m_anyHeader = false;
    std::string m_methods, m_headers, m_expose, m_maxAge;
};

/// OPTIONS with Origin and Access-Control-Request-Method.
bool isPreflight(const http::RequestHead& head);
/// What a preflight asks for; empty for others.
std::string_view preflightMethod(const http::RequestHead& head);

}  // namespace slipway::gateway::policy
