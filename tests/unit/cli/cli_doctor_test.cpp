#include <unistd.h>

#include <QTcpServer>
#include <QTemporaryDir>
#include <QtTest>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/files.h"
#include "cli/app.h"
#include "cli/commands.h"
#include "support/sample_shop.h"

using namespace slipway;
using namespace slipway::test;
using doctor::Verdict;
using nlohmann::json;

/// `slipway doctor`: its shape by golden files, its verdicts on homes and manifests of ours. What it says of the
/// machine is the machine's.
class CliDoctorTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;

    std::string home() const { return m_dir->path().toStdString() + "/h"; }
    std::string folder() const { return m_dir->path().toStdString() + "/work"; }

    static void compare(const QString& name, const std::string& text) {
        const std::string file =
            std::string(qgetenv("SLIPWAY_SOURCE_DIR").constData()) + "/tests/golden/cli/" + name.toStdString() + ".txt";
        if (qEnvironmentVariableIsSet("SLIPWAY_UPDATE_GOLDEN"))
            QVERIFY(writeFileAtomically(file, text, 0644));
        QCOMPARE(QString::fromStdString(text), QString::fromStdString(readFile(file).value_or("")));
    }

    json examined(int& exit, const std::string& where) {
        std::ostringstream out, err;
        cli::Console console{out, err};
        exit = cli::run({"--home", where, "doctor", "--json"}, console, folder());
        return json::parse(out.str(), nullptr, false);
    }
    /// "home: ok", …, of the checks with this name.
    static QStringList verdicts(const json& report, const std::string& name) {
        QStringList list;
        for (const auto& check : report["checks"])
            if (check["check"] == name)
                list += QString::fromStdString(check["verdict"].get<std::string>() + ": " +
                                               check["text"].get<std::string>());
        return list;
    }
    void manifest(const std::string& text) { QVERIFY(writeFileAtomically(folder() + "/slipway.yaml", text)); }

  private slots:
    void init() {
        m_dir = std::make_unique<QTemporaryDir>();
        QVERIFY(makeFolders(folder()));
    }

    void itsShape() {
        const doctor::Checks checks{
            {"home", Verdict::Ok, "/srv/slipway", {}},
            {"open_files", Verdict::Warning, "1024; a few", "Raise it."},
            {"pidfd", Verdict::Problem, "pidfd_open: \033[31mnot there", "Linux 5.3 is needed."},
        };
        for (const bool color : {false, true}) {
            std::ostringstream out, err;
            cli::Console console{out, err};
            console.outColor = color;
            cli::Context context{console, {}, folder()};
            QCOMPARE(cli::doctorReport(context, checks), 1);
            compare(color ? "doctor-color" : "doctor", out.str());
            out.str({});
            QCOMPARE(cli::doctorReport(context, {checks.front()}), 0);
            QVERIFY(out.str().ends_with("\nall is well\n"));
        }
        std::ostringstream out, err;
        cli::Console console{out, err};
        cli::Context context{console, {}, folder()};
        context.options.json = true;
        QCOMPARE(cli::doctorReport(context, checks), 1);
        compare("doctor-json", out.str());
    }

    void itStartsAndMakesNothing() {
        int exit = -1;
        const json report = examined(exit, home());
        QVERIFY(report.is_object());
        QCOMPARE(exit, report["problems"] == 0 ? 0 : 1);
        QVERIFY(!QFileInfo::exists(QString::fromStdString(home())));
        QStringList names;
        for (const auto& check : report["checks"])
            names += QString::fromStdString(check["check"]);
        QCOMPARE(names.join(' '), QString("programs home home_space socket_path punch_hole daemon gateway open_files "
                                          "port_range cgroups pidfd sock_diag inotify io_uring sqlite time_zones clock "
                                          "manifest"));
        QCOMPARE(verdicts(report, "home"),
                 QStringList("ok: " + QString::fromStdString(home()) + ", made by the first `up`"));
        QVERIFY(verdicts(report, "daemon").first().startsWith("ok: does not run"));
    }

    void aHomeThatCanNotBe() {
        int exit = -1;
        json report = examined(exit, "/proc/slipway");
        QCOMPARE(exit, 1);
        QCOMPARE(verdicts(report, "home"), QStringList("problem: /proc/slipway can't be written: nor can /proc"));
        report = examined(exit, "/" + std::string(200, 'x'));
        QCOMPARE(exit, 1);
        QVERIFY(verdicts(report, "home").first().contains("Unix sockets end at"));
    }

    void aRunningDaemonAndItsGateway() {
        QVERIFY(makeFolders(home()));
        FakeDaemon daemon(home());
        serveSample(daemon, home());
        int exit = -1;
        const json report = examined(exit, home());
        QVERIFY2(verdicts(report, "daemon").first().contains("runs (pid "),
                 qPrintable(verdicts(report, "daemon").first()));
        QVERIFY2(verdicts(report, "gateway").first().contains("generation"),
                 qPrintable(verdicts(report, "gateway").first()));
    }

    void portsThatTheDaemonItselfHolds() {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        const std::string port = std::to_string(server.serverPort());
        manifest("name: shop\nservices:\n  users: {command: x, ports: [0]}\ngateway:\n  listen: 127.0.0.1:" + port +
                 "\n  routes: [{to: users}]\n");
        QVERIFY(makeFolders(home()));
        FakeDaemon daemon(home());
        serveSample(daemon, home());
        int exit = -1;
        json report = examined(exit, home());
        QVERIFY2(verdicts(report, "port")
                     .value(0)
                     .startsWith(QString::fromStdString("warning: " + port + " of gateway: held by ")),
                 qPrintable(verdicts(report, "port").join('\n')));
        daemon.on("GET", "/v1/version", [this](const auto&) {
            return FakeDaemon::Answer{.body = api::encode(api::Version{"1", "x", {1, 1}, "e1", ::getpid(), home(), 0})};
        });
        report = examined(exit, home());
        QVERIFY2(verdicts(report, "port")
                     .value(0)
                     .startsWith(QString::fromStdString("ok: " + port + " of gateway: held by this project")),
                 qPrintable(verdicts(report, "port").join('\n')));
        QVERIFY2(verdicts(report, "daemon").first().startsWith("warning: "), "of another version");
    }

    void theManifestAndItsPorts() {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        const std::string port = std::to_string(server.serverPort());
        manifest("name: shop\nservices:\n  users: {command: x, ports: [" + port + "], owner: a}\nteams: {a: {}}\n");
        int exit = -1;
        json report = examined(exit, home());
        QCOMPARE(exit, 1);
        QVERIFY2(verdicts(report, "port")
                     .value(0)
                     .startsWith(QString::fromStdString("problem: " + port + " of users: held by ")),
                 qPrintable(verdicts(report, "port").join('\n')));
        server.close();
        report = examined(exit, home());
        QCOMPARE(verdicts(report, "port"), QStringList(QString::fromStdString("ok: " + port + " of users: free")));
        QVERIFY(verdicts(report, "manifest").first().startsWith("ok: "));
        QVERIFY(writeFileAtomically(folder() + "/key", "a long secret"));
        manifest(
            "name: shop\nsecrets: {key: {file: key}}\nservices:\n  users: {command: x, owner: a, secrets: [key]}\n"
            "teams: {a: {}}\n");
        report = examined(exit, home());
        QVERIFY2(verdicts(report, "manifest").first().startsWith("ok: "),
                 qPrintable(verdicts(report, "manifest").first()));
        manifest("services:\n  users: {comand: x}\n");
        report = examined(exit, home());
        QCOMPARE(exit, 1);
        QVERIFY(verdicts(report, "manifest").first().startsWith("problem: "));
    }
};

QTEST_GUILESS_MAIN(CliDoctorTest)
#include "cli_doctor_test.moc"
