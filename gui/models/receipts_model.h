#pragma once

#include <QAbstractListModel>

#include "gui/models/store.h"

namespace slipway::gui {

/// The receipts of one service, or of all where the name is empty, newest first.
class ReceiptsModel : public QAbstractListModel {
    Q_OBJECT
  public:
    enum Role { ReceiptIdRole = Qt::UserRole + 1, StatusRole, SummaryRole, WhenRole };

    explicit ReceiptsModel(const Store* store, QObject* parent = nullptr);

    void setService(const QString& service);
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

  private:
    QStringList wanted() const;
    void update();

    const Store* m_store;
    QString m_service;
    QStringList m_ids;
};

/// "Redeploy, revision 1 → 2", "Scale 2 → 4", translated.
QString receiptTitle(const Receipt& receipt);

}  // namespace slipway::gui
