#include "daemon/prometheus_text.h"

#include <charconv>

namespace slipway::daemon {
namespace {

constexpr double kBounds[] = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60};

/// Whole numbers as such; others as short as they can be told apart.
std::string numberText(double value) {
    char digits[32];
    const auto whole = static_cast<std::int64_t>(value);
    if (static_cast<double>(whole) == value)
        return {digits, std::to_chars(digits, digits + sizeof digits, whole).ptr};
    return {digits, std::to_chars(digits, digits + sizeof digits, value, std::chars_format::general).ptr};
}

/// What stands between a label's quotes.
std::string escaped(std::string_view value) {
    std::string text;
    for (const char c : value) {
        if (c == '\\' || c == '"')
            text += '\\';
        if (c == '\n')
            text += "\\n";
        else
            text += c;
    }
    return text;
}

}  // namespace

void PrometheusText::family(std::string_view name, Type type, std::string_view help) {
    m_name = name;
    m_text += "# HELP " + m_name + " " + std::string(help) + "\n# TYPE " + m_name +
              (type == Type::Counter ? " counter\n"
               : type == Type::Gauge ? " gauge\n"
                                     : " histogram\n");
}

void PrometheusText::line(std::string_view suffix, const Labels& labels, std::string_view le, double value) {
    m_text += m_name;
    m_text += suffix;
    char open = '{';
    const auto label = [&](std::string_view name, std::string_view text) {
        m_text += open;
        m_text += name;
        m_text += "=\"" + escaped(text) + '"';
        open = ',';
    };
    for (const auto& [name, text] : labels)
        label(name, text);
    if (!le.empty())
        label("le", le);
    m_text += (open == ',' ? "} " : " ") + numberText(value) + '\n';
}

void PrometheusText::sample(const Labels& labels, double value) {
    line("", labels, {}, value);
}

void PrometheusText::histogram(const Labels& labels, const protocol::LatencyHistogram& latency) {
    std::uint64_t below = 0;
    std::size_t next = 0;
    for (const double bound : kBounds) {
        while (next < latency.buckets.size() &&
               static_cast<double>(protocol::latencyUpperUs(next)) <= bound * 1e6 + 0.5)
            below += latency.buckets[next++];
        line("_bucket", labels, numberText(bound), static_cast<double>(below));
    }
    line("_bucket", labels, "+Inf", static_cast<double>(latency.count));
    line("_sum", labels, {}, static_cast<double>(latency.sumUs) / 1e6);
    line("_count", labels, {}, static_cast<double>(latency.count));
}

}  // namespace slipway::daemon
