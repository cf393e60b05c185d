// RFC 9111 without a socket: what may be stored, how old it is, whom it answers; and the store against a model.

#include <QtTest>
#include <algorithm>
#include <deque>

#include "base/random.h"
#include "gateway/cache/project_cache.h"
#include "http/response_parser.h"

using namespace slipway;
using namespace slipway::gateway::cache;
using namespace std::chrono_literals;

namespace {

constexpr WallSeconds kNow = 1'700'000'000;  // Tue, 14 Nov 2023 22:13:20 GMT
constexpr TimePoint kReceived{1000s};

/// A head and what it is bound to.
struct Head {
    explicit Head(const std::string& fields, const std::string& status = "200 OK")
        : text("HTTP/1.1 " + status + "\r\n" + fields + "\r\n") {
        if (parser.parse(text, {}) != http::ParseState::Head)
            qFatal("no head: %s", text.c_str());
    }
    std::string text;
    http::ResponseParser parser;
    const http::ResponseHead& head() const { return parser.head(); }
};

struct Case {
    std::string request;  // fields
    std::string asked;    // Cache-Control of the request
    bool credentials = false;
    bool hasQuery = false;
    FreshnessRules rules;
    std::uint64_t maxBytes = 1 << 20;
};

tl::expected<StoredResponse, Unstorable> tryStore(const Head& head, const Case& c = {}) {
    const TextFields fields(c.request);
    return storable(head.head(), {fields, parseCacheControl(c.asked), c.credentials, c.hasQuery, "scope"}, c.rules,
                    {kNow, kReceived, 0s}, {}, c.maxBytes);
}

std::string text(const Directives& d) {
    std::string out;
    const auto flag = [&](bool set, const char* name) { out += set ? std::string(name) + " " : ""; };
    const auto number = [&](const std::optional<Seconds>& value, const char* name) {
        out += value ? name + ("=" + std::to_string(value->count())) + " " : "";
    };
    flag(d.noStore, "no-store");
    flag(d.noCache, "no-cache");
    flag(d.onlyIfCached, "only-if-cached");
    flag(d.isPublic, "public");
    flag(d.isPrivate, "private");
    flag(d.mustRevalidate, "must-revalidate");
    flag(d.proxyRevalidate, "proxy-revalidate");
    flag(d.mustUnderstand, "must-understand");
    number(d.maxAge, "max-age");
    number(d.sMaxAge, "s-maxage");
    number(d.maxStale, "max-stale");
    number(d.minFresh, "min-fresh");
    number(d.staleIfError, "stale-if-error");
    number(d.staleWhileRevalidate, "stale-while-revalidate");
    for (const auto& each : d.withheld)
        out += "-" + each + " ";
    if (!out.empty())
        out.pop_back();
    return out;
}

}  // namespace

class CacheRulesTest : public QObject {
    Q_OBJECT
  private slots:
    void cacheControl_data() {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("read");
        const auto row = [](const char* value, const char* read) {
            QTest::newRow(value) << QByteArray(value) << QByteArray(read);
        };
        row("", "");
        row("max-age=60", "max-age=60");
        row(" MAX-AGE = 60 ,, Public", "public max-age=60");
        row("max-age=\"60\"", "max-age=60");
        row("max-age=60, max-age=5", "max-age=5");
        row("max-age=-1", "max-age=0");
        row("max-age=1.5", "max-age=0");
        row("max-age", "max-age=0");
        row("max-age=99999999999999999999", "max-age=2147483648");
        row("s-maxage=7, max-age=9", "max-age=9 s-maxage=7");
        row("no-cache", "no-cache");
        row("no-cache=\"Set-Cookie, X-A\"", "-set-cookie -x-a");
        row("private=\"x-b\", max-age=1", "max-age=1 -x-b");
        row("private=\"x-b, max-age=1", "private");
        row("private=x", "-x");
        row("no-cache=\"\"", "no-cache");
        row("max-stale", "max-stale=2147483648");
        row("max-stale=10, min-fresh=5", "max-stale=10 min-fresh=5");
        row("max-stale=x", "");
        row("min-fresh=x", "min-fresh=2147483648");
        row("only-if-cached, no-store, must-revalidate, proxy-revalidate, must-understand",
            "no-store only-if-cached must-revalidate proxy-revalidate must-understand");
        row("stale-if-error=3, stale-while-revalidate=4", "stale-if-error=3 stale-while-revalidate=4");
        row("community=\"UCI, no-store\", immutable", "");
        row("x=\"a\\\", no-store\", private", "private");
    }
    void cacheControl() {
        QFETCH(QByteArray, value);
        QFETCH(QByteArray, read);
        QCOMPARE(QByteArray::fromStdString(text(parseCacheControl(value.toStdString()))), read);
    }

