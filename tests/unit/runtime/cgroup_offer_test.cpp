#include "runtime/cgroup_offer.h"

#include <QtTest>
#include <set>

using namespace slipway::runtime;

/// What the machine offers, from the two files that say so.
class CgroupOfferTest : public QObject {
    Q_OBJECT

    std::set<std::string> m_writable;

    CgroupOffer offer(const char* groups, const char* mounts, const char* controllers = "") const {
        return cgroupOffer(
            groups, mounts, [this](const std::string& path) { return m_writable.contains(path); },
            [controllers](const std::string&) { return std::string(controllers); });
    }

  private slots:
    void init() { m_writable.clear(); }

    void aDelegatedGroupOfV2() {
        const char* groups = "0::/user.slice/app.scope\n";
        const char* mounts = "30 24 0:26 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate\n";
        // Root's, to us: nothing.
        QVERIFY(offer(groups, mounts, "cpu memory\n").unified.empty());
        const std::string folder = "/sys/fs/cgroup/user.slice/app.scope";
        m_writable = {folder};
        QVERIFY2(offer(groups, mounts).unified.empty(), "who may not move processes has nothing of it");
        m_writable = {folder, folder + "/cgroup.procs"};
        QVERIFY(!offer(groups, mounts).contains());
        m_writable.insert(folder + "/cgroup.kill");
        const CgroupOffer got = offer(groups, mounts, "cpuset cpu io memory pids\n");
        QCOMPARE(got.unified, folder);
        QVERIFY(got.contains() && got.killable && !got.freezer);
        QCOMPARE(got.controllers, (std::vector<std::string>{"cpu", "memory", "pids"}));
    }

    void controllersOfV1OnTheirOwn() {
        const char* groups = "4:memory:/job/7\n3:cpu,cpuacct:/\n2:freezer:/\n1:name=systemd:/\n0::/\n";
        const char* mounts =
            "68 67 0:28 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n"
            "71 67 0:31 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n"
            "73 67 0:33 / /sys/fs/cgroup/freezer rw - cgroup cgroup rw,freezer\n"
            "76 67 0:36 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,name=systemd\n";
        m_writable = {"/sys/fs/cgroup/memory/job/7", "/sys/fs/cgroup/freezer"};
        const CgroupOffer got = offer(groups, mounts);
        QVERIFY(got.contains() && got.freezer && got.unified.empty());
        QCOMPARE(got.controllers, std::vector<std::string>{"memory"});
    }

    void aMountOfAPartOfTheTree() {
        // A container's: the mount shows its own group alone.
        m_writable = {"/sys/fs/cgroup/memory/inner"};
        const CgroupOffer got = offer("4:memory:/docker/ab12/inner\n",
                                      "71 67 0:31 /docker/ab12 /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n");
        QCOMPARE(got.controllers, std::vector<std::string>{"memory"});
    }

    void nonsenseOffersNothing() {
        for (const char* text : {"", "\n\n", "0:", "a b c - d", "30 24 0:26 / /x rw - cgroup2\n", ":::"}) {
            const CgroupOffer got = offer(text, text);
            QVERIFY(!got.contains() && got.controllers.empty());
        }
    }
};

QTEST_GUILESS_MAIN(CgroupOfferTest)
#include "cgroup_offer_test.moc"
