#include "gui/views/logs/log_view.h"

#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include "support/patience.h"

#include "gui/warning_guard.h"

using namespace slipway::gui;

namespace {

LogLine line(int number, const char* instance, std::string text) {
    LogLine made;
    made.atMs = number;
    made.instance = instance;
    made.service = std::string(instance).substr(0, std::string(instance).find('-'));
    made.text = std::move(text);
    return made;
}

}  // namespace

class LogViewTest : public QObject {
    Q_OBJECT

    WarningGuard m_guard;

    static void fill(LogArena& arena, int from, int to) {
        for (int i = from; i < to; ++i) {
            arena.append(line(i, i % 2 ? "users-1" : "orders-1",
                              i % 10 ? "request " + std::to_string(i) : "timeout after " + std::to_string(i)));
        }
    }

  private slots:
    void cleanup() { QCOMPARE(m_guard.take(), QStringList()); }

    void sliceOutlivesWhatTheArenaDrops() {
        LogArena arena(3 * LogArena::kBlockBytes);
        arena.append(line(1, "a-1", "first"));
        const LogSlice slice(arena, 0, 10);
        QCOMPARE(slice.first(), 0u);
        QCOMPARE(slice.end(), 1u);
        for (int i = 0; i < 100; ++i) {
            arena.append(line(i, "a-1", std::string(LogArena::kLongestLine, 'x')));
        }
        QVERIFY(arena.first() > 0);
        QCOMPARE(slice.at(0).text, std::string_view("first"));
        QCOMPARE(LogSlice(arena, 0, 5).first(), arena.first());
        QCOMPARE(LogSlice(arena, arena.end() + 7, 5).first(), arena.end());
    }

    void filtersAcrossSlices() {
        LogArena arena;
        const int lines = static_cast<int>(LogSearch::kSliceLines) * 2 + 100;
        fill(arena, 0, lines);
        LogView view(&arena);
        view.setMode(LogView::Mode::Filter);
        view.setPattern(LogPattern("timeout \\w+"));
        QTRY_VERIFY(!view.isScanning());
        QCOMPARE(view.rowCount(), static_cast<std::uint64_t>((lines + 9) / 10));
        QCOMPARE(view.lineOfRow(7), 70u);
        QCOMPARE(view.hits(), view.rowCount());
        view.setQuery({"users", {}, LogLevel::None});
        QTRY_COMPARE(view.rowCount(), 0u);
    }

    void newLinesAreJudgedToo() {
        LogArena arena;
        fill(arena, 0, 1000);
        LogView view(&arena);
        view.setMode(LogView::Mode::Filter);
        view.setPattern(LogPattern("timeout"));
        // While the search runs, and after it.
        fill(arena, 1000, 2000);
        view.linesAppended();
        QTRY_COMPARE(view.rowCount(), 200u);
        fill(arena, 2000, 2500);
        view.linesAppended();
        QTRY_COMPARE(view.rowCount(), 250u);
        QCOMPARE(view.hits(), 250u);
    }

    void manyLinesAtOnceMissNone_data() {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<int>("hits");
        QTest::newRow("each line's start") << "^timeout" << 100;
        QTest::newRow("each line's end") << "99$" << 10;
        QTest::newRow("the text's start") << "\\Arequest 7" << 100;
        QTest::newRow("what follows") << "request 77(?!\\s|\\d)" << 1;
        QTest::newRow("a group") << "(?:time|over)out after [1-3]00$" << 3;
        QTest::newRow("possessive") << "after 1\\d++$" << 11;
        QTest::newRow("empty at the end") << "request 5\\s*$" << 1;
        QTest::newRow("all but") << "[^0-9]+ 5$" << 1;
        QTest::newRow("nothing") << "^$" << 0;
    }

