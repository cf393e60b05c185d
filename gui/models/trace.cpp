#include "gui/models/trace.h"

#include <QHash>
#include <QSet>
#include <algorithm>

#include "gui/models/format.h"
#include "gui/models/json_read.h"

namespace slipway::gui {

using nlohmann::json;

namespace {

Span spanFromJson(const json& value) {
    Span span;
    span.id = read::text(value, "id");
    span.parent = read::text(value, "parent");
    span.kind = read::text(value, "kind");
    span.name = read::text(value, "name");
    span.service = read::text(value, "service");
    span.target = read::text(value, "target");
    span.instance = read::text(value, "instance");
    span.method = read::text(value, "method");
    span.host = read::text(value, "host");
    span.path = read::text(value, "path");
    span.route = read::text(value, "route");
    span.requestId = read::text(value, "request_id");
    span.error = read::text(value, "error");
    span.status = read::small(value, "status");
    span.attempt = read::small(value, "attempt");
    span.failed = read::flag(value, "failed");
    span.startUs = read::whole(value, "start_us");
    span.durationUs = std::max<qint64>(0, read::whole(value, "duration_us"));
    span.heldUs = read::whole(value, "held_us");
    span.bytesIn = read::whole(value, "bytes_in");
    span.bytesOut = read::whole(value, "bytes_out");
    return span;
}

/// Spans by who hangs beneath whom.
struct SpanTree {
    std::vector<int> roots;
    std::vector<std::vector<int>> children;
};

SpanTree treeOf(const std::vector<Span>& spans) {
    QHash<QString, int> place;
    for (std::size_t i = 0; i < spans.size(); ++i) {
        place.insert(spans[i].id, static_cast<int>(i));
    }
    SpanTree tree;
    tree.children.resize(spans.size());
    for (std::size_t i = 0; i < spans.size(); ++i) {
        const auto parent = place.constFind(spans[i].parent);
        if (parent == place.constEnd() || *parent == static_cast<int>(i)) {
            tree.roots.push_back(static_cast<int>(i));
        } else {
            tree.children[static_cast<std::size_t>(*parent)].push_back(static_cast<int>(i));
        }
    }
    const auto byStart = [&spans](int a, int b) {
        return spans[static_cast<std::size_t>(a)].startUs < spans[static_cast<std::size_t>(b)].startUs;
    };
    std::stable_sort(tree.roots.begin(), tree.roots.end(), byStart);
    for (std::vector<int>& each : tree.children) {
        std::stable_sort(each.begin(), each.end(), byStart);
    }
    return tree;
}

// Backwards from the end: the child that ended last is what the parent waited for; before its start, the one that ended
// last until then. Not recursive: a chain may be as long as the trace.
std::vector<bool> criticalOf(const std::vector<Span>& spans, const SpanTree& tree) {
    std::vector<bool> critical(spans.size(), false);
    const auto at = [&spans](int span) -> const Span& { return spans[static_cast<std::size_t>(span)]; };
    const auto longest = std::max_element(tree.roots.begin(), tree.roots.end(),
                                          [&](int a, int b) { return at(a).durationUs < at(b).durationUs; });
    if (longest == tree.roots.end()) {
        return critical;
    }
    std::vector<int> open = {*longest};
    while (!open.empty()) {
        const int span = open.back();
        open.pop_back();
        critical[static_cast<std::size_t>(span)] = true;
        std::vector<int> children = tree.children[static_cast<std::size_t>(span)];
        std::stable_sort(children.begin(), children.end(), [&](int a, int b) { return at(a).endUs() > at(b).endUs(); });
        qint64 until = at(span).endUs();
        for (const int child : children) {
            if (std::min(at(child).endUs(), at(span).endUs()) <= until) {
                open.push_back(child);
                until = at(child).startUs;
            }
        }
    }
    return critical;
}

QString traceWhen(qint64 us) {
    return format::clock(us / 1000, true);
}

QString spanBytes(qint64 bytes) {
    return bytes < 1024 ? QCoreApplication::translate("TraceRows", "%1 B").arg(bytes)
                        : format::memory(static_cast<double>(bytes) / 1024);
}

}  // namespace

Trace traceFromJson(const json& value) {
    Trace trace;
    trace.id = read::text(read::object(value, "summary"), "id");
    for (const json& each : read::list(value, "spans")) {
        Span span = spanFromJson(each);
        if (!span.id.isEmpty()) {
            trace.spans.push_back(std::move(span));
        }
    }
    return trace;
}

std::vector<WaterfallRow> waterfall(const Trace& trace) {
    SpanTree tree = treeOf(trace.spans);
    const std::vector<bool> critical = criticalOf(trace.spans, tree);
    std::vector<WaterfallRow> rows;
    std::vector<bool> seen(trace.spans.size(), false);
    std::vector<std::pair<int, int>> open;  // span, depth
    const auto walk = [&](int root, bool incomplete) {
        open.push_back({root, 0});
        while (!open.empty()) {
            const auto [span, depth] = open.back();
            open.pop_back();
            const auto place = static_cast<std::size_t>(span);
            if (seen[place]) {
                continue;
            }
            seen[place] = true;
            rows.push_back({span, depth, critical[place], incomplete && depth == 0});
            const std::vector<int>& children = tree.children[place];
            for (auto child = children.rbegin(); child != children.rend(); ++child) {
                open.push_back({*child, depth + 1});
            }
        }
    };
    for (const int root : tree.roots) {
        walk(root, !trace.spans[static_cast<std::size_t>(root)].parent.isEmpty());
    }
    // What is left hangs in a ring.
    for (std::size_t i = 0; i < trace.spans.size(); ++i) {
        if (!seen[i]) {
            walk(static_cast<int>(i), true);
        }
    }
    return rows;
}

QList<GridColumn> TraceRows::columns() {
    return {{tr("Answer")},         {tr("Request")},     {tr("Began at"), false, tr("Who made the first span")},
            {tr("Duration"), true}, {tr("Spans"), true}, {tr("When")},
            {tr("Services")}};
}

std::vector<GridRow> TraceRows::traces(const json& list) {
    std::vector<GridRow> rows;
    if (!list.is_array()) {
        return rows;
    }
    for (const json& each : list) {
        const QString id = read::text(each, "id");
        const int status = read::small(each, "status");
        const bool failed = read::flag(each, "failed");
        if (id.isEmpty()) {
            continue;
        }
        rows.push_back({id,
                        {status > 0 ? QString::number(status) : tr("none"), read::text(each, "name"),
                         read::text(each, "service"), format::latency(read::number(each, "duration_us", kNotMeasured)),
                         QString::number(read::whole(each, "span_count")), traceWhen(read::whole(each, "start_us")),
                         read::texts(each, "services").join(QStringLiteral(", "))},
                        static_cast<int>(failed          ? Status::Failing
                                         : status >= 400 ? Status::Degraded
                                                         : Status::Ok),
                        {}});
    }
    return rows;
}

QString TraceRows::kindText(const QString& kind) {
    return kind == QLatin1String("exchange") ? tr("request")
           : kind == QLatin1String("try")    ? tr("try")
           : kind == QLatin1String("saga")   ? tr("saga")
           : kind == QLatin1String("step")   ? tr("step")
           : kind == QLatin1String("undo")   ? tr("compensation")
                                             : kind;
}

QList<GridColumn> TraceRows::fieldColumns() {
    return {{tr("Field")}, {tr("Value")}};
}

std::vector<GridRow> TraceRows::fields(const Span& span, qint64 traceStartUs) {
    std::vector<GridRow> rows;
    const auto add = [&rows](const QString& title, const QString& value) {
        if (!value.isEmpty()) {
            rows.push_back({title, {title, value}, -1, value});
        }
    };
    add(tr("Kind"), kindText(span.kind));
    add(tr("Made by"), span.service);
    add(tr("Asked"), span.target);
    add(tr("Instance"), span.instance);
    add(tr("Answer"), span.status > 0 ? QString::number(span.status) : tr("none"));
    add(tr("Error"), span.error);
    add(tr("Duration"), format::latency(static_cast<double>(span.durationUs)));
    add(tr("Begins after"), format::latency(static_cast<double>(std::max<qint64>(0, span.startUs - traceStartUs))));
    if (span.heldUs > 0) {
        add(tr("Held"), format::latency(static_cast<double>(span.heldUs)));
    }
    if (span.attempt > 0) {
        add(span.kind == QLatin1String("exchange") ? tr("Tries") : tr("Try"), QString::number(span.attempt));
    }
    add(tr("Request"), (span.method + u' ' + span.path).trimmed());
    add(tr("Host"), span.host);
    add(tr("Route"), span.route);
    if (span.bytesIn > 0 || span.bytesOut > 0) {
        add(tr("Bytes in, out"), spanBytes(span.bytesIn) + QStringLiteral(", ") + spanBytes(span.bytesOut));
    }
    add(tr("Request id"), span.requestId);
    add(tr("Span id"), span.id);
    return rows;
}

}  // namespace slipway::gui
