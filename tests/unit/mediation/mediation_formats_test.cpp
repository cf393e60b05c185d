#include <QtTest>
#include <cmath>

#include "mediation/cbor.h"
#include "mediation/form.h"
#include "mediation/format.h"

using namespace slipway::mediation;

/// JSON's text, forms, CBOR and MessagePack: what is read, and what is refused with which reason.
class MediationFormatsTest : public QObject {
    Q_OBJECT

    static QString told(const Outcome<Json>& read) {
        return read ? QString::fromStdString(read->dump()).replace('"', '\'')
                    : QString(reasonWord(read.error().reason));
    }
    static QString told(const Outcome<std::string>& written) {
        return written ? QString::fromStdString(*written) : QString(reasonWord(written.error().reason));
    }
    static std::string bytes(const char* hex) { return QByteArray::fromHex(hex).toStdString(); }
    static std::string repeated(int times, const std::string& text) {
        std::string all;
        for (int left = times; left > 0; --left)
            all += text;
        return all;
    }

    using Row = std::array<const char*, 3>;
    static void table(std::initializer_list<Row> rows) {
        QTest::addColumn<QByteArray>("input");
        QTest::addColumn<QString>("expected");
        for (const Row& row : rows)
            QTest::newRow(row[0]) << QByteArray(row[1]) << QString(row[2]);
    }

  private slots:
    void json_data() {
        table({{"object", "{\"b\":1,\"a\":[true,null,\"x\"]}", "{'b':1,'a':[true,null,'x']}"},
               {"blanks", " \n[ ]\t", "[]"},
               {"the largest", "18446744073709551615", "18446744073709551615"},
               {"one more", "18446744073709551616", "bad_value"},
               {"the smallest", "-9223372036854775808", "-9223372036854775808"},
               {"one less", "-9223372036854775809", "bad_value"},
               {"exponent", "1e3", "1000.0"},
               {"too large an exponent", "1e400", "malformed"},
               {"duplicate", "{\"a\":1,\"a\":2}", "duplicate_key"},
               {"duplicate by an escape", "{\"a\":1,\"\\u0061\":2}", "duplicate_key"},
               {"nothing", "", "malformed"},
               {"cut off", "{\"a\":", "malformed"},
               {"a comma too much", "[1,]", "malformed"},
               {"a comment", "[1/*x*/]", "malformed"},
               {"more behind", "{} {}", "trailing_bytes"},
               {"a byte that is no UTF-8", "\"\xFF\"", "invalid_utf8"},
               {"a lone surrogate", "\"\\ud800\"", "malformed"},
               {"NaN", "NaN", "malformed"},
               {"a raw newline", "\"\n\"", "malformed"}});
    }
    void json() {
        QFETCH(QByteArray, input);
        QTEST(told(parseJson(input.toStdString())), "expected");
    }

