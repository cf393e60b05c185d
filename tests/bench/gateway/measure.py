"""Slices of load, and what they cost. CPU is read from schedstat: nanoseconds on the CPU, not ticks."""
import os
import random
import re
import statistics
import subprocess

TICK_US = 1e6 / os.sysconf("SC_CLK_TCK")


def cpu_us(pids):
    total = 0
    for pid in pids:
        try:
            for task in os.listdir("/proc/%d/task" % pid):
                with open("/proc/%d/task/%s/schedstat" % (pid, task)) as file:
                    total += int(file.read().split()[0])
        except OSError:
            pass
    return total / 1000


def machine():
    """Busy and stolen microseconds of all cores."""
    with open("/proc/stat") as file:
        user, nice, system, _, _, irq, soft, steal = (int(each) for each in file.readline().split()[1:9])
    return (user + nice + system + irq + soft) * TICK_US, steal * TICK_US


UNITS = {"us": 1.0, "ms": 1e3, "s": 1e6}


def parse_wrk(text):
    """{'requests', 'seconds', 'p50_us', 'p99_us'}; raises on any socket error or answer other than 2xx."""
    trouble = re.search(r"Socket errors:.*|Non-2xx or 3xx responses: \d+", text)
    if trouble:
        raise RuntimeError(trouble.group(0))
    count = re.search(r"(\d+) requests in ([\d.]+)(us|ms|s|m),", text)
    result = {"requests": int(count.group(1)), "seconds": float(count.group(2)) * {"m": 60e6, **UNITS}[count.group(3)] / 1e6}
    for percent in (50, 99):
        found = re.search(r"^\s+%d%%\s+([\d.]+)(us|ms|s)$" % percent, text, re.M)
        result["p%d_us" % percent] = float(found.group(1)) * UNITS[found.group(2)]
    return result


def own_cpu_us():
    times = os.times()
    return (times.user + times.system + times.children_user + times.children_system) * 1e6


def slice_of(proxy, backend, core, connections, seconds, path, close):
    """One slice of wrk against the proxy."""
    command = ["taskset", "-c", str(core), "wrk", "-t1", "-c%d" % connections, "-d%s" % seconds, "--latency", "--timeout", "10s"]
    if close:
        command += ["-H", "Connection: close"]
    before, backend_before, own_before = cpu_us(proxy.pids()), cpu_us(backend.pids()), own_cpu_us()
    busy_before, steal_before = machine()
    done = subprocess.run(command + ["http://127.0.0.1:%d%s" % (proxy.port, path)], capture_output=True, text=True, check=True)
    busy, steal = machine()
    spent = cpu_us(proxy.pids()) - before
    own = spent + cpu_us(backend.pids()) - backend_before + own_cpu_us() - own_before
    result = parse_wrk(done.stdout)
    result["cpu_us"] = spent / max(1, result["requests"])
    result["rps"] = result["requests"] / result["seconds"]
    result["foreign_cores"] = max(0.0, busy - busy_before - own) / (result["seconds"] * 1e6)
    result["steal_cores"] = (steal - steal_before) / (result["seconds"] * 1e6)
    return result


def resident_kib(pids):
    total = 0
    for pid in pids:
        with open("/proc/%d/smaps_rollup" % pid) as file:
            total += int(re.search(r"^Pss:\s+(\d+)", file.read(), re.M).group(1))
    return total


def median_with_interval(values, seed=1, draws=2000):
    """The median, and the middle 95 % of the medians of samples drawn from the values."""
    drawn = random.Random(seed)
    medians = sorted(statistics.median(drawn.choices(values, k=len(values))) for _ in range(draws))
    return statistics.median(values), medians[int(0.025 * draws)], medians[int(0.975 * draws)]
