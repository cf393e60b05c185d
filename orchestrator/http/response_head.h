#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "http/connection_options.h"
#include "http/field_table.h"
#include "http/framing.h"
#include "http/method.h"
#include "http/request_head.h"

namespace slipway::http {

/// What a response answers: its framing depends on it (RFC 9112 §6.3).
struct ResponseContext {
    Method method = Method::Get;
    UpgradeKind upgrade = UpgradeKind::None;  ///< what the request asked for, as it was forwarded
};

/// A response's head. As RequestHead: offsets, bound to the bytes.
class ResponseHead {
  public:
    unsigned status() const { return m_status; }  ///< 100-599
    std::string_view reason() const { return m_reason.in(m_base); }
    /// Of HTTP/1.minor: 0, or 1 for every higher one.
    unsigned minor() const { return m_minor; }
    /// 100-199 but 101: relay it (never to an HTTP/1.0 client) and parse the next head (row 34).
    bool interim() const { return m_status < 200 && m_status != 101; }
    /// 101 that completes the upgrade that was asked for: what follows on the connection is no HTTP (row 47).
    bool upgraded() const { return m_status == 101; }

    const FieldTable& fields() const { return m_fields; }
    std::optional<std::string_view> find(KnownHeader id) const { return m_fields.find(id); }
    const ConnectionOptions& connection() const { return m_connection; }

    /// None for 1xx, 204, 304 and what answers HEAD, whatever the fields say (row 35).
    const Framing& framing() const { return m_framing; }
    /// Content-Length as the field says it: with HEAD and 304 it describes a body that does not come.
    std::optional<std::uint64_t> statedLength() const {
        return m_hasLength ? std::optional(m_statedLength) : std::nullopt;
    }
    /// The connection may carry another request once this body ended. False with CloseDelimited.
    bool keepAlive() const { return m_keepAlive; }

    std::uint32_t size() const { return m_size; }
    void bind(const char* base) {
        m_base = base;
        m_fields.bind(base);
    }
    const char* base() const { return m_base; }

  private:
    friend class ResponseParser;

    const char* m_base = nullptr;
    std::uint32_t m_size = 0;
    std::uint16_t m_status = 0;
    std::uint8_t m_minor = 1;
    bool m_keepAlive = true;
    bool m_hasLength = false;
    std::uint64_t m_statedLength = 0;
    Slice m_reason;
    Framing m_framing;
    ConnectionOptions m_connection;
    FieldTable m_fields;
};

}  // namespace slipway::http
