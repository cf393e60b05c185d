#pragma once

#include <QHash>
#include <QObject>

#include "gui/models/service_action.h"
#include "gui/models/shapes.h"

namespace slipway::gui {

/// What came of the last thing that was asked of each service, until the user has seen it: an error to be shown in
/// place, or the receipt of a rollout that just ended.
class ActionFeedback : public QObject {
    Q_OBJECT
  public:
    struct Failure {
        ServiceAction action = ServiceAction::Redeploy;
        int argument = 0;
        ApiError error;
    };

    using QObject::QObject;

    void setFailure(const QString& service, Failure failure) {
        m_receipts.remove(service);
        m_failures.insert(service, std::move(failure));
        emit changed(service);
    }
    void setReceipt(const QString& service, const QString& receipt) {
        m_failures.remove(service);
        m_receipts.insert(service, receipt);
        emit changed(service);
    }
    void clear(const QString& service) {
        const bool hadFailure = m_failures.remove(service);
        const bool hadReceipt = m_receipts.remove(service);
        if (hadFailure || hadReceipt) {
            emit changed(service);
        }
    }

    const Failure* failure(const QString& service) const {
        const auto found = m_failures.constFind(service);
        return found == m_failures.constEnd() ? nullptr : &*found;
    }
    QString receipt(const QString& service) const { return m_receipts.value(service); }

  signals:
    void changed(const QString& service);

  private:
    QHash<QString, Failure> m_failures;
    QHash<QString, QString> m_receipts;
};

/// "Could not redeploy products", translated.
QString failureTitle(ServiceAction action, const QString& service);

}  // namespace slipway::gui
