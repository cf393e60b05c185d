#pragma once

#include <QString>

/// Numbers as the window writes them: short, with their unit, and an en dash where nothing was measured.
namespace slipway::gui::format {

QString rate(double perSecond);         ///< "0", "0.4", "12", "1,280", "12.4k"
QString latency(double microseconds);   ///< "840 µs", "2.1 ms", "48 ms", "1.2 s"
QString share(double ratio);            ///< 0-1: "100 %", "99.98 %", "97.1 %"
QString cores(double cores);            ///< "0.01", "1.25"
QString memory(double kib);             ///< "840 KiB", "24 MiB", "1.2 GiB"
QString duration(qint64 milliseconds);  ///< "0.8 s", "12 s", "4 min", "3 h 05", "2 d"
QString seconds(double seconds);        ///< "0.42 s", "3.2 s"
QString clock(qint64 millisecondsSince1970, bool withMilliseconds = false);  ///< local time, "14:03:22"
QString count(qint64 number);                                                ///< "1,284" by the locale

}  // namespace slipway::gui::format
