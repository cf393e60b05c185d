#pragma once

#include <QComboBox>
#include <QTimer>
#include <QWidget>

#include "gui/models/store.h"
#include "gui/views/logs/log_view.h"

class QPushButton;

namespace slipway::gui {

class FilterField;
class IconButton;
class Label;

/// The logs of the project: filter bar, lines, and what stands between (dropped lines, "↓ 1,284 new").
class LogsPane : public QWidget {
    Q_OBJECT
  public:
    LogsPane(const Store* store, const LogArena* arena, QWidget* parent = nullptr);

    /// Shows one service's lines; an empty name shows all.
    void setService(const QString& service);
    /// A service page has its own and needs no choice of service.
    void setServiceFixed(bool fixed);
    void linesAppended();
    void focusSearch();
    LogView* view() const { return m_view; }
    /// Text for the place of the lines while there are none.
    void setEmptyText(const QString& text);

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    void fillServices();
    void fillInstances();
    void applyQuery();
    void applyPattern();
    void placeNewer();
    void updateState();

    const Store* m_store;
    const LogArena* m_arena;
    QComboBox* m_services;
    QComboBox* m_instances;
    QComboBox* m_levels;
    FilterField* m_pattern;
    IconButton* m_filterMode;
    IconButton* m_follow;
    Label* m_count;
    Label* m_dropped;
    LogView* m_view;
    Label* m_empty;
    QPushButton* m_newer;
    QTimer m_typing;
    QString m_wantedService;
    qsizetype m_knownInstances = -1;
};

}  // namespace slipway::gui
