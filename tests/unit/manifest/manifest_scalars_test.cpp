#include <QtTest>

#include "manifest/env_file.h"
#include "manifest/interpolate.h"
#include "manifest/scalars.h"

using namespace slipway::manifest;
using std::chrono::milliseconds;

class ManifestScalarsTest : public QObject {
    Q_OBJECT
  private slots:
    void durations_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("ms");  // -1: refused
        const std::pair<const char*, int> rows[] = {
            {"0", 0},       {"500ms", 500},    {"1s", 1000},       {"1m30s", 90'000},
            {"1.5s", 1500}, {"2h", 7'200'000}, {"1d", 86'400'000}, {"1h2m3s4ms", 3'723'004},
            {"250us", 0},   {"0s", 0},         {"5", -1},          {"", -1},
            {"s", -1},      {"1", -1},         {"-1s", -1},        {"1s1s", -1},
            {"30s1m", -1},  {"1 s", -1},       {"1sec", -1},       {"1e3s", -1},
            {"31d", -1},    {"1..5s", -1},     {"1s ", -1}};
        for (const auto& [text, ms] : rows)
            QTest::newRow(text) << QString(text) << ms;
    }
    void durations() {
        QFETCH(QString, text);
        QFETCH(int, ms);
        const auto parsed = parseDuration(text.toStdString());
        QCOMPARE(parsed ? static_cast<int>(parsed->count()) : -1, ms);
    }

    void addresses() {
        QCOMPARE(parseAddress("127.0.0.1:8080").value(), std::string("127.0.0.1:8080"));
        QCOMPARE(parseAddress("localhost:0").value(), std::string("127.0.0.1:0"));
        QCOMPARE(parseAddress("[0:0:0:0:0:0:0:1]:80").value(), std::string("[::1]:80"));
        QCOMPARE(portOf("[::1]:80"), 80);
        for (const char* bad : {"", ":", ":80", "80", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536",
                                "127.0.0.1:-1", "127.0.0.1:+1", "127.1:80", "::1:80", "[::1]", "[]:80", "[::1:80",
                                "shop.local:80", "256.0.0.1:80", "127.0.0.1:80 "})
            QVERIFY2(!parseAddress(bad), bad);
    }

    void names() {
        QVERIFY(isName("a") && isName("users") && isName("pay-core.v2_x"));
        QVERIFY(!isName("") && !isName("Users") && !isName("1a") && !isName("a-") && !isName("a/b") && !isName("a b") &&
                !isName("é"));
        QVERIFY(isName(std::string(63, 'a')) && !isName(std::string(64, 'a')));
        QCOMPARE(asName("My Shop!"), std::string("my-shop"));
        QCOMPARE(asName("2nd-"), std::string("nd"));
        QCOMPARE(asName("가게"), std::string());
    }

    void signalsByNameAndNumber() {
        QCOMPARE(parseSignal("SIGTERM").value(), 15);
        QCOMPARE(parseSignal("int").value(), 2);
        QCOMPARE(parseSignal("9").value(), 9);
        QVERIFY(!parseSignal("SIGNOPE") && !parseSignal("0") && !parseSignal("65") && !parseSignal(""));
    }

