#include <QTemporaryDir>
#include <QtTest>
#include <sstream>

#include "base/files.h"
#include "base/version.h"
#include "cli/app.h"
#include "support/sample_shop.h"

using namespace slipway;
using namespace slipway::test;
using api::OperationKind;
using api::OperationState;

namespace {

struct Run {
    std::string out, err;
    int exit = 0;
};

std::string goldenFile(const QString& name) {
    return std::string(qgetenv("SLIPWAY_SOURCE_DIR").constData()) + "/tests/golden/cli/" + name.toStdString() + ".txt";
}

QString replaced(const std::string& text, const std::string& home) {
    QString out = QString::fromStdString(text);
    out.replace(QString::fromStdString(home), "$HOME");
    out.replace(QString("build %1").arg(buildId()), "build BUILD");
    out.replace(QString("\"build\": \"%1\"").arg(buildId()), "\"build\": \"BUILD\"");
    return out;
}

constexpr const char* kManifest =
    "name: shop\nteams: {accounts: {}}\nservices:\n  users:\n    command: ./users\n    owner: accounts\n    ports: "
    "[0]\n  points: {command: ./points}\n"
    "gateway:\n  listen: 127.0.0.1:8080\n  routes: [{to: users}]\n";
constexpr const char* kBroken =
    "name: shop\nservices:\n  users:\n    comand: ./사용자  # wrong\n    calls: [pionts]\n  points: {command: "
    "./points, ports: [0]}\n";

}  // namespace

