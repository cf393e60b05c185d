#include "gui/views/shell/top_bar.h"

#include <QHBoxLayout>
#include <QKeySequence>
#include <QPainter>

#include "gui/views/controls/icon_button.h"
#include "gui/views/controls/paint.h"

namespace slipway::gui {

namespace {
constexpr int kProjectMost = 220;
}

PaletteButton::PaletteButton(QWidget* parent) : QPushButton(parent) {
    setAccessibleName(tr("Command palette"));
    setToolTip(tr("Search services and actions"));
    setFocusPolicy(Qt::TabFocus);
    setCursor(Qt::IBeamCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setMaximumWidth(440);
}

void PaletteButton::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Colors& c = colors();
    paintPanel(painter, rect(), underMouse() ? c.hover : c.background, c.outline, 6);
    painter.drawPixmap(10, (height() - 14) / 2, iconPixmap(QStringLiteral("search"), c.muted, 14, devicePixelRatioF()));
    painter.setFont(Theme::current().font());
    painter.setPen(c.muted);
    const QString keys = QKeySequence(Qt::CTRL | Qt::Key_K).toString(QKeySequence::NativeText);
    painter.setFont(Theme::current().font(type::kCaption));
    const int keysWidth = painter.fontMetrics().horizontalAdvance(keys) + 12;
    const QRectF badge(width() - keysWidth - 5, 5, keysWidth, height() - 10);
    paintPanel(painter, badge, c.track, {}, 3);
    painter.drawText(badge, Qt::AlignCenter, keys);
    painter.setFont(Theme::current().font());
    const QRect room = rect().adjusted(32, 0, -keysWidth - 12, 0);
    painter.drawText(room, Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(tr("Search services and actions"), Qt::ElideRight, room.width()));
    if (hasFocus()) {
        paintFocusRing(painter, rect(), 6);
    }
}

TopBar::TopBar(const Store* store, QWidget* parent) : QWidget(parent), m_store(store) {
    setFixedHeight(metric::kToolbarHeight);
    setAccessibleName(tr("Toolbar"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(space::kM, 0, space::kS, 1);
    row->setSpacing(space::kXs);
    m_project = makeButton(ButtonKind::Quiet, QStringLiteral("slipway"), {});
    m_project->setIcon(icon(QStringLiteral("slipway"), IconColor::Accent));
    m_project->setIconSize({18, 18});
    m_project->setMaximumWidth(kProjectMost);
    m_project->setFont(Theme::current().font(type::kBody, QFont::DemiBold));
    m_address = makeButton(ButtonKind::Quiet, QStringLiteral("gateway"), {});
    m_address->setIcon(icon(QStringLiteral("gateway"), IconColor::Muted));
    m_palette = new PaletteButton;
    m_pause = new IconButton(QStringLiteral("pause"), tr("Pause the view (Space)"));
    m_pause->setCheckable(true);
    m_drawer = new IconButton(QStringLiteral("panel-bottom"), tr("Logs, events and tasks (L)"));
    m_drawer->setCheckable(true);
    m_inspector = new IconButton(QStringLiteral("panel-right"), tr("Inspector"));
    m_inspector->setCheckable(true);
    m_theme = new IconButton(QStringLiteral("monitor"), tr("Theme"));
    auto* help = new IconButton(QStringLiteral("keyboard"), tr("Keyboard shortcuts (F1)"));
    row->addWidget(m_project);
    row->addWidget(m_address);
    row->addStretch(1);
    row->addWidget(m_palette, 4);
    row->addStretch(1);
    row->addWidget(m_pause);
    row->addWidget(m_drawer);
    row->addWidget(m_inspector);
    row->addWidget(m_theme);
    row->addWidget(help);
    connect(m_project, &QPushButton::clicked, this, &TopBar::projectMenuRequested);
    connect(m_address, &QPushButton::clicked, this, [this] {
        if (!m_store->project().listen.isEmpty()) {
            emit addressActivated(QStringLiteral("http://%1/").arg(m_store->project().listen.constFirst()));
        }
    });
    connect(m_palette, &QPushButton::clicked, this, &TopBar::paletteRequested);
    connect(m_pause, &QToolButton::toggled, this, &TopBar::pauseToggled);
    connect(m_inspector, &QToolButton::toggled, this, &TopBar::inspectorToggled);
    connect(m_drawer, &QToolButton::toggled, this, &TopBar::drawerToggled);
    connect(m_theme, &QToolButton::clicked, this, &TopBar::themeRequested);
    connect(help, &QToolButton::clicked, this, &TopBar::helpRequested);
    connect(store, &Store::projectChanged, this, &TopBar::refresh);
    connect(store, &Store::reset, this, &TopBar::refresh);
    refresh();
}

void TopBar::refresh() {
    const ProjectInfo& project = m_store->project();
    const QString name = m_store->hasProject() ? project.name : tr("No project");
    m_project->setText(name + QStringLiteral("  ▾"));
    m_project->setAccessibleName(tr("Project: %1").arg(name));
    for (QWidget* button : std::initializer_list<QWidget*>{m_pause, m_drawer, m_inspector}) {
        button->setVisible(m_store->hasProject());
    }
    m_project->setToolTip(project.path);
    const QString address = project.listen.isEmpty() ? QString() : project.listen.constFirst();
    m_address->setVisible(!address.isEmpty());
    m_address->setText(address);
    m_address->setToolTip(tr("Open http://%1/ in the browser").arg(address));
    m_address->setAccessibleName(tr("Gateway address %1").arg(address));
}

void TopBar::setPaused(bool paused) {
    m_pause->setChecked(paused);
    m_pause->setIconName(paused ? QStringLiteral("play") : QStringLiteral("pause"),
                         paused ? IconColor::Accent : IconColor::Muted);
    m_pause->setToolTip(paused ? tr("Go on (Space)") : tr("Pause the view (Space)"));
}

void TopBar::setThemeIcon(const QString& iconName, const QString& name) {
    m_theme->setIconName(iconName);
    m_theme->setToolTip(tr("Theme: %1").arg(name));
    m_theme->setAccessibleName(tr("Theme: %1").arg(name));
}

void TopBar::setInspectorShown(bool shown) {
    m_inspector->setChecked(shown);
}
void TopBar::setDrawerShown(bool shown) {
    m_drawer->setChecked(shown);
}

void TopBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), colors().surface);
    painter.fillRect(QRect(0, height() - 1, width(), 1), colors().separator);
}

}  // namespace slipway::gui
