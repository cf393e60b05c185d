#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "http/field_table.h"
#include "http/framing.h"
#include "http/head_scanner.h"
#include "http/limits.h"

namespace slipway::http {

/// Takes a message's body apart: bytes in, views of payload out, nothing copied but trailers. Small (80 bytes): one a
/// direction of a connection.
///
/// | state     | next byte             | goes to                                      |
/// |-----------|-----------------------|----------------------------------------------|
/// | Length    | payload               | Length, Done after the last                  |
/// | ToClose   | payload               | ToClose, Done by finish()                    |
/// | Size      | hexadecimal           | Size                                         |
/// |           | SP, HTAB              | ExtSpace (only ';' may follow)               |
/// |           | ';'                   | Ext                                          |
/// |           | CR                    | SizeLf                                       |
/// | Ext       | HTAB, 0x20-0x7E, 80-FF| Ext                                          |
/// |           | CR                    | SizeLf                                       |
/// | SizeLf    | LF                    | Data, Trailers where the size was 0          |
/// | Data      | payload               | Data, DataCr after the last                  |
/// | DataCr    | CR                    | DataLf                                       |
/// | DataLf    | LF                    | Size                                         |
/// | Trailers  | CR, and no field yet  | LastLf                                       |
/// |           | field lines           | Trailers, Done behind the empty line         |
/// | LastLf    | LF                    | Done                                         |
class BodyDecoder {
  public:
    enum class Event : std::uint8_t {
        NeedMore,  ///< all bytes are used up
        Payload,   ///< `payload` is a part of the body; call again with what is behind `consumed`
        Done,      ///< the body ended; what is behind `consumed` is the next message
        Error,     ///< `why`; close
    };
    struct Step {
        Event event;
        Why why = Why::None;
        std::size_t consumed = 0;  ///< of the bytes given
        std::string_view payload;  ///< within the bytes given; with Payload never empty
    };

    explicit BodyDecoder(const Framing& framing = {}, const BodyLimits& limits = {});
    /// Begins another body with the same limits.
    void start(const Framing& framing);

    /// One step; call until NeedMore, Done or Error. After Done it says Done again with nothing consumed.
    Step next(std::string_view bytes);
    /// The peer closed: Done where that ends the body or it had ended before, else Error(Truncated) (row 39).
    Step finish();

    bool done() const { return m_state == State::Done; }
    /// Payload bytes so far.
    std::uint64_t received() const { return m_received; }
    /// Payload bytes that come next without anything between them: what may be spliced past the decoder. 2^64-1 when
    /// close-delimited.
    std::uint64_t contiguous() const;
    /// Says that `bytes` (at most contiguous()) of payload went past the decoder. BodyTooLarge at the limit, else None.
    Why skip(std::uint64_t bytes);

    /// The trailer section, after Done; empty for most messages. Never merge it into the head: forward what
    /// isForwardableTrailer() allows.
    const FieldTable& trailers() const;

  private:
    enum class State : std::uint8_t {
        Length,
        ToClose,
        Size,
        ExtSpace,
        Ext,
        SizeLf,
        Data,
        DataCr,
        DataLf,
        Trailers,
        LastLf,
        Done,
        Failed
    };
    struct TrailerSection {
        std::string bytes;
        std::uint32_t position = 0;
        FieldScanner scanner;
        FieldTable fields;
    };

    Step fail(Why why, std::size_t consumed);
    Step payload(std::string_view bytes, std::size_t from);
    Step takeTrailers(std::string_view bytes, std::size_t from);
    Why finishSizeLine();

    State m_state = State::Done;
    std::uint8_t m_digits = 0;
    std::uint32_t m_extensionBytes = 0;
    std::uint64_t m_remaining = 0;  ///< of the body, or of the chunk
    std::uint64_t m_received = 0;
    BodyLimits m_limits;
    std::unique_ptr<TrailerSection> m_trailers;  // most bodies have none
};

/// Row 26: false for fields that say how to frame, route, authenticate, cache or decode the message, for underscore
/// names and for what the gateway alone may say: these are dropped.
bool isForwardableTrailer(const Field& field);

}  // namespace slipway::http
