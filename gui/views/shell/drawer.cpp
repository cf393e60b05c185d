#include "gui/views/shell/drawer.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QStackedWidget>
#include <QTabBar>

#include "gui/views/controls/icon_button.h"

namespace slipway::gui {

Drawer::Drawer(QWidget* parent) : QWidget(parent) {
    setAccessibleName(tr("Logs, events and tasks"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 1, 0, 0);
    column->setSpacing(0);
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(space::kXs, 0, space::kS, 0);
    m_tabs = new QTabBar;
    m_tabs->setAccessibleName(accessibleName());
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->setFixedHeight(kBarHeight);
    m_toggle = new IconButton(QStringLiteral("chevron-up"), tr("Open"));
    bar->addWidget(m_tabs);
    bar->addStretch(1);
    bar->addWidget(m_toggle);
    column->addLayout(bar);
    m_stack = new QStackedWidget;
    column->addWidget(m_stack, 1);
    connect(m_tabs, &QTabBar::tabBarClicked, this, [this](int tab) {
        if (tab < 0) {
            return;
        }
        if (m_open && tab == m_tabs->currentIndex()) {
            setOpen(false);
        } else {
            open(tab);
        }
    });
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int tab) {
        m_stack->setCurrentIndex(tab);
        emit paneChanged(tab);
    });
    connect(m_toggle, &QToolButton::clicked, this, [this] { setOpen(!m_open); });
    m_stack->hide();
    m_tabs->setProperty("slipwayClosed", true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFixedHeight(kBarHeight + 2);
}

int Drawer::addPane(QWidget* pane, const QString& title) {
    m_titles << title;
    m_stack->addWidget(pane);
    return m_tabs->addTab(title);
}

void Drawer::setBadge(int pane, int count) {
    m_tabs->setTabText(
        pane, count > 0 ? QStringLiteral("%1 (%2)").arg(m_titles.value(pane)).arg(count) : m_titles.value(pane));
}

void Drawer::open(int pane) {
    m_tabs->setCurrentIndex(pane);
    setOpen(true);
    emit paneChanged(pane);
}

int Drawer::currentPane() const {
    return m_tabs->currentIndex();
}

void Drawer::setOpen(bool open) {
    if (open == m_open) {
        return;
    }
    m_open = open;
    m_stack->setVisible(open);
    m_tabs->setProperty("slipwayClosed", !open);
    m_tabs->update();
    m_toggle->setIconName(open ? QStringLiteral("chevron-down") : QStringLiteral("chevron-up"));
    m_toggle->setToolTip(open ? tr("Close") : tr("Open"));
    m_toggle->setAccessibleName(m_toggle->toolTip());
    if (open) {
        setMinimumHeight(160);
        setMaximumHeight(QWIDGETSIZE_MAX);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    } else {
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        setFixedHeight(kBarHeight + 2);
    }
    emit openChanged(open);
}

void Drawer::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), colors().surface);
    painter.fillRect(QRect(0, 0, width(), 1), colors().separator);
    if (m_open) {
        painter.fillRect(QRect(0, kBarHeight, width(), 1), colors().separator);
    }
}

}  // namespace slipway::gui
