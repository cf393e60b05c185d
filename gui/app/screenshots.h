#pragma once

#include <QString>

namespace slipway::gui {

/// Renders every screen, dark and light, as DIR/SCREEN-THEME.png (and SCREEN-THEME-1024.png for the smallest window)
/// from made-up data. Returns the number of pictures, or -1 where the folder can't be written.
int renderScreenshots(const QString& folder, const QString& language);

}  // namespace slipway::gui
