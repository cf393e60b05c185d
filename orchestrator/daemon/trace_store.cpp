#include "daemon/trace_store.h"

#include <algorithm>
#include <map>

namespace slipway::daemon {
namespace {

using protocol::SpanKind;
using protocol::SpanRecord;

/// Besides its bytes, what a trace costs in the two maps.
constexpr std::size_t kEntryBytes = 200;

const char* kindWord(SpanKind kind) {
    switch (kind) {
        case SpanKind::Exchange:
            return "exchange";
        case SpanKind::Try:
            return "try";
        case SpanKind::Saga:
            return "saga";
        case SpanKind::Step:
            return "step";
        case SpanKind::Undo:
            break;
    }
    return "undo";
}

/// "shop/orders-2" -> "orders-2"
std::string_view shortInstance(std::string_view id) {
    const auto slash = id.find('/');
    return slash == std::string_view::npos ? id : id.substr(slash + 1);
}

std::string nameOf(const SpanRecord& record) {
    switch (record.kind) {
        case SpanKind::Exchange:
            return std::string(record.method) + " " + std::string(record.path);
        case SpanKind::Try:
            return std::string(shortInstance(record.instance));
        case SpanKind::Saga:
        case SpanKind::Step:
        case SpanKind::Undo:
            break;
    }
    return std::string(record.route);
}

api::Span spanOf(const SpanRecord& record) {
    api::Span span;
    span.id = hexId(record.span);
    if (record.parent != 0)
        span.parent = hexId(record.parent);
    span.kind = kindWord(record.kind);
    span.name = nameOf(record);
    span.service = record.service;
    span.target = record.target;
    span.instance = shortInstance(record.instance);
    span.method = record.method;
    span.host = record.host;
    span.path = record.path;
    span.route = record.route;
    span.status = record.status;
    span.failed = record.failed;
    span.error = record.error;
    span.requestId = record.requestId;
    span.startUs = record.startNs / 1000;
    span.durationUs = static_cast<std::int64_t>(record.durationNs / 1000);
    span.heldUs = static_cast<std::int64_t>(record.heldNs / 1000);
    span.bytesIn = static_cast<std::int64_t>(record.bytesIn);
    span.bytesOut = static_cast<std::int64_t>(record.bytesOut);
    span.attempt = static_cast<int>(record.attempt);
    span.sampled = record.sampled;
    return span;
}

/// How many of the spans stand above each, by its id; a circle ends at as many as there are.
std::map<std::string, int> depthsOf(const std::vector<api::Span>& spans) {
    std::map<std::string, const std::string*> parents;
    for (const api::Span& span : spans)
        parents[span.id] = &span.parent;
    std::map<std::string, int> depths;
    for (const api::Span& span : spans) {
        int& depth = depths[span.id];
        for (auto above = parents.find(span.parent); above != parents.end() && depth < static_cast<int>(spans.size());
             above = parents.find(*above->second))
            ++depth;
    }
    return depths;
}

bool hasStatus(const api::TraceRow& row, const std::string& wanted) {
    if (wanted.empty())
        return true;
    if (wanted == "error")
        return row.failed;
    if (wanted == "ok")
        return !row.failed;
    const std::string status = std::to_string(row.status);
    if (wanted.size() == 3 && wanted.ends_with("xx"))
        return status.size() == 3 && status[0] == wanted[0];
    return status == wanted;
}

}  // namespace

void TraceStore::add(const SpanRecord& span) {
    const Key key{std::string(span.project), span.trace};
    Entry& entry = m_traces[key];
    if (entry.spans >= m_bounds.spansOfOne) {
        ++m_refused;
        return;
    }
    if (entry.spans == 0)
        entry.serial = m_next++;
    else
        take(entry);
    protocol::appendSpan(span, entry.records);
    ++entry.spans;
    entry.failed = entry.failed || span.failed;
    put(key, entry);
    evict();
}

void TraceStore::put(const Key& key, const Entry& entry) {
    Shelf& shelf = shelfOf(entry);
    shelf.order.emplace(entry.serial, key);
    shelf.spans += entry.spans;
    shelf.bytes += entry.records.size() + kEntryBytes;
}

void TraceStore::take(const Entry& entry) {
    Shelf& shelf = shelfOf(entry);
    shelf.order.erase(entry.serial);
    shelf.spans -= entry.spans;
    shelf.bytes -= entry.records.size() + kEntryBytes;
}

void TraceStore::evict() {
    while ((spans() > m_bounds.spans || bytes() > m_bounds.bytes) && m_traces.size() > 1) {
        const bool tooManyFailed = m_failed.spans > m_bounds.spans / 2 || m_failed.bytes > m_bounds.bytes / 2;
        const Shelf& from = tooManyFailed || m_others.order.empty() ? m_failed : m_others;
        const auto oldest = m_traces.find(from.order.begin()->second);
        take(oldest->second);
        m_traces.erase(oldest);
        ++m_evicted;
    }
}

void TraceStore::forgetProject(const std::string& project) {
    for (auto it = m_traces.begin(); it != m_traces.end();) {
        if (it->first.project != project) {
            ++it;
            continue;
        }
        take(it->second);
        it = m_traces.erase(it);
    }
}

std::vector<const TraceStore::Key*> TraceStore::newestFirst(const std::string& project) const {
    std::vector<const Key*> keys;
    auto failed = m_failed.order.rbegin();
    auto other = m_others.order.rbegin();
    while (failed != m_failed.order.rend() || other != m_others.order.rend()) {
        const bool first =
            other == m_others.order.rend() || (failed != m_failed.order.rend() && failed->first > other->first);
        const Key& key = first ? (failed++)->second : (other++)->second;
        if (key.project == project)
            keys.push_back(&key);
    }
    return keys;
}

std::vector<api::Span> TraceStore::spansOf(const Entry& entry) const {
    std::vector<api::Span> spans;
    std::string_view rest = entry.records;
    for (SpanRecord record; protocol::readSpan(rest, record);)
        spans.push_back(spanOf(record));
    // Parents before children, which may be of the same microsecond and take as long.
    const std::map<std::string, int> depths = depthsOf(spans);
    std::stable_sort(spans.begin(), spans.end(), [&](const api::Span& a, const api::Span& b) {
        if (a.startUs != b.startUs)
            return a.startUs < b.startUs;
        const int depthA = depths.at(a.id), depthB = depths.at(b.id);
        return depthA != depthB ? depthA < depthB : a.durationUs > b.durationUs;
    });
    return spans;
}

api::TraceRow TraceStore::rowOf(const TraceId& id, const std::vector<api::Span>& spans) {
    api::TraceRow row;
    row.id = hexId(id);
    row.spans = static_cast<int>(spans.size());
    if (spans.empty())
        return row;
    row.name = spans.front().name;
    row.service = spans.front().service;
    row.status = spans.front().status;
    row.startUs = spans.front().startUs;
    for (const api::Span& span : spans) {
        row.failed = row.failed || span.failed;
        row.durationUs = std::max(row.durationUs, span.startUs + span.durationUs - row.startUs);
        for (const std::string& name : {span.service, span.target})
            if (!name.empty() && std::find(row.services.begin(), row.services.end(), name) == row.services.end())
                row.services.push_back(name);
    }
    return row;
}

std::vector<api::TraceRow> TraceStore::list(const std::string& project, const Filter& filter) const {
    std::vector<api::TraceRow> rows;
    for (const Key* key : newestFirst(project)) {
        if (rows.size() >= filter.limit)
            break;
        api::TraceRow row = rowOf(key->id, spansOf(m_traces.at(*key)));
        const bool took = filter.service.empty() ||
                          std::find(row.services.begin(), row.services.end(), filter.service) != row.services.end();
        if (took && row.durationUs >= static_cast<std::int64_t>(filter.minDurationUs) && hasStatus(row, filter.status))
            rows.push_back(std::move(row));
    }
    return rows;
}

std::optional<api::Trace> TraceStore::find(const std::string& project, const TraceId& id) const {
    const auto found = m_traces.find({project, id});
    if (found == m_traces.end())
        return std::nullopt;
    api::Trace trace;
    trace.spans = spansOf(found->second);
    trace.summary = rowOf(id, trace.spans);
    return trace;
}

std::vector<TraceId> TraceStore::resolve(const std::string& project, const std::string& text) const {
    if (const auto id = parseTraceId(text); id && m_traces.contains({project, *id}))
        return {*id};
    std::vector<TraceId> named, begun;
    for (const Key* key : newestFirst(project)) {
        if (text.size() >= kLeastPrefix && hexId(key->id).starts_with(text))
            begun.push_back(key->id);
        std::string_view rest = m_traces.at(*key).records;
        for (SpanRecord record; protocol::readSpan(rest, record);)
            if (record.requestId == text) {
                named.push_back(key->id);
                break;
            }
    }
    return named.empty() ? begun : named;
}

}  // namespace slipway::daemon
