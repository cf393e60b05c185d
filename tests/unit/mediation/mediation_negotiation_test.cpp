#include <QtTest>

#include "mediation/negotiation.h"

using namespace slipway::mediation;

/// Accept (RFC 9110 §12.5.1), and what is done with requests and answers.
class MediationNegotiationTest : public QObject {
    Q_OBJECT

    static Offer everything() {
        return {{Format::JsonText},
                {Format::Xml, Format::Cbor, Format::MessagePack, Format::Form, Format::Soap11, Format::Soap12},
                false};
    }
    static QString told(Action action, Format from, Format to, const std::optional<Refusal>& refusal) {
        if (action == Action::Refuse)
            return QString("%1 %2").arg(reasonStatus(refusal->reason)).arg(reasonWord(refusal->reason));
        return action == Action::Pass ? QString("pass") : QString("%1 to %2").arg(formatWord(from), formatWord(to));
    }
    static QString request(const RequestFacts& facts, const Offer& offer = everything()) {
        const auto plan = planRequest(facts, offer);
        return told(plan.action, plan.from, plan.to, plan.refusal);
    }
    static QString answer(const char* accept, const char* contentType, int status = 200,
                          const Offer& offer = everything()) {
        const auto plan = planAnswer(status, contentType, planRequest({"", accept, false, false}, offer), offer);
        return told(plan.action, plan.from, plan.to, plan.refusal) +
               (plan.contentType.empty() ? "" : " " + QString::fromStdString(plan.contentType));
    }

