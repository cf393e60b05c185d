#pragma once

#include <QString>

namespace slipway::gui {

/// Renders every screen, dark and light, as DIR/SCREEN-THEME.png (and SCREEN-THEME-1024.png for the smallest window)
/// from made-up data. Returns the number of pictures, or -1 where the folder can't be written.
int renderScreenshots(const QString& folder, const QString& language);

/// The screens of a live daemon in `home`, with the sample shop where it runs nothing, as DIR/live-SCREEN-THEME.png.
/// Brings down what it brought up. Returns as renderScreenshots(); also -1 where no daemon came within a minute.
int renderLiveScreenshots(const QString& folder, const QString& home);

}  // namespace slipway::gui
