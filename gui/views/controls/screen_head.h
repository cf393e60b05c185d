#pragma once

#include <QHBoxLayout>

namespace slipway::gui {

/// The row on top of a screen, with its title; the caller adds what narrows the screen, and the layout to its column.
QHBoxLayout* screenHead(const QString& title);

}  // namespace slipway::gui