    void manyLinesAtOnceMissNone() {
        QFETCH(QString, pattern);
        QFETCH(int, hits);
        LogArena arena;
        fill(arena, 0, 1000);
        int alone = 0;
        for (std::uint64_t line = 0; line < arena.end(); ++line) {
            alone += LogPattern(pattern).matches(arena.at(line).text);
        }
        LogView view(&arena);
        view.setPattern(LogPattern(pattern));
        QTRY_VERIFY(!view.isScanning());
        QCOMPARE(view.hits(), static_cast<std::uint64_t>(alone));
        QCOMPARE(alone, hits);
    }

    void aBadPatternLeavesTheResult() {
        LogArena arena;
        fill(arena, 0, 100);
        LogView view(&arena);
        view.setMode(LogView::Mode::Filter);
        view.setPattern(LogPattern("timeout"));
        QTRY_COMPARE(view.rowCount(), 10u);
        view.setPattern(LogPattern("timeout ("));
        QTest::qWait(20);
        QCOMPARE(view.rowCount(), 10u);
        QVERIFY(!view.isScanning());
    }

    void aNewSearchCancelsTheOneThatRuns() {
        LogArena arena;
        fill(arena, 0, static_cast<int>(LogSearch::kSliceLines) * 3);
        LogView view(&arena);
        QSignalSpy hits(&view, &LogView::hitsChanged);
        view.setPattern(LogPattern("(r|e|q)+uest 1"));
        view.setPattern(LogPattern("request 77$"));
        QTRY_VERIFY(!view.isScanning());
        QCOMPARE(hits.size(), 1);
        QCOMPARE(view.hits(), 1u);
    }

    // Without a limit the pattern takes hours for a line like this.
    void anExponentialPatternEnds() {
        LogArena arena;
        for (int i = 0; i < 50; ++i) {
            arena.append(line(i, "a-1", std::string(200, 'a') + "!"));
        }
        LogView view(&arena);
        view.setPattern(LogPattern("(a+)+$"));
        QTRY_VERIFY(!view.isScanning());
        QCOMPARE(view.hits(), 0u);
        QCOMPARE(LogPattern("(a+").errorAt(), 3);
    }

    void whatIsReadIsFound() {
        LogArena arena;
        arena.append(line(1, "a-1", R"({"level":"info","message":"served","status":500})"));
        LogView view(&arena);
        view.setPattern(LogPattern("status=500"));
        QTRY_COMPARE(view.hits(), 1u);
        view.setPattern(LogPattern("\"status\":5"));
        QTRY_VERIFY(!view.isScanning());
        QCOMPARE(view.hits(), 1u);
    }

    void walksFromHitToHit() {
        LogArena arena;
        fill(arena, 0, 500);
        LogView view(&arena);
        view.resize(600, 200);
        view.show();
        view.setPattern(LogPattern("timeout"));
        QTRY_COMPARE(view.hits(), 50u);
        view.setFollowing(false);
        view.verticalScrollBar()->setValue(0);
        view.showNextHit(false);
        QVERIFY(view.selectedText().endsWith(QStringLiteral("timeout after 10")));
        view.showNextHit(false);
        QVERIFY(view.selectedText().endsWith(QStringLiteral("timeout after 20")));
        view.showNextHit(true);
        QVERIFY(view.selectedText().endsWith(QStringLiteral("timeout after 10")));
        view.showNextHit(true);
        view.showNextHit(true);
        QVERIFY(view.selectedText().endsWith(QStringLiteral("timeout after 490")));
    }

    void selectionSkipsWhatIsFilteredAway() {
        LogArena arena;
        fill(arena, 0, 40);
        LogView view(&arena);
        view.resize(600, 200);
        view.setMode(LogView::Mode::Filter);
        view.setPattern(LogPattern("timeout"));
        QTRY_COMPARE(view.rowCount(), 4u);
        QTest::keySequence(&view, QKeySequence::SelectAll);
        QCOMPARE(view.selectedText().count(u'\n'), 3);
    }
};

QTEST_MAIN(LogViewTest)
#include "log_view_test.moc"
