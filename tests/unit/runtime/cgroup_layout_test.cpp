#include <QtTest>

#include "runtime/cgroup_layout.h"

using namespace slipway::runtime;

/// Which folder of which mount is our own control group.
class CgroupLayoutTest : public QObject {
    Q_OBJECT

  private slots:
    void unifiedAlone() {
        const auto found = cgroupHierarchies(
            "30 23 0:26 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:9 - cgroup2 cgroup2 rw,nsdelegate\n",
            "0::/user.slice/user-1000.slice/session-3.scope\n");
        QCOMPARE(found.size(), size_t(1));
        QVERIFY(found[0].unified);
        QCOMPARE(found[0].own, std::string("/sys/fs/cgroup/user.slice/user-1000.slice/session-3.scope"));
        QCOMPARE(found[0].mount, std::string("/sys/fs/cgroup"));
    }

    void bothVersions() {
        const auto found = cgroupHierarchies(
            "31 30 0:28 / /sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct\n"
            "34 30 0:31 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory\n"
            "39 30 0:36 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,name=systemd\n"
            "40 30 0:37 / /sys/fs/cgroup/uni\\040fied rw,relatime - cgroup2 cgroup2 rw\n",
            "9:name=systemd:/x\n4:memory:/a/b\n1:cpu,cpuacct:/\n0::/\n");
        QCOMPARE(found.size(), size_t(4));
        QCOMPARE(found[0].own, std::string("/sys/fs/cgroup/cpu,cpuacct"));
        QCOMPARE(found[0].controllers, (std::vector<std::string>{"cpu", "cpuacct"}));
        QCOMPARE(found[1].own, std::string("/sys/fs/cgroup/memory/a/b"));
        QVERIFY(found[3].unified);
        QCOMPARE(found[3].own, std::string("/sys/fs/cgroup/uni fied"));
    }

    /// In a container the mount may show a part of the hierarchy alone, or not ours at all.
    void aMountOfAPart() {
        const std::string_view mounts =
            "36 30 0:31 /docker/4f0c /sys/fs/cgroup/memory ro,relatime - cgroup cgroup rw,memory\n"
            "37 30 0:26 /../.. /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw\n";
        const auto inside = cgroupHierarchies(mounts, "4:memory:/docker/4f0c/init\n");
        QCOMPARE(inside.size(), size_t(1));
        QCOMPARE(inside[0].own, std::string("/sys/fs/cgroup/memory/init"));
        QVERIFY(cgroupHierarchies(mounts, "4:memory:/docker/4f0cd\n0::/../../elsewhere\n").empty());
    }

    void nonsenseIsNoGroup() {
        QVERIFY(cgroupHierarchies("", "").empty());
        QVERIFY(cgroupHierarchies("cgroup2\n- cgroup2\n1 2 3 4 5 6 - cgroup2\n", "0::/\n::\n:\n").empty());
    }
};

QTEST_GUILESS_MAIN(CgroupLayoutTest)
#include "cgroup_layout_test.moc"
