#include "gui/models/format.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <cmath>

namespace slipway::gui::format {

namespace {

const QString kNone = QStringLiteral("–");

QString fixed(double value, int decimals) {
    return QString::number(value, 'f', decimals);
}

}  // namespace

QString rate(double perSecond) {
    if (std::isnan(perSecond)) {
        return kNone;
    }
    if (perSecond >= 10000) {
        return fixed(perSecond / 1000, 1) + QStringLiteral("k");
    }
    if (perSecond >= 10) {
        return count(std::llround(perSecond));
    }
    return perSecond < 0.05 ? QStringLiteral("0") : fixed(perSecond, 1);
}

QString latency(double microseconds) {
    if (std::isnan(microseconds)) {
        return kNone;
    }
    if (microseconds < 1000) {
        return fixed(microseconds, 0) + QStringLiteral(" µs");
    }
    const double milliseconds = microseconds / 1000;
    if (milliseconds < 1000) {
        return fixed(milliseconds, milliseconds < 10 ? 1 : 0) + QStringLiteral(" ms");
    }
    return fixed(milliseconds / 1000, 1) + QStringLiteral(" s");
}

QString share(double ratio) {
    if (std::isnan(ratio)) {
        return kNone;
    }
    const double percent = ratio * 100;
    if (percent >= 100) {
        return QStringLiteral("100 %");
    }
    // 99.996 must not read as 100: errors would vanish by rounding.
    if (percent >= 99.9) {
        return fixed(std::floor(percent * 100) / 100, 2) + QStringLiteral(" %");
    }
    return fixed(percent, 1) + QStringLiteral(" %");
}

QString cores(double cores) {
    return std::isnan(cores) ? kNone : fixed(cores, 2);
}

QString memory(double kib) {
    if (std::isnan(kib)) {
        return kNone;
    }
    if (kib < 1024) {
        return fixed(kib, 0) + QStringLiteral(" KiB");
    }
    if (kib < 1024 * 1024) {
        return fixed(kib / 1024, kib < 10 * 1024 ? 1 : 0) + QStringLiteral(" MiB");
    }
    return fixed(kib / 1024 / 1024, 1) + QStringLiteral(" GiB");
}

QString duration(qint64 milliseconds) {
    const qint64 whole = milliseconds / 1000;
    if (whole < 10) {
        return QCoreApplication::translate("Format", "%1 s")
            .arg(fixed(static_cast<double>(std::max<qint64>(0, milliseconds)) / 1000, 1));
    }
    if (whole < 60) {
        return QCoreApplication::translate("Format", "%1 s").arg(whole);
    }
    if (whole < 3600) {
        return QCoreApplication::translate("Format", "%1 min").arg(whole / 60);
    }
    if (whole < 86400) {
        return QCoreApplication::translate("Format", "%1 h %2")
            .arg(whole / 3600)
            .arg(whole / 60 % 60, 2, 10, QLatin1Char('0'));
    }
    return QCoreApplication::translate("Format", "%1 d").arg(whole / 86400);
}

QString seconds(double seconds) {
    return QCoreApplication::translate("Format", "%1 s").arg(fixed(seconds, seconds < 1 ? 2 : 1));
}

QString clock(qint64 millisecondsSince1970, bool withMilliseconds) {
    return QDateTime::fromMSecsSinceEpoch(millisecondsSince1970)
        .toString(withMilliseconds ? QStringLiteral("HH:mm:ss.zzz") : QStringLiteral("HH:mm:ss"));
}

QString count(qint64 number) {
    return QLocale(QLocale::English).toString(number);
}

}  // namespace slipway::gui::format
