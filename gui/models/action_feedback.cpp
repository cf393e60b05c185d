#include "gui/models/action_feedback.h"

namespace slipway::gui {

QString failureTitle(ServiceAction action, const QString& service) {
    switch (action) {
        case ServiceAction::Redeploy:
            return ActionFeedback::tr("Could not redeploy %1").arg(service);
        case ServiceAction::Scale:
            return ActionFeedback::tr("Could not scale %1").arg(service);
        case ServiceAction::Restart:
            return ActionFeedback::tr("Could not restart %1").arg(service);
        case ServiceAction::Stop:
            return ActionFeedback::tr("Could not stop %1").arg(service);
        case ServiceAction::Start:
            return ActionFeedback::tr("Could not start %1").arg(service);
        case ServiceAction::OpenDetail:
        case ServiceAction::OpenLogs:
            break;
    }
    return service;
}

}  // namespace slipway::gui
