#include <signal.h>

#include <QtTest>
#include <set>

#include "integration/slipway_home.h"

using namespace slipway::test;

/// The daemon dies right before one write of its store after the other while it carries out a redeploy; after each
/// death the next one finds what it needs: the wished instances run, none twice. SLIPWAY_EVERY_WRITE=1 takes each of
/// the first writes in turn; else a few of them, spread.
class StoreKillTest : public QObject {
    Q_OBJECT

    static QStringList instances(const SlipwayHome& home) {
        QStringList found;
        for (const int pid : home.processes()) {
            QFile environment("/proc/" + QString::number(pid) + "/environ");
            if (!environment.open(QIODevice::ReadOnly))
                continue;
            for (const QByteArray& each : environment.readAll().split('\0'))
                if (each.startsWith("SLIPWAY_INSTANCE="))
                    found.append(QString::fromUtf8(each.mid(17)));
        }
        return found;
    }

  private slots:
    void everyWriteMayBeTheLast() {
        SlipwayHome home;
        const QString file = home.writeManifest("vault", R"(name: vault
services:
  box:
    command: [sleep, "600"]
    deploy: {replicas: 2, update_config: {monitor: 20ms}}
)");
        const CliRun up = home.cli({"up", "-d", "-f", file});
        QVERIFY2(up.exitCode == 0, qPrintable(up.text()));
        const bool all = qEnvironmentVariableIsSet("SLIPWAY_EVERY_WRITE");
        const int gateway = home.gatewayPid();
        int deaths = 0, revision = 1;
        for (int write = 1; write <= 100; write += all ? 1 : 49) {
            // The gateway would raise a daemon of its own, which dies of nothing.
            ::kill(gateway, SIGSTOP);
            const int before = home.daemonPid();
            QVERIFY(before > 0);
            ::kill(before, SIGKILL);
            QVERIFY(eventually([&] { return !isRunning(before); }));
            home.environment.insert("LD_PRELOAD",
                                    qEnvironmentVariable("SLIPWAY_LIBEXEC") + "/../tests/kill_at_write.so");
            home.environment.insert("KILL_AT_WRITE", QString::number(write));
            home.cli({"daemon", "start"});  // may die at once: then that was the write
            const int started = home.daemonPid();
            ::kill(gateway, SIGCONT);
            const auto move = home.start({"redeploy", "box", "--no-wait"});
            (void)ends(*move);
            home.environment.remove("LD_PRELOAD");
            home.environment.remove("KILL_AT_WRITE");
            // Whoever is in charge then, all that is running comes to rest with two of one revision.
            const bool rests = eventually([&] {
                const QJsonArray rows = home.ps();
                std::set<int> revisions;
                for (const auto& row : rows)
                    revisions.insert(row.toObject()["state"] == "ready" ? row.toObject()["revision"].toInt() : -1);
                // What was accepted is carried out; of what was not, nobody was told that it is.
                const bool moved = move->exitCode() != 0 || (!revisions.empty() && *revisions.rbegin() > revision);
                return moved && rows.size() == 2 && revisions.size() == 1 && !revisions.contains(-1) &&
                       instances(home).size() == 2;
            });
            QVERIFY2(rests, qPrintable(QString("killed at write %1: %2 / %3")
                                           .arg(write)
                                           .arg(QString::fromUtf8(QJsonDocument(home.ps()).toJson()))
                                           .arg(instances(home).join(' '))));
            revision = home.ps().first().toObject()["revision"].toInt();
            deaths += started == 0 || !isRunning(started);
        }
        qInfo("%d deaths", deaths);
        QVERIFY2(deaths >= 2, "the daemon was not killed at its writes: nothing was tried");
    }
};

QTEST_GUILESS_MAIN(StoreKillTest)
#include "store_kill_test.moc"
