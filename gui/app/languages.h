#pragma once

#include <QString>

namespace slipway::gui {

/// Loads the window's strings, and Qt's own, for `language` ("ko", "en"; empty: the system's) into the application.
/// Called before any widget is made.
void installLanguage(const QString& language);

}  // namespace slipway::gui
