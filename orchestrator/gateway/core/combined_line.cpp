#include "gateway/core/combined_line.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <ctime>

namespace slipway::gateway {
namespace {

constexpr std::size_t kTextLimit = 2048;

class Writer {
  public:
    Writer(char* buffer, std::size_t capacity) : m_begin(buffer), m_at(buffer), m_end(buffer + capacity - 1) {}

    void put(std::string_view text) {
        const auto bytes = std::min(text.size(), static_cast<std::size_t>(m_end - m_at));
        if (bytes != 0)
            std::memcpy(m_at, text.data(), bytes);
        m_at += bytes;
    }
    void number(std::uint64_t value) {
        char digits[20];
        put({digits, static_cast<std::size_t>(std::to_chars(digits, digits + sizeof digits, value).ptr - digits)});
    }
    /// A dash for what is empty.
    void escaped(std::string_view text) {
        if (text.empty())
            return put("-");
        for (const char c : text.substr(0, kTextLimit)) {
            const auto byte = static_cast<unsigned char>(c);
            if (byte >= 0x20 && byte != 0x7f && c != '"' && c != '\\') {
                put({&c, 1});
                continue;
            }
            static constexpr char kHex[] = "0123456789ABCDEF";
            const char code[] = {'\\', 'x', kHex[byte >> 4], kHex[byte & 15]};
            put({code, sizeof code});
        }
    }
    std::string_view finish() {
        *m_at++ = '\n';
        return {m_begin, static_cast<std::size_t>(m_at - m_begin)};
    }

  private:
    char* m_begin;
    char* m_at;
    char* m_end;
};

}  // namespace

std::string_view combinedLine(const AccessRecord& record, char* buffer, std::size_t capacity) {
    Writer line(buffer, capacity);
    std::string_view host = record.client;
    if (const auto colon = host.rfind(':'); colon != std::string_view::npos)
        host = host.substr(0, colon);
    if (host.size() > 2 && host.front() == '[' && host.back() == ']')
        host = host.substr(1, host.size() - 2);
    line.escaped(host);
    line.put(" - ");
    // A name with a blank in it would be two columns.
    line.escaped(record.user.substr(0, record.user.find(' ')));
    const auto seconds = static_cast<time_t>(record.time / 1000);
    tm parts{};
    ::gmtime_r(&seconds, &parts);
    char time[40];
    line.put({time, std::strftime(time, sizeof time, " [%d/%b/%Y:%H:%M:%S +0000] \"", &parts)});
    if (record.method.empty()) {
        line.put("-");
    } else {
        line.escaped(record.method);
        line.put(" ");
        line.escaped(record.target);
        line.put(record.minor == 0 ? " HTTP/1.0" : " HTTP/1.1");
    }
    line.put("\" ");
    line.number(static_cast<std::uint64_t>(std::max(record.status, 0)));
    line.put(" ");
    if (record.bytesOut == 0)
        line.put("-");
    else
        line.number(record.bytesOut);
    line.put(" \"");
    // What a page was found by may hold a credential in its query.
    line.escaped(record.referer.substr(0, record.referer.find_first_of("?#")));
    line.put("\" \"");
    line.escaped(record.userAgent);
    line.put("\"");
    return line.finish();
}

}  // namespace slipway::gateway
