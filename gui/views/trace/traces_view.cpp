#include "gui/views/trace/traces_view.h"

#include <QComboBox>
#include <QPainter>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QUrl>
#include <QVBoxLayout>
#include <algorithm>

#include "gui/views/controls/empty_state.h"
#include "gui/views/controls/grid_panel.h"
#include "gui/views/controls/icon_button.h"
#include "gui/views/controls/label.h"
#include "gui/views/controls/notice.h"
#include "gui/views/controls/screen_head.h"
#include "gui/views/controls/snippet_state.h"
#include "gui/views/controls/table.h"
#include "gui/views/trace/waterfall_view.h"

namespace slipway::gui {

namespace {

constexpr int kFieldsWidth = 320;
constexpr int kFieldsNeed = 900;  ///< width from which on the fields have room beside the waterfall

/// A ground under a detail that follows the theme.
class TracePane : public QWidget {
  protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.fillRect(rect(), colors().surface);
        painter.fillRect(QRect(0, 0, width(), 1), colors().separator);
    }
};

}  // namespace

TracesView::TracesView(Store* store, QWidget* parent) : QWidget(parent), m_store(store) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeHead());
    m_failure = new Notice;
    m_failure->setRetry(true);
    m_failure->hide();
    auto* failureRow = new QVBoxLayout;
    failureRow->setContentsMargins(space::kL, 0, space::kL, space::kS);
    failureRow->addWidget(m_failure);
    column->addLayout(failureRow);

    m_list = new GridPanel(tr("Traces"), TraceRows::columns(), {84, 0, 120, 86, 66, 112, 260}, {});
    m_list->setDroppableColumns({6, 2});
    m_list->setMinimumHeight(3 * metric::kRowHeight);
    auto* split = new QSplitter(Qt::Vertical);
    split->setChildrenCollapsible(false);
    split->addWidget(m_list);
    split->addWidget(makeDetail());
    split->setStretchFactor(0, 2);
    split->setStretchFactor(1, 3);
    m_empty = new SnippetState(
        QStringLiteral("traces"),
        tr("No trace yet: send a request through the front door; a service that passes traceparent on with its own "
           "calls joins them to it"),
        QStringLiteral("observability:\n  tracing: {sample: 1, slow: 500ms}\n"));
    m_noMatch = new EmptyState(QStringLiteral("filter"), tr("No trace matches the filter"), tr("Clear filter"));
    m_stack = new QStackedWidget;
    m_stack->addWidget(split);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_noMatch);
    m_stack->addWidget(new QWidget);  // before the first answer
    column->addWidget(m_stack, 1);

    connect(m_noMatch, &EmptyState::clicked, this, [this] {
        m_service->setCurrentIndex(0);
        m_minimum->setCurrentIndex(0);
        m_errors->setChecked(false);
    });
    connect(m_failure, &Notice::retry, this, &TracesView::retryWanted);
    connect(m_list, &GridPanel::currentChanged, this, [this](const QString& id) {
        const int row = m_list->model()->rowOf(id);
        m_kept = row >= 0 ? std::optional(*m_list->model()->row(row)) : std::nullopt;
        if (m_waterfall->trace().id != id) {
            m_waterfall->setTrace({});
        }
        refreshDetail();
        emit traceSelected(id);
    });
    connect(m_waterfall, &WaterfallView::spanSelected, this, [this] {
        const Span* span = m_waterfall->currentSpan();
        m_fields->setRows(span ? TraceRows::fields(*span, m_waterfall->startUs()) : std::vector<GridRow>());
    });
    connect(store, &Store::reset, this, &TracesView::fillServices);
    fillServices();
    refresh();
    refreshDetail();
}

QWidget* TracesView::makeHead() {
    auto* widget = new QWidget;
    auto* head = screenHead(tr("Traces"));
    widget->setLayout(head);
    m_service = new QComboBox;
    m_service->setAccessibleName(tr("Service that took part"));
    m_service->setMinimumWidth(150);
    m_minimum = new QComboBox;
    m_minimum->setAccessibleName(tr("Shortest duration"));
    m_minimum->setMinimumWidth(130);
    m_minimum->addItem(tr("Any duration"), QString());
    for (const char* least : {"10ms", "50ms", "100ms", "500ms", "1s", "5s"}) {
        const QString value = QLatin1String(least);
        m_minimum->addItem(tr("from %1").arg(QString(value)
                                                 .replace(QLatin1String("ms"), QLatin1String(" ms"))
                                                 .replace(QLatin1String("1s"), QLatin1String("1 s"))
                                                 .replace(QLatin1String("5s"), QLatin1String("5 s"))),
                           value);
    }
    m_errors = makeButton(ButtonKind::Normal, QStringLiteral("alert"), tr("Errors only"));
    m_errors->setCheckable(true);
    m_errors->setToolTip(tr("Only traces in which something failed (E)"));
    m_counts = new Label(Label::Muted);
    head->addWidget(m_service);
    head->addWidget(m_minimum);
    head->addWidget(m_errors);
    head->addWidget(m_counts);
    head->addStretch(1);
    connect(m_service, &QComboBox::currentIndexChanged, this, &TracesView::queryChanged);
    connect(m_minimum, &QComboBox::currentIndexChanged, this, &TracesView::queryChanged);
    connect(m_errors, &QPushButton::toggled, this, &TracesView::queryChanged);
    return widget;
}

