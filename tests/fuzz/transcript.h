#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "http/limits.h"
#include "http/response_head.h"

namespace slipway::http::test {

/// What one end of a connection makes of a stream of bytes, as text that is the same however the stream was split:
///
///     POST /x?q host=h:80 chunked keep            one line a head
///       Name: value                               its fields
///     BODY 5 hello                                payload joined, with its size
///       X-Trailer: value
///     END
///     REJECT bare-lf 400                          nothing follows
///     IDLE | HEAD? | BODY?                        where the stream stops: between messages, inside a head, inside a
///     body
///
/// `cuts` are offsets at which the stream is split, ascending. Each part reaches the codec in memory of its own that
/// ends where the bytes end, so that the sanitizers see any look behind it, and that moves from part to part.
std::string requestTranscript(std::string_view stream, const std::vector<std::size_t>& cuts, const Limits& limits = {},
                              const BodyLimits& bodyLimits = {});

/// The n-th final response answers the n-th context (the last one serves for all that follow). At the end of the stream
/// the peer closes. After 101: "TUNNEL" and the bytes.
std::string responseTranscript(std::string_view stream, const std::vector<ResponseContext>& contexts,
                               const std::vector<std::size_t>& cuts, const Limits& limits = {},
                               const BodyLimits& bodyLimits = {});

/// A chunked body alone.
std::string chunkedTranscript(std::string_view stream, const std::vector<std::size_t>& cuts,
                              const BodyLimits& limits = {});

/// Without the lines of fields.
std::string summaryOf(const std::string& transcript);

}  // namespace slipway::http::test
