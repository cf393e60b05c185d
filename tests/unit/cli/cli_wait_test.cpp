#include <sys/eventfd.h>
#include <unistd.h>

#include <QTemporaryDir>
#include <QtTest>
#include <future>
#include <sstream>

#include "base/files.h"
#include "base/unique_fd.h"
#include "cli/app.h"
#include "cli/progress.h"
#include "support/sample_shop.h"

using namespace slipway;
using namespace slipway::test;
using api::OperationKind;
using api::OperationState;

/// Verbs that stay: `up` attached, `logs -f`, progress on a terminal.
class CliWaitTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<FakeDaemon> m_daemon;
    std::ostringstream m_out, m_err;

    std::string home() const { return m_dir->path().toStdString(); }

    std::future<int> start(std::vector<std::string> arguments, int interrupts) {
        arguments.insert(arguments.begin(), {"--home", home()});
        return std::async(std::launch::async, [this, arguments, interrupts] {
            cli::Console console{m_out, m_err};
            console.takeInterrupts = [interrupts] { return interrupts; };
            return cli::run(arguments, console, home());
        });
    }

    void upIsAccepted(const api::Operation& operation) {
        m_daemon->on("POST", "/v1/projects", R"({"project":"shop","operation":"op-7","warnings":[]})", 202);
        m_daemon->on("GET", "/v1/operations/op-7", api::encode(operation));
        m_daemon->on("GET", "/v1/projects/shop/logs", [](const auto&) { return FakeDaemon::Answer{.stream = true}; });
    }

  private slots:
    void init() {
        m_dir = std::make_unique<QTemporaryDir>();
        m_out.str("");
        m_err.str("");
        m_daemon = std::make_unique<FakeDaemon>(home());
        serveSample(*m_daemon, home());
        QVERIFY(writeFileAtomically(home() + "/slipway.yaml", "name: shop\nservices:\n  users: {command: ./users}\n"));
    }

    void attachedUpFollowsTheLogsAndCtrlCStopsIt() {
        upIsAccepted(sampleOperation(OperationKind::Up, OperationState::Succeeded));
        auto down = sampleOperation(OperationKind::Down, OperationState::Succeeded);
        down.id = "op-8";
        m_daemon->on("DELETE", "/v1/projects/shop", R"({"operation":"op-8"})", 202);
        m_daemon->on("GET", "/v1/operations/op-8", api::encode(down));
        const UniqueFd interrupts(::eventfd(0, EFD_CLOEXEC));
        auto up = start({"up"}, interrupts.get());
        QVERIFY(m_daemon->waitForStreams(1));
        api::LogLine old{kSampleTime, "users-1", "users", api::LogStream::Out, "of an earlier run", "", 0};
        api::LogLine now{SystemClock().wallMs() + 60'000, "users-1", "users", api::LogStream::Out, "hello", "", 0};
        m_daemon->push(api::encode(old) + '\n' + api::encode(now) + '\n');
        QVERIFY(m_daemon->waitForRequests("/v1/projects/shop", 2));  // the table, then a look whether it still runs
        const std::uint64_t one = 1;
        QCOMPARE(::write(interrupts.get(), &one, sizeof one), ssize_t(sizeof one));
        QCOMPARE(up.get(), 0);
        QVERIFY2(m_out.str().find("users-1 | hello\n") != std::string::npos, m_out.str().c_str());
        QVERIFY(m_out.str().find("earlier run") == std::string::npos);
        QVERIFY(m_out.str().find("shop is up in 1.9s: http://127.0.0.1:8080") != std::string::npos);
        QVERIFY(m_err.str().find("Ctrl-C stops it") != std::string::npos);
        const auto all = m_daemon->requests("/v1/projects/shop");
        QCOMPARE(all.back().method == "DELETE" || all[all.size() - 2].method == "DELETE", true);
    }

    void attachedUpEndsWithTheCauseWhenItFails() {
        auto failed = sampleOperation(OperationKind::Up, OperationState::Failed);
        failed.error = Error{ErrorCode::NotReady, "points did not come up", "", {"last words"}};
        upIsAccepted(failed);
        QCOMPARE(start({"up"}, -1).get(), 6);
        QVERIFY2(m_err.str().find("slipway: points did not come up\n  | last words\n") != std::string::npos,
                 m_err.str().c_str());
        QVERIFY(m_err.str().find("The other services run on") != std::string::npos);
    }

    void attachedUpEndsWhenSomebodyElseTakesTheProjectDown() {
        upIsAccepted(sampleOperation(OperationKind::Up, OperationState::Succeeded));
        auto up = start({"up"}, -1);
        QVERIFY(m_daemon->waitForRequests("/v1/projects/shop", 1));
        m_daemon->on("GET", "/v1/projects/shop", R"({"error":{"code":"not_found","message":"no project shop"}})", 404);
        QCOMPARE(up.get(), 0);
        QVERIFY(m_err.str().find("shop was taken down.") != std::string::npos);
    }

    void followedLogsOfTwoServicesEndWithTheDaemon() {
        m_daemon->on("GET", "/v1/projects/shop/logs", [](const auto&) { return FakeDaemon::Answer{.stream = true}; });
        auto logs = start({"logs", "-f", "users", "points-1"}, -1);
        QVERIFY(m_daemon->waitForStreams(2));
        m_daemon->push("{\"at\":1,\"instance\":\"users-1\",\"service\":\"users\",\"text\":\"one\"}\n");
        m_daemon->closeStreams();
        QCOMPARE(logs.get(), 0);
        QCOMPARE(m_out.str(), std::string("users-1 | one\nusers-1 | one\n"));  // the fake says it on both
        QStringList queries;
        for (const auto& request : m_daemon->requests("/v1/projects/shop/logs"))
            queries << QString::fromStdString(request.query);
        queries.sort();
        QCOMPARE(queries, (QStringList{"tail=200&follow=1&instance=points-1", "tail=200&follow=1&service=users"}));
    }

    void aWaitThatIsOverSaysSo() {
        m_daemon->on("POST", "/v1/projects/shop/services/users/redeploy", R"({"operation":"op-7"})", 202);
        m_daemon->on("GET", "/v1/operations/op-7",
                     api::encode(sampleOperation(OperationKind::Redeploy, OperationState::Running)));
        QCOMPARE(start({"redeploy", "users", "--timeout", "10ms"}, -1).get(), 8);
        QVERIFY(m_err.str().find("had not ended after 10ms") != std::string::npos);
        QCOMPARE(start({"redeploy", "users", "--timeout", "10"}, -1).get(), 2);
    }

    void progressOnATerminalIsOneLineThatIsWiped() {
        std::ostringstream out, err;
        cli::Console console{out, err};
        console.errIsTerminal = true;
        console.columns = 30;
        {
            cli::Progress progress(console, false);
            auto operation = sampleOperation(OperationKind::Up, OperationState::Running);
            operation.message = "waiting for a message that is far longer than the terminal";
            progress.update(operation);
            operation.steps[0].phase = api::Phase::Done;
            progress.update(operation);
        }
        const std::string text = err.str();
        QVERIFY2(text.find("✓ users-1\n") != std::string::npos, text.c_str());
        QVERIFY(text.find("up of shop 1/2: waiting fo…") != std::string::npos);
        QVERIFY(text.ends_with("\r\x1b[K"));
        QVERIFY(out.str().empty());
    }

    void progressIsSilentForPrograms() {
        std::ostringstream out, err;
        cli::Console console{out, err};
        cli::Progress progress(console, true);
        progress.update(sampleOperation(OperationKind::Up, OperationState::Running));
        QVERIFY(err.str().empty());
    }
};

QTEST_GUILESS_MAIN(CliWaitTest)
#include "cli_wait_test.moc"
