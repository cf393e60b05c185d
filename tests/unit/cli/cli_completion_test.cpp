#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QtTest>
#include <sstream>

#include "base/binaries.h"
#include "base/files.h"
#include "cli/app.h"
#include "support/sample_shop.h"

using namespace slipway;
using namespace slipway::test;

/// What a press of Tab proposes: by `slipway __complete`, and through the script of each shell that is here.
class CliCompletionTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<FakeDaemon> m_daemon;

    std::string home() const { return m_dir->path().toStdString(); }
    std::string folder() const { return home() + "/work"; }

    /// The values, without their descriptions.
    QStringList proposed(const QStringList& words) {
        std::ostringstream out, err;
        cli::Console console{out, err};
        std::vector<std::string> arguments{"__complete", "--home", home()};
        for (const auto& word : words)
            arguments.push_back(word.toStdString());
        if (cli::run(arguments, console, folder()) != 0 || !err.str().empty())
            return {"failed: " + QString::fromStdString(err.str())};
        QStringList values;
        for (const auto& line : QString::fromStdString(out.str()).split('\n', Qt::SkipEmptyParts))
            values += line.section('\t', 0, 0);
        return values;
    }
    void runDaemon() {
        m_daemon = std::make_unique<FakeDaemon>(home());
        serveSample(*m_daemon, home());
    }

  private slots:
    void init() {
        m_dir = std::make_unique<QTemporaryDir>();
        QVERIFY(makeFolders(folder()));
        QVERIFY(
            writeFileAtomically(folder() + "/slipway.yaml",
                                "name: shop\nservices:\n  users: {command: ./users}\n  points: {command: ./points}\n"
                                "  tidy: {kind: job, command: ./tidy}\n"));
    }
    void cleanup() { m_daemon.reset(); }

    void verbsAndTheirOptionsAreTheParsersOwn() {
        const QStringList verbs = proposed({""});
        for (const char* verb : {"up", "doctor", "rollout", "tls", "hash-password"})
            QVERIFY2(verbs.contains(verb), verb);
        QVERIFY(!verbs.contains("__complete"));
        QCOMPARE(proposed({"rol"}), QStringList({"rollback", "rollout", "rollouts"}));
        QCOMPARE(proposed({"rollout", ""}), QStringList({"pause", "resume", "abort", "ls", "revisions"}));
        QCOMPARE(proposed({"--json", "gateway", "u"}), QStringList({"upgrade"}));
        QCOMPARE(proposed({"gateway", "upgrade", "--re"}), QStringList({"--ready-timeout"}));
        // Those of every verb, and those of a group of options.
        QCOMPARE(proposed({"rollout", "ls", "--ho"}), QStringList({"--home"}));
        QCOMPARE(proposed({"cache", "purge", "--p"}), QStringList({"--path", "--prefix", "--project"}));
        QCOMPARE(proposed({"no-such-verb", "x"}), QStringList());
    }

    void wordsThatTheParserAllows() {
        QCOMPARE(proposed({"completion", ""}), QStringList({"bash", "zsh", "fish"}));
        QCOMPARE(proposed({"logs", "--level", "w"}), QStringList({"warn"}));
        QCOMPARE(proposed({"topology", "--mode", ""}), QStringList({"hub-and-spoke", "p2p"}));
        QCOMPARE(proposed({"up", "-f", ""}), QStringList({":files"}));
        QCOMPARE(proposed({"validate", "slip"}), QStringList({":files"}));
        QCOMPARE(proposed({"tls", "issue", "a", "--out", ""}), QStringList({":folders"}));
        // A number has no candidates, and the word after it is no value any more.
        QCOMPARE(proposed({"logs", "--tail", ""}), QStringList());
        QCOMPARE(proposed({"logs", "--tail", "5", "us"}), QStringList({"users"}));
    }

    void withoutADaemonTheManifestKnowsTheServices() {
        QCOMPARE(proposed({"redeploy", ""}), QStringList({"users", "points", "tidy"}));
        QCOMPARE(proposed({"redeploy", "users", "p"}), QStringList({"points"}));
        QCOMPARE(proposed({"scale", "u"}), QStringList({"users="}));
        QCOMPARE(proposed({"job", "run", ""}), QStringList({"tidy"}));
        // One is all that it takes.
        QCOMPARE(proposed({"rollback", "users", ""}), QStringList());
        QVERIFY(writeFileAtomically(folder() + "/key", "a long secret"));
        QVERIFY(writeFileAtomically(folder() + "/slipway.yaml",
                                    "name: shop\nsecrets: {key: {file: key}}\nservices:\n"
                                    "  stock: {command: ./stock, secrets: [key]}\n"));
        QCOMPARE(proposed({"redeploy", ""}), QStringList({"stock"}));
        QVERIFY(QFile::remove(QString::fromStdString(folder() + "/slipway.yaml")));
        QCOMPARE(proposed({"redeploy", ""}), QStringList());
    }

    void theRunningProjectKnowsMore() {
        runDaemon();
        QCOMPARE(proposed({"stop", ""}), QStringList({"users", "주문", "points", "legacy"}));
        QVERIFY(proposed({"restart", ""}).contains("users-2"));
        QVERIFY(!proposed({"stop", ""}).contains("users-2"));
        QCOMPARE(proposed({"-p", ""}), QStringList({"shop"}));
        QCOMPARE(proposed({"trace", "ls", "--service", "po"}), QStringList({"points"}));
    }

    void shells_data() {
        QTest::addColumn<QStringList>("command");
        // Each loads the script as its user would, and prints what it would propose for "slipway redeploy u".
        QTest::newRow("bash") << QStringList{"bash", "--norc", "-c",
                                             "source <(slipway completion bash); COMP_WORDS=(slipway redeploy u); "
                                             "COMP_CWORD=2; _slipway; printf '%s\\n' \"${COMPREPLY[@]}\""};
        QTest::newRow("zsh") << QStringList{
            "zsh", "-f", "-c",
            "compdef() { :; }; _describe() { print -l -- ${${(P)2}%%:*}; }; source <(slipway completion zsh); "
            "words=(slipway redeploy u); CURRENT=3; _slipway"};
        QTest::newRow("fish") << QStringList{
            "fish", "--no-config", "-c",
            "slipway completion fish | source; complete -C 'slipway redeploy u' | string replace -r '\\t.*' ''"};
    }
    void shells() {
        QFETCH(QStringList, command);
        if (QStandardPaths::findExecutable(command.first()).isEmpty())
            QSKIP("this shell is not installed");
        QProcess shell;
        auto environment = QProcessEnvironment::systemEnvironment();
        const auto bin = QString::fromStdString(libexecFolder("slipway"));
        environment.insert("PATH", bin + ":" + environment.value("PATH"));
        environment.insert("SLIPWAY_HOME", QString::fromStdString(home()));
        environment.insert("HOME", QString::fromStdString(home()));
        shell.setProcessEnvironment(environment);
        shell.setWorkingDirectory(QString::fromStdString(folder()));
        const QString program = command.takeFirst();
        shell.start(program, command);
        QVERIFY(shell.waitForFinished(60'000) || shell.state() == QProcess::NotRunning);
        QCOMPARE(QString::fromUtf8(shell.readAllStandardError()), QString());
        QCOMPARE(QString::fromUtf8(shell.readAllStandardOutput()).trimmed(), QString("users"));
    }
};

QTEST_GUILESS_MAIN(CliCompletionTest)
#include "cli_completion_test.moc"
