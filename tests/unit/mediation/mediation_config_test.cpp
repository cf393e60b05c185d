#include <QtTest>

#include "mediation/route_config.h"

using namespace slipway::mediation;

/// A route's `mediate`, and each way to get it wrong.
class MediationConfigTest : public QObject {
    Q_OBJECT

    static QString told(QString text) {
        const auto made = compileMediation(Json::parse(text.replace('\'', '"').toStdString()));
        return made ? "fine" : QString::fromStdString(made.error().message);
    }

  private slots:
    void allOfIt() {
        QString text =
            "{'service':['json'],'clients':['xml','cbor','soap11','soap12'],'pass_others':true,'limits':{'bytes':65536,"
            "'nodes':1000,'depth':16},"
            "'xml':{'strip_namespaces':true,'arrays':['line'],'numbers':['n'],'booleans':['b']},"
            "'soap':{'namespace':'urn:shop','numbers':['id'],'operations':[{'name':'Get','action':'urn:get','method':'"
            "GET','path':'/products/{id}','response':'Got'}]},"
            "'path':{'from':'/v1/{id}','to':'/products/"
            "{id}'},'query':[{'rename':'a','to':'b'},{'default':'n','value':'1'}],"
            "'request_headers':[{'set':'X-Id','value':'{id}'},{'remove':'X-Secret'}],'response_headers':[{'add':'X-By',"
            "'value':'me'}],"
            "'request_template':{'a':{'$ptr':'/b'}},'response_template':{'c':1},'x-note':1}";
        const auto made = compileMediation(Json::parse(text.replace('\'', '"').toStdString()));
        QVERIFY2(made, made ? "" : made.error().message.c_str());
        QCOMPARE(made->limits.bytes, std::size_t(65536));
        QCOMPARE(made->limits.depth, 16);
        QVERIFY(made->offer.passOthers && made->xml.stripNamespaces && made->requestTemplate && made->answerTemplate);
        QCOMPARE(made->offer.clients.size(), std::size_t(4));
        QCOMPARE(made->soap->operations[0].responseName(), std::string("Got"));
        QCOMPARE(made->rewrite.query.size(), std::size_t(2));
    }

    void shortForms() {
        QCOMPARE(compileMediation(true)->offer.clients.size(), std::size_t(3));
        QCOMPARE(compileMediation(Json::array({"xml"}))->offer.clients, std::vector<Format>{Format::Xml});
        QCOMPARE(compileMediation(Json::object())->offer.service, std::vector<Format>{Format::JsonText});
    }

    void wrong_data() {
        QTest::addColumn<QString>("place");
        const auto row = [](const char* source, const char* place) { QTest::newRow(source) << place; };
        row("false", " must be a mapping");
        row("'xml'", " must be a mapping");
        row("[]", " must be a list");
        row("['yaml']", " has a word");
        row("['xml','xml']", " names xml twice");
        row("{'unknown':1}", "/unknown is no key");
        row("{'service':[]}", "/service ");
        row("{'service':['soap11']}", "/soap with operations");
        row("{'service':['soap11','json']}", "/service speaks");
        row("{'service':['soap11'],'clients':['soap12'],'soap':{'operations':[{'name':'A','path':'/a'}]}}",
            "/clients can't");
        row("{'service':['soap11'],'pass_others':true,'soap':{'operations':[{'name':'A','path':'/a'}]}}",
            "/pass_others ");
        row("{'service':['soap11'],'soap':{'endpoint':'x','operations':[{'name':'A','path':'/a'}]}}",
            "/soap/endpoint ");
        row("{'clients':['soap11'],'soap':{'endpoint':'/x','operations':[{'name':'A','path':'/a'}]}}",
            "/soap/endpoint ");
        row("{'clients':'xml'}", "/clients ");
        row("{'clients':['soap11']}", "/soap ");
        row("{'soap':{'operations':[{'name':'A','path':'/a'}]}}", "/soap ");
        row("{'clients':['soap11'],'soap':{}}", "/soap/operations ");
        row("{'clients':['soap11'],'soap':{'operations':[{'name':'1','path':'/a'}]}}", "/soap/operations/0/name ");
        row("{'clients':['soap11'],'soap':{'operations':[{'name':'A','path':'a'}]}}", "/soap/operations/0/path ");
        row("{'clients':['soap11'],'soap':{'operations':[{'name':'A','path':'/a','method':'get'}]}}",
            "/soap/operations/0/method ");
        row("{'pass_others':1}", "/pass_others ");
        row("{'limits':{'bytes':1}}", "/limits/bytes ");
        row("{'limits':{'depth':1000}}", "/limits/depth ");
        row("{'limits':{'depth':-1}}", "/limits/depth ");
        row("{'limits':5}", "/limits must");
        row("{'xml':{'arrays':[1]}}", "/xml/arrays ");
        row("{'path':{'from':'/a'}}", "/path/to ");
        row("{'path':{'from':'/{a}','to':'/{b}'}}", " does not hold");
        row("{'query':[{}]}", "/query/0 ");
        row("{'query':[{'set':'a','remove':'b'}]}", "/query/0 ");
        row("{'query':[{'set':'a','value':'{'}]}", "/query/0/value ");
        row("{'request_headers':[{'set':'Host','value':'x'}]}", " does not hold");
        row("{'request_template':{'$no':1}}", "/request_template ");
    }
    void wrong() {
        QFETCH(QString, place);
        const QString message = told(QTest::currentDataTag());
        QVERIFY2(message.startsWith(place), qPrintable(message));
    }
};

QTEST_GUILESS_MAIN(MediationConfigTest)
#include "mediation_config_test.moc"
