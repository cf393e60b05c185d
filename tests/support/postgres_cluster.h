#pragma once

#include <pwd.h>
#include <unistd.h>

#include <QDir>
#include <QProcess>
#include <QTemporaryDir>
#include <memory>

#include "support/child_process.h"

namespace slipway::testing {

/// A PostgreSQL of the test's own: data in a temporary folder, one unix socket in it, no port. It refuses to run as
/// root, so there it runs as `postgres` or `nobody`.
class PostgresCluster {
  public:
    /// Null, and `why` says so, where its programs are not here or it does not start.
    static std::unique_ptr<PostgresCluster> start(QString& why) {
        std::unique_ptr<PostgresCluster> made(new PostgresCluster);
        why = made->tryStart();
        return why.isEmpty() ? std::move(made) : nullptr;
    }

    ~PostgresCluster() {
        if (!m_server)
            return;
        m_server->signal(SIGINT);  // "fast": ends what runs
        m_server->waitForExit();
    }

    /// A database that nobody has seen before.
    std::string newUrl() {
        const QString name = "t" + QString::number(++m_count);
        run("psql", {"-q", "-h", m_folder.path(), "-U", "shop", "-d", "postgres", "-c", "CREATE SCHEMA " + name});
        return QString("postgres:///postgres?host=%1&user=shop&options=-csearch_path%3D%2")
            .arg(m_folder.path())
            .replace("%2", name)
            .toStdString();
    }

  private:
    QString tryStart() {
        const QStringList versions = QDir("/usr/lib/postgresql").entryList(QDir::Dirs | QDir::NoDotAndDotDot);
        if (versions.isEmpty())
            return "PostgreSQL is not installed (package postgresql-15)";
        m_programs = "/usr/lib/postgresql/" + versions.last() + "/bin/";
        if (::geteuid() == 0) {
            const passwd* user = ::getpwnam("postgres");
            user = user != nullptr ? user : ::getpwnam("nobody");
            if (user == nullptr || ::chown(m_folder.path().toLocal8Bit().constData(), user->pw_uid, user->pw_gid) != 0)
                return "there is no user that PostgreSQL could run as";
            m_as = {QString("--reuid=%1").arg(user->pw_uid), QString("--regid=%1").arg(user->pw_gid), "--clear-groups"};
        }
        const QString data = m_folder.filePath("data");
        const QString failed =
            run("initdb", {"-D", data, "-U", "shop", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"});
        if (!failed.isEmpty())
            return failed;
        const auto [program, arguments] =
            asUser("postgres", {"-D", data, "-k", m_folder.path(), "-c", "listen_addresses=", "-c", "fsync=off", "-c",
                                "max_connections=50"});
        m_server = std::make_unique<ChildProcess>(program, arguments, ChildProcess::Environment{}, m_folder.path());
        const bool up = eventually([&] {
            return run("pg_isready", {"-q", "-h", m_folder.path(), "-U", "shop", "-d", "postgres"}).isEmpty() ||
                   !m_server->isRunning();
        });
        return up && m_server->isRunning() ? QString() : QString::fromUtf8(m_server->errors());
    }

    std::pair<QString, QStringList> asUser(const QString& program, const QStringList& arguments) const {
        if (m_as.isEmpty())
            return {m_programs + program, arguments};
        return {"setpriv", m_as + QStringList(m_programs + program) + arguments};
    }

    /// What went wrong; empty where nothing did.
    QString run(const QString& name, const QStringList& arguments) const {
        const auto [program, all] = asUser(name, arguments);
        QProcess process;
        process.setWorkingDirectory(m_folder.path());
        process.start(program, all);
        const bool fine =
            process.waitForFinished(60'000) && process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0;
        return fine ? QString() : name + " failed: " + QString::fromUtf8(process.readAllStandardError());
    }

    QTemporaryDir m_folder;
    QString m_programs;
    QStringList m_as;
    std::unique_ptr<ChildProcess> m_server;
    int m_count = 0;
};

}  // namespace slipway::testing
