#pragma once

#include <QMutex>
#include <QStringList>
#include <QTest>

/// Collects what Qt warns of while it lives; a test's cleanup() asks that there was nothing. Lines that a platform
/// plugin prints on machines without its services are let through, by their exact start.
class WarningGuard {
  public:
    WarningGuard() {
        s_active = this;
        m_before = qInstallMessageHandler(&WarningGuard::handle);
    }
    ~WarningGuard() {
        qInstallMessageHandler(m_before);
        s_active = nullptr;
    }

    QStringList take() {
        const QMutexLocker lock(&m_mutex);
        return std::exchange(m_warnings, {});
    }

  private:
    static bool isKnown(const QString& message) {
        return message.startsWith(QLatin1String("This plugin does not support propagateSizeHints")) ||
               message.startsWith(QLatin1String("This plugin does not support raise()"));
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
    QMutex m_mutex;
    QStringList m_warnings;
};
