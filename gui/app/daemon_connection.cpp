#include "gui/app/daemon_connection.h"

#include <QUrl>

namespace slipway::gui {

QString pathSegment(const QString& text) {
    return QString::fromLatin1(QUrl::toPercentEncoding(text));
}

QString projectPath(const QString& project, const QString& rest) {
    return QStringLiteral("/v1/projects/") + pathSegment(project) + rest;
}

}  // namespace slipway::gui