    void dates_data() {
        QTest::addColumn<QByteArray>("date");
        QTest::addColumn<qint64>("seconds");
        const auto row = [](const char* date, qint64 seconds) { QTest::newRow(date) << QByteArray(date) << seconds; };
        row("Sun, 06 Nov 1994 08:49:37 GMT", 784111777);
        row("Sunday, 06-Nov-94 08:49:37 GMT", 784111777);
        row("Sun Nov  6 08:49:37 1994", 784111777);
        row("Sun Nov 16 08:49:37 1994", 784975777);
        row("Thu, 01 Jan 1970 00:00:00 GMT", 0);
        row("Thu, 29 Feb 2024 23:59:60 GMT", 1709251200);
        row("Friday, 01-Jan-60 00:00:00 GMT", 2840140800);   // 2060: within fifty years
        row("Saturday, 01-Jan-80 00:00:00 GMT", 315532800);  // 2080 would be further
        row("Sun, 06 Nov 1994 08:49:37", -1);
        row("Sun, 6 Nov 1994 08:49:37 GMT", -1);
        row("Sun, 06 Nov 1994 08:49:37 +0000", -1);
        row("Sun, 29 Feb 2023 00:00:00 GMT", -1);
        row("Sun, 06 Nov 1994 24:00:00 GMT", -1);
        row("0", -1);
        row("", -1);
    }
    void dates() {
        QFETCH(QByteArray, date);
        QFETCH(qint64, seconds);
        QCOMPARE(static_cast<qint64>(parseHttpDate(date.toStdString(), kNow).value_or(-1)), seconds);
    }

    // RFC 9111 §4.2.3
    void age_data() {
        QTest::addColumn<int>("date");  // seconds before it came; -1: none
        QTest::addColumn<int>("age");   // -1: none
        QTest::addColumn<int>("delay");
        QTest::addColumn<int>("resident");
        QTest::addColumn<int>("result");
        QTest::newRow("made now") << 0 << -1 << 0 << 0 << 0;
        QTest::newRow("no date, no age") << -1 << -1 << 0 << 7 << 7;
        QTest::newRow("apparent age") << 30 << -1 << 0 << 5 << 35;
        QTest::newRow("the age counts when it is more") << 30 << 50 << 2 << 5 << 57;
        QTest::newRow("the date counts when it is more") << 80 << 50 << 2 << 5 << 85;
        QTest::newRow("the service's clock is ahead") << -90 << -1 << 3 << 1 << 4;
    }
    void age() {
        QFETCH(int, date);
        QFETCH(int, age);
        QFETCH(int, delay);
        QFETCH(int, resident);
        QFETCH(int, result);
        Arrival arrival;
        arrival.responseTime = kNow;
        if (date != -1)
            arrival.date = kNow - date;
        if (age != -1)
            arrival.age = Seconds{age};
        arrival.responseDelay = Seconds{delay};
        const Freshness freshness{correctedInitialAge(arrival), 60s, kReceived};
        QCOMPARE(freshness.age(kReceived + Seconds{resident}).count(), std::int64_t{result});
        QCOMPARE(freshness.ttl(kReceived + Seconds{resident}).count(), std::int64_t{60 - result});
    }

