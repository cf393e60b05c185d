#pragma once

#include <QMutex>
#include <QStringList>
#include <QTest>

/// Collects what Qt warns of while it lives; a test's cleanup() asks that there was nothing. Lines that a platform
/// plugin prints on machines without its services are let through, by their exact start.
class WarningGuard {
  public:
    WarningGuard() { s_active = this; }
    ~WarningGuard() {
        if (m_armed) {
            qInstallMessageHandler(m_before);
        }
        s_active = nullptr;
    }

    /// Call it in initTestCase(): QTest::qExec() installs a handler of its own, which would hide one from before.
    void arm() {
        if (!m_armed) {
            m_before = qInstallMessageHandler(&WarningGuard::handle);
            m_armed = true;
        }
    }

    /// What came since the last call.
    QStringList take() {
        arm();
        const QMutexLocker lock(&m_mutex);
        return std::exchange(m_warnings, {});
    }

  private:
    static bool isKnown(const QString& message) {
        return message.startsWith(QLatin1String("This plugin does not support propagateSizeHints")) ||
               message.startsWith(QLatin1String("This plugin does not support raise()")) ||
               message.startsWith(QLatin1String("This plugin does not support setting window masks")) ||
               message.startsWith(QLatin1String("This plugin does not support grabbing the keyboard"));
    }

    static void handle(QtMsgType type, const QMessageLogContext& context, const QString& message) {
        if (s_active && type != QtDebugMsg && type != QtInfoMsg && !isKnown(message)) {
            const QMutexLocker lock(&s_active->m_mutex);
            s_active->m_warnings << message;
        }
        if (s_active && s_active->m_before) {
            s_active->m_before(type, context, message);
        }
    }

    static inline WarningGuard* s_active = nullptr;
    QtMessageHandler m_before = nullptr;
    bool m_armed = false;
    QMutex m_mutex;
    QStringList m_warnings;
};
