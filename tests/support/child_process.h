#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include <csignal>

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QProcessEnvironment>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>
#include <QThread>
#include <functional>
#include <memory>
#include <random>
#include <utility>
#include <vector>

namespace slipway::testing {

/// Tries `done` every few milliseconds until it is true or `patienceMs` is over.
inline bool eventually(const std::function<bool()>& done, int patienceMs = 60'000) {
    QElapsedTimer clock;
    clock.start();
    while (!done()) {
        if (clock.elapsed() > patienceMs)
            return false;
        QThread::msleep(5);
    }
    return true;
}

/// A port on 127.0.0.1 that nobody had a moment ago, from below the range that outgoing connections take theirs from.
inline quint16 freePort() {
    std::random_device device;
    for (int i = 0; i < 200; ++i) {
        const auto port = static_cast<quint16>(std::uniform_int_distribution<int>(15'000, 32'000)(device));
        const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address.sin_port = htons(port);
        const bool free = ::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
        ::close(fd);
        if (free)
            return port;
    }
    return 0;
}

/// Where this build's programs are: SLIPWAY_LIBEXEC, which ctest sets, else `../bin` from the test.
inline QString programPath(const QString& name) {
    const QString folder = qEnvironmentVariable("SLIPWAY_LIBEXEC", QCoreApplication::applicationDirPath() + "/../bin");
    return QDir(folder).absoluteFilePath(name);
}

/// A program under test, with an environment of its own (PATH and what is given) and its output in files. Whatever
/// happens to the test, it is gone when this goes.
class ChildProcess {
  public:
    using Environment = std::vector<std::pair<QString, QString>>;

    ChildProcess(const QString& program, const QStringList& arguments, const Environment& environment,
                 const QString& workingFolder = {}) {
        QProcessEnvironment variables;
        variables.insert("PATH", qEnvironmentVariable("PATH"));
        for (const auto& [name, value] : environment)
            variables.insert(name, value);
        m_process.setProcessEnvironment(variables);
        m_process.setStandardOutputFile(m_folder.filePath("stdout"));
        m_process.setStandardErrorFile(m_folder.filePath("stderr"));
        if (!workingFolder.isEmpty())
            m_process.setWorkingDirectory(workingFolder);
        m_process.start(program, arguments);
        m_process.waitForStarted();
    }

    ~ChildProcess() {
        if (m_process.state() != QProcess::NotRunning) {
            m_process.kill();
            m_process.waitForFinished();
        }
    }
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    qint64 pid() const { return m_process.processId(); }
    bool isRunning() {
        m_process.waitForFinished(0);  // lets QProcess notice
        return m_process.state() != QProcess::NotRunning;
    }
    void signal(int number) {
        if (isRunning())
            ::kill(static_cast<pid_t>(m_process.processId()), number);
    }
    /// False where it still runs after `patienceMs`.
    bool waitForExit(int patienceMs = 20'000) { return !isRunning() || m_process.waitForFinished(patienceMs); }
    /// -1 where a signal ended it.
    int exitCode() const { return m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1; }
    QByteArray output() const { return contentOf("stdout"); }
    QByteArray errors() const { return contentOf("stderr"); }

  private:
    QByteArray contentOf(const QString& name) const {
        QFile file(m_folder.filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    QTemporaryDir m_folder;
    QProcess m_process;
};

}  // namespace slipway::testing