    // RFC 9111 §4.2.1, in the order in which they win.
    void lifetime_data() {
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<int>("ttl");  // the route's
        QTest::addColumn<bool>("query");
        QTest::addColumn<int>("seconds");  // -1: unknown
        const QByteArray date = "Date: Tue, 14 Nov 2023 22:13:20 GMT\r\n";
        const QByteArray expires = "Expires: Tue, 14 Nov 2023 22:15:00 GMT\r\n";
        const QByteArray modified = "Last-Modified: Tue, 14 Nov 2023 21:56:40 GMT\r\n";
        QTest::newRow("s-maxage") << QByteArray("Cache-Control: max-age=2, s-maxage=1\r\n" + expires) << 9 << false
                                  << 1;
        QTest::newRow("max-age") << QByteArray("Cache-Control: max-age=2\r\n" + expires) << 9 << false << 2;
        QTest::newRow("expires") << QByteArray(date + expires + modified) << 9 << false << 100;
        QTest::newRow("expires, no date") << expires << 9 << false << 100;
        QTest::newRow("expires: 0") << QByteArray(date + "Expires: 0\r\n" + modified) << 9 << false << 0;
        QTest::newRow("expired") << QByteArray(date + "Expires: Tue, 14 Nov 2023 22:00:00 GMT\r\n") << 9 << false << 0;
        QTest::newRow("the route's") << QByteArray(date + modified) << 9 << false << 9;
        QTest::newRow("a tenth") << QByteArray(date + modified) << 0 << false << 100;
        QTest::newRow("a tenth, bounded")
            << QByteArray(date + "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\n") << 0 << false << 3600;
        QTest::newRow("no guess for a query") << QByteArray(date + modified) << 0 << true << -1;
        QTest::newRow("nothing") << date << 0 << false << -1;
    }
    void lifetime() {
        QFETCH(QByteArray, fields);
        QFETCH(int, ttl);
        QFETCH(bool, query);
        QFETCH(int, seconds);
        Case c;
        c.hasQuery = query;
        c.rules.defaultTtl = Seconds{ttl};
        const Head head(fields.toStdString() + "ETag: \"x\"\r\n");
        const auto stored = tryStore(head, c);
        QVERIFY(stored);
        QCOMPARE(stored->freshness.lifetime.count(), std::int64_t{std::max(seconds, 0)});
    }

    void storing_data() {
        QTest::addColumn<QByteArray>("status");
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<QByteArray>("asked");
        QTest::addColumn<bool>("credentials");
        QTest::addColumn<QByteArray>("why");  // empty: stored
        const auto row = [](const char* name, const char* status, const char* fields, const char* asked,
                            bool credentials, const char* why) {
            QTest::newRow(name) << QByteArray(status) << QByteArray(fields) << QByteArray(asked) << credentials
                                << QByteArray(why);
        };
        row("max-age", "200 OK", "Cache-Control: max-age=1\r\n", "", false, "");
        row("validator alone", "200 OK", "ETag: \"a\"\r\n", "", false, "");
        row("nothing", "200 OK", "", "", false, "no-time");
        row("an old one", "200 OK", "Cache-Control: max-age=1\r\nAge: 5\r\n", "", false, "no-time");
        row("an old one that can be validated", "200 OK", "Cache-Control: max-age=1\r\nAge: 5\r\nETag: \"a\"\r\n", "",
            false, "");
        row("an old one that may stand in", "200 OK", "Cache-Control: max-age=1, stale-if-error=60\r\nAge: 5\r\n", "",
            false, "");
        row("an old one that may not", "200 OK",
            "Cache-Control: max-age=1, stale-if-error=60, must-revalidate\r\nAge: 5\r\n", "", false, "no-time");
        row("not found", "404 Not Found", "Cache-Control: max-age=1\r\n", "", false, "");
        row("found elsewhere, with a time", "302 Found", "Cache-Control: max-age=1\r\n", "", false, "");
        row("found elsewhere, validator alone", "302 Found", "ETag: \"a\"\r\n", "", false, "no-time");
        row("an error, with a time", "500 Oops", "Cache-Control: max-age=1\r\n", "", false, "");
        row("a part", "206 Partial Content", "Cache-Control: max-age=1\r\n", "", false, "status");
        row("no-store", "200 OK", "Cache-Control: max-age=1\r\nCache-Control: no-store\r\n", "", false, "no-store");
        row("no-store, understood", "200 OK", "Cache-Control: max-age=1, no-store, must-understand\r\n", "", false, "");
        row("must-understand, not understood", "299 What", "Cache-Control: max-age=1, must-understand\r\n", "", false,
            "status");
        row("private", "200 OK", "Cache-Control: private, max-age=1\r\n", "", false, "private");
        row("private fields", "200 OK", "Cache-Control: private=\"x-a\", max-age=1\r\nX-A: 1\r\n", "", false, "");
        row("the client forbids", "200 OK", "Cache-Control: max-age=1\r\n", "no-store", false, "request-no-store");
        row("credentials", "200 OK", "Cache-Control: max-age=1\r\n", "", true, "credentials");
        row("credentials, public", "200 OK", "Cache-Control: max-age=1, public\r\n", "", true, "");
        row("credentials, s-maxage", "200 OK", "Cache-Control: s-maxage=1\r\n", "", true, "");
        row("credentials, must-revalidate", "200 OK", "Cache-Control: max-age=1, must-revalidate\r\n", "", true, "");
        row("set-cookie", "200 OK", "Cache-Control: max-age=1, public\r\nSet-Cookie: a=b\r\n", "", false, "set-cookie");
        row("set-cookie that is withheld", "200 OK",
            "Cache-Control: max-age=1, no-cache=\"Set-Cookie\"\r\nSet-Cookie: a=b\r\n", "", false, "");
        row("too large", "200 OK", "Cache-Control: max-age=1\r\nContent-Length: 1048577\r\n", "", false, "too-large");
        row("large enough", "200 OK", "Cache-Control: max-age=1\r\nContent-Length: 1048576\r\n", "", false, "");
        row("vary: *", "200 OK", "Cache-Control: max-age=1\r\nVary: *\r\n", "", false, "vary-any");
        row("vary: ours", "200 OK", "Cache-Control: max-age=1\r\nVary: X-Forwarded-Foo\r\n", "", false,
            "vary-forwarding");
    }
    void storing() {
        QFETCH(QByteArray, status);
        QFETCH(QByteArray, fields);
        QFETCH(QByteArray, asked);
        QFETCH(bool, credentials);
        QFETCH(QByteArray, why);
        const Head head(fields.toStdString(), status.toStdString());
        const auto stored = tryStore(head, {"", asked.toStdString(), credentials, false, {}, 1 << 20});
        QCOMPARE(stored ? QByteArray() : QByteArray(unstorableWord(stored.error())), why);
        if (!stored)
            return;
        QVERIFY(stored->fields.find("Set-Cookie:") == std::string::npos);
        QVERIFY(stored->fields.find("X-A:") == std::string::npos);
        QVERIFY(stored->fields.find("Content-Length") == std::string::npos);
        QCOMPARE(mayBeGiven(*stored, false), true);
        QCOMPARE(mayBeGiven(*stored, true), stored->directives.allowsSharing());
    }

