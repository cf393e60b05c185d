#include "gui/views/logs/logs_pane.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include "gui/models/format.h"
#include "gui/views/controls/filter_field.h"
#include "gui/views/controls/icon_button.h"
#include "gui/views/controls/label.h"

namespace slipway::gui {

namespace {
constexpr int kTypingMs = 150;
}

LogsPane::LogsPane(const Store* store, const LogArena* arena, QWidget* parent)
    : QWidget(parent), m_store(store), m_arena(arena) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(space::kS, 5, space::kS, 5);
    bar->setSpacing(space::kS);
    m_services = new QComboBox;
    m_services->setAccessibleName(tr("Service"));
    m_services->setMinimumWidth(130);
    m_instances = new QComboBox;
    m_instances->setAccessibleName(tr("Instance"));
    m_instances->setMinimumWidth(130);
    m_levels = new QComboBox;
    m_levels->setAccessibleName(tr("Level"));
    m_levels->setMinimumWidth(120);
    m_levels->addItem(tr("All levels"), static_cast<int>(LogLevel::None));
    m_levels->addItem(tr("Info and above"), static_cast<int>(LogLevel::Info));
    m_levels->addItem(tr("Warnings and errors"), static_cast<int>(LogLevel::Warn));
    m_levels->addItem(tr("Errors"), static_cast<int>(LogLevel::Error));
    m_pattern = new FilterField(tr("Find text or regular expression"), QStringLiteral("search"));
    m_pattern->setMinimumWidth(160);
    m_filterMode = new IconButton(QStringLiteral("filter"), tr("Only lines that match"));
    m_filterMode->setCheckable(true);
    m_follow = new IconButton(QStringLiteral("follow"), tr("Follow new lines"));
    m_follow->setCheckable(true);
    m_follow->setChecked(true);
    m_count = new Label(Label::Caption);
    bar->addWidget(m_services);
    bar->addWidget(m_instances);
    bar->addWidget(m_levels);
    bar->addWidget(m_pattern, 1);
    bar->addWidget(m_count);
    bar->addWidget(m_filterMode);
    bar->addWidget(m_follow);
    column->addLayout(bar);
    m_dropped = new Label(Label::Caption);
    m_dropped->setContentsMargins(space::kM, 0, space::kM, 4);
    m_dropped->hide();
    column->addWidget(m_dropped);
    m_view = new LogView(arena);
    column->addWidget(m_view, 1);
    m_empty = new Label(Label::Muted, {}, m_view);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setAttribute(Qt::WA_TransparentForMouseEvents);
    setEmptyText(tr("No output yet"));
    m_newer = makeButton(ButtonKind::Primary, QStringLiteral("arrow-down"), {}, m_view);
    m_newer->hide();

    m_typing.setSingleShot(true);
    m_typing.setInterval(kTypingMs);
    connect(&m_typing, &QTimer::timeout, this, &LogsPane::applyPattern);
    connect(m_pattern, &QLineEdit::textChanged, &m_typing, qOverload<>(&QTimer::start));
    connect(m_pattern, &QLineEdit::returnPressed, this, [this] {
        applyPattern();
        m_view->showNextHit(false);
    });
    connect(m_pattern, &FilterField::escaped, m_view, qOverload<>(&QWidget::setFocus));
    connect(m_services, &QComboBox::currentIndexChanged, this, [this] {
        m_wantedService = m_services->currentData().toString();
        fillInstances();
        applyQuery();
    });
    connect(m_instances, &QComboBox::currentIndexChanged, this, &LogsPane::applyQuery);
    connect(m_levels, &QComboBox::currentIndexChanged, this, &LogsPane::applyQuery);
    connect(m_filterMode, &QToolButton::toggled, this,
            [this](bool on) { m_view->setMode(on ? LogView::Mode::Filter : LogView::Mode::Highlight); });
    connect(m_follow, &QToolButton::clicked, this, [this](bool on) { m_view->setFollowing(on); });
    connect(m_newer, &QPushButton::clicked, this, [this] { m_view->setFollowing(true); });
    connect(m_view, &LogView::followingChanged, this, [this](bool on) {
        m_follow->setChecked(on);
        placeNewer();
    });
    connect(m_view, &LogView::unseenChanged, this, &LogsPane::placeNewer);
    connect(m_view, &LogView::hitsChanged, this, &LogsPane::updateState);
    connect(store, &Store::reset, this, &LogsPane::fillServices);
    fillServices();
    fillInstances();
    updateState();
}