/// What every verb prints, against a daemon that says what sample_shop.h says. SLIPWAY_UPDATE_GOLDEN=1 rewrites
/// tests/golden/cli, to be read in a diff.
class CliGoldenTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<FakeDaemon> m_daemon;
    bool m_color = false;

    std::string home() const { return m_dir->path().toStdString(); }
    std::string folder() const { return home() + "/work"; }

    Run run(const QStringList& words) {
        std::ostringstream out, err;
        cli::Console console{out, err};
        console.outColor = console.errColor = m_color;
        console.outIsTerminal = m_color;
        std::vector<std::string> arguments{"--home", home()};
        for (const auto& word : words)
            arguments.push_back(word.toStdString());
        Run result;
        result.exit = cli::run(arguments, console, folder());
        result.out = out.str();
        result.err = err.str();
        return result;
    }

    // "running" at the first question, what `ended` says after.
    void operationEnds(api::Operation ended) {
        auto running = sampleOperation(ended.kind, OperationState::Running);
        running.service = ended.service;
        const auto asked = std::make_shared<std::atomic<int>>(0);
        m_daemon->on("GET", "/v1/operations/op-7", [running, ended, asked](const auto&) {
            return FakeDaemon::Answer{.body = api::encode((*asked)++ == 0 ? running : ended)};
        });
    }

    void compare(const QString& name, const QStringList& words) {
        const Run got = run(words);
        QString text = "$ slipway " + words.join(' ') + '\n' + replaced(got.out, home());
        if (!got.err.empty())
            text += "--- standard error\n" + replaced(got.err, home());
        text += QString("--- exit %1\n").arg(got.exit);
        const std::string file = goldenFile(name);
        if (qEnvironmentVariableIsSet("SLIPWAY_UPDATE_GOLDEN")) {
            QVERIFY(writeFileAtomically(file, text.toStdString(), 0644));
            return;
        }
        const auto expected = readFile(file);
        QVERIFY2(expected, file.c_str());
        QCOMPARE(text, QString::fromStdString(*expected));
    }

  private slots:
    void initTestCase() {
        qputenv("TZ", "UTC");
        ::tzset();
    }

    void init() {
        m_dir = std::make_unique<QTemporaryDir>();
        m_color = false;
        QVERIFY(makeFolders(folder()));
        QVERIFY(writeFileAtomically(folder() + "/slipway.yaml", kManifest));
        m_daemon = std::make_unique<FakeDaemon>(home());
        serveSample(*m_daemon, home());
    }

    void traces() {
        const QString id = "4bf92f3577b34da6a3ce929d0e0e4736";
        compare("trace-ls", {"trace", "ls"});
        compare("trace-show", {"trace", "show", id});
        compare("trace-show-json", {"trace", "show", id, "--json"});
        compare("trace-usage", {"trace", "ls", "--limit", "0"});
    }

    void listings_data() {
        QTest::addColumn<QStringList>("words");
        const std::pair<const char*, const char*> rows[] = {{"ps", "ps"},
                                                            {"ps-json", "ps --json"},
                                                            {"projects", "projects"},
                                                            {"routes", "routes"},
                                                            {"topology", "topology"},
                                                            {"topology-json", "topology --json"},
                                                            {"owners", "owners"},
                                                            {"rollouts", "rollouts"},
                                                            {"rollouts-json", "rollouts users --json"},
                                                            {"rollout", "rollouts ro-5"},
                                                            {"saga-ls", "saga ls"},
                                                            {"saga-ls-json", "saga ls --state stuck --json"},
                                                            {"saga-show", "saga show sg-1"},
                                                            {"saga-retry", "saga retry sg-1"},
                                                            {"saga-state", "saga ls --state lost"},
                                                            {"queue-ls", "queue ls"},
                                                            {"queue-show", "queue show orders/points"},
                                                            {"queue-message", "queue show orders/points ms-1"},
                                                            {"queue-redeliver", "queue redeliver orders/points"},
                                                            {"queue-none", "queue show orders"},
                                                            {"topology-price", "topology --price"},
                                                            {"mirror-list", "mirror ls"},
                                                            {"mirror-show", "mirror show users"},
                                                            {"mirror-show-json", "mirror show users --json"},
                                                            {"mirror-none", "mirror show orders"},
                                                            {"cache-stats", "cache stats"},
                                                            {"cache-purge", "cache purge --prefix /products"},
                                                            {"cache-purge-usage", "cache purge"},
                                                            {"gateway-status", "gateway status"},
                                                            {"gateway-status-json", "gateway status --json"},
                                                            {"daemon-status", "daemon status"},
                                                            {"daemon-status-json", "daemon status --json"},
                                                            {"logs", "logs"},
                                                            {"logs-timestamps", "logs -t --tail 5 users"},
                                                            {"logs-json", "logs --json users-1"},
                                                            {"logs-unknown", "logs user"},
                                                            {"logs-bad-time", "logs --since yesterday"},
                                                            {"help-logs", "logs --help"},
                                                            {"events", "events"},
                                                            {"help", "--help"},
                                                            {"help-up", "up --help"},
                                                            {"help-redeploy", "redeploy --help"},
                                                            {"usage-unknown-verb", "pss"},
                                                            {"usage-unknown-option", "ps --jsno"},
                                                            {"usage-missing", "redeploy"},
                                                            {"usage-scale", "scale users"},
                                                            {"unknown-project", "-p shpo ps"}};
        for (const auto& [name, words] : rows)
            QTest::newRow(name) << QString(words).split(' ');
    }
    void listings() {
        QFETCH(QStringList, words);
        compare(QTest::currentDataTag(), words);
    }

    void inColor() {
        m_color = true;
        compare("ps-color", {"ps"});
        compare("logs-color", {"logs"});
        compare("no-color", {"--no-color", "ps"});
    }

    void validation() {
        compare("validate", {"validate"});
        compare("validate-json", {"validate", "--json"});
        QVERIFY(writeFileAtomically(folder() + "/broken.yaml", kBroken));
        compare("validate-broken", {"validate", "broken.yaml"});
        compare("validate-broken-json", {"validate", "broken.yaml", "--json"});
        compare("validate-missing", {"validate", "none.yaml"});
    }

    void upDetached() {
        m_daemon->on("POST", "/v1/projects",
                     api::encode(api::UpAnswer{"shop",
                                               "op-7",
                                               {{folder() + "/slipway.yaml", 8, 3, "services.points", "has no owner",
                                                 "", "", api::Severity::Warning}}}),
                     202);
        operationEnds(sampleOperation(OperationKind::Up, OperationState::Succeeded));
        compare("up-detached", {"up", "-d"});
        const auto sent = api::decode<api::UpRequest>(m_daemon->requests("/v1/projects").back().body);
        QVERIFY(sent);
        QCOMPARE(sent->manifest, std::string(kManifest));
        QCOMPARE(sent->path, folder() + "/slipway.yaml");
    }

    void upThatIsRefused() {
        QVERIFY(writeFileAtomically(folder() + "/slipway.yaml", kBroken));
        api::ApiError error(Error{ErrorCode::InvalidManifest,
                                  "slipway.yaml has an error",
                                  "Nothing was changed. Correct the file and run the command again.",
                                  {}});
        error.problems = {{folder() + "/slipway.yaml", 4, 5, "services.users.comand", "unknown key", "", "command",
                           api::Severity::Error}};
        m_daemon->on("POST", "/v1/projects", api::encode(error), 422);
        compare("up-invalid", {"up", "-d"});
    }

    void upThatFails() {
        m_daemon->on("POST", "/v1/projects", api::encode(api::UpAnswer{"shop", "op-7", {}}), 202);
        auto failed = sampleOperation(OperationKind::Up, OperationState::Failed);
        failed.error =
            Error{ErrorCode::NotReady,
                  "points did not come up: it ended 10 times within 5 minutes, the last time with exit code 3",
                  "Correct what its log says, then `slipway start points`.",
                  {"reading points.db", "fatal: disk I/O error"}};
        operationEnds(failed);
        compare("up-failed", {"up", "-d"});
    }

    void redeploys() {
        m_daemon->on("POST", "/v1/projects/shop/services/users/redeploy", R"({"operation":"op-7"})", 202);
        auto ended = sampleOperation(OperationKind::Redeploy, OperationState::Succeeded);
        ended.service = "users";
        ended.receipt = sampleReceipt();
        operationEnds(ended);
        compare("redeploy", {"redeploy", "users"});
        operationEnds(ended);
        compare("redeploy-json", {"redeploy", "users", "--json"});
        compare("redeploy-no-wait", {"redeploy", "users", "--no-wait"});
        ended.state = OperationState::Failed;
        ended.receipt = sampleFailedReceipt();
        ended.error = Error{ErrorCode::RolloutFailed,
                            "redeploy of users failed: users-3 was not ready within 10s; revision 1 serves on",
                            "",
                            {}};
        operationEnds(ended);
        compare("redeploy-failed", {"redeploy", "users"});
        operationEnds(ended);
        compare("redeploy-failed-json", {"redeploy", "users", "--json"});
    }

    void otherActions() {
        for (const char* verb : {"scale", "stop", "start", "restart"})
            m_daemon->on("POST", std::string("/v1/projects/shop/services/users/") + verb, R"({"operation":"op-7"})",
                         202);
        m_daemon->on("DELETE", "/v1/projects/shop", R"({"operation":"op-7"})", 202);
        auto scaled = sampleOperation(OperationKind::Scale, OperationState::Succeeded);
        scaled.service = "users";
        scaled.receipt = sampleReceipt();
        scaled.receipt->kind = OperationKind::Scale;
        scaled.receipt->replicas = api::ReplicaChange{2, 1};
        scaled.receipt->instances = {{"users-2", 4712, "", 0, {0, 0, 0.01, 0.2, 0.1}, true, 2}};
        operationEnds(scaled);
        compare("scale", {"scale", "users=1"});
        auto ended = sampleOperation(OperationKind::Restart, OperationState::Succeeded);
        ended.service = "users";
        operationEnds(ended);
        compare("restart-instance", {"restart", "users-2"});
        QCOMPARE(m_daemon->requests("/v1/projects/shop/services/users/restart").back().body,
                 std::string(R"({"instance":"users-2"})"));
        ended.kind = OperationKind::Stop;
        ended.receipt = sampleReceipt();
        ended.receipt->kind = OperationKind::Stop;
        ended.receipt->to = 1;
        ended.receipt->instances = {{"users-2", 4712, "", 0, {0, 0, 0.01, 0.2, 0.1}, true, 2}};
        operationEnds(ended);
        compare("stop", {"stop", "users"});
        operationEnds(ended);
        compare("stop-json", {"stop", "users", "--json"});
        operationEnds(sampleOperation(OperationKind::Down, OperationState::Succeeded));
        compare("down", {"down"});
        compare("not-found", {"start", "nobody"});
    }

    void theProjectIsChosen() {
        QVERIFY(QFile::remove(QString::fromStdString(folder() + "/slipway.yaml")));
        QCOMPARE(run({"ps"}).exit, 0);  // the only one
        auto other = sampleShop().project;
        other.name = "other";
        m_daemon->on("GET", "/v1/projects", api::encode(std::vector<api::ProjectRow>{sampleShop().project, other}));
        compare("project-ambiguous", {"ps"});
        QCOMPARE(run({"-p", "shop", "ps"}).exit, 0);
        m_daemon->on("GET", "/v1/projects", "[]");
        compare("project-none", {"ps"});
        compare("projects-none", {"projects"});
    }

    void withoutADaemon() {
        m_daemon.reset();
        compare("daemon-status-stopped", {"daemon", "status"});
        compare("daemon-status-stopped-json", {"daemon", "status", "--json"});
        compare("daemon-stop-stopped", {"daemon", "stop"});
        qputenv("SLIPWAY_LIBEXEC", "/nonexistent");
        const Run none = run({"ps"});
        QCOMPARE(none.exit, 4);
        QVERIFY2(none.err.find("slipwayd is in none of /nonexistent") != std::string::npos, none.err.c_str());
        qunsetenv("SLIPWAY_LIBEXEC");
        QCOMPARE(run({"validate"}).exit, 0);
        QCOMPARE(run({"completion", "bash"}).exit, 0);
        QCOMPARE(run({"--home", "/" + QString(200, 'x'), "ps"}).exit, 7);
    }
};

QTEST_GUILESS_MAIN(CliGoldenTest)
#include "cli_golden_test.moc"