    void nearestKeys() {
        const std::vector<std::string> keys{"command", "environment", "depends_on", "deploy", "owner", "ports"};
        QCOMPARE(nearest("comand", keys), std::string("command"));
        QCOMPARE(nearest("Command", keys), std::string("command"));
        QCOMPARE(nearest("depends-on", keys), std::string("depends_on"));
        QCOMPARE(nearest("enviroment", keys), std::string("environment"));
        QCOMPARE(nearest("onwer", keys), std::string("owner"));  // a swap is one edit
        QCOMPARE(nearest("port", keys), std::string("ports"));
        QCOMPARE(nearest("zzz", keys), std::string());
        QCOMPARE(nearest("", keys), std::string());
        QCOMPARE(nearest(std::string(100'000, 'x'), keys), std::string());
    }

    void wordsAsAShellSplitsThem() {
        const auto texts = [](const char* line) {
            QStringList out;
            const auto words = splitWords(line).value();
            for (const auto& word : words)
                out << QString::fromStdString(word.text);
            return out;
        };
        QCOMPARE(texts("a  b\tc"), (QStringList{"a", "b", "c"}));
        QCOMPARE(texts("sh -c 'echo \"x\"  y'"), (QStringList{"sh", "-c", "echo \"x\"  y"}));
        QCOMPARE(texts("a\"b c\"d \"\" e\\ f"), (QStringList{"ab cd", "", "e f"}));
        QCOMPARE(texts("\"a\\n\\\"\\\\\""), (QStringList{"a\\n\"\\"}));
        QCOMPARE(texts("${A:-b c}/x '${D}'"), (QStringList{"${A:-b c}/x", "${D}"}));
        QCOMPARE(texts("a\\\nb"), (QStringList{"ab"}));
        QCOMPARE(texts("  "), QStringList{});
        QVERIFY(!splitWords("'a") && !splitWords("\"a") && !splitWords("${a"));
    }

    void interpolation_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("result");  // "!": refused
        const std::pair<const char*, const char*> rows[] = {{"plain", "plain"},
                                                            {"$A", "a"},
                                                            {"${A}", "a"},
                                                            {"x${A}y$A.z", "xaya.z"},
                                                            {"$$A", "$A"},
                                                            {"$${A}", "${A}"},
                                                            {"${E:-d}", "d"},
                                                            {"${E-d}", ""},
                                                            {"${U:-d}", "d"},
                                                            {"${U-d}", "d"},
                                                            {"${U:-}", ""},
                                                            {"${A:-d}", "a"},
                                                            {"${U:-${A}}", "a"},
                                                            {"${U:-${V:-x}y}", "xy"},
                                                            {"${A:+yes}", "yes"},
                                                            {"${E:+yes}", ""},
                                                            {"${E+yes}", "yes"},
                                                            {"${U+yes}", ""},
                                                            {"${A:?no}", "a"},
                                                            {"${U:?no}", "!"},
                                                            {"${E:?no}", "!"},
                                                            {"${E?no}", ""},
                                                            {"${U?}", "!"},
                                                            {"${", "!"},
                                                            {"${}", "!"},
                                                            {"${A", "!"},
                                                            {"$", "!"},
                                                            {"a$ b", "!"},
                                                            {"${A!x}", "!"},
                                                            {"${1A}", "!"},
                                                            {"$1", "!"},
                                                            {"${A:}", "!"},
                                                            {"${U:-a$$b}", "a$b"},
                                                            {"${U}", ""},
                                                            {"100%", "100%"}};
        for (const auto& [text, result] : rows)
            QTest::newRow(text) << QString(text) << QString(result);
    }
    void interpolation() {
        QFETCH(QString, text);
        QFETCH(QString, result);
        const auto value = interpolate(text.toStdString(), {{"A", "a"}, {"E", ""}});
        QCOMPARE(value ? QString::fromStdString(*value) : QString("!"), result);
    }

    void unsetVariablesAreTold() {
        std::vector<std::string> unset;
        QCOMPARE(interpolate("$A ${B} ${C:-c}", {}, [&](const std::string& name) { unset.push_back(name); }).value(),
                 std::string("  c"));
        QCOMPARE(unset, (std::vector<std::string>{"A", "B"}));
        QVERIFY(!interpolate("${A:-${A:-${A:-${A:-${A:-${A:-${A:-${A:-${A:-${A:-x}}}}}}}}}}", {}));  // too deep
    }

    void envFiles() {
        const auto parsed = parseEnvFile(
            "# comment\n\nA=1\nexport B = two words # not this\nC='a $B \\n'\nD=\"x\\ny \\\"q\\\"\" # "
            "c\nE=\nF=a#b\nA=2\r\nG=\"two\nlines\"\nH=last");
        QVERIFY(parsed);
        const std::map<std::string, std::string> expected{{"A", "2"},          {"B", "two words"}, {"C", "a $B \\n"},
                                                          {"D", "x\ny \"q\""}, {"E", ""},          {"F", "a#b"},
                                                          {"G", "two\nlines"}, {"H", "last"}};
        QCOMPARE(*parsed, expected);
        QCOMPARE(parseEnvFile("A=1\nB\n").error().line, 2);
        QCOMPARE(parseEnvFile("A=1\n\n1B=2\n").error().line, 3);
        QCOMPARE(parseEnvFile("A='x\ny").error().line, 1);
        QCOMPARE(parseEnvFile("A='x' y").error().line, 1);
        QVERIFY(parseEnvFile("").value().empty());
    }
};

QTEST_GUILESS_MAIN(ManifestScalarsTest)
#include "manifest_scalars_test.moc"
