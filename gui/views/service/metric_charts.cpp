#include "gui/views/service/metric_charts.h"

#include <QDateTime>
#include <QGridLayout>
#include <cmath>

#include "gui/models/format.h"
#include "gui/views/controls/chart.h"

namespace slipway::gui {

namespace {

QColor accentOf(const Colors& c) {
    return c.accent;
}
QColor okOf(const Colors& c) {
    return c.ok;
}
QColor errOf(const Colors& c) {
    return c.err;
}
QColor mutedOf(const Colors& c) {
    return c.muted;
}
QColor warnOf(const Colors& c) {
    return c.warn;
}

QString wholeOr(double value) {
    return std::isnan(value) ? QStringLiteral("–") : QString::number(value, 'f', 0);
}

}  // namespace

MetricCharts::MetricCharts(const Store* store, QWidget* parent) : QWidget(parent), m_store(store) {
    m_grid = new QGridLayout(this);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(space::kM);
    m_charts = {new Chart(tr("Requests per second"), format::rate), new Chart(tr("Latency"), format::latency),
                new Chart(tr("Errors per second"), format::rate),   new Chart(tr("CPU, cores"), format::cores),
                new Chart(tr("Memory, RSS"), format::memory),       new Chart(tr("Ready instances"), wholeOr)};
    for (Chart* chart : m_charts) {
        connect(chart, &Chart::crosshairMoved, this, [this](int ago) {
            for (Chart* each : m_charts) {
                each->setCrosshair(ago);
            }
        });
    }
    connect(store, &Store::ticked, this, &MetricCharts::refresh);
    connect(store, &Store::reset, this, &MetricCharts::refresh);
    connect(store, &Store::receiptAdded, this, &MetricCharts::refresh);
    arrange();
}

void MetricCharts::arrange() {
    const int columns = width() >= 780 ? 3 : 2;
    if (columns == m_columns) {
        return;
    }
    m_columns = columns;
    for (std::size_t i = 0; i < m_charts.size(); ++i) {
        const int at = static_cast<int>(i);
        m_grid->addWidget(m_charts[i], at / columns, at % columns);
    }
}

void MetricCharts::resizeEvent(QResizeEvent*) {
    arrange();
}
void MetricCharts::showEvent(QShowEvent*) {
    refresh();
}

void MetricCharts::setService(const QString& service) {
    m_service = service;
    refresh();
}

void MetricCharts::setSeconds(int seconds) {
    m_seconds = seconds;
    refresh();
}

void MetricCharts::refresh() {
    const Series* series = m_store->series(m_service);
    if (!series) {
        for (Chart* chart : m_charts) {
            chart->setLines({});
            chart->setRange(m_seconds, QDateTime::currentMSecsSinceEpoch());
        }
        return;
    }
    const auto of = [series](Metric metric) { return &series->values(metric); };
    m_charts[0]->setLines({{tr("rps"), of(Metric::Rps), accentOf, true}});
    m_charts[1]->setLines(
        {{tr("p50"), of(Metric::P50Us), mutedOf, false}, {tr("p95"), of(Metric::P95Us), accentOf, false}});
    m_charts[2]->setLines({{tr("errors"), of(Metric::Errors), errOf, true}});
    m_charts[3]->setLines({{tr("CPU"), of(Metric::Cpu), warnOf, true}});
    m_charts[4]->setLines({{tr("memory"), of(Metric::RssKib), okOf, true}});
    m_charts[5]->setLines({{tr("ready"), of(Metric::Ready), okOf, true}});
    std::vector<qint64> marks;
    for (const Receipt& receipt : m_store->receipts()) {
        if (receipt.service == m_service) {
            marks.push_back(receipt.endedMs);
        }
    }
    for (Chart* chart : m_charts) {
        chart->setRange(m_seconds, series->lastMs());
        chart->setMarks(marks);
    }
}

}  // namespace slipway::gui
