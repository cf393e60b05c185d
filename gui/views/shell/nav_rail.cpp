#include "gui/views/shell/nav_rail.h"

#include <QKeyEvent>
#include <QPainter>
#include <QVBoxLayout>

#include "gui/models/event_text.h"
#include "gui/models/format.h"
#include "gui/theme/icons.h"
#include "gui/theme/status_shape.h"
#include "gui/theme/style.h"
#include "gui/theme/tabular.h"
#include "gui/views/controls/label.h"
#include "gui/views/controls/paint.h"

namespace slipway::gui {

namespace {
constexpr int kScreenHeight = 36;
constexpr int kServiceHeight = 28;

/// Ground of an entry: 15 % accent and a 3 px bar where it is current.
void paintGround(QPainter& painter, const QWidget& widget, bool current, bool hover) {
    const Colors& c = colors();
    const QRectF ground = QRectF(widget.rect()).adjusted(6, 1, -6, -1);
    if (current) {
        paintPanel(painter, ground, c.selection, {}, 6);
        paintPanel(painter, QRectF(ground.left(), ground.center().y() - 8, 3, 16), c.accent, {}, 1.5);
    } else if (hover) {
        paintPanel(painter, ground, c.hover, {}, 6);
    }
    if (widget.hasFocus()) {
        paintFocusRing(painter, ground, 6);
    }
}

}  // namespace

NavButton::NavButton(const QString& iconName, const QString& text, const QString& shortcut, QWidget* parent)
    : QAbstractButton(parent), m_icon(iconName) {
    setText(text);
    setAccessibleName(text);
    setToolTip(shortcut.isEmpty() ? text : QStringLiteral("%1  (%2)").arg(text, shortcut));
    setCheckable(true);
    setAutoExclusive(false);
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void NavButton::setNarrow(bool narrow) {
    m_narrow = narrow;
    update();
}

void NavButton::setBadge(int count, const QString& meaning) {
    m_badge = count;
    setAccessibleDescription(count > 0 ? meaning : QString());
    update();
}

QSize NavButton::sizeHint() const {
    return {m_narrow ? metric::kNavCollapsedWidth : metric::kNavWidth, kScreenHeight};
}

void NavButton::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Colors& c = colors();
    paintGround(painter, *this, isChecked(), underMouse());
    const QColor ink = isChecked() || underMouse() ? c.text : c.muted;
    const int side = 18;
    const int x = m_narrow ? (width() - side) / 2 : 20;
    painter.drawPixmap(x, (height() - side) / 2,
                       iconPixmap(m_icon, isChecked() ? c.accent : ink, side, devicePixelRatioF()));
    if (!m_narrow) {
        painter.setFont(Theme::current().font(type::kBody, isChecked() ? QFont::DemiBold : QFont::Medium));
        painter.setPen(ink);
        painter.drawText(rect().adjusted(48, 0, -8, 0), Qt::AlignVCenter, text());
    }
    if (m_badge > 0 && m_narrow) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(c.err);
        painter.drawEllipse(QRectF(width() / 2.0 + 6, 6, 7, 7));
    } else if (m_badge > 0) {
        const QString number = QString::number(m_badge);
        painter.setFont(Theme::current().font(type::kCaption, QFont::DemiBold));
        const double wide = std::max(18, painter.fontMetrics().horizontalAdvance(number) + 10);
        const QRectF pill(width() - wide - 14, height() / 2.0 - 9, wide, 18);
        paintPanel(painter, pill, mix(c.surface, c.err, 0.2), {}, 9);
        painter.setPen(c.err);
        painter.drawText(pill, Qt::AlignCenter, number);
    }
}

NavService::NavService(const Store* store, const QString& service, QWidget* parent)
    : QAbstractButton(parent), m_store(store) {
    setText(service);
    setCheckable(true);
    setAutoExclusive(false);
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(service);
}

void NavService::setNarrow(bool narrow) {
    m_narrow = narrow;
    setToolTip(narrow ? text() : QString());
    update();
}

QSize NavService::sizeHint() const {
    return {metric::kNavCollapsedWidth, kServiceHeight};
}

