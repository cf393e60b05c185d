#include <signal.h>

#include <QDir>
#include <QDirIterator>
#include <QtTest>

#include "integration/slipway_home.h"

using namespace slipway::test;

/// Nothing of an instance outlives its stop, whatever it did to get away, and its limits are held: by control groups,
/// where this machine gives them to us; where it does not, that is said.
class ContainmentTest : public QObject {
    Q_OBJECT

    std::unique_ptr<SlipwayHome> m_home;

    /// `ps --json` of the first instance.
    QJsonObject instance() const { return m_home->cli({"ps", "--json"}).json().array()[0].toObject(); }
    bool contained() const { return instance()["cgroup"].toBool(); }
    bool enforced(const QString& limit) const { return !instance()["unenforced"].toArray().contains(limit); }

    static QByteArray commandLine(int pid) {
        QFile file("/proc/" + QString::number(pid) + "/cmdline");
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    /// Who sleeps so long: the mark of a process that has left its family, its session and its environment.
    static QList<int> sleepers(const QByteArray& seconds) {
        QList<int> pids;
        for (const QString& name : QDir("/proc").entryList(QDir::Dirs))
            if (name.toInt() > 0 && commandLine(name.toInt()) == QByteArray("sleep") + '\0' + seconds + '\0')
                pids.append(name.toInt());
        return pids;
    }
    /// A project's name that no other test has at the same time.
    static QByteArray project() { return "pen" + QByteArray::number(QCoreApplication::applicationPid()); }
    /// Folders of the control groups of its instances, in all hierarchies.
    static QStringList groups() {
        QStringList found;
        QDirIterator all("/sys/fs/cgroup", {project() + ".*"}, QDir::Dirs, QDirIterator::Subdirectories);
        while (all.hasNext())
            found += all.next();
        return found;
    }
    static QByteArray firstOf(const QStringList& folders, const QStringList& files) {
        for (const QString& folder : folders)
            for (const QString& name : files)
                if (QFile file(folder + '/' + name); file.open(QIODevice::ReadOnly))
                    return file.readAll().trimmed();
        return "no such file";
    }

  private slots:
    void init() { m_home = std::make_unique<SlipwayHome>(); }
    void cleanup() { m_home.reset(); }

    void nobodyGetsAway() {
        const QByteArray seconds = QByteArray::number(100000 + QCoreApplication::applicationPid());
        const QString manifest = m_home->writeManifest("yard", "name: " + project() + R"(
services:
  nest:
    command: [sh, -c, "env -i PATH=$PATH setsid sh -c 'trap \"\" TERM; (setsid env -i PATH=$PATH sleep )" +
                                                                   seconds + R"( &)'; exec sleep 600"]
    stop_grace_period: 300ms
)");
        QCOMPARE(m_home->cli({"up", "-d", "-f", manifest}).exitCode, 0);
        QVERIFY(eventually([&] { return sleepers(seconds).size() == 1; }));
        if (!contained()) {
            for (const int pid : sleepers(seconds))
                ::kill(pid, SIGKILL);
            QSKIP(
                "no control group can be written here; children that keep their cookie are found in supervision_test");
        }
        // By a daemon that has to find it again.
        ::kill(m_home->daemonPid(), SIGKILL);
        QCOMPARE(m_home->cli({"restart", "nest"}).exitCode, 0);
        QVERIFY(eventually([&] { return sleepers(seconds).size() == 1; }));
        // An end that nobody asked for leaves nothing, either.
        const QList<int> escaped = sleepers(seconds);
        ::kill(m_home->pids("nest").first(), SIGKILL);
        QVERIFY(eventually([&] { return sleepers(seconds).size() == 1 && sleepers(seconds) != escaped; }));
        QVERIFY2(eventually([&] { return groups().size() == 1; }), qPrintable(groups().join(" ")));
        QCOMPARE(m_home->cli({"down"}).exitCode, 0);
        QVERIFY(sleepers(seconds).isEmpty());
        QVERIFY2(eventually([&] { return groups().isEmpty(); }), qPrintable(groups().join(' ')));
    }

    void limitsAreHeld() {
        const QString manifest = m_home->writeManifest("yard", "name: " + project() + R"yaml(
services:
  eater:
    command: [python3, -c, "import os, time\nwhile not os.path.exists('go'): time.sleep(0.05)\nx = bytearray(200 << 20)\ntime.sleep(600)"]
    deploy:
      resources: {limits: {memory: 64MiB, cpus: 0.5, pids: 20}}
      restart_policy: {condition: none}
)yaml");
        const CliRun up = m_home->cli({"up", "-d", "-f", manifest});
        QVERIFY2(up.exitCode == 0, qPrintable(up.text()));
        for (const QString limit : {"memory", "cpus", "pids"})
            if (!enforced(limit)) {
                const QString table = m_home->cli({"ps"}).out;
                QVERIFY2(table.contains("not held on this machine"), qPrintable(table));
                QSKIP("limits can't be set by this machine's control groups");
            }
        QCOMPARE(firstOf(groups(), {"memory.max", "memory.limit_in_bytes"}), QByteArray::number(64 << 20));
        QCOMPARE(firstOf(groups(), {"pids.max"}), QByteArray("20"));
        QVERIFY(firstOf(groups(), {"cpu.max", "cpu.cfs_quota_us"}).startsWith("50000"));
        QFile go(QDir(QFileInfo(manifest).path()).filePath("go"));
        QVERIFY(go.open(QIODevice::WriteOnly));
        QVERIFY(
            eventually([&] { return instance()["state"].toString() == "failed" || instance()["state"] == "stopped"; }));
        const QString reason = instance()["last_exit"].toObject()["reason"].toString();
        QVERIFY2(reason.contains("memory limit"), qPrintable(reason));
        QCOMPARE(instance()["last_exit"].toObject()["signal"].toInt(), SIGKILL);
    }
};

QTEST_GUILESS_MAIN(ContainmentTest)
#include "containment_test.moc"
