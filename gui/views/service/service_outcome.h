#pragma once

#include <QWidget>

#include "gui/models/action_feedback.h"
#include "gui/models/store.h"
#include "gui/views/controls/progress_strip.h"

namespace slipway::gui {

class Notice;
class ReceiptCard;

/// What goes on with one service, and what came of it: the progress strip while an operation runs, then the receipt, or
/// the error with Retry. A service that fails by itself says why with its last lines.
class ServiceOutcome : public QWidget {
    Q_OBJECT
  public:
    ServiceOutcome(const Store* store, ActionFeedback* feedback, ProgressStrip::Density density,
                   QWidget* parent = nullptr);
    void setService(const QString& service);
    /// Off where the receipt stands elsewhere on the page.
    void setReceiptShown(bool shown);

  signals:
    void actionRequested(slipway::gui::ServiceAction action, const QString& service, int argument);

  private:
    void refresh();
    void refreshTrouble();

    const Store* m_store;
    ActionFeedback* m_feedback;
    QString m_service;
    bool m_receiptShown = true;
    ProgressStrip* m_strip;
    Notice* m_failure;
    Notice* m_trouble;
    ReceiptCard* m_receipt;
};

}  // namespace slipway::gui
