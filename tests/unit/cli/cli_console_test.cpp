#include <QtTest>
#include <sstream>

#include "cli/console.h"
#include "cli/format.h"
#include "cli/table.h"

using namespace slipway;
using namespace slipway::cli;

class CliConsoleTest : public QObject {
    Q_OBJECT
  private slots:
    void widthsAreThoseOfATerminal() {
        QCOMPARE(displayWidth("users"), 5);
        QCOMPARE(displayWidth("주문"), 4);
        QCOMPARE(displayWidth("→ é …"), 5);
        QCOMPARE(displayWidth("e\xCC\x81"), 1);  // a combining accent
        QCOMPARE(displayWidth("\x1b[1;31mred\x1b[0m"), 3);
        QCOMPARE(displayWidth("🚀"), 2);
        QCOMPARE(displayWidth("\xff\xfe"), 2);  // no UTF-8: a byte, a column
        QCOMPARE(displayWidth(""), 0);
    }

    void longTextIsCutAtAColumn() {
        QCOMPARE(fitted("abc", 3), std::string("abc"));
        QCOMPARE(fitted("abcd", 3), std::string("ab…"));
        QCOMPARE(fitted("주문주문", 5), std::string("주문…"));
        QCOMPARE(fitted("주문주문", 4), std::string("주…"));
        QCOMPARE(fitted("\x1b[31mabcd\x1b[0m", 3), std::string("\x1b[31mab…\x1b[0m"));
    }

    void whatALogSaysCanDoNoHarm() {
        QCOMPARE(harmless("plain\ttext", false), std::string("plain\ttext"));
        QCOMPARE(harmless("\x1b]0;title\x07x", false), std::string("�]0;title�x"));
        QCOMPARE(harmless("\x1b[2Jx", true), std::string("�[2Jx"));
        QCOMPARE(harmless("\x1b[31mred", true), std::string("\x1b[31mred\x1b[0m"));
        QCOMPARE(harmless("\x1b[31mred\x1b[0m", false), std::string("red"));
        QCOMPARE(harmless("a\r", false), std::string("a"));
        QCOMPARE(harmless("a\xE2\x80\xAE"
                          "b",
                          false),
                 std::string("a�b"));  // right-to-left override
    }

    void tablesAlignWideText() {
        std::ostringstream out;
        Console console{out, out};
        Table table({{"NAME"}, {"N", Align::Right}, {"EMPTY"}, {"LAST"}});
        table.add({"주문", "5", "", "x"});
        table.add({"users", "1200", "", ""});
        QCOMPARE(table.text(console), std::string("NAME      N  LAST\n주문      5  x\nusers  1200\n"));
        console.outColor = true;
        Table colored({{"A"}, {"B"}});
        colored.add({console.onOut(Color::Red, "x"), "y"});
        QCOMPARE(colored.text(console), std::string("\x1b[2mA\x1b[0m  \x1b[2mB\x1b[0m\n\x1b[31mx\x1b[0m  y\n"));
    }

    void numbersRead() {
        QCOMPARE(memory(512), std::string("512 KiB"));
        QCOMPARE(memory(14'540), std::string("14.2 MiB"));
        QCOMPARE(memory(3 << 20), std::string("3.0 GiB"));
        QCOMPARE(latency(850), std::string("850 µs"));
        QCOMPARE(latency(2100), std::string("2.1 ms"));
        QCOMPARE(latency(std::nullopt), std::string("–"));
        QCOMPARE(rate(0.04), std::string("0"));
        QCOMPARE(rate(0.44), std::string("0.4"));
        QCOMPARE(rate(1234.6), std::string("1235"));
        QCOMPARE(seconds(0.254), std::string("0.25s"));
        QCOMPARE(seconds(3.21), std::string("3.2s"));
        QCOMPARE(seconds(125), std::string("2m 5s"));
        QCOMPARE(counted(1, "line", "lines"), std::string("1 line"));
        QCOMPARE(joined({"a", "b"}), std::string("a, b"));
    }
};

QTEST_GUILESS_MAIN(CliConsoleTest)
#include "cli_console_test.moc"
