#pragma once

#include <QTimer>
#include <QWidget>

#include "gui/models/service_action.h"
#include "gui/models/service_filter.h"
#include "gui/models/services_model.h"

class QStackedWidget;

namespace slipway::gui {

class EmptyState;
class FilterField;
class Label;
class ServicesDelegate;
class Table;

/// All services in a table: filter, sort, steppers in the rows, the service menu.
class ServicesView : public QWidget {
    Q_OBJECT
  public:
    explicit ServicesView(Store* store, QWidget* parent = nullptr);

    void setFilter(const QString& text);
    QString filter() const;
    void focusFilter();
    QString currentService() const;
    void selectService(const QString& service);
    /// Selects the first row where none is, so that the inspector has something to show.
    void selectAny();
    Table* table() const { return m_table; }

  signals:
    void serviceActivated(const QString& service);
    void actionRequested(slipway::gui::ServiceAction action, const QString& service, int argument);
    void selectionChanged(const QString& service);

  private:
    void showMenu(const QModelIndex& index, QPoint global);
    QStringList selectedServices() const;
    void maybeResort();
    void updateState();

    Store* m_store;
    ServicesModel* m_model;
    ServiceFilterModel* m_filterModel;
    FilterField* m_filter;
    Label* m_hidden;
    Table* m_table;
    ServicesDelegate* m_delegate;
    QStackedWidget* m_stack;
    EmptyState* m_noMatch;
    QTimer m_resort;
};

}  // namespace slipway::gui
