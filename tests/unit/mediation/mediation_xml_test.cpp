#include <QtTest>

#include "mediation/xml_mapping.h"

using namespace slipway::mediation;

/// The mapping, example by example: docs/mediation.md shows the same ones.
class MediationXmlTest : public QObject {
    Q_OBJECT

    /// JSON in the tables has ' for ", unless it has backslashes: so much is easier to read.
    static QString quoted(QString json) { return json.contains('\\') ? json : json.replace('\'', '"'); }
    static QString json(std::string_view xml, const XmlMapping& mapping = {}) {
        const auto read = xmlToJson(xml, {}, mapping);
        return read ? QString::fromStdString(read->dump())
                    : QString("%1: %2").arg(reasonWord(read.error().reason), read.error().message.c_str());
    }
    static QString xml(std::string_view text) {
        const auto written = jsonToXml(Json::parse(text));
        return written ? QString::fromStdString(written->substr(kXmlDeclaration.size()))
                       : QString(reasonWord(written.error().reason));
    }

  private slots:
    void reads_data() {
        QTest::addColumn<QString>("xml");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* name, const char* xml, const char* expected) {
            QTest::newRow(name) << xml << expected;
        };
        row("text", "<a>x</a>", "{'a':'x'}");
        row("empty", "<a/>", "{'a':''}");
        row("empty with two tags", "<a></a>", "{'a':''}");
        row("blank text stays", "<a>  </a>", "{'a':'  '}");
        row("children", "<a><b>1</b><c>2</c></a>", "{'a':{'b':'1','c':'2'}}");
        row("blanks among children go", "<a>\n  <b>1</b>\n</a>", "{'a':{'b':'1'}}");
        row("repeated", "<a><b>1</b><b>2</b><c/></a>", "{'a':{'b':['1','2'],'c':''}}");
        row("repeated apart", "<a><b>1</b><c/><b>2</b></a>", "{'a':{'#content':[{'b':'1'},{'c':''},{'b':'2'}]}}");
        row("attributes", "<a id='1' x=\"2\"><b/></a>", "{'a':{'@id':'1','@x':'2','b':''}}");
        row("attributes and text", "<a id='1'>x</a>", "{'a':{'@id':'1','#text':'x'}}");
        row("attributes alone", "<a id='1'/>", "{'a':{'@id':'1'}}");
        row("mixed", "<p>one <b>two</b> three</p>", "{'p':{'#content':['one ',{'b':'two'},' three']}}");
        row("mixed keeps blanks", "<p>a<b/> <i/></p>", "{'p':{'#content':['a',{'b':''},' ',{'i':''}]}}");
        row("blanks preserved", "<p xml:space='preserve'><b/> <i/></p>",
            "{'p':{'@xml:space':'preserve','#content':[{'b':''},' ',{'i':''}]}}");
        row("namespaces", "<s:a xmlns:s='urn:x' xmlns='urn:y' s:k='v'><b/></s:a>",
            "{'s:a':{'@xmlns:s':'urn:x','@xmlns':'urn:y','@s:k':'v','b':''}}");
        row("CDATA is text", "<a>x<![CDATA[<&]]>y</a>", "{'a':'x<&y'}");
        row("references", "<a b='&#9;&quot;'>&lt;&#x41;&#65;&amp;&gt;</a>",
            "{\"a\":{\"@b\":\"\\t\\\"\",\"#text\":\"<AA&>\"}}");
        row("comments and instructions go", "<?xml version='1.0'?><!-- c --><a>x<!-- <b> -->y<?pi z?></a><!-- d -->",
            "{'a':'xy'}");
        row("line ends", "<a>x\r\ny\rz&#13;</a>", "{\"a\":\"x\\ny\\nz\\r\"}");
        row("blanks in attributes", "<a b='x\ny\tz'/>", "{'a':{'@b':'x y z'}}");
        row("byte order mark", "\xEF\xBB\xBF<a/>", "{'a':''}");
        row("types",
            "<a xmlns:t='urn:slipway:json'><n t:type='number'> 1.5 </n><b t:type='boolean'>true</b><z "
            "t:type='null'/><o t:type='object'/></a>",
            "{'a':{'n':1.5,'b':true,'z':null,'o':{}}}");
    }
    void reads() {
        QFETCH(QString, xml);
        QFETCH(QString, expected);
        QCOMPARE(json(xml.toStdString()), quoted(expected));
    }

    void mapsAsAsked() {
        const XmlMapping mapping{true, {"item"}, {"n"}, {"ok"}};
        QCOMPARE(json("<s:o xmlns:s='urn:x' s:id='7'><s:item>a</s:item><s:n>12</s:n><ok>false</ok></s:o>", mapping),
                 quoted("{'o':{'@id':'7','item':['a'],'n':12,'ok':false}}"));
        QCOMPARE(json("<o><n>twelve</n></o>", mapping).section(':', 0, 0), "bad_value");
        QCOMPARE(json("<o xmlns:a='urn:a' a:x='1' x='2'/>", mapping).section(':', 0, 0), "duplicate_key");
        QCOMPARE(json("<o><n currency='EUR'>12</n></o>", mapping),
                 quoted("{'o':{'n':{'@currency':'EUR','#text':12}}}"));
    }

    void writes_data() {
        QTest::addColumn<QString>("json");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* name, const char* json, const char* expected) {
            QTest::newRow(name) << json << expected;
        };
        const char* const ns = " xmlns:j=\"urn:slipway:json\"";
        const auto ours = [&](const char* name, const char* json, QString expected) {
            QTest::newRow(name) << json << expected.replace("XMLNS", ns);
        };
        row("text", "{\"a\":\"x<&\\r]]>\"}", "<a>x&lt;&amp;&#13;]]&gt;</a>");
        row("object", "{'a':{'@id':'1','b':['x','y'],'c':''}}", "<a id=\"1\"><b>x</b><b>y</b><c/></a>");
        row("attribute's blanks", "{\"a\":{\"@b\":\"\\t\\n\\\"\"}}", "<a b=\"&#9;&#10;&quot;\"/>");
        row("mixed", "{'p':{'#content':['one ',{'b':'two'},' three']}}", "<p>one <b>two</b> three</p>");
        ours("number", "{'price':12.5}", "<priceXMLNS j:type=\"number\">12.5</price>");
        ours("attribute and number", "{'price':{'@currency':'EUR','#text':12.5}}",
             "<priceXMLNS currency=\"EUR\" j:type=\"number\">12.5</price>");
        ours("null and false", "{'a':{'b':null,'c':false}}",
             "<aXMLNS><b j:type=\"null\"/><c j:type=\"boolean\">false</c></a>");
        ours("array of one", "{'a':{'b':['x']}}", "<aXMLNS><b j:array=\"true\">x</b></a>");
        ours("empty array and object", "{'a':{'b':[],'c':{}}}",
             "<aXMLNS><b j:type=\"array\"/><c j:type=\"object\"/></a>");
        ours("arrays of arrays", "{'a':{'b':[[1,2],[]]}}",
             "<aXMLNS><b j:type=\"array\"><j:item j:type=\"number\">1</j:item><j:item "
             "j:type=\"number\">2</j:item></b><b j:type=\"array\"/></a>");
        ours("no name", "{'a':{'1st b':'x'}}", "<aXMLNS><j:member j:name=\"1st b\">x</j:member></a>");
        ours("no character", "{\"a\":\"\\u0001\\\"é\"}", "<aXMLNS j:type=\"escaped\">\\u0001\\\"é</a>");
        ours("several members", "{'a':'1','b':'2'}", "<j:jsonXMLNS><a>1</a><b>2</b></j:json>");
        ours("an array", "['x']", "<j:jsonXMLNS j:type=\"array\"><j:item>x</j:item></j:json>");
        ours("undeclared prefix", "{'p:a':'x'}", "<j:memberXMLNS j:name=\"p:a\">x</j:member>");
        row("declared prefix", "{'p:a':{'@xmlns:p':'urn:x','#text':'x'}}", "<p:a xmlns:p=\"urn:x\">x</p:a>");
        QTest::newRow("another j")
            << "{'a':{'@xmlns:j':'urn:x','b':1}}"
            << "<a xmlns:j1=\"urn:slipway:json\" xmlns:j=\"urn:x\"><b j1:type=\"number\">1</b></a>";
    }
    void writes() {
        QFETCH(QString, json);
        QFETCH(QString, expected);
        json = quoted(json);
        QCOMPARE(xml(json.toStdString()), expected);
        const auto back = xmlToJson(expected.toStdString());
        QVERIFY(back);
        QCOMPARE(*back, Json::parse(json.toStdString()));
    }

    void writesAFragment() {
        QCOMPARE(
            QString::fromStdString(
                *jsonToElement("m:Answer", " xmlns:m=\"urn:x\"", Json{{"@xmlns:m", "urn:y"}, {"n", 1}})),
            "<m:Answer xmlns:m=\"urn:x\" xmlns:j=\"urn:slipway:json\"><j:member j:name=\"@xmlns:m\">urn:y</j:member>"
            "<n j:type=\"number\">1</n></m:Answer>");
    }

    void refusesToWrite() {
        const auto reason = [](const Json& value, const Limits& limits = {}) {
            const auto written = jsonToXml(value, limits);
            return written ? "written" : reasonWord(written.error().reason);
        };
        QCOMPARE(reason(Json{{"a", "\xFF"}}), "invalid_utf8");
        QCOMPARE(reason(Json{{"a", std::nan("")}}), "not_json");
        Json deep = 1;
        for (int level = 0; level < 65; ++level)
            deep = Json::array({deep});
        QCOMPARE(reason(deep), "too_deep");
        QCOMPARE(reason(deep[0]), "written");
        QCOMPARE(reason(Json{{"a", std::string(1000, '&')}}, {.bytes = 1000}), "too_large");
        QCOMPARE(reason(Json::array({1, 2, 3}), {.nodes = 3}), "too_many");
    }
};

QTEST_GUILESS_MAIN(MediationXmlTest)
#include "mediation_xml_test.moc"
