#pragma once

#include <QObject>

class QDBusVariant;

namespace slipway::gui {

/// Whether the desktop asks for a dark scheme: org.freedesktop.portal.Settings, `org.freedesktop.appearance
/// color-scheme`, else the lightness of the palette that the platform gave. Asks the bus once, without blocking past
/// 200 ms, and then listens.
class SystemScheme : public QObject {
    Q_OBJECT
  public:
    SystemScheme();
    bool isDark() const { return m_dark; }

  signals:
    void changed(bool dark);

  private slots:
    void onSetting(const QString& group, const QString& key, const QDBusVariant& value);

  private:
    bool m_dark = false;
};

}  // namespace slipway::gui
