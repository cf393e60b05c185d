#pragma once

#include <QIcon>
#include <QString>

#include "gui/theme/tokens.h"

namespace slipway::gui {

/// The role whose colour of the theme in force an icon takes each time that it is painted.
enum class IconColor { Text, Muted, Accent, OnAccent, Ok, Warn, Err };

/// One of resources/icons/NAME.svg. QtSvg draws `currentColor` black; the engine behind puts in the colour of the role,
/// so the icon follows a change of theme. Selected and active states take Text, disabled ones the outline colour.
QIcon icon(const QString& name, IconColor color = IconColor::Muted);

/// The drawing itself, `pixels` square at `ratio` device pixels, for painting code.
QPixmap iconPixmap(const QString& name, const QColor& color, int pixels, qreal ratio);

/// Names of all icons; for tests and the palette.
QStringList iconNames();

}  // namespace slipway::gui
