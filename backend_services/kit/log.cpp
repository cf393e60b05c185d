#include "kit/log.h"

#include <unistd.h>

#include <cerrno>
#include <chrono>

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
    // By hand: a page of products has forty of these, and strftime would take longer than all else that is done for it.
    using namespace std::chrono;
    const sys_time<milliseconds> time{milliseconds(millisecondsSinceEpoch)};
    const auto day = floor<days>(time);
    const year_month_day date(day);
    const hh_mm_ss clock(time - day);
    char text[] = "0000-00-00T00:00:00.000Z";
    const auto digits = [&text](std::size_t last, int count, long long number) {
        for (; count > 0; --count, number /= 10) {
            text[last--] = static_cast<char>('0' + number % 10);
        }
    };
    digits(3, 4, static_cast<int>(date.year()));
    digits(6, 2, static_cast<unsigned>(date.month()));
    digits(9, 2, static_cast<unsigned>(date.day()));
    digits(12, 2, clock.hours().count());
    digits(15, 2, clock.minutes().count());
    digits(18, 2, clock.seconds().count());
    digits(22, 3, clock.subseconds().count());
    return {text, sizeof text - 1};
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
