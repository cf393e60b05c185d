// What limits count with, shared by workers; addresses; passwords and keys.

#include <QtTest>
#include <set>
#include <thread>

#include "crypto/base64.h"
#include "crypto/digest.h"
#include "crypto/password_hash.h"
#include "gateway/policy/allow_from.h"
#include "gateway/policy/api_key.h"
#include "gateway/policy/basic.h"
#include "gateway/policy/limit_key.h"
#include "gateway/policy/permit_table.h"
#include "gateway/policy/rate_table.h"

using namespace slipway;
using namespace slipway::gateway::policy;

namespace {
constexpr std::int64_t kSecond = 1'000'000'000;
/// `tokens` of which one comes back each `intervalNs`.
RateTable::Rate rate(std::int64_t intervalNs, std::int64_t tokens) {
    return {intervalNs, intervalNs * tokens};
}
}  // namespace

class PolicyTablesTest : public QObject {
    Q_OBJECT
  private slots:
    void aBucketGivesItsTokensThenOneAnInterval() {
        RateTable table(RateTable::Keyed::No);
        const auto ten = rate(kSecond / 10, 5);
        for (int left = 4; left >= 0; --left) {
            const auto taken = table.take(0, ten, 0);
            QVERIFY(taken.ok);
            QCOMPARE(taken.left, std::int64_t{left});
        }
        const auto refused = table.take(0, ten, 0);
        QVERIFY(!refused.ok);
        QCOMPARE(refused.waitNs, kSecond / 10);
        QVERIFY(!table.take(0, ten, kSecond / 10 - 1).ok);
        QVERIFY(table.take(0, ten, kSecond / 10).ok);
        QVERIFY(!table.take(0, ten, kSecond / 10).ok);
        // After a rest it is full, and no more than full.
        for (int i = 0; i < 5; ++i)
            QVERIFY(table.take(0, ten, 100 * kSecond).ok);
        QVERIFY(!table.take(0, ten, 100 * kSecond).ok);
    }

    void keysHaveBucketsOfTheirOwn() {
        RateTable table(RateTable::Keyed::Yes);
        const auto one = rate(kSecond, 1);
        for (int client = 0; client < 1000; ++client) {
            const std::uint64_t key = secretHash(9, std::to_string(client));
            QVERIFY(table.take(key, one, 5).ok);
            QVERIFY(!table.take(key, one, 5).ok);
        }
        QCOMPARE(table.evicted(), std::uint64_t{0});
    }

    void memoryIsBoundedHoweverManyKeysCome() {
        RateTable table(RateTable::Keyed::Yes);
        const auto one = rate(kSecond, 1);
        // Four times what there is room for, all within one second: some must give up their place, and are counted.
        const std::uint64_t keys = 4ull * RateTable::kSets * RateTable::kWays;
        for (std::uint64_t n = 0; n < keys; ++n)
            QVERIFY(table.take(secretHash(1, std::to_string(n)), one, 5).ok);
        QVERIFY(table.evicted() > 0);
        // When their buckets are full again, places are free without harm.
        const std::uint64_t before = table.evicted();
        for (std::uint64_t n = 0; n < 1000; ++n)
            QVERIFY(table.take(secretHash(2, std::to_string(n)), one, 100 * kSecond).ok);
        QCOMPARE(table.evicted(), before);
    }

    void workersTogetherTakeNoMoreThanThereIs() {
        RateTable table(RateTable::Keyed::Yes);
        const auto rate1000 = rate(kSecond, 1000);
        for (const std::uint64_t key : {std::uint64_t{0}, secretHash(1, "k")}) {
            std::atomic<int> taken{0};
            std::vector<std::thread> threads;
            for (int t = 0; t < 4; ++t)
                threads.emplace_back([&] {
                    for (int i = 0; i < 1000; ++i)
                        taken += table.take(key, rate1000, 7).ok ? 1 : 0;
                });
            for (auto& thread : threads)
                thread.join();
            QCOMPARE(taken.load(), 1000);
        }
    }

    void permitsAreExactAndComeBack() {
        PermitTable table(PermitTable::Keyed::Yes);
        for (const std::uint64_t key : {std::uint64_t{0}, secretHash(1, "a"), secretHash(1, "b")}) {
            std::vector<std::uint64_t> tokens(3);
            for (auto& token : tokens) {
                QVERIFY(table.take(key, 3, token) == PermitTable::Got::Permit);
                QVERIFY(token != 0);
            }
            std::uint64_t no = 0;
            QVERIFY(table.take(key, 3, no) == PermitTable::Got::Full);
            QCOMPARE(no, std::uint64_t{0});
            table.give(tokens[1]);
            QVERIFY(table.take(key, 3, tokens[1]) == PermitTable::Got::Permit);
            for (const auto token : tokens)
                table.give(token);
        }
        QCOMPARE(table.inUse(), 0u);
    }

