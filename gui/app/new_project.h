#pragma once

#include <QByteArray>

namespace slipway::gui {

/// The slipway.yaml that "New project" writes: a service that runs as it stands, with what Debian has.
QByteArray newProjectManifest();

}  // namespace slipway::gui
