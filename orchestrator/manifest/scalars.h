#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What single values of a manifest mean. Pure. Thread: any.
namespace slipway::manifest {

/// "500ms", "1m30s", "2h", "1.5s", "250us" (rounded down), "0"; a bare number other than 0 has no unit and is refused.
/// At most 30 days.
std::optional<std::chrono::milliseconds> parseDuration(std::string_view text);
/// "512", "64KiB", "1MiB", "2GiB" (powers of 1024), "10kB", "1MB", "1GB" (of 1000); whole numbers, at most 1 TiB.
std::optional<long> parseBytes(std::string_view text);
std::optional<long> parseInteger(std::string_view text);
std::optional<double> parseNumber(std::string_view text);
std::optional<bool> parseBool(std::string_view text);
/// "SIGTERM", "TERM", "sigterm" or "15" -> 15.
std::optional<int> parseSignal(std::string_view text);

/// "127.0.0.1:8080", "[::1]:8080", "localhost:8080" (becomes 127.0.0.1) -> its canonical text. Port 0-65535. No names:
/// nothing here asks a DNS server.
std::optional<std::string> parseAddress(std::string_view text);
/// The port of what parseAddress gave.
int portOf(std::string_view address);

/// A name that may be part of paths, ids and host names: [a-z]([a-z0-9._-]*[a-z0-9])?, at most 63 bytes.
bool isName(std::string_view text);
/// The name nearest to `text` that isName accepts; empty if there is none.
std::string asName(std::string_view text);
bool isColor(std::string_view text);
/// RFC 9110 section 5.6.2.
bool isToken(std::string_view text);
bool isEnvironmentName(std::string_view text);

struct ShellWord {
    std::string text;
    bool quoted = false;  ///< some of it was quoted
};
/// Words as a POSIX shell splits them (quotes and backslashes, no globs); `${…}` is kept whole and as it is. Nothing
/// for an open quote.
std::optional<std::vector<ShellWord>> splitWords(std::string_view text);

/// The candidate with the fewest edits from `word` (insert, delete, replace, swap of neighbours; case and '-'/'_' are
/// free); empty when all are further than a third of its length plus one.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace slipway::manifest
