#include "gui/theme/system_scheme.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusVariant>
#include <QGuiApplication>
#include <QPalette>

namespace slipway::gui {

namespace {

constexpr auto kService = "org.freedesktop.portal.Desktop";
constexpr auto kPath = "/org/freedesktop/portal/desktop";
constexpr auto kInterface = "org.freedesktop.portal.Settings";
constexpr auto kGroup = "org.freedesktop.appearance";
constexpr auto kKey = "color-scheme";  // 0 no preference, 1 dark, 2 light
constexpr int kPatienceMs = 200;

QVariant unwrap(QVariant value) {
    // Read() answers a variant in a variant.
    while (value.canConvert<QDBusVariant>()) {
        value = value.value<QDBusVariant>().variant();
    }
    return value;
}

}  // namespace

SystemScheme::SystemScheme() {
    m_dark = QGuiApplication::palette().color(QPalette::Window).lightness() < 128;
    // Without a session bus, asking for it prints a warning and may start one: the address tells beforehand.
    if (qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS")) {
        return;
    }
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected()) {
        return;
    }
    bus.connect(kService, kPath, kInterface, QStringLiteral("SettingChanged"), this,
                SLOT(onSetting(QString, QString, QDBusVariant)));
    QDBusMessage ask = QDBusMessage::createMethodCall(kService, kPath, kInterface, QStringLiteral("Read"));
    ask << QString::fromLatin1(kGroup) << QString::fromLatin1(kKey);
    const QDBusMessage answer = bus.call(ask, QDBus::Block, kPatienceMs);
    if (answer.type() == QDBusMessage::ReplyMessage && !answer.arguments().isEmpty()) {
        const int scheme = unwrap(answer.arguments().constFirst()).toInt();
        if (scheme != 0) {
            m_dark = scheme == 1;
        }
    }
}

void SystemScheme::onSetting(const QString& group, const QString& key, const QDBusVariant& value) {
    if (group != QLatin1String(kGroup) || key != QLatin1String(kKey)) {
        return;
    }
    const bool dark = unwrap(value.variant()).toInt() == 1;
    if (dark != m_dark) {
        m_dark = dark;
        emit changed(dark);
    }
}

}  // namespace slipway::gui