QWidget* TracesView::makeDetail() {
    auto* pane = new TracePane;
    auto* column = new QVBoxLayout(pane);
    column->setContentsMargins(0, 1, 0, 0);
    column->setSpacing(0);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(space::kL, space::kS, space::kL, space::kS);
    head->setSpacing(space::kM);
    m_title = new Label(Label::Strong);
    m_title->setElided(true);
    m_note = new Label(Label::Muted);
    head->addWidget(m_title, 1);
    head->addWidget(m_note);
    column->addLayout(head);
    auto* row = new QHBoxLayout;
    row->setSpacing(0);
    m_waterfall = new WaterfallView(m_store);
    m_fields = new GridPanel(tr("Fields of the span"), TraceRows::fieldColumns(), {112, 0}, {});
    m_fields->setFixedWidth(kFieldsWidth);
    row->addWidget(m_waterfall, 1);
    row->addWidget(m_fields);
    column->addLayout(row, 1);
    return pane;
}

void TracesView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    m_fields->setFixedWidth(width() >= kFieldsNeed ? kFieldsWidth : kFieldsWidth - 80);
}

// The choice stays where the service is still there.
void TracesView::fillServices() {
    const QString chosen = m_service->currentData().toString();
    const QSignalBlocker quiet(m_service);
    m_service->clear();
    m_service->addItem(tr("All services"), QString());
    for (const Service& service : m_store->services()) {
        m_service->addItem(service.name, service.name);
    }
    m_service->setCurrentIndex(std::max(0, m_service->findData(chosen)));
}

QString TracesView::query() const {
    QStringList parts;
    const QString service = m_service->currentData().toString();
    if (!service.isEmpty()) {
        parts << QStringLiteral("service=") + QString::fromLatin1(QUrl::toPercentEncoding(service));
    }
    const QString minimum = m_minimum->currentData().toString();
    if (!minimum.isEmpty()) {
        parts << QStringLiteral("min_duration=") + minimum;
    }
    if (m_errors->isChecked()) {
        parts << QStringLiteral("status=error");
    }
    return parts.join(u'&');
}

QString TracesView::currentTrace() const {
    return m_list->currentKey();
}

void TracesView::toggleErrorsOnly() {
    m_errors->toggle();
}

void TracesView::setTraces(const nlohmann::json& list) {
    m_known = true;
    m_failure->hide();
    std::vector<GridRow> rows = TraceRows::traces(list);
    const auto isKept = [this](const GridRow& row) { return m_kept && row.key == m_kept->key; };
    if (m_kept && !rows.empty() && std::none_of(rows.begin(), rows.end(), isKept)) {
        rows.push_back(*m_kept);
    }
    m_list->setRows(std::move(rows));
    refresh();
}

void TracesView::setTrace(const Trace& trace) {
    if (trace.id == currentTrace()) {
        m_waterfall->setTrace(trace);
        refreshDetail();
    }
}

void TracesView::showFailure(const ApiError& error) {
    m_failure->setError(tr("The traces could not be read"), error);
    m_failure->show();
}

void TracesView::forget() {
    m_known = false;
    m_kept.reset();
    m_failure->hide();
    m_list->setRows({});
    m_waterfall->setTrace({});
    refresh();
}

void TracesView::refresh() {
    const int count = m_list->model()->rowCount();
    m_counts->setText(count > 0 ? tr("%n traces", nullptr, count) : QString());
    m_stack->setCurrentIndex(count > 0 ? 0 : !m_known ? 3 : query().isEmpty() ? 1 : 2);
}

void TracesView::refreshDetail() {
    const std::vector<WaterfallRow>& rows = m_waterfall->rows();
    m_title->setText(m_kept ? m_kept->cells.value(1) + QStringLiteral("  ") + m_kept->key : QString());
    QStringList notes;
    const auto orphans =
        std::count_if(rows.begin(), rows.end(), [](const WaterfallRow& row) { return row.incomplete; });
    if (orphans > 0) {
        notes << tr("%n spans lack their parents: incomplete", nullptr, static_cast<int>(orphans));
    }
    if (!rows.empty()) {
        notes << tr("the critical path is full, the rest pale");
    }
    m_note->setText(notes.join(QStringLiteral(" · ")));
}

}  // namespace slipway::gui
