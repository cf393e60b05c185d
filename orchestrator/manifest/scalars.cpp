#include "manifest/scalars.h"

#include <arpa/inet.h>
#include <string.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace slipway::manifest {
namespace {

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}
bool isLower(char c) {
    return c >= 'a' && c <= 'z';
}
char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

constexpr std::chrono::milliseconds kLongest = std::chrono::hours(24 * 30);

}  // namespace

std::optional<std::chrono::milliseconds> parseDuration(std::string_view text) {
    if (text == "0")
        return std::chrono::milliseconds(0);
    double total = 0;
    double previousUnit = 1e18;
    if (text.empty())
        return std::nullopt;
    while (!text.empty()) {
        size_t digits = 0;
        while (digits < text.size() && (isDigit(text[digits]) || text[digits] == '.'))
            ++digits;
        const auto number = parseNumber(text.substr(0, digits));
        if (!number)
            return std::nullopt;
        text.remove_prefix(digits);
        static constexpr std::pair<std::string_view, double> kUnits[] = {
            {"us", 0.001}, {"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}};
        const auto unit = std::find_if(std::begin(kUnits), std::end(kUnits), [&](const auto& u) {
            return text.starts_with(u.first) && (text.size() == u.first.size() || isDigit(text[u.first.size()]));
        });
        if (unit == std::end(kUnits) || unit->second >= previousUnit)
            return std::nullopt;
        previousUnit = unit->second;
        total += *number * unit->second;
        text.remove_prefix(unit->first.size());
        if (total > static_cast<double>(kLongest.count()))
            return std::nullopt;
    }
    return std::chrono::milliseconds(static_cast<long>(std::floor(total + 1e-6)));
}

std::optional<long> parseBytes(std::string_view text) {
    static constexpr std::pair<std::string_view, long> kUnits[] = {
        {"KiB", 1L << 10},     {"MiB", 1L << 20}, {"GiB", 1L << 30}, {"kB", 1'000},   {"MB", 1'000'000},
        {"GB", 1'000'000'000}, {"B", 1},          {"k", 1L << 10},  // as Compose has them
        {"K", 1L << 10},       {"m", 1L << 20},   {"M", 1L << 20},   {"g", 1L << 30}, {"G", 1L << 30}};
    long unit = 1;
    for (const auto& [name, bytes] : kUnits)
        if (text.ends_with(name)) {
            unit = bytes;
            text.remove_suffix(name.size());
            break;
        }
    while (text.ends_with(' '))
        text.remove_suffix(1);
    const auto number = parseInteger(text);
    if (!number || *number < 0 || *number > (1L << 40) / unit)
        return std::nullopt;
    return *number * unit;
}

std::optional<long> parseInteger(std::string_view text) {
    long value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

std::optional<double> parseNumber(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value))
        return std::nullopt;
    return value;
}

std::optional<bool> parseBool(std::string_view text) {
    std::string word;
    for (const char c : text.substr(0, 8))
        word += lower(c);
    if (word == "true" || word == "yes" || word == "on")
        return true;
    if (word == "false" || word == "no" || word == "off")
        return false;
    return std::nullopt;
}

std::optional<int> parseSignal(std::string_view text) {
    if (const auto number = parseInteger(text))
        return *number >= 1 && *number <= 64 ? std::optional<int>(static_cast<int>(*number)) : std::nullopt;
    std::string word;
    for (const char c : text.substr(0, 16))
        word += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    if (word.starts_with("SIG"))
        word.erase(0, 3);
    for (int number = 1; number < 32; ++number)
        if (const char* name = ::sigabbrev_np(number); name && word == name)
            return number;
    return std::nullopt;
}

std::optional<std::string> parseAddress(std::string_view text) {
    const size_t colon = text.rfind(':');
    if (colon == std::string_view::npos)
        return std::nullopt;
    const auto port = parseInteger(text.substr(colon + 1));
    if (!port || *port < 0 || *port > 65535 || !isDigit(text[colon + 1]))
        return std::nullopt;
    std::string host(text.substr(0, colon));
    char printed[INET6_ADDRSTRLEN];
    if (host == "localhost")
        host = "127.0.0.1";
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
        in6_addr v6;
        if (::inet_pton(AF_INET6, host.substr(1, host.size() - 2).c_str(), &v6) != 1)
            return std::nullopt;
        return '[' + std::string(::inet_ntop(AF_INET6, &v6, printed, sizeof printed)) + "]:" + std::to_string(*port);
    }
    in_addr v4;
    if (::inet_pton(AF_INET, host.c_str(), &v4) != 1)
        return std::nullopt;
    return host + ':' + std::to_string(*port);
}

int portOf(std::string_view address) {
    const size_t colon = address.rfind(':');
    return colon == std::string_view::npos ? 0 : static_cast<int>(parseInteger(address.substr(colon + 1)).value_or(0));
}

bool isName(std::string_view text) {
    if (text.empty() || text.size() > 63 || !isLower(text[0]) || !(isLower(text.back()) || isDigit(text.back())))
        return false;
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return isLower(c) || isDigit(c) || c == '-' || c == '_' || c == '.'; });
}

std::string asName(std::string_view text) {
    std::string name;
    for (const char c : text) {
        const char small = lower(c);
        if (isLower(small) || (!name.empty() && (isDigit(small) || small == '-' || small == '_' || small == '.')))
            name += small;
        else if (!name.empty() && small == ' ')
            name += '-';
    }
    name.resize(std::min<size_t>(name.size(), 63));
    while (!name.empty() && !isLower(name.back()) && !isDigit(name.back()))
        name.pop_back();
    return name;
}

bool isColor(std::string_view text) {
    return text.size() == 7 && text[0] == '#' && std::all_of(text.begin() + 1, text.end(), [](char c) {
               return isDigit(c) || (lower(c) >= 'a' && lower(c) <= 'f');
           });
}

bool isToken(std::string_view text) {
    constexpr std::string_view kOthers = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
        return isLower(lower(c)) || isDigit(c) || kOthers.find(c) != std::string_view::npos;
    });
}

bool isEnvironmentName(std::string_view text) {
    return !text.empty() && !isDigit(text[0]) &&
           std::all_of(text.begin(), text.end(), [](char c) { return isLower(lower(c)) || isDigit(c) || c == '_'; });
}

}  // namespace slipway::manifest
