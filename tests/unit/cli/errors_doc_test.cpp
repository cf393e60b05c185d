#include <QtTest>

#include "base/error.h"
#include "base/files.h"

using namespace slipway;

/// docs/errors.md holds exactly the rows of orchestrator/base/error_codes.h. SLIPWAY_UPDATE_GOLDEN=1 writes the table
/// anew.
class ErrorsDocTest : public QObject {
    Q_OBJECT
  private slots:
    void theTableIsTheCodes() {
        const std::string file = std::string(qgetenv("SLIPWAY_SOURCE_DIR").constData()) + "/docs/errors.md";
        const auto text = readFile(file);
        QVERIFY2(text, file.c_str());
        const std::string begin = "<!-- table: made from orchestrator/base/error_codes.h -->\n",
                          end = "<!-- end of table -->";
        const size_t from = text->find(begin), to = text->find(end);
        QVERIFY(from != std::string::npos && to != std::string::npos);
        std::string table = "| code | who acts | exit | HTTP | meaning |\n|---|---|---|---|---|\n";
        for (const auto& row : errorCodes())
            table += "| `" + std::string(row.wire) + "` | " + originName(row.origin) + " | " +
                     std::to_string(row.cliExit) + " | " + std::to_string(row.httpStatus) + " | " + row.meaning +
                     " |\n";
        const std::string wanted = text->substr(0, from + begin.size()) + table + text->substr(to);
        if (qEnvironmentVariableIsSet("SLIPWAY_UPDATE_GOLDEN"))
            QVERIFY(writeFileAtomically(file, wanted, 0644));
        else
            QCOMPARE(QString::fromStdString(*text), QString::fromStdString(wanted));
    }
};

QTEST_GUILESS_MAIN(ErrorsDocTest)
#include "errors_doc_test.moc"