    // RFC 9111 §4.2.4, RFC 5861: stored 100 s ago with a time of 60 s, or now.
    void reuse_data() {
        QTest::addColumn<int>("age");
        QTest::addColumn<QByteArray>("response");
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<int>("reuse");
        QTest::addColumn<bool>("onError");
        const auto row = [](const char* name, int age, const char* response, const char* request, Reuse reuse,
                            bool error) {
            QTest::newRow(name) << age << QByteArray(response) << QByteArray(request) << static_cast<int>(reuse)
                                << error;
        };
        row("fresh", 59, "max-age=60", "", Reuse::Fresh, false);
        row("its last second is over", 60, "max-age=60", "", Reuse::Validate, false);
        row("no-cache", 1, "max-age=60, no-cache", "", Reuse::Validate, false);
        row("asked for a new one", 1, "max-age=60", "no-cache", Reuse::Validate, false);
        row("too old for the client", 30, "max-age=60", "max-age=20", Reuse::Validate, false);
        row("young enough", 30, "max-age=60", "max-age=30", Reuse::Fresh, false);
        row("not fresh for long enough", 30, "max-age=60", "min-fresh=31", Reuse::Validate, false);
        row("fresh for long enough", 30, "max-age=60", "min-fresh=30", Reuse::Fresh, false);
        row("any stale one will do", 100, "max-age=60", "max-stale", Reuse::StaleAsked, true);
        row("stale by 40", 100, "max-age=60", "max-stale=40", Reuse::StaleAsked, true);
        row("stale by more than 39", 100, "max-age=60", "max-stale=39", Reuse::Validate, false);
        row("max-stale against must-revalidate", 100, "max-age=60, must-revalidate", "max-stale", Reuse::Validate,
            false);
        row("max-stale against s-maxage", 100, "s-maxage=60", "max-stale", Reuse::Validate, false);
        row("while revalidate", 100, "max-age=60, stale-while-revalidate=41", "", Reuse::StaleRevalidate, false);
        row("while revalidate is over", 100, "max-age=60, stale-while-revalidate=40", "", Reuse::Validate, false);
        row("while revalidate, forbidden", 100, "max-age=60, stale-while-revalidate=99, proxy-revalidate", "",
            Reuse::Validate, false);
        row("if error", 100, "max-age=60, stale-if-error=40", "", Reuse::Validate, true);
        row("if error is over", 100, "max-age=60, stale-if-error=39", "", Reuse::Validate, false);
        row("if error, says the client", 100, "max-age=60", "stale-if-error=40", Reuse::Validate, true);
        row("if error, but the client insists", 100, "max-age=60, stale-if-error=40", "no-cache", Reuse::Validate,
            false);
    }
    void reuse() {
        QFETCH(int, age);
        QFETCH(QByteArray, response);
        QFETCH(QByteArray, request);
        QFETCH(int, reuse);
        QFETCH(bool, onError);
        const Directives said = parseCacheControl(response.toStdString());
        const Directives asked = parseCacheControl(request.toStdString());
        const Freshness freshness{0s, 60s, kReceived};
        QCOMPARE(static_cast<int>(reuseOf(freshness, said, asked, {}, kReceived + Seconds{age})), reuse);
        QCOMPARE(mayServeOnError(freshness, said, asked, {}, kReceived + Seconds{age}), onError);
    }

