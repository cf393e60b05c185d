#pragma once

#include <QWidget>
#include <functional>

#include "gui/models/store.h"

class QVBoxLayout;

namespace slipway::gui {

class Card;
class Chart;
class Label;
class OverviewTile;
class ReceiptsModel;

/// The project on one page: how it does, what needs attention, what was rolled out last.
class OverviewView : public QWidget {
    Q_OBJECT
  public:
    explicit OverviewView(Store* store, QWidget* parent = nullptr);

  signals:
    void servicesRequested(const QString& filter);
    void serviceActivated(const QString& service);
    void receiptActivated(const QString& service);
    void sagasRequested();

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    void refresh();
    void refreshAttention();
    void addAttention(Status status, const QString& name, const QString& reason, const std::function<void()>& look);

    Store* m_store;
    OverviewTile* m_success;
    OverviewTile* m_rate;
    OverviewTile* m_latency;
    OverviewTile* m_running;
    OverviewTile* m_incidents;
    Chart* m_rps;
    Chart* m_p95;
    QVBoxLayout* m_attention;
    QString m_attentionShown;
    Label* m_healthy;
    Label* m_noDeploys;
    ReceiptsModel* m_receipts;
};

}  // namespace slipway::gui
