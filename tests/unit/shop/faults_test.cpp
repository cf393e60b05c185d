#include <QtTest>

#include "kit/faults.h"

using namespace shop::kit;

/// Failures on demand: asked for by name, and absent unless the environment says so.
class FaultsTest : public QObject {
    Q_OBJECT
  private slots:
    void cleanup() { qunsetenv("SHOP_FAULTS"); }

    void namedByMethodAndFirstSegment() {
        const std::string_view header = "PUT/payments=refuse, DELETE/reservations=down,PUT/x=lost";
        QVERIFY(faultIn(header, "PUT", "/payments/s1") == Faults::Kind::Refuse);
        QVERIFY(faultIn(header, "DELETE", "/reservations/s1") == Faults::Kind::Down);
        QVERIFY(faultIn(header, "PUT", "/x") == Faults::Kind::Lost);
        QVERIFY(faultIn(header, "PUT", "/reservations/s1") == Faults::Kind::None);
        QVERIFY(faultIn(header, "PUT", "/pay") == Faults::Kind::None);
        QVERIFY(faultIn("", "PUT", "/x") == Faults::Kind::None);
        QVERIFY(faultIn("PUT/x", "PUT", "/x") == Faults::Kind::None);
        QVERIFY(faultIn("PUT/x=boom", "PUT", "/x") == Faults::Kind::None);
    }

    void offUnlessTheEnvironmentSaysSo() {
        QVERIFY(*Faults::fromEnvironment() == nullptr);
        qputenv("SHOP_FAULTS", "sometimes");
        QVERIFY(!Faults::fromEnvironment());
        qputenv("SHOP_FAULTS", "random:2");
        QVERIFY(!Faults::fromEnvironment());
        Request request;
        request.method = "PUT";
        request.path = "/payments/s1";
        request.headers = {{"Shop-Fault", "PUT/payments=lost"}};
        qputenv("SHOP_FAULTS", "random:0");
        QVERIFY((*Faults::fromEnvironment())->of(request) == Faults::Kind::None);
        qputenv("SHOP_FAULTS", "header");
        QVERIFY((*Faults::fromEnvironment())->of(request) == Faults::Kind::Lost);
        qputenv("SHOP_FAULTS", "random:1");
        QVERIFY((*Faults::fromEnvironment())->of(request) != Faults::Kind::None);
        request.method = "GET";
        QVERIFY((*Faults::fromEnvironment())->of(request) == Faults::Kind::None);
    }
};

QTEST_GUILESS_MAIN(FaultsTest)
#include "faults_test.moc"
