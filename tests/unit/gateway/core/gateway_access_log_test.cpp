#include <QTemporaryDir>
#include <QtTest>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/files.h"
#include "gateway/core/access_log.h"
#include "gateway/core/json_line.h"
#include "gateway/core/line_ring.h"

using namespace slipway;
using namespace slipway::gateway;
using nlohmann::json;

namespace {

struct Home {
    QTemporaryDir dir;
    std::string path = dir.filePath("access.log").toStdString();
    std::unique_ptr<AccessLog> open(AccessLog::Options options = {}) {
        options.path = path;
        return std::move(AccessLog::open(std::move(options)).value());
    }
    static std::vector<json> lines(const std::string& file) {
        std::vector<json> all;
        const std::string content = readFile(file).value_or("");
        for (size_t at = 0; at < content.size();) {
            const size_t end = content.find('\n', at);
            all.push_back(json::parse(content.substr(at, end - at)));
            at = end + 1;
        }
        return all;
    }
};

std::string jsonOf(std::string_view value, size_t limit = 256, size_t capacity = 1024) {
    std::string buffer(capacity, '#');
    JsonLine line(buffer.data(), capacity);
    line.text("v", value, limit);
    return std::string(line.finish());
}

}  // namespace

class GatewayAccessLogTest : public QObject {
    Q_OBJECT
  private slots:
    void everyByteMakesValidJson() {
        for (int c = 0; c < 256; ++c) {
            const std::string text = std::string("a") + static_cast<char>(c) + "b";
            const json parsed = json::parse(jsonOf(text));
            if (c < 0x80)
                QCOMPARE(parsed["v"].get<std::string>(), text);
            else
                QCOMPARE(parsed["v"].get<std::string>(), std::string("a\xef\xbf\xbd"
                                                                     "b"));
        }
    }

    void utf8PassesAndWhatIsNoneDoesNot() {
        const std::string good = "\xc3\xa4 \xe2\x82\xac \xf0\x9f\x9a\xa2";
        QCOMPARE(json::parse(jsonOf(good))["v"].get<std::string>(), good);
        for (const char* bad :
             {"\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82", "\xf0\x9f\x9a", "\x80", "\xe0\x80\x80"}) {
            const json parsed = json::parse(jsonOf(bad), nullptr, false);
            QVERIFY(!parsed.is_discarded());
            QVERIFY(parsed["v"].get<std::string>().find("\xef\xbf\xbd") == 0);
        }
    }

    void longTextIsCutAtACharacter() {
        const auto cut =
            json::parse(jsonOf("abc\xe2\x82\xac"
                               "def",
                               5))["v"]
                .get<std::string>();
        QCOMPARE(cut, std::string("abc\xe2\x80\xa6"));
        QCOMPARE(json::parse(jsonOf("abcde", 5))["v"].get<std::string>(), std::string("abcde"));
    }

    void whatDoesNotFitIsLeftOutByWholeMembers() {
        for (size_t capacity = 16; capacity < 60; ++capacity) {
            std::string buffer(capacity, '#');
            JsonLine line(buffer.data(), capacity);
            line.text("first", "\"\"\"\"");
            line.number("second", 1234567);
            line.text("third", "\x01\x01");
            const std::string_view text = line.finish();
            QVERIFY(text.size() <= capacity);
            QVERIFY(!json::parse(text, nullptr, false).is_discarded());
        }
    }

    void ringsTakeWholeLinesOrNone() {
        LineRing ring(16);
        QVERIFY(ring.put("0123456789"));
        QVERIFY(!ring.put("0123456"));
        QVERIFY(ring.put("abcdef"));
        QCOMPARE(ring.peek(), std::string_view("0123456789abcdef"));
        ring.consume(10);
        QVERIFY(ring.put("XYZ"));
        QCOMPARE(ring.peek(), std::string_view("abcdef"));
        ring.consume(6);
        QCOMPARE(ring.peek(), std::string_view("XYZ"));
    }

