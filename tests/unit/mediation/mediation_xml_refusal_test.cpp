#include <QtTest>

#include "mediation/xml_mapping.h"
#include "mediation/xml_scan.h"

using namespace slipway::mediation;

/// What is no document of XML 1.0 with namespaces, or too much of one: each with its reason.
class MediationXmlRefusalTest : public QObject {
    Q_OBJECT

    static QString reason(std::string_view xml, const Limits& limits = {}) {
        const auto read = xmlToJson(xml, limits);
        return read ? QString::fromStdString("read: " + read->dump()) : QString(reasonWord(read.error().reason));
    }
    static std::string repeated(int times, const std::string& text) {
        std::string all;
        for (int left = times; left > 0; --left)
            all += text;
        return all;
    }

  private slots:
    void refuses_data() {
        QTest::addColumn<QByteArray>("xml");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* expected, const char* name, std::string_view xml) {
            QTest::newRow(name) << QByteArray(xml.data(), static_cast<qsizetype>(xml.size())) << expected;
        };
        using namespace std::string_view_literals;
        row("doctype", "doctype", "<!DOCTYPE a><a/>");
        row("doctype", "billion laughs",
            "<?xml version='1.0'?><!DOCTYPE l [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><l>&b;</l>");
        row("doctype", "external entity", "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>");
        row("doctype", "external subset", "<!-- --><!DOCTYPE a SYSTEM 'http://127.0.0.1/a.dtd'><a/>");
        row("doctype", "inside", "<a><!DOCTYPE b></a>");
        row("bad_name", "lower-case doctype", "<!doctype a><a/>");
        row("bad_reference", "an entity of HTML", "<a>&nbsp;</a>");
        row("bad_reference", "an entity in an attribute", "<a b='&x;'/>");
        row("bad_reference", "a lone ampersand", "<a>a & b</a>");
        row("bad_reference", "no digits", "<a>&#;</a>");
        row("bad_reference", "no hex digits", "<a>&#x;</a>");
        row("bad_reference", "letters", "<a>&#1a;</a>");
        row("bad_reference", "upper-case X", "<a>&#X41;</a>");
        row("bad_reference", "entity of other case", "<a>&LT;</a>");
        row("character", "reference to NUL", "<a>&#0;</a>");
        row("character", "reference to a surrogate", "<a>&#xD800;</a>");
        row("character", "reference beyond Unicode", "<a>&#x110000;</a>");
        row("character", "reference that wraps", "<a>&#4294967361;</a>");
        row("character", "reference to U+FFFE", "<a>&#xFFFE;</a>");
        row("character", "a control character", "<a>\x01</a>");
        row("character", "NUL", "<a>\0</a>"sv);
        row("character", "NUL behind the end", "<a/>\0"sv);
        row("character", "U+FFFF", "<a>\xEF\xBF\xBF</a>");
        row("invalid_utf8", "a lone byte", "<a>\xFF</a>");
        row("invalid_utf8", "overlong", "<a>\xC0\xBC</a>");
        row("invalid_utf8", "a surrogate in UTF-8", "<a>\xED\xA0\x80</a>");
        row("invalid_utf8", "cut off", "<a>\xE5\x90</a>");
        row("invalid_utf8", "above U+10FFFF", "<a>\xF4\x90\x80\x80</a>");
        row("encoding", "UTF-16 with a mark", "\xFF\xFE<\0a\0/\0>\0"sv);
        row("encoding", "UTF-16 without", "\0<\0a\0/\0>"sv);
        row("encoding", "declared Latin-1", "<?xml version='1.0' encoding='ISO-8859-1'?><a/>");
        row("encoding", "declared UTF-7", "<?xml version='1.0' encoding='UTF-7'?><a/>");
        row("malformed", "XML 1.1", "<?xml version='1.1'?><a/>");
        row("malformed", "no version", "<?xml encoding='UTF-8'?><a/>");
        row("malformed", "a declaration too late", " <?xml version='1.0'?><a/>");
        row("malformed", "a declaration inside", "<a><?xml version='1.0'?></a>");
        row("malformed", "standalone of its own", "<?xml version='1.0' standalone='maybe'?><a/>");
        row("malformed", "nothing", "");
        row("malformed", "blanks", "  \n");
        row("malformed", "text", "hello");
        row("malformed", "text before", "x<a/>");
        row("trailing_bytes", "text behind", "<a/>x");
        row("trailing_bytes", "a second root", "<a/><b/>");
        row("trailing_bytes", "CDATA behind", "<a/><![CDATA[x]]>");
        row("malformed", "never closed", "<a>");
        row("malformed", "never closed inside", "<a><b></a>");
        row("malformed", "crossed", "<a><b></a></b>");
        row("malformed", "another name", "<a></A>");
        row("malformed", "a tag cut off", "<a");
        row("malformed", "an end tag with attributes", "<a></a b='1'>");
        row("malformed", "less-than in an attribute", "<a b='<'/>");
        row("malformed", "no quotes", "<a b=1/>");
        row("malformed", "no value", "<a b/>");
        row("malformed", "no blank between attributes", "<a b='1'c='2'/>");
        row("malformed", "two hyphens in a comment", "<a><!-- -- --></a>");
        row("malformed", "three hyphens end a comment", "<a><!-- ---></a>");
        row("malformed", "a comment never closed", "<a><!-- </a>");
        row("malformed", "CDATA never closed", "<a><![CDATA[ </a>");
        row("malformed", "CDATA's end in text", "<a>]]></a>");
        row("bad_name", "a digit first", "<1a/>");
        row("bad_name", "a blank first", "< a/>");
        row("bad_name", "a hyphen first", "<a -b='1'/>");
        row("bad_name", "two colons", "<a:b:c xmlns:a='urn:x'/>");
        row("bad_name", "a colon first", "<:a/>");
        row("bad_name", "a colon last", "<a:/>");
        row("bad_name", "a target with a colon", "<a><?p:i?></a>");
        row("malformed", "a name goes on beyond the table", "<a\xC3\x97/>");
        row("bad_name", "a name begins beyond the table", "<\xC3\x97/>");
        row("duplicate_attribute", "twice", "<a b='1' b='2'/>");
        row("duplicate_attribute", "twice among many",
            "<a a='' b='' c='' d='' e='' f='' g='' h='' i='' j='' k='' c='2'/>");
        row("duplicate_attribute", "twice by namespace", "<a xmlns:p='urn:x' xmlns:q='urn:x' p:b='1' q:b='2'/>");
        row("duplicate_attribute", "twice by a namespace with references",
            "<a xmlns:p='urn:x' xmlns:q='urn:&#120;' p:b='1' q:b='2'/>");
        row("undeclared_prefix", "of an element", "<p:a/>");
        row("undeclared_prefix", "of an attribute", "<a p:b='1'/>");
        row("undeclared_prefix", "declared elsewhere", "<a><b xmlns:p='urn:x'/><p:c/></a>");
        row("undeclared_prefix", "xmlns as a prefix", "<xmlns:a/>");
        row("bad_namespace", "an empty one", "<a xmlns:p=''/>");
        row("bad_namespace", "xml is something else", "<a xmlns:xml='urn:x'/>");
        row("bad_namespace", "something else is xml", "<a xmlns:p='http://www.w3.org/XML/1998/namespace'/>");
        row("bad_namespace", "xmlns declared", "<a xmlns:xmlns='urn:x'/>");
        row("bad_namespace", "the default is xmlns", "<a xmlns='http://www.w3.org/2000/xmlns/'/>");
        row("bad_value", "no number", "<a xmlns:j='urn:slipway:json' j:type='number'>1x</a>");
        row("bad_value", "no type", "<a xmlns:j='urn:slipway:json' j:type='date'>1</a>");
        row("bad_value", "a null with text", "<a xmlns:j='urn:slipway:json' j:type='null'>1</a>");
        row("bad_value", "a number with elements", "<a xmlns:j='urn:slipway:json' j:type='number'><b/></a>");
        row("bad_value", "an escape cut off", "<a xmlns:j='urn:slipway:json' j:type='escaped'>\\u00</a>");
        row("bad_value", "two texts for one", "<a xmlns:j='urn:slipway:json' j:type='escaped'>a\",\"b</a>");
        row("bad_value", "digits that would be lost",
            "<a xmlns:j='urn:slipway:json' j:type='number'>123456789012345678901234567890</a>");
        row("duplicate_key", "an attribute and its like",
            "<a b='1' xmlns:j='urn:slipway:json'><j:member j:name='@b'/></a>");
    }
    void refuses() {
        QFETCH(QByteArray, xml);
        QFETCH(QString, expected);
        QCOMPARE(reason(std::string_view(xml.data(), static_cast<std::size_t>(xml.size()))), expected);
    }

    void depthHasALimit() {
        const auto nested = [](int depth) { return repeated(depth, "<a>") + repeated(depth, "</a>"); };
        QVERIFY(reason(nested(64)).startsWith("read"));
        QCOMPARE(reason(nested(65)), "too_deep");
        QCOMPARE(reason(repeated(60'000, "<a>")), "too_deep");
        QVERIFY(reason(nested(3), {.depth = 3}).startsWith("read"));
        QCOMPARE(reason(nested(4), {.depth = 3}), "too_deep");
        QCOMPARE(reason("<a><b/></a>", {.depth = 1}), "too_deep");
    }

    void bytesHaveALimit() {
        QVERIFY(reason("<a>x</a>", {.bytes = 8}).startsWith("read"));
        QCOMPARE(reason("<a>xy</a>", {.bytes = 8}), "too_large");
    }

    void nodesHaveALimit() {
        const std::string three = "<a><b/><b/></a>";
        QVERIFY(reason(three, {.nodes = 3}).startsWith("read"));
        QCOMPARE(reason(three, {.nodes = 2}), "too_many");
        QCOMPARE(reason("<a>x<!-- --><!-- --></a>", {.nodes = 3}), "too_many");
        QCOMPARE(reason("<a>" + repeated(100'000, "<b/>") + "</a>"), "too_many");
    }

    void attributesHaveALimit() {
        std::string many;
        for (int number = 0; number < 257; ++number)
            many += " a" + std::to_string(number) + "=''";
        QCOMPARE(reason("<a" + many + "/>"), "too_many");
        QVERIFY(reason("<a" + many.substr(0, many.rfind(' ')) + "/>").startsWith("read"));
    }

    void namespacesHaveALimit() {
        std::string many;
        for (int number = 0; number < 129; ++number)
            many += " xmlns:p" + std::to_string(number) + "='urn:x'";
        QCOMPARE(reason("<a" + many + "/>"), "too_many");
        QVERIFY(reason("<a" + many.substr(0, many.rfind(' ')) + "/>").startsWith("read"));
    }

    void aPlaceIsTold() {
        const auto scanned = scanXml("<a>\n<b c='1' c='2'/></a>", {});
        QVERIFY(!scanned);
        QCOMPARE(scanned.error().offset, std::size_t(14));
    }

    void noCutIsRead() {
        const std::string whole =
            "<?xml version='1.0' encoding='UTF-8'?><!-- c --><a b='&lt;'>t<![CDATA[c]]><d/>&#65;</a>";
        QVERIFY(reason(whole).startsWith("read"));
        for (std::size_t length = 0; length < whole.size(); ++length)
            QVERIFY2(!reason(whole.substr(0, length)).startsWith("read"), qPrintable(QString::number(length)));
    }
};

QTEST_GUILESS_MAIN(MediationXmlRefusalTest)
#include "mediation_xml_refusal_test.moc"
