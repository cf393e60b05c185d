#include "gui/views/shell/banner.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>

#include "gui/models/format.h"
#include "gui/theme/icons.h"
#include "gui/views/controls/icon_button.h"
#include "gui/views/controls/label.h"

namespace slipway::gui {

namespace {

void paintBanner(QWidget& widget, const QColor& ink, const QString& iconName) {
    QPainter painter(&widget);
    painter.fillRect(widget.rect(), mix(colors().surface, ink, 0.13));
    painter.fillRect(QRect(0, widget.height() - 1, widget.width(), 1), mix(colors().surface, ink, 0.4));
    painter.drawPixmap(16, (widget.height() - 16) / 2, iconPixmap(iconName, ink, 16, widget.devicePixelRatioF()));
}

}  // namespace

LostBanner::LostBanner(const Store* store, QWidget* parent) : QWidget(parent), m_store(store) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(44, 5, space::kM, 6);
    row->setSpacing(space::kM);
    m_text = new Label(Label::Strong);
    m_cause = new Label(Label::Muted);
    m_cause->setElided(true);
    m_start = makeButton(ButtonKind::Normal, QStringLiteral("play"), tr("Start daemon"));
    row->addWidget(m_text);
    row->addWidget(m_cause, 1);
    row->addWidget(m_start);
    connect(m_start, &QPushButton::clicked, this, &LostBanner::startRequested);
    connect(store, &Store::linkChanged, this, &LostBanner::refresh);
    m_clock.setInterval(500);
    connect(&m_clock, &QTimer::timeout, this, &LostBanner::refresh);
    refresh();
}

void LostBanner::setStarting(bool starting) {
    m_starting = starting;
    if (starting) {
        m_cause->setText({});
    }
    refresh();
}

void LostBanner::setError(const ApiError& error) {
    m_cause->setText(error.hint.isEmpty() ? error.message : error.message + u' ' + error.hint);
    m_cause->setToolTip(error.details.join(u'\n'));
}

QString LostBanner::text() const {
    return m_text->text();
}

void LostBanner::refresh() {
    const bool lost = m_store->link() == Link::Lost;
    const bool never = m_store->link() == Link::Connecting;
    setVisible(lost || (never && (m_starting || !m_cause->text().isEmpty())));
    if (!lost && !never) {
        m_clock.stop();
        m_cause->setText({});
        return;
    }
    m_clock.start();
    if (m_starting) {
        m_text->setText(tr("Starting slipwayd…"));
    } else if (lost) {
        m_text->setText(tr("Reconnecting… last data %1 ago").arg(format::duration(m_store->dataAgeMs())));
    } else {
        m_text->setText(tr("slipwayd does not answer"));
    }
    m_start->setEnabled(!m_starting);
    setAccessibleName(m_text->text());
}

void LostBanner::paintEvent(QPaintEvent*) {
    paintBanner(*this, colors().warn, QStringLiteral("unplugged"));
}

SampleBanner::SampleBanner(QWidget* parent) : QWidget(parent) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(44, 5, space::kM, 6);
    row->setSpacing(space::kS);
    m_text = new Label(Label::Strong);
    m_note = new Label(Label::Muted);
    m_note->setElided(true);
    m_traffic = makeButton(ButtonKind::Quiet, QStringLiteral("activity"), {});
    auto* stop = makeButton(ButtonKind::Quiet, QStringLiteral("stop"), tr("Stop"));
    auto* open = makeButton(ButtonKind::Normal, QStringLiteral("folder"), tr("Open my project"));
    stop->setAccessibleName(tr("Stop the sample"));
    row->addWidget(m_text);
    row->addWidget(m_note, 1);
    row->addWidget(m_traffic);
    row->addWidget(stop);
    row->addWidget(open);
    connect(stop, &QPushButton::clicked, this, &SampleBanner::stopRequested);
    connect(open, &QPushButton::clicked, this, &SampleBanner::openRequested);
    connect(m_traffic, &QPushButton::clicked, this, &SampleBanner::trafficToggled);
    setTrafficRunning(false);
}

void SampleBanner::setText(const QString& text, const QString& note) {
    m_text->setText(text);
    m_note->setText(note);
    setAccessibleName(note.isEmpty() ? text : text + u' ' + note);
}

void SampleBanner::setTrafficRunning(bool running) {
    m_traffic->setText(running ? tr("Pause shoppers") : tr("Send shoppers"));
}

void SampleBanner::paintEvent(QPaintEvent*) {
    paintBanner(*this, colors().accent, QStringLiteral("info"));
}

}  // namespace slipway::gui
