#include <QtTest>

#include "daemon/mask.h"

using namespace slipway::daemon;

/// What must not be shown is taken out, and nothing else is touched.
class MaskTest : public QObject {
    Q_OBJECT
  private slots:
    void theLongestOfTwoValuesIsTakenFirst() {
        Mask mask;
        mask.learnSecret("open");
        mask.learnSecret("open sesame\n");
        QCOMPARE(mask.withoutValues("open sesame, open door"), std::string("***, *** door"));
    }

    void eachLineOfASecretIsHiddenAlone() {
        Mask mask;
        mask.learnSecret("-----BEGIN KEY-----\r\nMIIEvQIBADAN\nab\n");
        QCOMPARE(mask.withoutValues("key: MIIEvQIBADAN\n"), std::string("key: ***\n"));
        QCOMPARE(mask.withoutValues("ab"), std::string("ab"));  // below four bytes
    }

    void stringsOfJsonAreHiddenAndKeysStay() {
        Mask mask;
        mask.learnSecret("say \"friend\"");
        mask.learnSecret("messages");
        QCOMPARE(mask.withoutValuesInJson("{\"b\":1,\"messages\":[\"say \\\"friend\\\" to messages\"],\"a\":2.5}"),
                 std::string("{\"b\":1,\"messages\":[\"*** to ***\"],\"a\":2.5}"));
    }

    void whatHoldsNoSecretStaysByteForByte() {
        Mask mask;
        mask.learnSecret("something");
        const std::string text = "{ \"a\" : 1e3, \"b\":\"é\" }";
        QCOMPARE(mask.withoutValuesInJson(text), text);
    }

    void passwordsOfUrlsAndOfVariablesAreHidden() {
        Mask mask;
        mask.learn({{"DB_PASSWORD", "hunter22"}, {"LEVEL", "verbose"}});
        QCOMPARE(mask.hidden("verbose hunter22 http://me:pass@host/x"),
                 std::string("verbose *** http://me:***@host/x"));
    }
};

QTEST_GUILESS_MAIN(MaskTest)
#include "mask_test.moc"