void LogsPane::setEmptyText(const QString& text) {
    m_empty->setText(text);
}

void LogsPane::setServiceFixed(bool fixed) {
    m_services->setVisible(!fixed);
}

void LogsPane::fillServices() {
    const QSignalBlocker quiet(m_services);
    m_services->clear();
    m_services->addItem(tr("All services"), QString());
    for (const Service& each : m_store->services()) {
        m_services->addItem(each.name, each.name);
    }
    const int at = m_services->findData(m_wantedService);
    m_services->setCurrentIndex(std::max(0, at));
}

void LogsPane::setService(const QString& service) {
    m_wantedService = service;
    const int at = m_services->findData(service);
    if (at >= 0) {
        m_services->setCurrentIndex(at);
    }
    fillInstances();
    applyQuery();
}

// Those whose lines are here, also of instances that are gone.
void LogsPane::fillInstances() {
    const QSignalBlocker quiet(m_instances);
    const QString kept = m_instances->currentData().toString();
    m_instances->clear();
    m_instances->addItem(tr("All instances"), QString());
    for (qsizetype i = 0; i < m_arena->instances().size(); ++i) {
        if (m_wantedService.isEmpty() || m_arena->services()[i] == m_wantedService) {
            m_instances->addItem(m_arena->instances()[i], m_arena->instances()[i]);
        }
    }
    m_instances->setCurrentIndex(std::max(0, m_instances->findData(kept)));
    m_knownInstances = m_arena->instances().size();
}

void LogsPane::applyQuery() {
    m_view->setQuery({m_wantedService, m_instances->currentData().toString(),
                      static_cast<LogLevel>(m_levels->currentData().toInt())});
    updateState();
}

void LogsPane::applyPattern() {
    m_typing.stop();
    const LogPattern pattern(m_pattern->text());
    m_pattern->setError(pattern.isValid() ? QString() : tr("Not a regular expression: %1").arg(pattern.error()),
                        pattern.errorAt());
    m_view->setPattern(pattern);
    updateState();
}

void LogsPane::linesAppended() {
    if (m_knownInstances != m_arena->instances().size()) {
        fillInstances();
    }
    m_view->linesAppended();
    updateState();
}

void LogsPane::updateState() {
    m_count->setText(m_pattern->text().isEmpty() ? QString()
                                                 : tr("%n matches", nullptr, static_cast<int>(m_view->hits())));
    m_dropped->setVisible(m_arena->droppedLines() > 0);
    m_dropped->setText(tr("%1 older lines are no longer kept here; they are in the daemon's files")
                           .arg(format::count(static_cast<qint64>(m_arena->droppedLines()))));
    m_empty->setVisible(m_view->rowCount() == 0);
    placeNewer();
}

void LogsPane::placeNewer() {
    m_empty->setGeometry(m_view->rect());
    const std::uint64_t unseen = m_view->unseen();
    m_newer->setVisible(unseen > 0);
    if (unseen > 0) {
        m_newer->setText(tr("%1 new").arg(format::count(static_cast<qint64>(unseen))));
        m_newer->adjustSize();
        m_newer->move((m_view->width() - m_newer->width()) / 2, m_view->height() - m_newer->height() - space::kM);
        m_newer->raise();
    }
}

void LogsPane::focusSearch() {
    m_pattern->setFocus();
    m_pattern->selectAll();
}

void LogsPane::resizeEvent(QResizeEvent*) {
    QMetaObject::invokeMethod(this, &LogsPane::placeNewer, Qt::QueuedConnection);
}

}  // namespace slipway::gui
