#include "gui/models/gateway_rows.h"

#include <QCoreApplication>
#include <cmath>

#include "gui/models/format.h"
#include "gui/models/json_read.h"
#include "gui/models/shapes.h"

namespace slipway::gui {

using nlohmann::json;

namespace {

const QString kGatewayDash = QStringLiteral("–");

QString orDash(const QString& text) {
    return text.isEmpty() ? kGatewayDash : text;
}

QString countOf(const json& row, const char* key) {
    const qint64 value = read::whole(row, key, -1);
    return value < 0 ? kGatewayDash : format::count(value);
}

QString bytesOf(const json& row, const char* key) {
    const double value = read::number(row, key, kNotMeasured);
    return value < 1024 ? QCoreApplication::translate("GatewayRows", "%1 B").arg(value) : format::memory(value / 1024);
}

QString nanoseconds(qint64 ns) {
    return ns >= 100'000 ? format::latency(static_cast<double>(ns) / 1000)
                         : QStringLiteral("%1 ns").arg(format::count(ns));
}

QString targetsOf(const json& route) {
    const json& to = read::list(route, "to");
    qint64 total = 0;
    for (const json& each : to) {
        total += read::whole(each, "weight", 1);
    }
    QStringList said;
    for (const json& each : to) {
        const QString service = read::text(each, "service");
        said << (to.size() > 1 && total > 0
                     ? QStringLiteral("%1 %2 %").arg(service).arg(100 * read::whole(each, "weight", 1) / total)
                     : service);
    }
    return said.isEmpty() ? kGatewayDash : said.join(QStringLiteral(", "));
}

QString matchOf(const json& route) {
    const QString id = read::text(route, "id");
    if (read::text(route, "kind") == QLatin1String("egress")) {
        return QString(id).replace(QStringLiteral("->"), QStringLiteral(" → "));
    }
    QStringList said;
    const QStringList methods = read::texts(route, "methods");
    if (!methods.isEmpty()) {
        said << methods.join(u'|');
    }
    const QStringList hosts = read::texts(route, "hosts");
    said << hosts.join(u'|') + read::text(route, "path_prefix");
    for (const auto& [name, value] : read::object(route, "headers").items()) {
        said << QString::fromStdString(name) + u'=' +
                    (value.is_string() ? QString::fromStdString(value.get_ref<const std::string&>()) : QString());
    }
    return said.join(u' ');
}

QString keyOfRoute(const json& route) {
    return read::text(route, "listener") + u' ' + read::text(route, "id");
}

QString policiesOf(const json& route) {
    QStringList said;
    for (const json& each : read::list(route, "policies")) {
        const qint64 ns = read::whole(each, "ns", -1);
        said << (ns < 0 ? read::text(each, "name")
                        : QStringLiteral("%1 %2").arg(read::text(each, "name"), nanoseconds(ns)));
    }
    return orDash(said.join(QStringLiteral(" · ")));
}

template <class Each>
void eachOf(const json& list, Each&& each) {
    if (list.is_array()) {
        for (const json& row : list) {
            each(row);
        }
    }
}

QString statusAndBytes(const json& answer) {
    const int status = read::small(answer, "status");
    return status == 0 ? kGatewayDash : QStringLiteral("%1, %2").arg(status).arg(bytesOf(answer, "bytes"));
}

}  // namespace

QList<GridColumn> GatewayRows::routeColumns() {
    return {{tr("Match")},
            {tr("Leads to")},
            {tr("Route")},
            {tr("Listener")},
            {tr("Policies"), false, tr("What each costs a request, in nanoseconds")},
            {tr("rps"), true},
            {tr("p95"), true},
            {tr("Requests"), true},
            {tr("Errors"), true}};
}

std::vector<GridRow> GatewayRows::routes(const json& list, const QString& filter) {
    std::vector<GridRow> rows;
    const QStringList words = filter.split(u' ', Qt::SkipEmptyParts);
    eachOf(list, [&](const json& route) {
        const double requests = read::number(route, "requests", 0);
        const double share = requests > 0 ? read::number(route, "errors", 0) / requests : 0;
        const bool call = read::text(route, "kind") == QLatin1String("egress");
        GridRow row{
            keyOfRoute(route),
            {matchOf(route), targetsOf(route), call ? kGatewayDash : read::text(route, "id"),
             read::text(route, "listener"), policiesOf(route), format::rate(read::number(route, "rps", kNotMeasured)),
             format::latency(read::number(route, "p95_us", kNotMeasured)), countOf(route, "requests"),
             countOf(route, "errors")},
            static_cast<int>(share >= 0.01    ? Status::Failing
                             : share >= 0.001 ? Status::Degraded
                             : requests > 0   ? Status::Ok
                                              : Status::Unknown),
            {}};
        const QString all = row.cells.join(u'\n');
        if (std::all_of(words.begin(), words.end(),
                        [&](const QString& word) { return all.contains(word, Qt::CaseInsensitive); })) {
            rows.push_back(std::move(row));
        }
    });
    return rows;
}

QList<GridColumn> GatewayRows::policyColumns() {
    return {{tr("Policy")}, {tr("Costs a request"), true}, {tr("Refused"), true}, {}};
}

std::vector<GridRow> GatewayRows::policies(const json& routes, const QString& key) {
    std::vector<GridRow> rows;
    eachOf(routes, [&](const json& route) {
        if (keyOfRoute(route) != key) {
            return;
        }
        qint64 sum = 0;
        bool measured = false;
        for (const json& each : read::list(route, "policies")) {
            const qint64 ns = read::whole(each, "ns", -1);
            sum += std::max<qint64>(0, ns);
            measured = measured || ns >= 0;
            const QString name = read::text(each, "name");
            rows.push_back({QString::number(rows.size()) + name,
                            {name, ns < 0 ? tr("not measured yet") : nanoseconds(ns), countOf(each, "refused")},
                            -1,
                            {}});
        }
        if (measured && rows.size() > 1) {
            rows.push_back({QStringLiteral("sum"), {tr("Together"), nanoseconds(sum), QString()}, -1, {}});
        }
    });
    return rows;
}

QList<GridColumn> GatewayRows::mirrorColumns() {
    return {{tr("Route")},
            {tr("Answers")},
            {tr("Shadow")},
            {tr("Copied"), true, tr("Share of the requests")},
            {tr("Compared"), true},
            {tr("Alike"), true},
            {tr("Different"), true},
            {tr("No answer"), true},
            {tr("Dropped"), true, tr("The mirror was behind")},
            {tr("Too large"), true},
            {tr("Not copied"), true, tr("Requests that change something")}};
}

std::vector<GridRow> GatewayRows::mirrors(const json& list) {
    std::vector<GridRow> rows;
    eachOf(list, [&](const json& each) {
        const bool differs = read::whole(each, "different") > 0;
        const bool silent = read::whole(each, "failed") > 0;
        const bool compared = read::whole(each, "compared") > 0;
        rows.push_back(
            {read::text(each, "route"),
             {read::text(each, "route"), read::texts(each, "from").join(QStringLiteral(", ")),
              read::text(each, "service"), QStringLiteral("%1 %").arg(read::whole(each, "percent")),
              countOf(each, "compared"), countOf(each, "same"), countOf(each, "different"), countOf(each, "failed"),
              countOf(each, "dropped"), countOf(each, "too_large"), countOf(each, "kept")},
             static_cast<int>(differs    ? Status::Failing
                              : silent   ? Status::Degraded
                              : compared ? Status::Ok
                                         : Status::Unknown),
             read::text(each, "why")});
    });
    return rows;
}

QList<GridColumn> GatewayRows::differenceColumns() {
    return {{tr("At")}, {tr("Request")}, {tr("Differs in")}, {tr("Answer")}, {tr("Shadow")}, {tr("Request id")}};
}

std::vector<GridRow> GatewayRows::differences(const json& mirrors, const QString& route) {
    std::vector<GridRow> rows;
    eachOf(mirrors, [&](const json& mirror) {
        if (read::text(mirror, "route") != route) {
            return;
        }
        for (const json& each : read::list(mirror, "differences")) {
            const QString id = read::text(each, "request_id");
            rows.insert(
                rows.begin(),
                {QStringLiteral("%1 %2 %3").arg(read::whole(each, "at_ms")).arg(rows.size()).arg(id),
                 {format::clock(read::whole(each, "at_ms")),
                  read::text(each, "method") + u' ' + read::text(each, "path"),
                  (read::text(each, "what") + u' ' + read::text(each, "pointer")).trimmed(),
                  statusAndBytes(read::object(each, "original")), statusAndBytes(read::object(each, "shadow")), id},
                 -1,
                 {}});
        }
    });
    return rows;
}

QList<GridColumn> GatewayRows::queueColumns() {
    return {{tr("Queue"), false, tr("Who calls, and whom")},
            {tr("Waiting"), true},
            {tr("In flight"), true},
            {tr("Lag"), true, tr("Age of the oldest that waits")},
            {tr("Dead letters"), true},
            {tr("Accepted"), true, tr("Since the composer began")},
            {tr("Delivered"), true, tr("Since the composer began")},
            {tr("Failed tries"), true, tr("Since the composer began")},
            {tr("Size"), true},
            {tr("Last error")}};
}

std::vector<GridRow> GatewayRows::queues(const json& list) {
    std::vector<GridRow> rows;
    eachOf(list, [&](const json& each) {
        const QString name = read::text(each, "queue");
        const bool dead = read::whole(each, "dead") > 0;
        const bool waits = read::whole(each, "depth") > 0;
        const qint64 lag = read::whole(each, "lag_ms", -1);
        const bool configured = read::flag(each, "configured", true);
        rows.push_back(
            {name,
             {name, countOf(each, "depth"), countOf(each, "in_flight"), lag < 0 ? kGatewayDash : format::duration(lag),
              countOf(each, "dead"), countOf(each, "accepted"), countOf(each, "delivered"),
              countOf(each, "failed_tries"), bytesOf(each, "bytes"),
              configured ? read::text(each, "error") : tr("no call of the manifest leads here any more")},
             static_cast<int>(dead    ? Status::Failing
                              : waits ? Status::Pending
                                      : Status::Ok),
             {}});
    });
    return rows;
}

QList<GridColumn> GatewayRows::messageColumns() {
    return {{tr("Message")},      {tr("State")},          {tr("Key")},  {tr("Request")}, {tr("Tries"), true},
            {tr("Answer"), true}, {tr("Next try"), true}, {tr("Error")}};
}

std::vector<GridRow> GatewayRows::messages(const json& list) {
    std::vector<GridRow> rows;
    eachOf(list, [&](const json& each) {
        const QString id = read::text(each, "message");
        const QString state = read::text(each, "state");
        const qint64 next = read::whole(each, "next_try_ms", -1);
        const Status status = state == QLatin1String("dead")         ? Status::Failing
                              : state == QLatin1String("delivered")  ? Status::Ok
                              : state == QLatin1String("delivering") ? Status::Pending
                                                                     : Status::Unknown;
        rows.push_back({id,
                        {id,
                         state == QLatin1String("dead")         ? tr("dead letter")
                         : state == QLatin1String("delivered")  ? tr("delivered")
                         : state == QLatin1String("delivering") ? tr("being delivered")
                                                                : tr("waiting"),
                         orDash(read::text(each, "key")), read::text(each, "method") + u' ' + read::text(each, "path"),
                         countOf(each, "tries"), countOf(each, "status"),
                         next < 0 ? kGatewayDash : format::duration(next), read::text(each, "error")},
                        static_cast<int>(status),
                        {}});
    });
    return rows;
}

int GatewayRows::deadLetters(const json& queues, const QString& queue) {
    int dead = 0;
    eachOf(queues,
           [&](const json& each) { dead = read::text(each, "queue") == queue ? read::small(each, "dead") : dead; });
    return dead;
}

QList<GridColumn> GatewayRows::priceColumns() {
    return {{tr("Call")},
            {tr("Carried by")},
            {tr("Direct"), true, tr("Straight to an instance")},
            {tr("Through"), true},
            {tr("Price"), true, tr("The difference: what the hop costs a call")},
            {tr("Requests"), true},
            {tr("Measured at")},
            {}};
}

std::vector<GridRow> GatewayRows::prices(const json& list) {
    std::vector<GridRow> rows;
    eachOf(list, [&](const json& each) {
        const QString call = read::text(each, "from") + QStringLiteral(" → ") + read::text(each, "to");
        const QString mode = read::text(each, "mode");
        rows.push_back({call + u' ' + mode,
                        {call, mode == QLatin1String("p2p") ? tr("sidecar") : tr("gateway"),
                         format::latency(read::number(each, "direct_us", kNotMeasured)),
                         format::latency(read::number(each, "through_us", kNotMeasured)),
                         format::latency(read::number(each, "price_us", kNotMeasured)), countOf(each, "requests"),
                         format::clock(read::whole(each, "at_ms"))},
                        -1,
                        {}});
    });
    return rows;
}

}  // namespace slipway::gui