    void conditions_data() {
        QTest::addColumn<QByteArray>("tag");
        QTest::addColumn<QByteArray>("noneMatch");
        QTest::addColumn<QByteArray>("since");
        QTest::addColumn<bool>("has");
        const QByteArray at = "Tue, 14 Nov 2023 21:56:40 GMT", before = "Tue, 14 Nov 2023 21:56:39 GMT";
        QTest::newRow("same") << QByteArray("\"a\"") << QByteArray("\"a\"") << QByteArray() << true;
        QTest::newRow("weak") << QByteArray("\"a\"") << QByteArray("\"b\" , W/\"a\"") << QByteArray() << true;
        QTest::newRow("weak stored") << QByteArray("W/\"a\"") << QByteArray("\"a\"") << QByteArray() << true;
        QTest::newRow("a comma inside") << QByteArray("\"a,b\"") << QByteArray("\"x\",\"a,b\"") << QByteArray() << true;
        QTest::newRow("another, the date would do") << QByteArray("\"a\"") << QByteArray("\"b\"") << at << false;
        QTest::newRow("any") << QByteArray("\"a\"") << QByteArray("*") << QByteArray() << true;
        QTest::newRow("broken") << QByteArray("\"a\"") << QByteArray("\"a") << QByteArray() << false;
        QTest::newRow("no tag stored") << QByteArray() << QByteArray("\"\"") << QByteArray() << false;
        QTest::newRow("since") << QByteArray("\"a\"") << QByteArray() << at << true;
        QTest::newRow("since before") << QByteArray("\"a\"") << QByteArray() << before << false;
        QTest::newRow("since when?") << QByteArray("\"a\"") << QByteArray() << QByteArray("yesterday") << false;
    }
    void conditions() {
        QFETCH(QByteArray, tag);
        QFETCH(QByteArray, noneMatch);
        QFETCH(QByteArray, since);
        QFETCH(bool, has);
        const Head head("Cache-Control: max-age=1\r\nLast-Modified: Tue, 14 Nov 2023 21:56:40 GMT\r\n" +
                        (tag.isEmpty() ? std::string() : "ETag: " + tag.toStdString() + "\r\n"));
        QCOMPARE(isNotModified(*tryStore(head), noneMatch.toStdString(), since.toStdString(), kNow), has);
    }

    // RFC 9111 §3.2, §4.3.4
    void a304UpdatesWhatIsStored() {
        const Head old(
            "Cache-Control: max-age=1\r\nETag: \"a\"\r\nContent-Type: text/plain\r\nX-A: 1\r\nX-B: 1\r\nX-B: 2\r\n");
        const auto stored = tryStore(old);
        QVERIFY(stored);
        const Head news(
            "Cache-Control: max-age=100\r\nETag: W/\"a\"\r\nContent-Type: text/html\r\nX-B: 3\r\nConnection: "
            "X-C\r\nX-C: 1\r\nContent-Length: 7\r\nAge: 4\r\n",
            "304 Not Modified");
        const Times times{kNow + 50, kReceived + 50s, 0s};
        const auto next = freshened(*stored, news.head(), {}, times, false, {});
        QVERIFY(next);
        QCOMPARE(next->fields, std::string("Content-Type: text/plain\r\nX-A: 1\r\nCache-Control: max-age=100\r\nETag: "
                                           "W/\"a\"\r\nX-B: 3\r\n"));
        QCOMPARE(next->freshness.ttl(times.received).count(), std::int64_t{96});
        const Head other("ETag: \"b\"\r\n", "304 Not Modified");
        QVERIFY(!freshened(*stored, other.head(), {}, times, false, {}));
        // Without a word on time the old one counts from now.
        const Head bare("", "304 Not Modified");
        QCOMPARE(freshened(*stored, bare.head(), {}, times, false, {})->freshness.ttl(times.received).count(),
                 std::int64_t{1});
    }

