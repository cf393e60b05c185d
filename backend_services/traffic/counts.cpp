#include "traffic/counts.h"

#include "kit/json_writer.h"

namespace shop::traffic {

namespace {

std::string counted(std::uint64_t count, const char* one, const char* many) {
    return std::to_string(count) + " " + (count == 1 ? one : many);
}

}  // namespace

void Counts::answered(int status) {
    const std::lock_guard lock(m_mutex);
    if (status == 0) {
        ++m_errors;
    } else {
        ++m_byStatus[status];
    }
}

void Counts::ordered() {
    const std::lock_guard lock(m_mutex);
    ++m_orders;
}

void Counts::registered() {
    const std::lock_guard lock(m_mutex);
    ++m_users;
}

std::uint64_t Counts::requests() const {
    const std::lock_guard lock(m_mutex);
    std::uint64_t sum = m_errors;
    for (const auto& [status, count] : m_byStatus) {
        sum += count;
    }
    return sum;
}

std::string Counts::line(double seconds) const {
    std::string out = counted(requests(), "request", "requests") + " in ";
    kit::appendThousandths(out, static_cast<std::int64_t>(seconds * 1000));
    out += " s: ";
    const std::lock_guard lock(m_mutex);
    for (const auto& [status, count] : m_byStatus) {
        out += std::to_string(count) + " × " + std::to_string(status) + ", ";
    }
    out += m_errors == 0 ? "no errors" : counted(m_errors, "error", "errors");
    return out + "; " + counted(m_orders, "order", "orders") + ", " + counted(m_users, "new customer", "new customers");
}

std::string Counts::json(double seconds) const {
    const auto total = static_cast<std::int64_t>(requests());
    std::string out;
    kit::JsonWriter json(out);
    const std::lock_guard lock(m_mutex);
    json.beginObject().field("requests", total).key("by_status").beginObject();
    for (const auto& [status, count] : m_byStatus) {
        json.field(std::to_string(status), static_cast<std::int64_t>(count));
    }
    json.endObject().field("errors", static_cast<std::int64_t>(m_errors));
    json.field("orders", static_cast<std::int64_t>(m_orders)).field("users", static_cast<std::int64_t>(m_users));
    json.key("seconds").thousandths(static_cast<std::int64_t>(seconds * 1000)).endObject();
    return out;
}

}  // namespace shop::traffic
