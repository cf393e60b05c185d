#pragma once

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStringList>
#include <QTemporaryDir>
#include <functional>

namespace slipway::test {

struct CliRun {
    int exitCode = -1;
    QString out;
    QString err;

    QJsonDocument json() const { return QJsonDocument::fromJson(out.toUtf8()); }
    QString text() const { return QString("exit %1\n%2%3").arg(exitCode).arg(out, err); }
};

/// A SLIPWAY_HOME of its own with the real binaries in it, used through the command line as a user would. At the end
/// everything is brought down, and what will not go is killed by pid and told.
class SlipwayHome {
  public:
    SlipwayHome();
    ~SlipwayHome();

    QString path() const { return m_folder.path() + "/h"; }
    QString folder() const { return m_folder.path(); }
    /// A manifest in a folder of its own. Returns its path.
    QString writeManifest(const QString& project, const QByteArray& text) const;

    CliRun cli(const QStringList& arguments, int timeoutMs = 90'000) const;
    /// In the background; the caller waits.
    std::unique_ptr<QProcess> start(const QStringList& arguments) const;
    QJsonArray ps() const;
    QList<int> pids(const QString& service) const;
    int daemonPid() const;
    int gatewayPid() const;

    QProcessEnvironment environment;

    /// Pids of processes that carry this home in their environment, zombies apart.
    QList<int> processes() const;

  private:
    QTemporaryDir m_folder;
};

/// True as soon as `condition` holds; false after `timeoutMs`. Events of Qt are served meanwhile.
bool eventually(const std::function<bool()>& condition, int timeoutMs = 20'000);
/// Waits until it has ended. (QProcess::waitForFinished() is false for one that ended before it was asked.)
bool ends(QProcess& process, int timeoutMs = 60'000);
int freePort();
bool isRunning(int pid);
/// GET on 127.0.0.1; status 0 when nobody answers.
std::pair<int, QByteArray> httpGet(int port, const QByteArray& path, const QByteArray& method = "GET",
                                   const QByteArray& body = {}, const QByteArray& headers = {});

}  // namespace slipway::test