    void jsonHasLimits() {
        using namespace std::string_view_literals;
        QCOMPARE(told(parseJson("{}\0x"sv)), "malformed");
        QCOMPARE(told(parseJson(repeated(64, "[") + repeated(64, "]"))).size(), 128);
        QCOMPARE(told(parseJson(repeated(65, "[") + repeated(65, "]"))), "too_deep");
        QCOMPARE(told(parseJson(repeated(500'000, "["))), "too_deep");
        QCOMPARE(told(parseJson("[1,2]", {.nodes = 3})), "[1,2]");
        QCOMPARE(told(parseJson("[1,2,3]", {.nodes = 3})), "too_many");
        QCOMPARE(told(parseJson("[1]", {.bytes = 2})), "too_large");
    }

    void manyKeysAreNotSlow() {
        std::string many = "{\"k\":0";
        for (int number = 0; number < 20'000; ++number)
            many += ",\"k" + std::to_string(number) + "\":0";
        const auto read = parseJson(many + "}", {.bytes = 2'000'000});
        QVERIFY(read);
        QCOMPARE(read->size(), std::size_t(20'001));
        QCOMPARE(told(parseJson(many + ",\"k19999\":1}", {.bytes = 2'000'000})), "duplicate_key");
    }

    // RFC 8949, appendix A, and what is beside it.
    void cbor_data() {
        table({{"0", "00", "0"},
               {"23", "17", "23"},
               {"24", "1818", "24"},
               {"24 in too many bytes", "1b0000000000000018", "24"},
               {"largest", "1bffffffffffffffff", "18446744073709551615"},
               {"-1", "20", "-1"},
               {"-1000", "3903e7", "-1000"},
               {"smallest of 64 bits", "3b7fffffffffffffff", "-9223372036854775808"},
               {"one less", "3b8000000000000000", "bad_value"},
               {"-2^64", "3bffffffffffffffff", "bad_value"},
               {"half 1.5", "f93e00", "1.5"},
               {"half 65504", "f97bff", "65504.0"},
               {"half smallest", "f90001", "5.960464477539063e-08"},
               {"half -4", "f9c400", "-4.0"},
               {"single", "fa47c35000", "100000.0"},
               {"double", "fb3ff199999999999a", "1.1"},
               {"half infinity", "f97c00", "not_json"},
               {"half NaN", "f97e00", "not_json"},
               {"single infinity", "faff800000", "not_json"},
               {"double NaN", "fb7ff8000000000000", "not_json"},
               {"false", "f4", "false"},
               {"true", "f5", "true"},
               {"null", "f6", "null"},
               {"undefined", "f7", "null"},
               {"simple 16", "f0", "not_json"},
               {"simple 255", "f8ff", "not_json"},
               {"simple 24 in two bytes", "f818", "malformed"},
               {"text", "6449455446", "'IETF'"},
               {"text that is no UTF-8", "61ff", "invalid_utf8"},
               {"text in chunks", "7f657374726561646d696e67ff", "'streaming'"},
               {"a chunk of another kind", "7f4161ff", "malformed"},
               {"a chunk of chunks", "7f7f6161ffff", "malformed"},
               {"chunks without end", "7f6161", "malformed"},
               {"bytes", "4401020304", "'AQIDBA'"},
               {"bytes in chunks", "5f42010243030405ff", "'AQIDBAU'"},
               {"array", "83010203", "[1,2,3]"},
               {"array without length", "9f018202039f0405ffff", "[1,[2,3],[4,5]]"},
               {"map", "a26161016162820203", "{'a':1,'b':[2,3]}"},
               {"map without length", "bf61610161629f0203ffff", "{'a':1,'b':[2,3]}"},
               {"map that breaks behind a key", "bf6161ff", "malformed"},
               {"key of a number", "a10102", "not_json"},
               {"key twice", "a2616101616102", "duplicate_key"},
               {"key in chunks", "a17f6161ff01", "{'a':1}"},
               {"date", "c074323031332d30332d32315432303a30343a30305a", "'2013-03-21T20:04:00Z'"},
               {"epoch", "c11a514b67b0", "1363896240"},
               {"bignum of 64 bits", "c248ffffffffffffffff", "18446744073709551615"},
               {"bignum with zeros", "c249000000000000000001", "1"},
               {"bignum of more", "c249010000000000000000", "bad_value"},
               {"negative bignum", "c34103", "-4"},
               {"bignum that is text", "c26161", "malformed"},
               {"address", "d82076687474703a2f2f7777772e6578616d706c652e636f6d", "'http://www.example.com'"},
               {"described as CBOR", "d9d9f700", "0"},
               {"decimal fraction", "c48221196ab3", "not_json"},
               {"four tags", "d9d9f7d9d9f7d9d9f7d9d9f700", "0"},
               {"five tags", "d9d9f7d9d9f7d9d9f7d9d9f7d9d9f700", "too_deep"},
               {"nothing", "", "malformed"},
               {"a break alone", "ff", "malformed"},
               {"a break in an array", "81ff", "malformed"},
               {"reserved", "1c", "malformed"},
               {"an integer without length", "1f", "malformed"},
               {"a tag without length", "df", "malformed"},
               {"more behind", "0000", "trailing_bytes"},
               {"array too long", "9bffffffffffffffff", "malformed"},
               {"array of 2^32", "9a7fffffff", "malformed"},
               {"map too long", "ba7fffffff", "malformed"},
               {"text too long", "7b7fffffffffffffff", "malformed"},
               {"cut off", "1a0001", "malformed"}});
    }
    void cbor() {
        QFETCH(QByteArray, input);
        QTEST(told(cborToJson(bytes(input))), "expected");
    }

    void cborHasLimits() {
        QCOMPARE(told(cborToJson(repeated(64, "\x81") + std::string(1, '\0'))).size(), 129);
        QCOMPARE(told(cborToJson(repeated(65, "\x81") + std::string(1, '\0'))), "too_deep");
        QCOMPARE(told(cborToJson(repeated(500'000, "\x9f"))), "too_deep");
        QCOMPARE(told(cborToJson(repeated(500'000, "\x7f"))), "malformed");
        QCOMPARE(told(cborToJson(repeated(500'000, "\xc1"))), "too_deep");
        QCOMPARE(told(cborToJson(bytes("83010203"), {.nodes = 3})), "too_many");
        QCOMPARE(told(cborToJson(bytes("83010203"), {.bytes = 3})), "too_large");
    }

    void messagePack_data() {
        table({{"map", "82a16101a162920203", "{'a':1,'b':[2,3]}"},
               {"negative", "ff", "-1"},
               {"largest", "cfffffffffffffffff", "18446744073709551615"},
               {"smallest", "d38000000000000000", "-9223372036854775808"},
               {"single", "ca3fc00000", "1.5"},
               {"NaN", "cb7ff8000000000000", "not_json"},
               {"null", "c0", "null"},
               {"never used", "c1", "malformed"},
               {"bytes", "c403010203", "'AQID'"},
               {"timestamp", "d6ff00000000", "not_json"},
               {"text that is no UTF-8", "a1ff", "invalid_utf8"},
               {"key of a number", "810102", "malformed"},
               {"key twice", "82a16101a16102", "duplicate_key"},
               {"nothing", "", "malformed"},
               {"more behind", "0101", "trailing_bytes"},
               {"array too long", "ddffffffff", "too_many"},
               {"map cut off", "81a161", "malformed"},
               {"text cut off", "dbffffffff6161", "malformed"}});
    }
    void messagePack() {
        QFETCH(QByteArray, input);
        QTEST(told(messagePackToJson(bytes(input))), "expected");
    }

    void messagePackHasLimits() {
        QCOMPARE(told(messagePackToJson(repeated(64, "\x91") + "\x01")).size(), 129);
        QCOMPARE(told(messagePackToJson(repeated(65, "\x91") + "\x01")), "too_deep");
        QCOMPARE(told(messagePackToJson(repeated(500'000, "\x91"))), "too_deep");
        QCOMPARE(told(messagePackToJson(repeated(500'000, "\x81"))), "malformed");
        QCOMPARE(told(messagePackToJson(bytes("93010203"), {.nodes = 3})), "too_many");
    }

    void whatCanNotBeWritten() {
        QCOMPARE(told(jsonToCbor(Json(std::nan("")))), "not_json");
        QCOMPARE(told(jsonToMessagePack(Json("\xFF"))), "invalid_utf8");
        QCOMPARE(told(writeJson(Json(INFINITY))), "not_json");
        QCOMPARE(told(writeJson(Json{{"\xFF", 1}})), "invalid_utf8");
        Json deep = 1;
        for (int level = 0; level < 65; ++level)
            deep = Json::array({deep});
        QCOMPARE(told(jsonToCbor(deep)), "too_deep");
    }

    void form_data() {
        table({{"fields", "b=1&a=x+y%21", "{'b':'1','a':'x y!'}"},
               {"repeated", "a=1&b=2&a=3", "{'a':['1','3'],'b':'2'}"},
               {"no value", "a&b=", "{'a':'','b':''}"},
               {"no name", "=1", "{'':'1'}"},
               {"empty pieces", "&&a=1&", "{'a':'1'}"},
               {"an equals sign", "a=b=c", "{'a':'b=c'}"},
               {"nothing", "", "{}"},
               {"UTF-8", "%C3%A9=%e5%90%8d", "{'é':'名'}"},
               {"no UTF-8", "a=%FF", "invalid_utf8"},
               {"one digit", "a=%F", "malformed"},
               {"no digits", "a=%zz", "malformed"}});
    }
    void form() {
        QFETCH(QByteArray, input);
        QTEST(told(formToJson(input.toStdString())), "expected");
    }

    void formsAreWritten() {
        QCOMPARE(told(jsonToForm(Json{{"a", "x y&="}, {"b", Json::array({1, true, "z"})}, {"é", 1.5}})),
                 "a=x+y%26%3D&b=1&b=true&b=z&%C3%A9=1.5");
        QCOMPARE(told(jsonToForm(Json::array({1}))), "not_expressible");
        QCOMPARE(told(jsonToForm(Json{{"a", nullptr}})), "not_expressible");
        QCOMPARE(told(jsonToForm(Json{{"a", Json::array()}})), "not_expressible");
        QCOMPARE(told(jsonToForm(Json{{"a", {{"b", 1}}}})), "not_expressible");
        QCOMPARE(told(jsonToForm(Json{{"a", Json::array({Json::array({1})})}})), "not_expressible");
        QCOMPARE(told(formToJson("a=1&b=2", {.nodes = 1})), "too_many");
    }

    void formatsByMediaType() {
        const auto word = [](const char* text) {
            const auto media = parseMediaType(text);
            const auto format = media ? formatOf(*media) : std::nullopt;
            return QString(format ? formatWord(*format) : "none");
        };
        QCOMPARE(word("application/json; charset=utf-8"), "json");
        QCOMPARE(word("APPLICATION/Problem+JSON"), "json");
        QCOMPARE(word("text/xml"), "xml");
        QCOMPARE(word("application/atom+xml"), "xml");
        QCOMPARE(word("image/svg+xml"), "none");
        QCOMPARE(word("application/soap+xml"), "soap12");
        QCOMPARE(word("application/x-msgpack"), "msgpack");
        QCOMPARE(word("application/cwt+cbor"), "cbor");
        QCOMPARE(word("application/x-www-form-urlencoded"), "form");
        QCOMPARE(word("text/plain"), "none");
        for (const Format format : kFormats)
            QCOMPARE(formatFromWord(formatWord(format)), std::optional(format));
        QVERIFY(!formatFromWord("yaml"));
    }

    void everyFormatSaysTheSame() {
        const Json document{
            {"product",
             {{"id", 7}, {"name", "Tea <&> \"é\""}, {"price", 12.5}, {"tags", Json::array({"a"})}, {"old", nullptr}}}};
        for (const Format format : {Format::JsonText, Format::Xml, Format::Cbor, Format::MessagePack}) {
            const auto written = writeBody(format, document, {});
            QVERIFY(written);
            const auto read = readBody(format, *written, {}, {});
            QVERIFY(read);
            QCOMPARE(*read, document);
        }
        QCOMPARE(told(writeBody(Format::Soap11, document, {})), "not_expressible");
        QCOMPARE(told(readBody(Format::Soap12, "<a/>", {}, {})), "not_expressible");
    }
};

QTEST_GUILESS_MAIN(MediationFormatsTest)
#include "mediation_formats_test.moc"
