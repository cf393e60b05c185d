#include "net/address.h"

#include <QtTest>

using namespace slipway;
using net::Address;

class AddressTest : public QObject {
    Q_OBJECT
  private slots:
    void readsAndPrints_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<int>("port");
        QTest::newRow("four") << QByteArray("127.0.0.1:8080") << QByteArray("127.0.0.1") << 8080;
        QTest::newRow("six") << QByteArray("[::1]:0") << QByteArray("::1") << 0;
        QTest::newRow("any") << QByteArray("0.0.0.0:65535") << QByteArray("0.0.0.0") << 65535;
    }
    void readsAndPrints() {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, host);
        QFETCH(int, port);
        const auto address = Address::parse(text.toStdString());
        QVERIFY(address.has_value());
        QCOMPARE(QByteArray::fromStdString(address->text()), text);
        QCOMPARE(QByteArray::fromStdString(address->host()), host);
        QCOMPARE(static_cast<int>(address->port()), port);
    }

    void refuses_data() {
        QTest::addColumn<QByteArray>("text");
        for (const char* text : {"", "127.0.0.1", "127.0.0.1:", ":80", "127.0.0.1:65536", "127.0.0.1:-1",
                                 "127.0.0.1:8x", "localhost:80", "::1:80", "[::1]80", "[127.0.0.1]:80", "127.1:80"})
            QTest::newRow(text) << QByteArray(text);
    }
    void refuses() {
        QFETCH(QByteArray, text);
        const auto address = Address::parse(text.toStdString());
        QVERIFY(!address.has_value());
        QCOMPARE(address.error().code, ErrorCode::Usage);
    }
};

QTEST_GUILESS_MAIN(AddressTest)
#include "address_test.moc"
