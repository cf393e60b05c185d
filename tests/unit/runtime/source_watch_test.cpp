#include <poll.h>

#include <QTemporaryDir>
#include <QtTest>

#include <set>

#include "base/files.h"
#include "runtime/source_watch.h"

using namespace slipway;
using namespace slipway::runtime;

namespace {

/// What changes until nothing more comes for a moment; at least one.
std::vector<SourceWatch::Change> changesOf(SourceWatch& watch) {
    std::vector<SourceWatch::Change> all;
    for (int patience = 5000;; patience = 50) {
        pollfd one{watch.fd(), POLLIN, 0};
        if (::poll(&one, 1, patience) <= 0)
            return all;
        for (auto& change : watch.process())
            all.push_back(std::move(change));
    }
}

std::string paths(const std::vector<SourceWatch::Change>& changes, const QTemporaryDir& below) {
    std::set<std::string> names;
    for (const auto& change : changes)
        names.insert(change.key + ":" + change.path.substr(below.path().toStdString().size() + 1));
    std::string text;
    for (const auto& name : names)
        text += (text.empty() ? "" : " ") + name;
    return text;
}

}  // namespace

class SourceWatchTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::unique_ptr<SourceWatch> m_watch;

    std::string at(const std::string& name) const { return m_folder.path().toStdString() + "/" + name; }
    void write(const std::string& name) const { QVERIFY(writeFileAtomically(at(name), "x")); }

  private slots:
    void init() {
        m_watch = SourceWatch::create().value();
        QVERIFY(makeFolders(at("src/deep/er")));
        QVERIFY(makeFolders(at("src/out")));
    }

    void whatChangesBelowAFolderIsTold() {
        QVERIFY(m_watch->add("a", at("src"), {"*.o", "out"}));
        write("src/deep/er/main.cpp");
        QVERIFY2(paths(changesOf(*m_watch), m_folder).find("a:src/deep/er/main.cpp") != std::string::npos, "deep");
        // A folder that comes later is watched as well, and what is ignored stays so.
        QVERIFY(makeFolders(at("src/new")));
        changesOf(*m_watch);
        write("src/new/file.cpp");
        QVERIFY(paths(changesOf(*m_watch), m_folder).find("a:src/new/file.cpp") != std::string::npos);
        for (const char* ignored : {"src/out/program", "src/deep/main.o", "src/main.cpp~", "src/.main.cpp.swp"})
            QVERIFY(QFile(QString::fromStdString(at(ignored))).open(QIODevice::WriteOnly));
        QFile last(QString::fromStdString(at("src/last.cpp")));
        QVERIFY(last.open(QIODevice::WriteOnly));
        last.close();
        QCOMPARE(paths(changesOf(*m_watch), m_folder), std::string("a:src/last.cpp"));
    }

    void oneFileIsWatchedThroughItsReplacement() {
        write("settings.yaml");
        QVERIFY(m_watch->add("b", at("settings.yaml"), {}));
        write("other.yaml");
        for (int round = 0; round < 2; ++round) {
            write("settings.yaml");
            QCOMPARE(paths(changesOf(*m_watch), m_folder), std::string("b:settings.yaml"));
        }
    }

    void whatIsNotThereIsToldAtOnce() {
        const auto added = m_watch->add("c", at("nowhere"), {});
        QVERIFY(!added && added.error().code == ErrorCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(SourceWatchTest)
#include "source_watch_test.moc"
