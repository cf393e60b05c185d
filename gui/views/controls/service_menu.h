#pragma once

#include <functional>

#include "gui/models/service_action.h"

class QMenu;
class QWidget;

namespace slipway::gui {

using ServiceActionHandler = std::function<void(ServiceAction action, const QString& service, int argument)>;

/// The menu of a service: on its row, its node and its page the same. Deletes itself when it closes; the caller calls
/// popup().
QMenu* makeServiceMenu(const Store& store, const QString& service, QWidget* parent, ServiceActionHandler handler);

}  // namespace slipway::gui