    void workersTogetherHoldNoMorePermitsThanThereAre() {
        PermitTable table(PermitTable::Keyed::Yes);
        const std::uint64_t key = secretHash(1, "key");
        std::atomic<int> held{0}, most{0}, got{0};
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&] {
                for (int i = 0; i < 5000; ++i) {
                    std::uint64_t token = 0;
                    if (table.take(key, 3, token) != PermitTable::Got::Permit)
                        continue;
                    ++got;
                    const int now = ++held;
                    int before = most;
                    while (now > before && !most.compare_exchange_weak(before, now)) {
                    }
                    --held;
                    table.give(token);
                }
            });
        for (auto& thread : threads)
            thread.join();
        QVERIFY(got > 0);
        QVERIFY2(most <= 3, qPrintable(QString::number(most)));
        std::uint64_t token = 0;
        for (int i = 0; i < 3; ++i)
            QVERIFY(table.take(key, 3, token) == PermitTable::Got::Permit);
        QVERIFY(table.take(key, 3, token) == PermitTable::Got::Full);
    }

    void addressRanges_data() {
        QTest::addColumn<QString>("range");
        QTest::addColumn<QString>("inside");
        QTest::addColumn<QString>("outside");
        QTest::newRow("v4") << "10.1.0.0/16"
                            << "10.1.255.7"
                            << "10.2.0.0";
        QTest::newRow("odd") << "192.0.2.128/25"
                             << "192.0.2.200"
                             << "192.0.2.127";
        QTest::newRow("one") << "192.0.2.7"
                             << "192.0.2.7"
                             << "192.0.2.8";
        QTest::newRow("all") << "0.0.0.0/0"
                             << "8.8.8.8"
                             << "2001:db8::1";
        QTest::newRow("v6") << "2001:db8::/32"
                            << "2001:db8:ffff::1"
                            << "2001:db9::";
        QTest::newRow("mapped") << "127.0.0.0/8"
                                << "::ffff:127.0.0.1"
                                << "::1";
        QTest::newRow("v6 is no v4") << "::1"
                                     << "::1"
                                     << "0.0.0.1";
    }
    void addressRanges() {
        QFETCH(QString, range);
        QFETCH(QString, inside);
        QFETCH(QString, outside);
        const auto parsed = AddressRange::parse(range.toStdString());
        QVERIFY(parsed);
        QVERIFY(parsed->has(*parseIp(inside.toStdString())));
        QVERIFY(!parsed->has(*parseIp(outside.toStdString())));
    }
    void whatIsNoRange() {
        for (const char* text : {"", "10.0.0.0/33", "10.0.0.1/8", "10.0.0/8", "x", "10.0.0.0/", "10.0.0.0/8x", "::/129",
                                 "2001:db8::1/32", "127.0.0.1:80", "1.2.3.4.5"})
            QVERIFY2(!AddressRange::parse(text), text);
    }

    void passwordHashes() {
        const auto hash = crypto::PasswordHash::make("open sesame", 1000);
        const auto again = crypto::PasswordHash::parse(hash.text());
        QVERIFY(again);
        QVERIFY(again->matches("open sesame"));
        QVERIFY(!again->matches("open sesam"));
        QVERIFY(!again->matches(""));
        QVERIFY(crypto::PasswordHash::make("open sesame", 1000).salt != hash.salt);
        for (const char* text : {"", "open sesame", "pbkdf2-sha256:10:00:00", "pbkdf2-sha256:1000:zz:00",
                                 "pbkdf2-sha256:1000:0011223344556677:00", "sha256:1000:0011223344556677:00"})
            QVERIFY2(!crypto::PasswordHash::parse(text), text);
        // RFC 7914 section 11: "passwd", "salt" with one iteration is below what is taken; this one is of openssl(1).
        QVERIFY(crypto::PasswordHash::parse(
            "pbkdf2-sha256:10000:00112233445566778899aabbccddeeff:"
            "00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF"));
    }

    void passwordsAreRememberedForAWhile() {
        BasicState state;
        const auto proof = crypto::sha256("ada"), other = crypto::sha256("bob");
        const TimePoint now{std::chrono::hours(1)};
        QVERIFY(!state.remembers(proof, now));
        state.remember(proof, now);
        QVERIFY(state.remembers(proof, now));
        QVERIFY(!state.remembers(other, now));
        QVERIFY(state.remembers(proof, now + BasicState::kRememberedFor - std::chrono::nanoseconds(1)));
        QVERIFY(!state.remembers(proof, now + BasicState::kRememberedFor));
        int hashes = 0;
        while (state.mayHash(now) && hashes < 1000)
            ++hashes;
        QCOMPARE(hashes, BasicState::kHashesPerSecond);
        QVERIFY(state.mayHash(now + std::chrono::seconds(1)));
    }

    void base64IsStrict() {
        QCOMPARE(crypto::decodeBase64Url("Zm9v"), std::optional<std::string>("foo"));
        QCOMPARE(crypto::decodeBase64Url("Zg"), std::optional<std::string>("f"));
        for (const char* text : {"Zg==", "Z", "Zh", "Zm9v\n", "Zm 9v", "Zm+v", "Zm/v"})
            QVERIFY2(!crypto::decodeBase64Url(text), text);
        QCOMPARE(crypto::decodeBase64("Zg=="), std::optional<std::string>("f"));
        for (const char* text : {"Zg=", "Zg===", "=", "Z===", "Zm-v"})
            QVERIFY2(!crypto::decodeBase64(text), text);
        std::string bytes;
        for (int i = 0; i < 300; ++i) {
            QCOMPARE(crypto::decodeBase64Url(crypto::encodeBase64Url(bytes)), std::optional(bytes));
            QCOMPARE(crypto::decodeBase64(crypto::encodeBase64(bytes)), std::optional(bytes));
            bytes += static_cast<char>(i * 37);
        }
    }

    void parametersAreTakenOutOfAQuery() {
        auto taken = takeQueryParameter("a=1&key=s%65cret&b=2", "key");
        QVERIFY(taken.found && !taken.twice);
        QCOMPARE(taken.value, std::string("secret"));
        QCOMPARE(taken.without, std::string("a=1&b=2"));
        taken = takeQueryParameter("k%65y=x&key=y", "key");
        QVERIFY(taken.twice);
        QCOMPARE(taken.without, std::string());
        QVERIFY(!takeQueryParameter("monkey=1&keys=2", "key").found);
        QVERIFY(takeQueryParameter("key", "key").found);
    }
};

QTEST_GUILESS_MAIN(PolicyTablesTest)
#include "policy_tables_test.moc"