    void aRecordIsALine() {
        Home home;
        const auto log = home.open();
        AccessRecord record;
        record.time = 1'700'000'000'007;
        record.requestId = "r-1";
        record.client = "127.0.0.1:51544";
        record.project = "shop";
        record.caller = "gateway";
        record.method = "GET";
        record.target = "/products?q=\"\xff";
        record.route = "products";
        record.service = "shop/products";
        record.endpoint = "shop/products-1";
        record.status = 200;
        record.bytesOut = 100;
        record.durationUs = 1200;
        record.tries = 1;
        log->append(0, record);
        record.why = "client_closed";
        record.time += 1993;
        log->append(0, record);
        log->flush();
        const auto lines = Home::lines(home.path);
        QCOMPARE(lines.size(), size_t{2});
        QCOMPARE(lines[0]["time"], "2023-11-14T22:13:20.007Z");
        QCOMPARE(lines[1]["time"], "2023-11-14T22:13:22.000Z");
        QCOMPARE(lines[0]["target"], "/products?q=\"\xef\xbf\xbd");
        QCOMPARE(lines[0]["status"], 200);
        QCOMPARE(lines[0]["duration_us"], 1200);
        QVERIFY(!lines[0].contains("why"));
        QCOMPARE(lines[1]["why"], "client_closed");
        QCOMPARE(log->written(), 2u);
        QCOMPARE(log->dropped(), 0u);
    }

    void linesOfWorkersStayWholeAndNoneIsLost() {
        Home home;
        AccessLog::Options options;
        options.workers = 3;
        auto log = home.open(options);
        std::vector<std::thread> threads;
        for (WorkerId worker = 0; worker < 3; ++worker)
            threads.emplace_back([&, worker] {
                const std::string caller = "w" + std::to_string(worker);
                for (uint64_t i = 0; i < 2000; ++i) {
                    AccessRecord record;
                    record.caller = caller;
                    record.bytesIn = i;
                    log->append(worker, record);
                }
            });
        for (auto& thread : threads)
            thread.join();
        log->flush();
        QCOMPARE(log->written() + log->dropped(), 6000u);
        log.reset();
        std::map<std::string, uint64_t> last;
        for (const auto& line : Home::lines(home.path)) {
            const auto caller = line["caller"].get<std::string>();
            const auto i = line["bytes_in"].get<uint64_t>();
            QVERIFY(!last.contains(caller) || last[caller] < i);
            last[caller] = i;
        }
        QCOMPARE(last.size(), size_t{3});
    }

    void aFullRingDropsAndCounts() {
        Home home;
        AccessLog::Options options;
        options.ringBytes = 256;  // less than a line
        const auto log = home.open(options);
        log->append(0, {});
        log->flush();
        QCOMPARE(log->dropped(), 1u);
        QCOMPARE(log->written(), 0u);
    }

    void endingWritesTheRest() {
        Home home;
        auto log = home.open();
        for (int i = 0; i < 100; ++i)
            log->append(0, {});
        log.reset();
        QCOMPARE(Home::lines(home.path).size(), size_t{100});
    }

    void rotatesBySizeAndKeepsThree() {
        Home home;
        AccessLog::Options options;
        options.rotateBytes = 1000;
        const auto log = home.open(options);
        for (int i = 0; i < 20; ++i) {
            log->append(0, {});
            log->flush();
        }
        for (const char* suffix : {"", ".1", ".2", ".3"}) {
            const auto lines = Home::lines(home.path + suffix);
            QVERIFY2(!lines.empty() && lines.size() <= 4, suffix);
        }
        QVERIFY(!QFile::exists(QString::fromStdString(home.path) + ".4"));
    }

    void reopensWhenTheFileWasMovedAway() {
        Home home;
        const auto log = home.open();
        log->append(0, {});
        log->flush();
        QVERIFY(QFile::rename(QString::fromStdString(home.path), QString::fromStdString(home.path) + ".old"));
        log->reopen();
        log->flush();
        log->append(0, {});
        log->flush();
        QCOMPARE(Home::lines(home.path).size(), size_t{1});
        QCOMPARE(Home::lines(home.path + ".old").size(), size_t{1});
    }

    void aFolderThatIsNotThereIsAnError() { QVERIFY(!AccessLog::open({"/nonexistent/access.log"})); }
};

QTEST_GUILESS_MAIN(GatewayAccessLogTest)
#include "gateway_access_log_test.moc"
