#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include "base/files.h"
#include "daemon/log_service.h"

using namespace slipway;
using namespace slipway::daemon;

/// History and the lines that come join without a gap and without a line twice.
class LogServiceTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    SystemClock m_clock;

    static std::string joined(const std::vector<api::LogLine>& lines) {
        std::string text;
        for (const auto& line : lines)
            text += line.text + "|";
        return text;
    }

  private slots:
    void followersGetEachLineOnce() {
        const auto home = Home::open(m_dir.path().toStdString()).value();
        QVERIFY(makeFolders(home.project("shop") + "/logs"));
        const auto logs = LogService::create(home, m_clock).value();
        logs->follow("shop", "users", "users-1");
        QFile out(QString::fromStdString(home.instanceLog("shop", "users-1", ".out")));
        QVERIFY(out.open(QIODevice::Append | QIODevice::Unbuffered));

        const LogService::Filter filter{"shop", {}, {}};
        std::string seen;
        int number = 0;
        std::string expected;
        const auto write = [&](const std::string& text) { out.write(text.data(), static_cast<qint64>(text.size())); };
        // Each round writes before, between and after, with the daemon's loop running or not, and half a line at each
        // seam.
        for (int round = 0; round < 30; ++round) {
            const std::string line = "line " + std::to_string(++number);
            write(line + " first\n" + line + " se");
            if (round % 3 == 0)
                QCoreApplication::processEvents();
            std::string text = joined(logs->tail(filter, 1000, LogService::Upto::Reported));
            if (round % 2 == 0)
                write("cond\n" + line + " th");
            const int id =
                logs->subscribe(filter, [&](const std::vector<api::LogLine>& lines) { text += joined(lines); });
            write(round % 2 == 0 ? "ird\n" : "cond\n" + line + " third\n");
            expected += line + " first|" + line + " second|" + line + " third|";
            const bool complete = QTest::qWaitFor([&] { return text.size() >= expected.size(); }, 20'000);
            logs->unsubscribe(id);
            QVERIFY2(complete && text == expected, text.c_str());
        }
        QCOMPARE(joined(logs->tail(filter, 1000)), expected);
        QCOMPARE(logs->lastLines("shop", "users-1", 1), std::vector<std::string>{"line 30 third"});
    }

    void oneThatFloodsHidesNoOther() {
        const auto home = Home::open(m_dir.path().toStdString()).value();
        QVERIFY(makeFolders(home.project("flood") + "/logs"));
        const auto logs = LogService::create(home, m_clock).value();
        for (const char* service : {"loud", "quiet"})
            logs->follow("flood", service, std::string(service) + "-1");
        QFile loud(QString::fromStdString(home.instanceLog("flood", "loud-1", ".out")));
        QFile quiet(QString::fromStdString(home.instanceLog("flood", "quiet-1", ".out")));
        QVERIFY(loud.open(QIODevice::Append | QIODevice::Unbuffered));
        QVERIFY(quiet.open(QIODevice::Append | QIODevice::Unbuffered));
        std::map<std::string, qsizetype> lines;
        const auto follow = [&](const std::string& service) {
            LogRequest request;
            request.service = service;
            request.follow = true;
            return logs->read(
                "flood", request,
                [&lines, service](const std::string& text, const std::function<void()>& more) {
                    lines[service] += std::count(text.begin(), text.end(), '\n');
                    more();
                },
                [] {});
        };
        const int first = follow("loud"), second = follow("quiet");
        const QByteArray burst = QByteArray("a line of the flood\n").repeated(1000);
        for (int round = 0; round < 20; ++round) {
            loud.write(burst);
            quiet.write("heard\n");
            QCoreApplication::processEvents();
        }
        QVERIFY(QTest::qWaitFor([&] { return lines["loud"] == 20'000 && lines["quiet"] == 20; }, 60'000));
        logs->stopReading(first);
        logs->stopReading(second);
    }

    void badQuestionsAreRefused() {
        LogRequest request;
        request.grep = "(unclosed";
        QCOMPARE(check(request).error().code, ErrorCode::Usage);
        request.grep = "(*LIMIT_MATCH=4000000000)x";
        QVERIFY(!check(request));
        request.grep = "a|b";
        request.level = "loud";
        QVERIFY(!check(request));
        request.level = "warn";
        QVERIFY(check(request));
    }
};

QTEST_GUILESS_MAIN(LogServiceTest)
#include "log_service_test.moc"
