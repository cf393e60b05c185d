#pragma once

#include <QCoreApplication>

#include "gui/models/grid_model.h"
#include "gui/models/shapes.h"

namespace slipway::gui {

/// A part of a request's way, as `GET …/traces/{id}` tells it. Times are microseconds.
struct Span {
    QString id;
    QString parent;  ///< empty: the trace began with it
    QString kind;    ///< "exchange", "try", "saga", "step", "undo"
    QString name;
    QString service;  ///< who made it
    QString target;   ///< the service that was asked
    QString instance;
    QString method;
    QString host;
    QString path;
    QString route;
    QString requestId;
    QString error;
    int status = 0;  ///< 0: no answer
    int attempt = 0;
    bool failed = false;
    qint64 startUs = 0;  ///< since 1970
    qint64 durationUs = 0;
    qint64 heldUs = 0;
    qint64 bytesIn = 0;
    qint64 bytesOut = 0;

    qint64 endUs() const { return startUs + durationUs; }
    /// Whose colour it has: the service that was asked, else who made it.
    QString subject() const { return target.isEmpty() ? service : target; }
    bool operator==(const Span&) const = default;
};

struct Trace {
    QString id;
    std::vector<Span> spans;

    bool operator==(const Trace&) const = default;
};

Trace traceFromJson(const nlohmann::json& json);

/// A line of the waterfall.
struct WaterfallRow {
    int span = 0;  ///< its place in Trace::spans
    int depth = 0;
    bool critical = false;    ///< the trace would have ended sooner without it
    bool incomplete = false;  ///< its parent was not kept: where it hangs is not known
    bool operator==(const WaterfallRow&) const = default;
};

/// The spans as a tree, depth first, children by their start. Spans whose parents are missing, or that are their own
/// ancestors, stand at the left. Cost: O(n log n).
std::vector<WaterfallRow> waterfall(const Trace& trace);

/// Lists of traces, and the fields of a span, as tables.
class TraceRows {
    Q_DECLARE_TR_FUNCTIONS(TraceRows)
  public:
    static QList<GridColumn> columns();
    /// Of `GET …/traces`.
    static std::vector<GridRow> traces(const nlohmann::json& list);
    static QList<GridColumn> fieldColumns();
    /// What is known of the span; members that say nothing are left out.
    static std::vector<GridRow> fields(const Span& span, qint64 traceStartUs);
    static QString kindText(const QString& kind);
};

}  // namespace slipway::gui
