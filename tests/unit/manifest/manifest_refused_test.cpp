#include <QtTest>

#include "base/files.h"
#include "manifest/manifest.h"

using namespace slipway;
using namespace slipway::manifest;

namespace {

struct Case {
    std::string name;
    std::string yaml;
    std::string expected;
};

std::string tableFile() {
    return std::string(qgetenv("SLIPWAY_SOURCE_DIR").constData()) + "/tests/unit/manifest/refused.txt";
}

// "=== name" begins a case, "--- findings" ends its manifest.
std::vector<Case> readTable() {
    std::vector<Case> cases;
    bool findings = false;
    for (const QString& line : QString::fromStdString(readFile(tableFile()).value_or("")).split('\n')) {
        const std::string text = line.toStdString();
        if (text.starts_with("=== ")) {
            cases.push_back({text.substr(4), "", ""});
            findings = false;
        } else if (cases.empty()) {
            continue;
        } else if (text == "--- findings") {
            findings = true;
        } else {
            (findings ? cases.back().expected : cases.back().yaml) += text + '\n';
        }
    }
    for (auto& each : cases)
        while (each.expected.ends_with("\n\n") || each.expected == "\n")
            each.expected.pop_back();
    return cases;
}

std::string findingsOf(const std::string& yaml) {
    std::string text;
    const auto parsed = parseManifest(yaml, "/work/shop/slipway.yaml", {{"SET", "value"}, {"N", "3"}},
                                      {{"/work/shop/bad.env", "A=1\nB\n"}},
                                      {{{"good", {"digest", ""}},
                                        {"spoken", {"digest", ""}},
                                        {"missing", {"", "its file can't be read: open /work/shop/nowhere"}},
                                        {"unset", {"", "the variable UNSET is not set"}}},
                                       {}});
    if (parsed)
        return "accepted\n";
    for (const auto& problem : parsed.error().problems) {
        auto shown = problem;
        shown.file = "";
        text += std::to_string(problem.line) + ':' + std::to_string(problem.column) + ' ';
        shown.line = 0;
        text += shown.text() + '\n';
    }
    return text;
}

}  // namespace

/// Every case of refused.txt: exact place, key, sentence, expectation and nearest key. SLIPWAY_UPDATE_GOLDEN=1 rewrites
/// it, to be read in a diff.
class ManifestRefusedTest : public QObject {
    Q_OBJECT
  private slots:
    void findings_data() {
        QTest::addColumn<QString>("yaml");
        QTest::addColumn<QString>("expected");
        for (const auto& each : readTable())
            QTest::newRow(each.name.c_str())
                << QString::fromStdString(each.yaml) << QString::fromStdString(each.expected);
    }

    void findings() {
        QFETCH(QString, yaml);
        QFETCH(QString, expected);
        if (qEnvironmentVariableIsSet("SLIPWAY_UPDATE_GOLDEN"))
            QSKIP("rewriting");
        QCOMPARE(QString::fromStdString(findingsOf(yaml.toStdString())), expected);
    }

    void theTableIsThere() { QVERIFY(readTable().size() > 60); }

    void nothingOfTheTableIsAccepted() {
        for (const auto& each : readTable())
            QVERIFY2(each.expected != "accepted\n" && !each.expected.empty(), each.name.c_str());
    }

    void cleanupTestCase() {
        if (!qEnvironmentVariableIsSet("SLIPWAY_UPDATE_GOLDEN"))
            return;
        std::string text =
            "Manifests that are refused. Each: its name, the file, then line:column key: message of each finding.\n\n";
        for (const auto& each : readTable())
            text += "=== " + each.name + '\n' + each.yaml + "--- findings\n" + findingsOf(each.yaml) + '\n';
        QVERIFY(writeFileAtomically(tableFile(), text, 0644));
    }
};

QTEST_GUILESS_MAIN(ManifestRefusedTest)
#include "manifest_refused_test.moc"
