#include "kit/log.h"

#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <ctime>

#include "kit/json_writer.h"

namespace shop::kit {

namespace {

void appendField(std::string& out, std::string_view name, std::string_view value) {
    out += ",\"";
    out += name;
    out += "\":";
    JsonWriter(out).value(value);
}

}  // namespace

long long nowMs() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

std::string formatTimestamp(long long millisecondsSinceEpoch) {
    const std::time_t second = static_cast<std::time_t>(millisecondsSinceEpoch / 1000);
    std::tm parts{};
    gmtime_r(&second, &parts);
    char text[32];
    const auto length = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
    char fraction[8];
    std::snprintf(fraction, sizeof fraction, ".%03dZ", static_cast<int>(millisecondsSinceEpoch % 1000));
    return std::string(text, length) + fraction;
}

std::string timestampNow() {
    return formatTimestamp(nowMs());
}

Log::Log(std::string service, std::string instance) {
    appendField(m_identity, "service", service);
    if (!instance.empty()) {
        appendField(m_identity, "instance", instance);
    }
}

std::string Log::open(std::string_view level) const {
    std::string out;
    out.reserve(320);
    out += "{\"time\":\"";
    out += timestampNow();
    out += '"';
    appendField(out, "level", level);
    out += m_identity;
    return out;
}

void Log::line(std::string_view level, std::string_view message) const {
    std::string out = open(level);
    appendField(out, "message", message);
    out += '}';
    write(std::move(out));
}

void Log::write(std::string line) {
    line += '\n';
    std::string_view rest = line;
    while (!rest.empty()) {
        const ssize_t written = ::write(STDOUT_FILENO, rest.data(), rest.size());
        if (written < 0) {
            if (errno == EINTR) {
                continue;
            }
            return;
        }
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
}

}  // namespace shop::kit
