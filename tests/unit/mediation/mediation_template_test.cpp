#include <QtTest>

#include "mediation/body_template.h"
#include "mediation/rewrite.h"

using namespace slipway::mediation;

/// Templates of bodies and paths, and the rules of a route.
class MediationTemplateTest : public QObject {
    Q_OBJECT

    static Json parsed(QString text) { return Json::parse(text.replace('\'', '"').toStdString()); }
    static QString shown(const Json& json) { return QString::fromStdString(json.dump()).replace('"', '\''); }
    static QString applied(const QString& source, const QString& document, const Limits& limits = {}) {
        const auto made = BodyTemplate::compile(parsed(source));
        if (!made)
            return reasonWord(made.error().reason);
        const auto result = made->apply(parsed(document), limits);
        return result ? shown(*result) : QString(reasonWord(result.error().reason));
    }
    static QString pathMatch(const char* source, const char* path) {
        const auto made = PathTemplate::compile(source);
        if (!made)
            return reasonWord(made.error().reason);
        const auto values = made->match(path);
        if (!values)
            return "no";
        QStringList all;
        for (const auto& [name, value] : *values)
            all << QString("%1=%2").arg(name.c_str(), value.c_str());
        return "yes " + all.join(' ');
    }
    static NamedRule rule(NamedRule::Kind kind, const char* name, const char* value, const char* other = "") {
        return {kind, name, other, *ValueTemplate::compile(value)};
    }
    static QString shown(const Fields& fields) {
        QStringList all;
        for (const auto& [name, value] : fields)
            all << QString("%1: %2").arg(name.c_str(), value.c_str());
        return all.join(", ");
    }

