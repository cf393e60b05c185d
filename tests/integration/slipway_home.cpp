#include "integration/slipway_home.h"

#include <arpa/inet.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTcpServer>
#include <QTcpSocket>
#include <QThread>

namespace slipway::test {

namespace {

QString binary(const QString& name) {
    return qEnvironmentVariable("SLIPWAY_LIBEXEC") + "/" + name;
}

QByteArray versionOf(const QString& program) {
    QProcess process;
    process.start(program, {"--version"});
    process.waitForFinished();
    return process.readAllStandardOutput();
}

/// The command that is called for each step. Under a sanitizer that was two thirds of a test's CPU, 100 ms a start; its
/// code has tests of its own there. So it is another preset's, where that is of the same version: of another, it would
/// restart the daemon.
const QString& command() {
    static const QString chosen = [] {
        const QString own = binary("slipway"), quick = qEnvironmentVariable("SLIPWAY_QUICK_CLI");
        return !quick.isEmpty() && versionOf(quick) == versionOf(own) ? quick : own;
    }();
    return chosen;
}

}  // namespace

SlipwayHome::SlipwayHome()
    : environment(QProcessEnvironment::systemEnvironment()), m_folder(QDir::tempPath() + "/slipway-XXXXXX") {
    environment.insert("SLIPWAY_HOME", path());
    environment.insert("NO_COLOR", "1");
}

SlipwayHome::~SlipwayHome() {
    for (const QString& project : QDir(path() + "/projects").entryList(QDir::Dirs | QDir::NoDotAndDotDot))
        cli({"down", "-p", project}, 60'000);
    cli({"daemon", "stop"}, 20'000);
    if (!eventually([this] { return processes().isEmpty(); }, 15'000))
        for (const int pid : processes()) {
            qWarning("left behind and killed: pid %d", pid);
            ::kill(pid, SIGKILL);
        }
    if (qEnvironmentVariableIsSet("SLIPWAY_KEEP"))
        m_folder.setAutoRemove(false);
}

QString SlipwayHome::writeManifest(const QString& project, const QByteArray& text) const {
    QDir(m_folder.path()).mkpath("manifests/" + project);
    const QString file = m_folder.path() + "/manifests/" + project + "/slipway.yaml";
    QFile out(file);
    if (!out.open(QIODevice::WriteOnly | QIODevice::Truncate))
        qFatal("cannot write %s", qPrintable(file));
    out.write(text);
    return file;
}

std::unique_ptr<QProcess> SlipwayHome::start(const QStringList& arguments) const {
    auto process = std::make_unique<QProcess>();
    process->setProcessEnvironment(environment);
    process->setWorkingDirectory(m_folder.path());
    process->start(command(), arguments);
    return process;
}

CliRun SlipwayHome::cli(const QStringList& arguments, int timeoutMs) const {
    const auto process = start(arguments);
    CliRun run;
    if (!process->waitForFinished(timeoutMs)) {
        run.err = "slipway " + arguments.join(' ') + " did not end in time\n" + process->readAllStandardError();
        process->kill();
        process->waitForFinished();
        return run;
    }
    run.exitCode = process->exitCode();
    run.out = QString::fromUtf8(process->readAllStandardOutput());
    run.err = QString::fromUtf8(process->readAllStandardError());
    return run;
}

QJsonArray SlipwayHome::ps() const {
    return cli({"ps", "--json"}).json().array();
}

QList<int> SlipwayHome::pids(const QString& service) const {
    QList<int> list;
    for (const auto& row : ps())
        if (row.toObject()["service"] == service && row.toObject()["pid"].toInt() != 0)
            list.append(row.toObject()["pid"].toInt());
    std::sort(list.begin(), list.end());
    return list;
}

int SlipwayHome::daemonPid() const {
    return cli({"daemon", "status", "--json"}).json().object()["pid"].toInt();
}
int SlipwayHome::gatewayPid() const {
    return cli({"gateway", "status", "--json"}).json().object()["pid"].toInt();
}

QList<int> SlipwayHome::processes() const {
    QList<int> found;
    const QByteArray mark = "SLIPWAY_HOME=" + path().toUtf8();
    QFile id(path() + "/home.id");
    const QByteArray cookie =
        id.open(QIODevice::ReadOnly) ? "SLIPWAY_COOKIE=" + id.readAll().trimmed() : QByteArray("\x01none");
    for (const QString& entry : QDir("/proc").entryList(QDir::Dirs)) {
        bool number = false;
        const int pid = entry.toInt(&number);
        if (!number || pid == ::getpid())
            continue;
        QFile environ("/proc/" + entry + "/environ");
        if (!environ.open(QIODevice::ReadOnly))
            continue;
        const QByteArray zero(1, '\0');
        const QByteArray variables = zero + environ.readAll();
        if ((variables.contains(zero + mark + zero) || variables.contains(zero + cookie)) && isRunning(pid))
            found.append(pid);
    }
    return found;
}

bool eventually(const std::function<bool()>& condition, int timeoutMs) {
    QElapsedTimer timer;
    timer.start();
    for (;;) {
        QElapsedTimer look;
        look.start();
        if (condition())
            return true;
        if (timer.elapsed() > timeoutMs)
            return false;
        QCoreApplication::processEvents(QEventLoop::AllEvents, 5);
        // To ask is often to run a command; who asks without a rest takes a core from what is waited for.
        QThread::msleep(static_cast<unsigned long>(5 + 4 * look.elapsed()));
    }
}

bool ends(QProcess& process, int timeoutMs) {
    return process.state() == QProcess::NotRunning || process.waitForFinished(timeoutMs);
}

int freePort() {
    // Outside of the ephemeral range, so that no connection of a test running beside takes it in between.
    static int next = 10'000 + static_cast<int>(::getpid() % 400) * 20;
    for (;; ++next) {
        QTcpServer probe;
        if (probe.listen(QHostAddress::LocalHost, static_cast<quint16>(next)))
            return next++;
    }
}

bool isRunning(int pid) {
    QFile stat("/proc/" + QString::number(pid) + "/stat");
    if (!stat.open(QIODevice::ReadOnly))
        return false;
    const QByteArray text = stat.readAll();
    const char state = text.mid(text.lastIndexOf(')') + 2, 1).isEmpty() ? 'X' : text.at(text.lastIndexOf(')') + 2);
    return state != 'Z' && state != 'X';
}

std::pair<int, QByteArray> httpGet(int port, const QByteArray& path, const QByteArray& method, const QByteArray& body,
                                   const QByteArray& headers) {
    QTcpSocket socket;
    socket.connectToHost(QHostAddress::LocalHost, static_cast<quint16>(port));
    if (!socket.waitForConnected(5000))
        return {0, socket.errorString().toUtf8()};
    QByteArray request = method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n" + headers;
    if (!body.isEmpty())
        request += QByteArray(headers.contains("Content-Type:") ? "" : "Content-Type: application/json\r\n") +
                   "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
    socket.write(request + "\r\n" + body);
    QByteArray answer;
    while (socket.waitForReadyRead(20'000))
        answer += socket.readAll();
    answer += socket.readAll();
    const qsizetype end = answer.indexOf("\r\n\r\n");
    if (!answer.startsWith("HTTP/1.1 ") || end < 0)
        return {0, answer.isEmpty() ? socket.errorString().toUtf8() : answer};
    return {answer.mid(9, 3).toInt(), answer.mid(end + 4)};
}

}  // namespace slipway::test
