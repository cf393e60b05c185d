#include <QDateTime>
#include <QTimeZone>
#include <QtTest>

#include "daemon/job_schedules.h"

using namespace slipway;
using model::CivilMinute;
using model::Cron;

namespace {

QString text(const CivilMinute& at) {
    return QString::asprintf("%04d-%02d-%02d %02d:%02d", at.year, at.month, at.day, at.hour, at.minute);
}

WallMs at(const char* iso, const char* zone) {
    return QDateTime(QDate::fromString(QString(iso).left(10), Qt::ISODate),
                     QTime::fromString(QString(iso).mid(11), "HH:mm"), QTimeZone(QByteArray(zone)))
        .toMSecsSinceEpoch();
}

}  // namespace

/// When jobs are due: crontab's fields, and clocks that are put forward and back.
class JobSchedulesTest : public QObject {
    Q_OBJECT
  private slots:
    void next_data() {
        QTest::addColumn<QString>("cron");
        QTest::addColumn<QString>("expected");
        // From Wednesday, 2026-11-25 10:17.
        QTest::newRow("each minute") << "* * * * *"
                                     << "2026-11-25 10:18";
        QTest::newRow("steps") << "*/15 * * * *"
                               << "2026-11-25 10:30";
        QTest::newRow("a range with steps") << "5-59/20 11 * * *"
                                            << "2026-11-25 11:05";
        QTest::newRow("a number with steps goes to the end") << "40/5 * * * *"
                                                             << "2026-11-25 10:40";
        QTest::newRow("tomorrow") << "0 3 * * *"
                                  << "2026-11-26 03:00";
        QTest::newRow("weekdays by name") << "30 2 * * mon-fri"
                                          << "2026-11-26 02:30";
        QTest::newRow("Sunday is 0 and 7") << "0 0 * * 7"
                                           << "2026-11-29 00:00";
        QTest::newRow("a month by name") << "0 0 1 FEB *"
                                         << "2027-02-01 00:00";
        QTest::newRow("either day") << "0 0 1 * fri"
                                    << "2026-11-27 00:00";
        QTest::newRow("a leap day") << "0 0 29 2 *"
                                    << "2028-02-29 00:00";
        QTest::newRow("never") << "0 0 31 2 *"
                               << "";
        QTest::newRow("nickname") << "@monthly"
                                  << "2026-12-01 00:00";
    }

    void next() {
        QFETCH(QString, cron);
        QFETCH(QString, expected);
        const auto parsed = Cron::parse(cron.toStdString());
        QVERIFY(parsed);
        const auto found = parsed->next({2026, 11, 25, 10, 17});
        QCOMPARE(found ? text(*found) : QString(), expected);
        if (found)
            QVERIFY(parsed->matches(*found));
    }

    void whatIsNoScheduleIsRefused() {
        for (const char* wrong : {"", "* * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8",
                                  "*/0 * * * *", "5-1 * * * *", "a * * * *", "@sometimes", "* * * * * *", ", * * * *"})
            QVERIFY2(!Cron::parse(wrong), wrong);
    }

    void clocksThatArePutForwardAndBack() {
        const auto half = Cron::parse("30 2 * * *").value();
        // Berlin, 2027-03-28: 02:30 does not exist; the run comes right after the gap.
        const WallMs spring = daemon::nextRun(half, "Europe/Berlin", at("2027-03-28 01:00", "Europe/Berlin"));
        QCOMPARE(spring, at("2027-03-28 03:30", "Europe/Berlin"));
        // 2026-10-25: 02:30 comes twice, and counts once.
        const WallMs autumn = daemon::nextRun(half, "Europe/Berlin", at("2026-10-25 01:00", "Europe/Berlin"));
        QCOMPARE(QDateTime::fromMSecsSinceEpoch(autumn, QTimeZone("Europe/Berlin")).time(), QTime(2, 30));
        QCOMPARE(daemon::nextRun(half, "Europe/Berlin", autumn), at("2026-10-26 02:30", "Europe/Berlin"));
        QCOMPARE(daemon::nextRun(half, "UTC", at("2026-10-25 02:30", "UTC")), at("2026-10-26 02:30", "UTC"));
    }

    void aJumpOfTheClockMakesOneRun() {
        model::Service job;
        job.name = ServiceName("report");
        job.job = model::Job{std::chrono::milliseconds(0), model::Schedule{"0 * * * *", "UTC", model::Overlap::Skip}};
        daemon::JobSchedules schedules;
        const WallMs start = at("2026-11-25 10:17", "UTC"), hour = 3'600'000;
        schedules.set({job}, start);
        QCOMPARE(schedules.next(job.name), at("2026-11-25 11:00", "UTC"));
        QVERIFY(schedules.due(start + 1000).empty());
        QCOMPARE(schedules.due(start + 24 * hour).size(), size_t{1});
        QVERIFY(schedules.due(start + 24 * hour + 1000).empty());
        // Back by a day: the next hour is the next run, not the one of tomorrow.
        QVERIFY(schedules.due(start).empty());
        QCOMPARE(schedules.next(job.name), at("2026-11-25 11:00", "UTC"));
        QCOMPARE(schedules.due(at("2026-11-25 11:00", "UTC")).size(), size_t{1});
    }
};

QTEST_GUILESS_MAIN(JobSchedulesTest)
#include "job_schedules_test.moc"