    void paths() {
        QCOMPARE(pathOfKey("http://a:80/x/y?z=/q"), std::string_view("/x/y"));
        QCOMPARE(pathOfKey("https://a/"), std::string_view("/"));
    }

    void projectsAreKeptApart() {
        CacheRegistry registry;
        const auto a = registry.of("a", 1000), b = registry.of("b", 2000);
        QVERIFY(a != b && registry.of("a", 3000) == a);
        QCOMPARE(a->figures().maxBytes, std::uint64_t{3000});
        registry.keepOnly({"b"});
        QVERIFY(!registry.find("a") && registry.find("b") == b);
    }

    // 20,000 steps each: the store says what a list says, never holds more than its bound, and forgets in the same
    // order.
    void storeAgainstAModel() {
        struct Item {
            std::string key, value;  // of the selecting field
            StoredPtr stored;
            std::size_t cost;
        };
        for (std::uint64_t seed = 1; seed <= 5; ++seed) {
            Random random(seed);
            constexpr std::size_t kBound = 40'000;
            ResponseStore store(kBound);
            std::deque<Item> model;  // most recently used first
            std::uint64_t evictions = 0;
            const auto bytes = [&] {
                std::size_t sum = 0;
                for (const Item& each : model)
                    sum += each.cost;
                return sum;
            };
            for (int step = 0; step < 20'000; ++step) {
                const std::string key = "http://a/" + std::to_string(random.below(40));
                const std::string value = std::to_string(random.below(4));
                const auto at = std::find_if(model.begin(), model.end(),
                                             [&](const Item& i) { return i.key == key && i.value == value; });
                switch (random.below(8)) {
                    case 0:
                    case 1:
                    case 2: {
                        auto made = std::make_shared<StoredResponse>();
                        made->selecting = {{"accept", value, true}};
                        made->anonymous = false;
                        auto body = std::make_shared<Body>();
                        body->append(std::string(random.below(step % 50 == 0 ? 60'000 : 3000), 'x'));
                        made->body = body;
                        const std::size_t cost = made->cost() + key.size() + ResponseStore::kOverhead;
                        if (at != model.end())
                            model.erase(at);
                        QCOMPARE(store.put(key, made), cost <= kBound);
                        if (cost > kBound)
                            break;
                        for (; bytes() + cost > kBound; ++evictions)
                            model.pop_back();
                        model.push_front({key, value, made, cost});
                        break;
                    }
                    case 3: {
                        if (random.below(10) != 0)
                            break;
                        std::size_t gone = store.erase(key);
                        gone -=
                            static_cast<std::size_t>(std::erase_if(model, [&](const Item& i) { return i.key == key; }));
                        QCOMPARE(gone, std::size_t{0});
                        break;
                    }
                    case 4: {
                        if (random.below(200) != 0)
                            break;
                        const auto odd = [](std::string_view k) { return (k.back() - '0') % 2 == 1; };
                        const std::size_t gone = store.eraseIf(odd);
                        QCOMPARE(gone, static_cast<std::size_t>(
                                           std::erase_if(model, [&](const Item& i) { return odd(i.key); })));
                        break;
                    }
                    default: {
                        const std::string fields = "Accept: " + value + "\r\n";
                        const auto found = store.find(key, "", random.below(2) == 0, TextFields(fields));
                        QCOMPARE(found.stored, at == model.end() ? nullptr : at->stored);
                        if (at != model.end()) {
                            const Item used = *at;
                            model.erase(at);
                            model.push_front(used);
                        }
                    }
                }
                QCOMPARE(store.entries(), model.size());
                QCOMPARE(store.bytes(), bytes());
                QVERIFY(store.bytes() <= kBound);
                QCOMPARE(store.evictions(), evictions);
            }
        }
    }

    void aTargetHasABoundOfVariants() {
        ResponseStore store(1 << 20);
        for (std::size_t i = 0; i < ResponseStore::kMaxVariants + 5; ++i) {
            auto made = std::make_shared<StoredResponse>();
            made->scope = std::to_string(i);
            store.put("k", made);
            store.find("k", "0", false, TextFields(""));  // the first stays in use
        }
        QCOMPARE(store.entries(), ResponseStore::kMaxVariants);
        QVERIFY(store.find("k", "0", false, TextFields("")).stored);
        QVERIFY(!store.find("k", "1", false, TextFields("")).stored);
    }
};

QTEST_GUILESS_MAIN(CacheRulesTest)
#include "gateway_cache_rules_test.moc"