void NavService::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Colors& c = colors();
    const Service* service = m_store->service(text());
    paintGround(painter, *this, isChecked(), underMouse());
    // What is not known now is not shown as if it were.
    const Status status = service && m_store->isLive() ? statusOf(service->state) : Status::Unknown;
    const int shape = 9;
    const double x = m_narrow ? (width() - shape) / 2.0 : 25;
    paintStatus(painter, QRectF(x, (height() - shape) / 2.0, shape, shape), status);
    if (m_narrow) {
        return;
    }
    const QString rate = service && service->rps > 0 ? format::rate(service->rps) : QString();
    painter.setFont(Theme::current().font(type::kCaption));
    const double rateWidth = tabularWidth(QFontMetricsF(painter.font()), rate);
    painter.setPen(c.muted);
    drawTabular(painter, QRectF(rect()).adjusted(0, 0, -16, 0), Qt::AlignRight | Qt::AlignVCenter, rate);
    painter.setFont(Theme::current().font(type::kSmall, isChecked() ? QFont::DemiBold : QFont::Normal));
    painter.setPen(isChecked() || underMouse() ? c.text : mix(c.muted, c.text, 0.35));
    const int room = width() - 48 - static_cast<int>(rateWidth) - 24;
    painter.drawText(rect().adjusted(48, 0, -8, 0), Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(text(), Qt::ElideRight, room));
}

NavRail::NavRail(const Store* store, QWidget* parent) : QWidget(parent), m_store(store) {
    setAccessibleName(tr("Navigation"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, space::kS, 1, space::kS);
    column->setSpacing(0);
    m_screensLayout = new QVBoxLayout;
    m_screensLayout->setSpacing(0);
    column->addLayout(m_screensLayout);
    m_heading = new Label(Label::Caption);
    m_heading->setElided(true);
    m_heading->setContentsMargins(20, space::kL, 0, 6);
    column->addWidget(m_heading);
    m_servicesLayout = new QVBoxLayout;
    m_servicesLayout->setSpacing(0);
    column->addLayout(m_servicesLayout);
    column->addStretch(1);
    connect(store, &Store::reset, this, &NavRail::rebuildServices);
    // Entries draw themselves from the Store.
    const auto repaint = [this] {
        for (NavService* each : m_services) {
            each->update();
        }
    };
    connect(store, &Store::servicesChanged, this, repaint);
    connect(store, &Store::linkChanged, this, repaint);
    setNarrow(false);
    rebuildServices();
}

void NavRail::addScreen(const QString& iconName, const QString& text, const QString& shortcut) {
    auto* button = new NavButton(iconName, text, shortcut);
    const int screen = static_cast<int>(m_screens.size());
    connect(button, &QAbstractButton::clicked, this, [this, screen] { emit screenRequested(screen); });
    m_screens.push_back(button);
    m_screensLayout->addWidget(button);
}

void NavRail::setCurrentScreen(int screen) {
    for (std::size_t i = 0; i < m_screens.size(); ++i) {
        m_screens[i]->setChecked(static_cast<int>(i) == screen);
    }
}

void NavRail::setBadge(int screen, int count, const QString& meaning) {
    m_screens.at(static_cast<std::size_t>(screen))->setBadge(count, meaning);
}

void NavRail::setCurrentService(const QString& service) {
    m_current = service;
    for (NavService* each : m_services) {
        each->setChecked(each->text() == service);
    }
}

void NavRail::setNarrow(bool narrow) {
    m_narrow = narrow;
    setFixedWidth(narrow ? metric::kNavCollapsedWidth : metric::kNavWidth);
    m_heading->setVisible(!narrow && !m_services.empty());
    for (NavButton* each : m_screens) {
        each->setNarrow(narrow);
    }
    for (NavService* each : m_services) {
        each->setNarrow(narrow);
    }
}

void NavRail::rebuildServices() {
    for (NavService* each : m_services) {
        each->deleteLater();
    }
    m_services.clear();
    for (const Service& service : m_store->services()) {
        auto* entry = new NavService(m_store, service.name);
        entry->setNarrow(m_narrow);
        entry->setChecked(service.name == m_current);
        connect(entry, &QAbstractButton::clicked, this, [this, entry] { emit serviceRequested(entry->text()); });
        m_servicesLayout->addWidget(entry);
        m_services.push_back(entry);
    }
    m_heading->setVisible(!m_narrow && !m_services.empty());
    m_heading->setText(tr("In %1").arg(m_store->project().name));
    showAsManyAsFit();
}

// The table lists them all; here stand as many as there is room for.
void NavRail::showAsManyAsFit() {
    const int room = height() - static_cast<int>(m_screens.size()) * kScreenHeight - 60;
    const int fit = std::max(0, room / kServiceHeight);
    for (std::size_t i = 0; i < m_services.size(); ++i) {
        m_services[i]->setVisible(static_cast<int>(i) < fit);
    }
}

void NavRail::resizeEvent(QResizeEvent*) {
    showAsManyAsFit();
}

void NavRail::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Down) {
        focusNextChild();
    } else if (event->key() == Qt::Key_Up) {
        focusPreviousChild();
    } else {
        QWidget::keyPressEvent(event);
    }
}

void NavRail::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), colors().surface);
    painter.fillRect(QRect(width() - 1, 0, 1, height()), colors().separator);
}

}  // namespace slipway::gui
