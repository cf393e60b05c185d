#include "gui/views/controls/service_menu.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QMenu>
#include <QWidgetAction>

#include "gui/models/store.h"
#include "gui/theme/icons.h"
#include "gui/views/controls/label.h"
#include "gui/views/controls/replica_stepper.h"

namespace slipway::gui {

namespace {

void addStepper(QMenu* menu, const Store& store, const Service& service, const ServiceActionHandler& handler) {
    const ServiceActionItem item = serviceAction(store, service.name, ServiceAction::Scale);
    auto* row = new QWidget;
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(36, 2, 12, 2);
    line->addWidget(new Label(Label::Body, item.text));
    line->addStretch(1);
    auto* stepper = new ReplicaStepper;
    stepper->setServiceName(service.name);
    stepper->setCounts(service.desired, service.ready);
    stepper->setReason(item.reason);
    line->addWidget(stepper);
    auto* action = new QWidgetAction(menu);
    action->setDefaultWidget(row);
    action->setText(item.text);
    menu->addAction(action);
    const QString name = service.name;
    QObject::connect(stepper, &ReplicaStepper::wanted, menu, [handler, name, menu](int replicas) {
        handler(ServiceAction::Scale, name, replicas);
        menu->close();
    });
}

}  // namespace

QMenu* makeServiceMenu(const Store& store, const QString& name, QWidget* parent, ServiceActionHandler handler) {
    auto* menu = new QMenu(parent);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setAccessibleName(QCoreApplication::translate("ServiceMenu", "Actions of %1").arg(name));
    menu->setToolTipsVisible(true);
    const Service* service = store.service(name);
    for (const ServiceActionItem& item : serviceActions(store, name)) {
        if (item.separatorBefore) {
            menu->addSeparator();
        }
        QAction* action = menu->addAction(
            icon(item.icon, item.action == ServiceAction::Stop ? IconColor::Err : IconColor::Muted), item.text);
        // Shown, not bound: the window owns the shortcut.
        if (!item.shortcut.isEmpty()) {
            action->setText(item.text + u'\t' + item.shortcut.toString(QKeySequence::NativeText));
        }
        action->setEnabled(item.enabled);
        action->setToolTip(item.reason);
        const ServiceAction what = item.action;
        QObject::connect(action, &QAction::triggered, menu, [handler, name, what] { handler(what, name, 0); });
        if (what == ServiceAction::Restart && service) {
            addStepper(menu, store, *service, handler);
        }
    }
    return menu;
}

}  // namespace slipway::gui
