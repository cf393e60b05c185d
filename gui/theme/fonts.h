#pragma once

#include <QFont>

namespace slipway::gui {

/// The families in order of preference; those not installed are left out.
QStringList uiFamilies();
QStringList monoFamilies();

}  // namespace slipway::gui
