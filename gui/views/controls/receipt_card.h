#pragma once

#include <QWidget>

#include "gui/models/store.h"

namespace slipway::gui {

class IconButton;

class Label;
class Notice;

/// A receipt as a card: the outcome, the numbers that matter (requests served, failed, retried, seconds), the seconds
/// of each phase as one bar, which process took whose place, and that no other service was touched. A failed one says
/// the cause and the log lines.
class ReceiptCard : public QWidget {
    Q_OBJECT
  public:
    explicit ReceiptCard(const Store* store, QWidget* parent = nullptr);

    /// Shows the receipt of this id, or nothing where the Store has none.
    void setReceipt(const QString& id);
    QString receiptId() const { return m_id; }
    void setDismissable(bool dismissable);
    /// Narrow: for the inspector. The numbers stand in two lines, the processes are left out.
    void setNarrow(bool narrow);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

  signals:
    void dismissed();
    void openRequested(const QString& service);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    void layoutParts();
    int headHeight() const;
    void paintNumbers(QPainter& painter, const Receipt& receipt, double& y) const;
    void paintPhases(QPainter& painter, const Receipt& receipt, double& y) const;
    void paintInstances(QPainter& painter, const Receipt& receipt, double& y) const;
    void paintUntouched(QPainter& painter, const Receipt& receipt, double& y) const;

    const Store* m_store;
    QString m_id;
    bool m_narrow = false;
    IconButton* m_close;
    IconButton* m_copy;
    Notice* m_failure;
};

/// The receipt as a few lines of text, for the clipboard and for screen readers.
QString receiptText(const Receipt& receipt);

}  // namespace slipway::gui