  private slots:
    void acceptIsParsed_data() {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* field, const char* expected) {
            QTest::newRow(*field ? field : "empty") << field << expected;
        };
        row("", "");
        row("*/*", "*/*:1000");
        row("application/xml", "application/xml:1000");
        row("text/*;q=0.3, text/html;q=0.7, text/html;level=1, */*;q=0.5",
            "text/*:300 text/html:700 text/html;level=1:1000 */*:500");
        row("a/b;q=0", "a/b:0");
        row("a/b;q=1.000", "a/b:1000");
        row("a/b ; Q=0.05 , C/D", "a/b:50 c/d:1000");
        row("a/b;q=0.123;ext=1", "a/b:123");
        row(",, a/b ,,", "a/b:1000");
        row("a/b;x=\"y,z;q=0\";q=0.5, c/d", "a/b;x=y,z;q=0:500 c/d:1000");
        row("a/b;q=1.5, c/d", "c/d:1000");
        row("a/b;q=0.1234, c/d", "c/d:1000");
        row("a/b;q=-1, c/d", "c/d:1000");
        row("a/b;q, c/d", "c/d:1000");
        row("nonsense, c/d", "c/d:1000");
        row("*/xml, c/d", "c/d:1000");
        row("a/b x, c/d", "c/d:1000");
        row("a/b;x=\"open, c/d", "");
    }
    void acceptIsParsed() {
        QFETCH(QString, field);
        QStringList said;
        for (const auto& range : parseAccept(field.toStdString())) {
            QString text = QString::fromStdString(range.range.essence());
            for (const auto& [name, value] : range.range.parameters)
                text += QString(";%1=%2").arg(name.c_str(), value.c_str());
            said << QString("%1:%2").arg(text).arg(range.quality);
        }
        QTEST(said.join(' '), "expected");
    }

    void theMostSpecificRangeDecides() {
        const auto ranges =
            parseAccept("text/*;q=0.3, text/html;q=0.7, text/html;level=1, text/html;level=2;q=0.4, */*;q=0.5");
        const auto quality = [&](const char* type) { return qualityOf(*parseMediaType(type), ranges); };
        QCOMPARE(quality("text/html;level=1"), 1000);
        QCOMPARE(quality("text/html"), 700);
        QCOMPARE(quality("text/plain"), 300);
        QCOMPARE(quality("image/jpeg"), 500);
        QCOMPARE(quality("text/html;level=2"), 400);
        QCOMPARE(quality("text/html;level=3"), 700);
        QCOMPARE(qualityOf(*parseMediaType("a/b"), parseAccept("c/d")), 0);
        QCOMPARE(qualityOf(*parseMediaType("a/b"), {}), 1000);
    }

    void acceptHasALimit() {
        std::string many;
        for (int number = 0; number < 1000; ++number)
            many += "a/b" + std::to_string(number) + ",";
        QCOMPARE(parseAccept(many).size(), std::size_t(64));
    }

    void mediaTypes() {
        QVERIFY(!parseMediaType(""));
        QVERIFY(!parseMediaType("json"));
        QVERIFY(!parseMediaType("*/*"));
        QVERIFY(!parseMediaType("a/b c"));
        QVERIFY(!parseMediaType("a/b;c"));
        QVERIFY(!parseMediaType("a/b, c/d"));
        const auto media = parseMediaType(" Text/XML; Charset=\"UTF-8\";");
        QVERIFY(media);
        QCOMPARE(fieldValue(*media), std::string("text/xml; charset=UTF-8"));
    }

    void requests() {
        QCOMPARE(request({"", "", false, false}), "pass");
        QCOMPARE(request({"application/json", "", true, false}), "pass");
        QCOMPARE(request({"application/xml", "", true, false}), "xml to json");
        QCOMPARE(request({"application/xml", "", false, false}), "pass");
        QCOMPARE(request({"text/xml", "", true, true}), "soap11 to json");
        QCOMPARE(request({"application/soap+xml; action=\"x\"", "", true, false}), "soap12 to json");
        QCOMPARE(request({"application/cbor", "", true, false}), "cbor to json");
        QCOMPARE(request({"application/x-www-form-urlencoded", "", true, false}), "form to json");
        QCOMPARE(request({"image/png", "", true, false}), "415 unsupported_media_type");
        QCOMPARE(request({"rubbish", "", true, false}), "415 unsupported_media_type");
        QCOMPARE(request({"text/xml; charset=iso-8859-1", "", true, false}), "415 encoding");
        QCOMPARE(request({"text/xml; charset=\"UTF-8\"", "", true, false}), "xml to json");
        QCOMPARE(request({"application/xml", "", true, false}, {{Format::JsonText}, {Format::Cbor}, false}),
                 "415 unsupported_media_type");
        QCOMPARE(request({"application/json", "", true, false}, {{Format::Xml}, {Format::JsonText}, false}),
                 "json to xml");
        QCOMPARE(request({"image/png", "image/*", true, false}, {{Format::JsonText}, {}, true}), "pass");
        QCOMPARE(request({"", "image/png", false, false}), "406 not_acceptable");
        QCOMPARE(request({"", "application/json;q=0, application/xml;q=0", false, false}), "406 not_acceptable");
        QCOMPARE(request({"", "text/html, */*;q=0.1", false, false}), "pass");
        // An envelope is answered by an envelope, whatever Accept says.
        QCOMPARE(request({"text/xml", "image/png", true, true}), "soap11 to json");
        QCOMPARE(planRequest({"", "", false, false}, {{Format::Xml, Format::JsonText}, {}, false}).acceptOfService,
                 std::string("application/xml, application/json"));
    }

    void answers() {
        const char* const json = "application/json";
        QCOMPARE(answer("", json), "pass");
        QCOMPARE(answer("*/*", json), "pass");
        QCOMPARE(answer("application/xml", json), "json to xml application/xml");
        QCOMPARE(answer("text/xml", json), "json to xml text/xml; charset=utf-8");
        QCOMPARE(answer("application/cbor", json), "json to cbor application/cbor");
        QCOMPARE(answer("application/x-msgpack", json), "json to msgpack application/x-msgpack");
        QCOMPARE(answer("application/xml;q=0.5, application/json;q=0.4", json), "json to xml application/xml");
        QCOMPARE(answer("application/xml;q=0.5, application/json;q=0.5", json), "pass");
        QCOMPARE(answer("application/xml;q=0.9, */*;q=0.1", json), "json to xml application/xml");
        QCOMPARE(answer("application/json;q=0, */*", json), "json to xml application/xml");
        QCOMPARE(answer("application/xml", "application/problem+json", 404), "json to xml application/problem+xml");
        QCOMPARE(answer("application/xml", "image/png"), "pass");
        QCOMPARE(answer("application/xml", ""), "pass");
        QCOMPARE(answer("application/json", "application/xml", 200, {{Format::Xml}, {Format::JsonText}, false}),
                 "xml to json application/json");
    }

    void anErrorIsNeverHidden() {
        const Offer offer = everything();
        RequestPlan plan = planRequest({"", "", false, false}, offer);
        plan.accept = parseAccept("image/png");
        QCOMPARE(planAnswer(404, "application/problem+json", plan, offer).action, Action::Pass);
        QCOMPARE(planAnswer(200, "application/json", plan, offer).action, Action::Refuse);
    }

    void envelopesAnswerEnvelopes() {
        const Offer offer = everything();
        const auto plan = planRequest({"application/soap+xml", "", true, false}, offer);
        const auto good = planAnswer(200, "application/json", plan, offer);
        QCOMPARE(told(good.action, good.from, good.to, {}), "json to soap12");
        QCOMPARE(good.contentType, std::string("application/soap+xml; charset=utf-8"));
        const auto none = planAnswer(503, "", plan, offer);
        QCOMPARE(none.action, Action::Convert);
        QVERIFY(none.problem);
    }
};

QTEST_GUILESS_MAIN(MediationNegotiationTest)
#include "mediation_negotiation_test.moc"
