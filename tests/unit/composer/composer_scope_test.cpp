#include <QtTest>

#include "composer/scope.h"

using namespace slipway;
using namespace slipway::composer;

namespace {

Scope sample() {
    return Scope(json::parse(R"({"request":{"body":{"id":"a/b","n":3,"list":[{"x":1},{"x":2}],"none":null,"yes":true},
        "headers":{"x-a":"1"}},"steps":{"order":{"status":201,"body":{"points":7,"id":"o_1"}}},"saga":{"id":"sg-1"}})"));
}

}  // namespace

class ComposerScopeTest : public QObject {
    Q_OBJECT
  private slots:
    void aWholeTemplateKeepsItsType() {
        const Scope scope = sample();
        QVERIFY(*scope.value("{{request.body.n}}") == json(3));
        QVERIFY(*scope.value("{{request.body.list}}") == json::parse(R"([{"x":1},{"x":2}])"));
        QVERIFY(*scope.value("{{ request.body.list.1.x }}") == json(2));
        QVERIFY(*scope.value("{{request.body.none}}") == json());
        QVERIFY(*scope.value("n={{request.body.n}}!") == json("n=3!"));
        QVERIFY(*scope.value(json::parse(R"({"a":["{{saga.id}}",1],"b":{"c":"{{request.body.yes}}"}})")) ==
                json::parse(R"({"a":["sg-1",1],"b":{"c":true}})"));
    }

    void pathsAreEncoded() {
        const Scope scope = sample();
        QCOMPARE(*scope.path("/orders/{{request.body.id}}?q={{request.body.n}}"), std::string("/orders/a%2Fb?q=3"));
        QVERIFY(!scope.path("/x/{{request.body.list}}"));
        const Scope climbing(json::parse(R"({"request":{"body":{"a":"..","b":""}}})"));
        QVERIFY(!climbing.path("/x/{{request.body.a}}"));
        QVERIFY(!climbing.path("/x/{{request.body.b}}"));
    }

    void whatIsMissingIsNamed() {
        const Scope scope = sample();
        const auto missing = scope.value("{{request.body.nobody.there}}");
        QVERIFY(!missing);
        QCOMPARE(missing.error().reference, std::string("request.body.nobody.there"));
        QVERIFY(missing.error().ofRequest);
        QVERIFY(!scope.value("{{steps.order.body.x}}").error().ofRequest);
        QVERIFY(*scope.value(R"({{request.body.nobody ?? "x"}})") == json("x"));
        QVERIFY(*scope.value("{{request.body.none ?? [1]}}") == json::parse("[1]"));
        QVERIFY(!scope.text("{{request.body.list}}"));
        QVERIFY(!scope.value("{{request.body.list.9}}"));
        QVERIFY(!scope.value("{{request.body.list.99999999999999999999}}"));
    }

    void conditions_data() {
        QTest::addColumn<bool>("holds");
        const std::pair<const char*, bool> rows[] = {{"", true},
                                                     {"request.body.yes", true},
                                                     {"!request.body.yes", false},
                                                     {"request.body.none", false},
                                                     {"request.body.nobody", false},
                                                     {"!request.body.nobody", true},
                                                     {"steps.order.body.points > 0", true},
                                                     {"steps.order.body.points >= 7", true},
                                                     {"steps.order.body.points < 7", false},
                                                     {"steps.order.body.points <= 7", true},
                                                     {"steps.order.body.points != 7", false},
                                                     {"request.body.id == \"a/b\"", true},
                                                     {"request.body.n == steps.order.body.points", false},
                                                     {"request.body.nobody == null", true},
                                                     {"request.body.nobody > 0", false},
                                                     {"request.body.id > 0", false}};
        for (const auto& [text, holds] : rows)
            QTest::newRow(text) << holds;
    }
    void conditions() {
        QFETCH(bool, holds);
        QCOMPARE(sample().holds(QTest::currentDataTag()), holds);
    }

    void syntax_data() {
        QTest::addColumn<bool>("good");
        const std::pair<const char*, bool> rows[] = {
            {"plain", true},       {"{{a}}", true},          {"{{a.b-c_d.0}}", true},       {"{{a ?? null}}", true},
            {"{{a", false},        {"{{}}", false},          {"{{a..b}}", false},           {"{{a b}}", false},
            {"{{a ?? x}}", false}, {"{{a.b}} {{c}}x", true}, {"{{a ?? {\"x\":1} }}", true}, {"}} {", true}};
        for (const auto& [text, good] : rows)
            QTest::newRow(text) << good;
    }
    void syntax() {
        QFETCH(bool, good);
        QCOMPARE(composite::parseTemplate(QTest::currentDataTag()).has_value(), good);
    }
};

QTEST_GUILESS_MAIN(ComposerScopeTest)
#include "composer_scope_test.moc"
