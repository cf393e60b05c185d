#pragma once

#include <QWidget>

#include "gui/models/saga.h"
#include "gui/models/store.h"

class QSplitter;
class QStackedWidget;

namespace slipway::gui {

class EmptyState;
class FilterField;
class Label;
class Notice;
class SagaDetail;
class SagaFilterModel;
class SagasModel;
class SnippetState;
class Table;

/// The runs of the project's composites, stuck ones first, and beneath the one that is selected. It is told what there
/// is by showSagas() and showSaga(); it asks nobody.
class SagasView : public QWidget {
    Q_OBJECT
  public:
    explicit SagasView(Store* store, QWidget* parent = nullptr);

    void showSagas(std::vector<Saga> sagas);
    /// The selected one with its steps; another one is ignored.
    void showSaga(const Saga& saga);
    /// The list could not be had; what is shown stays.
    void showFailure(const ApiError& error);
    void showActionFailure(const QString& verb, const ApiError& error);
    void setActing(bool acting);
    /// Whether the project has a composer at all.
    void setComposer(bool there);

    QString currentSaga() const { return m_current; }
    void selectSaga(const QString& id);
    void focusFilter();
    FilterField* filter() const { return m_filter; }
    Table* table() const { return m_table; }
    SagasModel* model() const { return m_model; }
    SagaDetail* detail() const { return m_detail; }

  signals:
    void sagaSelected(const QString& id);
    void actionRequested(const QString& verb, const QString& saga);
    void retryWanted();

  private:
    void refresh();

    Store* m_store;
    SagasModel* m_model;
    SagaFilterModel* m_filterModel;
    FilterField* m_filter;
    Label* m_counts;
    Notice* m_failure;
    QStackedWidget* m_stack;
    QStackedWidget* m_list;
    QSplitter* m_split;
    Table* m_table;
    EmptyState* m_noMatch;
    SnippetState* m_empty;
    SagaDetail* m_detail;
    QString m_current;
    bool m_known = false;  ///< an answer came
    bool m_composer = false;
};

}  // namespace slipway::gui
