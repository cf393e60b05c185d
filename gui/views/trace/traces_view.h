#pragma once

#include <QWidget>
#include <nlohmann/json_fwd.hpp>
#include <optional>

#include "gui/models/store.h"
#include "gui/models/trace.h"

class QComboBox;
class QPushButton;
class QSplitter;
class QStackedWidget;

namespace slipway::gui {

class EmptyState;
class GridPanel;
class Label;
class Notice;
class SnippetState;
class WaterfallView;

/// The traces that the daemon keeps, newest first, and the chosen one as a waterfall with the fields of a span. The
/// chosen trace stays in the list though newer ones push it out of what is asked for. It asks nobody.
class TracesView : public QWidget {
    Q_OBJECT
  public:
    explicit TracesView(Store* store, QWidget* parent = nullptr);

    /// Of `GET …/traces`.
    void setTraces(const nlohmann::json& list);
    /// Another one than the chosen is ignored.
    void setTrace(const Trace& trace);
    void showFailure(const ApiError& error);
    /// Another project is shown.
    void forget();

    /// What is asked for: "service=orders&min_duration=100ms&status=error"; empty: all.
    QString query() const;
    QString currentTrace() const;
    void toggleErrorsOnly();
    QComboBox* service() const { return m_service; }
    QComboBox* minimum() const { return m_minimum; }
    QPushButton* errorsOnly() const { return m_errors; }
    GridPanel* list() const { return m_list; }
    WaterfallView* waterfall() const { return m_waterfall; }
    GridPanel* fields() const { return m_fields; }

  signals:
    void queryChanged();
    void traceSelected(const QString& id);
    void retryWanted();

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    QWidget* makeHead();
    QWidget* makeDetail();
    void fillServices();
    void refresh();
    void refreshDetail();

    Store* m_store;
    QComboBox* m_service;
    QComboBox* m_minimum;
    QPushButton* m_errors;
    Label* m_counts;
    Notice* m_failure;
    GridPanel* m_list;
    std::optional<GridRow> m_kept;  ///< the chosen one's row, for when it is not in the answer any more
    QStackedWidget* m_stack;
    SnippetState* m_empty;
    EmptyState* m_noMatch;
    Label* m_title;
    Label* m_note;
    WaterfallView* m_waterfall;
    GridPanel* m_fields;
    bool m_known = false;
};

}  // namespace slipway::gui
