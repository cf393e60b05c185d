#include "gui/views/shell/status_strip.h"

#include <QPainter>
#include <algorithm>

#include "gui/models/format.h"
#include "gui/theme/status_shape.h"
#include "gui/theme/tabular.h"

namespace slipway::gui {

StatusStrip::StatusStrip(const Store* store, QWidget* parent) : QWidget(parent), m_store(store) {
    setFixedHeight(metric::kStatusBarHeight);
    m_clock.setInterval(1000);
    connect(&m_clock, &QTimer::timeout, this, &StatusStrip::refresh);
    connect(store, &Store::linkChanged, this, &StatusStrip::refresh);
    connect(store, &Store::ticked, this, &StatusStrip::refresh);
    connect(store, &Store::servicesChanged, this, &StatusStrip::refresh);
    connect(store, &Store::reset, this, &StatusStrip::refresh);
    connect(store, &Store::stuckSagasChanged, this, &StatusStrip::refresh);
    m_clock.start();
    refresh();
}

void StatusStrip::setPaused(bool paused) {
    m_paused = paused;
    refresh();
}

void StatusStrip::refresh() {
    setAccessibleName(text());
    update();
}

QString StatusStrip::connection() const {
    switch (m_store->link()) {
        case Link::Connecting:
            return tr("Connecting to slipwayd");
        case Link::Connected:
            return tr("Connected to slipwayd");
        case Link::Lost:
            return tr("slipwayd does not answer");
    }
    return {};
}

Status StatusStrip::connectionStatus() const {
    return m_store->link() == Link::Connected ? Status::Ok
           : m_store->link() == Link::Lost    ? Status::Failing
                                              : Status::Pending;
}

std::vector<StatusStrip::Part> StatusStrip::parts() const {
    const Colors& c = colors();
    std::vector<Part> result = {{connection(), c.text}};
    if (m_paused) {
        result.push_back({tr("View paused"), c.accent});
    }
    if (!m_store->hasProject()) {
        return result;
    }
    const auto& services = m_store->services();
    const auto bad =
        std::count_if(services.begin(), services.end(), [](const Service& s) { return needsAttention(s.state); });
    result.push_back({tr("%n services", nullptr, static_cast<int>(services.size())), c.muted});
    if (bad > 0) {
        result.push_back({tr("%n need attention", nullptr, static_cast<int>(bad)), c.warn});
    }
    if (m_store->stuckSagas() > 0) {
        result.push_back({tr("%n stuck sagas", nullptr, m_store->stuckSagas()), c.err});
    }
    result.push_back({tr("%1 rps").arg(format::rate(m_store->totalRps())), c.muted});
    const double errors = m_store->totalErrorsPerS();
    result.push_back({tr("%1 errors/s").arg(format::rate(errors)), errors > 0 ? c.err : c.muted});
    if (!m_store->isLive()) {
        result.push_back({tr("last data %1 ago").arg(format::duration(m_store->dataAgeMs())), c.warn});
    } else if (m_store->eventLagMs() >= 0) {
        const qint64 lag = m_store->eventLagMs();
        result.push_back({tr("event lag %1 ms").arg(lag), lag > 1000 ? c.warn : c.muted});
    }
    return result;
}

QString StatusStrip::text() const {
    QStringList said;
    for (const Part& part : parts()) {
        said << part.text;
    }
    return said.join(QStringLiteral(" · "));
}

void StatusStrip::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Colors& c = colors();
    painter.fillRect(rect(), c.surface);
    painter.fillRect(QRect(0, 0, width(), 1), c.separator);
    paintStatus(painter, QRectF(14, (height() - 8) / 2.0 + 0.5, 8, 8), connectionStatus());
    painter.setFont(Theme::current().font(type::kCaption));
    const QFontMetricsF metrics(painter.font());
    double x = 30;
    bool first = true;
    for (const Part& part : parts()) {
        if (!first) {
            painter.fillRect(QRectF(x, 8, 1, height() - 15), c.separator);
            x += 10;
        }
        first = false;
        painter.setPen(part.ink);
        const double wide = tabularWidth(metrics, part.text);
        drawTabular(painter, QRectF(x, 1, wide, height() - 1), Qt::AlignLeft | Qt::AlignVCenter, part.text);
        x += wide + 10;
    }
}

}  // namespace slipway::gui
