#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "http/connection_options.h"
#include "http/field_table.h"
#include "http/framing.h"
#include "http/method.h"
#include "http/target.h"

namespace slipway::http {

enum class UpgradeKind : std::uint8_t { None, WebSocket };

/// A request's head. It holds offsets into the bytes that were parsed, and is bound to where they are: all views are
/// valid as long as those bytes stay. Moved the bytes? bind() and go on. Trivially copyable (about 2.3 KiB): keep one a
/// worker, not one a connection.
class RequestHead {
  public:
    Method method() const { return m_method; }
    std::string_view methodText() const { return m_methodText.in(m_base); }
    /// As received: what an access log shows.
    std::string_view target() const { return m_target.in(m_base); }
    TargetForm targetForm() const { return m_form; }
    /// Undecoded, "/" where an absolute target has none, "*" for the asterisk form. Route by it and forward it: the
    /// same bytes (row 52).
    std::string_view path() const {
        return m_path.size == 0 ? std::string_view(m_method == Method::Options && !m_hasQuery ? "*" : "/")
                                : m_path.in(m_base);
    }
    /// Without '?'; hasQuery() tells "/x?" from "/x".
    std::string_view query() const { return m_query.in(m_base); }
    bool hasQuery() const { return m_hasQuery; }
    /// "http" or "https" of an absolute target, any case; else empty.
    std::string_view scheme() const { return m_scheme.in(m_base); }
    /// What the client asked for: of an absolute target its authority, else Host. With port if given; empty if Host is
    /// empty, or missing in 1.0.
    std::string_view authority() const { return m_authority.in(m_base); }
    /// authority() without its port; any case. Route by it.
    std::string_view host() const { return m_host.in(m_base); }
    /// Digits, or empty.
    std::string_view port() const { return m_port.in(m_base); }
    /// Of HTTP/1.minor: 0, or 1 for every higher one.
    unsigned minor() const { return m_minor; }

    const FieldTable& fields() const { return m_fields; }
    std::optional<std::string_view> find(KnownHeader id) const { return m_fields.find(id); }

    const Framing& framing() const { return m_framing; }
    /// What the client offers; what it gets also depends on the answer.
    bool keepAlive() const { return m_keepAlive; }
    /// Waits for 100 before it sends the body. Never true in HTTP/1.0 (RFC 9110 §10.1.1).
    bool expectContinue() const { return m_expectContinue; }
    /// WebSocket: a GET of HTTP/1.1 without body, with Connection: upgrade and a Sec-WebSocket-Key. Other upgrades are
    /// not taken (row 48).
    UpgradeKind upgrade() const { return m_upgrade; }
    /// TE says "trailers".
    bool acceptsTrailers() const { return m_acceptsTrailers; }
    const ConnectionOptions& connection() const { return m_connection; }
    /// Max-Forwards where it is a number below 2^32 (row 50); else nothing.
    std::optional<std::uint32_t> maxForwards() const;

    /// Bytes of the head, with a leading CRLF and the last empty line: the body begins behind them.
    std::uint32_t size() const { return m_size; }
    /// The bytes (the same ones, from the first on) are at `base` now.
    void bind(const char* base) {
        m_base = base;
        m_fields.bind(base);
    }
    const char* base() const { return m_base; }

  private:
    friend class RequestParser;

    const char* m_base = nullptr;
    std::uint32_t m_size = 0;
    Method m_method = Method::Other;
    TargetForm m_form = TargetForm::Origin;
    UpgradeKind m_upgrade = UpgradeKind::None;
    std::uint8_t m_minor = 1;
    bool m_hasQuery = false;
    bool m_keepAlive = true;
    bool m_expectContinue = false;
    bool m_acceptsTrailers = false;
    Slice m_methodText, m_target, m_path, m_query, m_scheme, m_authority, m_host, m_port;
    Framing m_framing;
    ConnectionOptions m_connection;
    FieldTable m_fields;
};

}  // namespace slipway::http
