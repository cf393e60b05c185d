#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include "base/files.h"
#include "daemon/log_search.h"

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
    void historyIsSearchedAsALinearScanWouldFindIt() {
        const auto home = Home::open(m_dir.path().toStdString() + "/search").value();
        QVERIFY(makeFolders(home.project("shop") + "/logs"));
        const auto logs = LogService::create(home, m_clock).value();
        const char* kLevels[] = {"debug", "info", "warn", "error"};
        std::vector<std::string> all;
        std::string text;
        for (int i = 0; i < 20'000; ++i) {
            all.push_back("{\"level\":\"" + std::string(kLevels[i % 4]) + "\",\"n\":" + std::to_string(i) + "}");
            text += all.back() + "\n";
            if (i % 4 == 3) {
                all.push_back("    at frame " + std::to_string(i));
                text += all.back() + "\n";
            }
        }
        QVERIFY(writeFileAtomically(home.instanceLog("shop", "users-1", ".out"), text));
        QVERIFY(writeFileAtomically(home.instanceLog("shop", "orders-1", ".err"), "ERROR alone\n"));
        const std::atomic<bool> cancelled{false};
        const auto search = [&](LogQuestion question, const std::string& service) {
            return searchLogs(logs->files({"shop", service, {}}, LogService::Upto::End), question, cancelled);
        };
        LogQuestion errors;
        errors.level = "error";
        errors.count = 100'000;
        QCOMPARE(search(errors, "users").size(), size_t{10'000});  // with the frames that go on with them
        QCOMPARE(search(errors, "orders").size(), size_t{1});
        LogQuestion last;
        last.grep = logPattern("\"n\":[0-9]*7}").value();
        last.count = 3;
        QCOMPARE(joined(search(last, "users")), all[24'971] + "|" + all[24'983] + "|" + all[24'996] + "|");
        LogQuestion none;
        none.since = m_clock.wallMs() + 60'000;
        QVERIFY(search(none, "users").empty());
        LogQuestion before;
        before.until = 1;
        QVERIFY(search(before, "orders").empty());
        QVERIFY(!logPattern("a(b") && logPattern("a(b").error().message.find("character") != std::string::npos);
        // One that tries everything ends by itself.
        LogQuestion nasty;
        nasty.grep = logPattern("(a+)+$").value();
        QVERIFY(writeFileAtomically(home.instanceLog("shop", "a-1", ".out"), std::string(5000, 'a') + "!\n"));
        QVERIFY(search(nasty, "a").empty());
    }

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
};

QTEST_GUILESS_MAIN(LogServiceTest)
#include "log_service_test.moc"
