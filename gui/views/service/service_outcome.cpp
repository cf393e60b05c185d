#include "gui/views/service/service_outcome.h"

#include <QVBoxLayout>

#include "gui/models/event_text.h"
#include "gui/views/controls/notice.h"
#include "gui/views/controls/receipt_card.h"

namespace slipway::gui {

ServiceOutcome::ServiceOutcome(const Store* store, ActionFeedback* feedback, ProgressStrip::Density density,
                               QWidget* parent)
    : QWidget(parent), m_store(store), m_feedback(feedback) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kS);
    m_strip = new ProgressStrip(store, density);
    m_failure = new Notice(Notice::Error);
    m_failure->setRetry(true);
    m_failure->setDismissable(true);
    m_failure->hide();
    m_trouble = new Notice(Notice::Error);
    m_trouble->hide();
    m_receipt = new ReceiptCard(store);
    m_receipt->setDismissable(true);
    m_receipt->setNarrow(density == ProgressStrip::Compact);
    column->addWidget(m_strip);
    column->addWidget(m_failure);
    column->addWidget(m_trouble);
    column->addWidget(m_receipt);
    connect(m_failure, &Notice::retry, this, [this] {
        if (const auto* failure = m_feedback->failure(m_service)) {
            const auto again = *failure;
            m_feedback->clear(m_service);
            emit actionRequested(again.action, m_service, again.argument);
        }
    });
    connect(m_failure, &Notice::dismissed, this, [this] { m_feedback->clear(m_service); });
    connect(m_receipt, &ReceiptCard::dismissed, this, [this] { m_feedback->clear(m_service); });
    connect(feedback, &ActionFeedback::changed, this, [this](const QString& service) {
        if (service == m_service) {
            refresh();
        }
    });
    connect(store, &Store::operationsChanged, this, &ServiceOutcome::refresh);
    connect(store, &Store::instancesChanged, this, &ServiceOutcome::refreshTrouble);
    connect(store, &Store::servicesChanged, this, &ServiceOutcome::refreshTrouble);
    connect(store, &Store::reset, this, &ServiceOutcome::refresh);
}

void ServiceOutcome::setService(const QString& service) {
    m_service = service;
    refresh();
}

void ServiceOutcome::setReceiptShown(bool shown) {
    m_receiptShown = shown;
    refresh();
}

void ServiceOutcome::refresh() {
    const Operation* running = m_service.isEmpty() ? nullptr : m_store->runningOperation(m_service);
    m_strip->setOperation(running ? running->id : QString());
    const auto* failure = m_feedback->failure(m_service);
    m_failure->setVisible(failure && !running);
    if (failure) {
        m_failure->setError(failureTitle(failure->action, m_service), failure->error);
    }
    m_receipt->setReceipt(running || failure || !m_receiptShown ? QString() : m_feedback->receipt(m_service));
    refreshTrouble();
}

// A service that fails says why by itself; so does one that serves while one of its instances crashes again and again.
void ServiceOutcome::refreshTrouble() {
    const Service* service = m_store->service(m_service);
    const Instance* culprit = nullptr;
    for (const Instance* each : m_store->instancesOf(m_service)) {
        if (statusOf(each->state) == Status::Failing) {
            culprit = each;
            break;
        }
    }
    const bool failing = service && service->state == ServiceState::Failing;
    // Between two tries of a service that does not come up, none of its instances counts as failing.
    for (const Instance* each : m_store->instancesOf(m_service)) {
        culprit = failing && !culprit && !each->lastLines.isEmpty() ? each : culprit;
    }
    const bool shown =
        service && (failing || culprit) && !m_store->runningOperation(m_service) && m_failure->isHidden();
    m_trouble->setVisible(shown);
    if (!shown) {
        return;
    }
    ApiError cause;
    cause.message = failing || !culprit || culprit->why.isEmpty() ? service->why : culprit->why;
    if (culprit) {
        cause.message = cause.message.isEmpty() ? culprit->why : cause.message;
        cause.details = culprit->lastLines;
    }
    m_trouble->setKind(failing ? Notice::Error : Notice::Warning);
    m_trouble->setError(failing ? tr("%1 is failing").arg(m_service) : tr("%1 does not stay up").arg(culprit->instance),
                        cause);
}

}  // namespace slipway::gui