  private slots:
    void bodies_data() {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* name, const char* source, const char* expected) {
            QTest::newRow(name) << source << expected;
        };
        row("a constant", "{'a':[1,null,{'b':'x'}]}", "{'a':[1,null,{'b':'x'}]}");
        row("a value", "{'sum':{'$ptr':'/total'}}", "{'sum':12.5}");
        row("a tree", "{'$ptr':'/lines/1'}", "{'sku':'b','n':'2'}");
        row("the whole", "[{'$ptr':''}]",
            "[{'id':7,'total':12.5,'currency':'EUR','lines':[{'sku':'a','n':'1'},{'sku':'b','n':'2'}],'a/"
            "b':true,'none':null}]");
        row("an escaped token", "{'$ptr':'/a~1b'}", "true");
        row("null is a value", "{'$ptr':'/none','$default':1}", "null");
        row("missing", "{'$ptr':'/nothing'}", "missing");
        row("beyond an array", "{'$ptr':'/lines/2'}", "missing");
        row("behind an array", "{'$ptr':'/lines/-'}", "missing");
        row("an index with a zero", "{'$ptr':'/lines/01'}", "missing");
        row("into a text", "{'$ptr':'/currency/0'}", "missing");
        row("default", "{'$ptr':'/nothing','$default':{'$ptr':'/id'}}", "7");
        row("optional member", "{'a':{'$ptr':'/nothing','$optional':true},'b':1}", "{'b':1}");
        row("optional item", "[{'$ptr':'/nothing','$optional':true},1]", "[1]");
        row("optional and nothing else", "{'$ptr':'/nothing','$optional':true}", "null");
        row("each", "{'$each':'/lines','$as':{'code':{'$ptr':'/sku'},'cur':{'$root':'/currency'}}}",
            "[{'code':'a','cur':'EUR'},{'code':'b','cur':'EUR'}]");
        row("each without a place", "{'$each':'/nothing','$as':1}", "missing");
        row("each without an array", "{'$each':'/total','$as':1}", "bad_value");
        row("text", "{'$text':'$$ ${/id} of ${/currency}!'}", "'$ 7 of EUR!'");
        row("text of a tree", "{'$text':'${/lines}'}", "bad_value");
        row("text of nothing", "{'$text':'${/nothing}'}", "missing");
        row("number", "{'$as_number':{'$ptr':'/lines/0/n'}}", "1");
        row("no number", "{'$as_number':{'$ptr':'/currency'}}", "bad_value");
        row("number as text", "{'$as_text':{'$ptr':'/total'}}", "'12.5'");
        row("tree as text", "{'$as_text':{'$ptr':'/lines'}}", "bad_value");
        row("literal", "{'$literal':{'$ptr':'/id'}}", "{'$ptr':'/id'}");
        for (const char* wrong :
             {"{'$unknown':1}", "{'$ptr':'/a','b':1}", "{'$ptr':1}", "{'$ptr':'a'}", "{'$ptr':'/~2'}",
              "{'$ptr':'/a','$optional':1}", "{'$ptr':'/a','$optional':true,'$default':1}", "{'$each':'/a'}",
              "{'$as':1}", "{'$text':'$'}", "{'$text':'${/a'}", "{'$text':'${a}'}", "{'$text':1}", "{'$default':1}",
              "{'a':[{'$literal':1,'$ptr':''}]}"})
            row(wrong, wrong, "bad_configuration");
    }
    void bodies() {
        QFETCH(QString, source);
        QTEST(applied(source,
                      "{'id':7,'total':12.5,'currency':'EUR','lines':[{'sku':'a','n':'1'},{'sku':'b','n':'2'}],'a/"
                      "b':true,'none':null}"),
              "expected");
    }

    void bodiesHaveLimits() {
        // Each in each in each: a thousand items would become a billion.
        QString items = "[0";
        for (int number = 1; number < 1000; ++number)
            items += ",0";
        const QString document = "{'a':[{'b':" + items + "]}]}";
        QCOMPARE(applied("{'$each':'/a','$as':{'$each':'/b','$as':{'$root':'/a'}}}", document), "too_many");
        QCOMPARE(applied("{'$each':'/a','$as':{'$each':'/b','$as':{'$ptr':'/x','$optional':true}}}", document,
                         {.nodes = 500}),
                 "too_many");
        QCOMPARE(applied("[{'$ptr':'/t'},{'$ptr':'/t'}]", "{'t':'" + QString(600, 'x') + "'}", {.bytes = 1000}),
                 "too_large");
        QCOMPARE(applied("{'$text':'${/t}${/t}'}", "{'t':'" + QString(600, 'x') + "'}", {.bytes = 1000}), "too_large");
        QCOMPARE(applied(QString("[").repeated(33) + QString("]").repeated(33), "1").size(), 66);
        QCOMPARE(applied(QString("[").repeated(40) + QString("]").repeated(40), "1"), "bad_configuration");
    }

    void pathsMatch_data() {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* source, const char* path, const char* expected) {
            QTest::newRow((std::string(source) + " " + path).c_str()) << source << path << expected;
        };
        row("/v1/items/{id}", "/v1/items/7", "yes id=7");
        row("/v1/items/{id}", "/v1/items/a%2Fb%20c", "yes id=a/b c");
        row("/v1/items/{id}", "/v1/items/", "no");
        row("/v1/items/{id}", "/v1/items", "no");
        row("/v1/items/{id}", "/v1/items/7/8", "no");
        row("/v1/items/{id}", "/v1/items/7/", "no");
        row("/v1/items/{id}", "/v2/items/7", "no");
        row("/v1/items/{id}", "v1/items/7", "no");
        row("/v1/items/{id}", "/v1/items/%zz", "no");
        row("/v1/items/{id}", "/v1/items/%FF", "no");
        row("/{a}/{b}", "/x/y", "yes a=x b=y");
        row("/files/{rest*}", "/files/a/b", "yes rest=a/b");
        row("/files/{rest*}", "/files/", "yes rest=");
        row("/files/{rest*}", "/files", "yes rest=");
        row("/files/{rest*}", "/file", "no");
        row("/", "/", "yes ");
        row("/", "/a", "no");
        for (const char* wrong :
             {"a", "", "/{", "/{}", "/{a b}", "/x{a}", "/{a}x", "/{a}/{a}", "/{a*}/b", "/a?b", "/a b"})
            row(wrong, "/", "bad_configuration");
    }
    void pathsMatch() {
        QFETCH(QString, source);
        QFETCH(QString, path);
        QTEST(pathMatch(qPrintable(source), qPrintable(path)), "expected");
    }

    void pathsExpandSafely() {
        const auto expanded = [](const char* source, const PathParameters& values) {
            const auto path = PathTemplate::compile(source)->expand(values);
            return QString::fromStdString(path ? *path : reasonWord(path.error().reason));
        };
        QCOMPARE(expanded("/products/{id}", {{"id", "7"}}), "/products/7");
        QCOMPARE(expanded("/products/{id}", {{"id", "../admin?x=1#y"}}), "/products/..%2Fadmin%3Fx%3D1%23y");
        QCOMPARE(expanded("/products/{id}", {{"id", ".."}}), "bad_value");
        QCOMPARE(expanded("/products/{id}", {{"id", "."}}), "bad_value");
        QCOMPARE(expanded("/products/{id}", {{"id", ""}}), "missing");
        QCOMPARE(expanded("/products/{id}", {}), "missing");
        QCOMPARE(expanded("/f/{rest*}", {{"rest", "a b/c"}}), "/f/a%20b/c");
        QCOMPARE(expanded("/f/{rest*}", {{"rest", "a/../c"}}), "bad_value");
        QCOMPARE(expanded("/f/{rest*}", {{"rest", ""}}), "/f/");
    }

    void requestsAreRewritten() {
        using Kind = NamedRule::Kind;
        RewriteRules rules;
        rules.from = *PathTemplate::compile("/v1/items/{id}");
        rules.to = *PathTemplate::compile("/products/{id}");
        rules.query = {rule(Kind::Rename, "lang", "", "locale"), rule(Kind::Remove, "debug", ""),
                       rule(Kind::Default, "limit", "10"), rule(Kind::Set, "item", "i-{id}")};
        rules.requestHeaders = {rule(Kind::Set, "X-Item", "{id}{{}}"), rule(Kind::Remove, "X-Secret", ""),
                                rule(Kind::Rename, "x-old", "", "X-New"), rule(Kind::Add, "Via", "slipway")};
        rules.answerHeaders = {rule(Kind::Remove, "Server", ""), rule(Kind::Set, "X-Item", "{id}")};
        QVERIFY(checkRewrite(rules));
        const auto made = rewriteRequest(rules, "/v1/items/7?lang=de&debug=1&q=a+b",
                                         {{"x-secret", "s"}, {"X-OLD", "o"}, {"Via", "proxy"}});
        QVERIFY(made && *made);
        QCOMPARE((*made)->target, std::string("/products/7?locale=de&q=a+b&limit=10&item=i-7"));
        QCOMPARE(shown((*made)->headers), "X-New: o, Via: proxy, X-Item: 7{}, Via: slipway");
        QCOMPARE(shown(*rewriteAnswer(rules, "/v1/items/7", {{"server", "x"}, {"ETag", "1"}})), "ETag: 1, X-Item: 7");
        const auto other = rewriteRequest(rules, "/v2/items/7", {});
        QVERIFY(other && !*other);
    }

    void whatNoRuleTouchesStays() {
        RewriteRules rules;
        const auto made = rewriteRequest(rules, "/a%20b?x=%7e&&y", {{"A", "b"}});
        QCOMPARE((*made)->target, std::string("/a%20b?x=%7e&&y"));
    }

    void aValueCanNotBreakTheHead() {
        RewriteRules rules;
        rules.from = *PathTemplate::compile("/{id}");
        rules.requestHeaders = {rule(NamedRule::Kind::Set, "X-Id", "{id}")};
        const auto made = rewriteRequest(rules, "/a%0d%0aX-Admin:%201", {});
        QVERIFY(!made);
        QCOMPARE(made.error().reason, Reason::BadValue);
    }

    void rulesAreChecked() {
        using Kind = NamedRule::Kind;
        const auto reason = [](const RewriteRules& rules) {
            const auto fine = checkRewrite(rules);
            return QString(fine ? "fine" : reasonWord(fine.error().reason));
        };
        const auto path = [](const char* text) { return *PathTemplate::compile(text); };
        QCOMPARE(reason({path("/{a}"), path("/{a}"), {}, {}, {}}), "fine");
        QCOMPARE(reason({path("/{a}"), path("/{b}"), {}, {}, {}}), "bad_configuration");
        QCOMPARE(reason({std::nullopt, path("/b"), {}, {}, {}}), "bad_configuration");
        QCOMPARE(reason({path("/{a}"), std::nullopt, {rule(Kind::Set, "x", "{b}")}, {}, {}}), "bad_configuration");
        for (const char* field : {"Content-Length", "transfer-encoding", "Host", "Connection", "bad name", "X:Y", ""})
            QCOMPARE(reason({std::nullopt, std::nullopt, {}, {rule(Kind::Set, field, "x")}, {}}), "bad_configuration");
        QCOMPARE(reason({std::nullopt, std::nullopt, {}, {}, {rule(Kind::Rename, "X", "", "Content-Length")}}),
                 "bad_configuration");
        QVERIFY(!ValueTemplate::compile("{a"));
        QVERIFY(!ValueTemplate::compile("{}"));
    }
};

QTEST_GUILESS_MAIN(MediationTemplateTest)
#include "mediation_template_test.moc"
