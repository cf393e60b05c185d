#pragma once

#include <QWidget>
#include <vector>

#include "gui/models/store.h"

class QGridLayout;

namespace slipway::gui {

class Chart;

/// The six charts of a service, with one crosshair and one range.
class MetricCharts : public QWidget {
    Q_OBJECT
  public:
    explicit MetricCharts(const Store* store, QWidget* parent = nullptr);
    void setService(const QString& service);
    void setSeconds(int seconds);
    int seconds() const { return m_seconds; }

  protected:
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    void refresh();
    void arrange();

    const Store* m_store;
    QString m_service;
    int m_seconds = 300;
    int m_columns = 0;
    std::vector<Chart*> m_charts;
    QGridLayout* m_grid;
};

}  // namespace slipway::gui
