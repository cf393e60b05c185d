#!/usr/bin/env python3
"""slipwayd beside supervisord and PM2: how fast it starts and restarts, what it weighs, and what a kill -9 of it costs.

Each supervisor in turn within a round, the order reversed each round; values are medians of the rounds, ratios are medians of the
ratios within a round. PM2 is looked for in PATH, or where --pm2 says (`npm install --prefix DIR pm2`); supervisord is a package.
"""
import argparse
import json
import os
import random
import re
import signal
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

from supervise import processes, supervisors

HERE = os.path.dirname(os.path.abspath(__file__))
SCENARIOS = ("start", "restart", "memory", "growth", "probes", "daemon_death", "gateway_death")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="results and ratios as JSON on standard output")
    parser.add_argument("--quick", action="store_true", help="one round; probes and deaths with 100 instances")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--scenario", action="append", choices=SCENARIOS, help="default: all")
    parser.add_argument("--count", type=int, default=100, help="processes of start, restart and memory (default 100)")
    parser.add_argument("--instances", type=int, default=1000, help="of growth, probes and daemon_death (default 1000)")
    parser.add_argument("--pm2", metavar="DIR", help="where `npm install --prefix DIR pm2` put it")
    parser.add_argument("--only-ours", action="store_true", help="without the peers")
    options = parser.parse_args()
    if options.quick:
        options.rounds, options.instances = 1, min(options.instances, 100)
    options.scenario = options.scenario or list(SCENARIOS)
    supervisors.Pm2.folder_of = options.pm2
    return options


def say(text):
    print(text, file=sys.stderr, flush=True)


def sleeper():
    """A command line of its own for each trial: `sleep 1000.N` is found in /proc by its last word."""
    word = "1000.%06d" % random.randrange(1000000)
    return ["/bin/sleep", word], processes.Marked("/bin/sleep", word)


def compare(options, trial, more=()):
    """`trial(kind)` gives {metric: value}; by supervisor, by round. `more`: beside the supervisors."""
    kinds = [each for each in (*supervisors.ALL, *more) if each.available()]
    if options.only_ours:
        kinds = kinds[:1]
    rounds = []
    for number in range(options.rounds):
        measured = {}
        for kind in kinds if number % 2 == 0 else reversed(kinds):
            measured[kind.name] = trial(kind)
        rounds.append(measured)
    result = {"values": {}, "ratios": {}}
    for kind in kinds:
        for metric in rounds[0][kind.name]:
            values = [each[kind.name][metric] for each in rounds]
            result["values"].setdefault(kind.name, {})[metric] = round(statistics.median(values), 2)
            if kind is not kinds[0]:
                ratios = [each[kinds[0].name][metric] / max(1e-9, each[kind.name][metric]) for each in rounds]
                result["ratios"].setdefault(metric, {})[kind.name] = round(statistics.median(ratios), 3)
    return result


class Trial:
    """A supervisor with a temporary folder, ended whatever happens."""

    def __init__(self, kind):
        self.parent = tempfile.mkdtemp(prefix="sb-", dir="/tmp")
        self.supervisor = kind(self.parent)

    def __enter__(self):
        return self.supervisor

    def __exit__(self, *_):
        self.supervisor.stop()
        shutil.rmtree(self.parent, ignore_errors=True)


def start_and_watch(supervisor, count, command, marked):
    """Milliseconds from the first process's start to the last one's, by the kernel's clock, which has steps of 10 ms. Looking for
    them without a rest would take one of the cores from those who start them."""
    supervisor.prepare()
    marked.settle()
    failure = []

    def begin():
        try:
            supervisor.start(count, command)
        except Exception as error:  # told by the caller
            failure.append(error)

    thread = threading.Thread(target=begin)
    thread.start()
    there = set()
    end = time.monotonic() + 120
    while len(there) < count and time.monotonic() < end and not failure:
        time.sleep(0.02)
        there = marked.look()
    thread.join()
    if failure:
        raise failure[0]
    if len(there) < count:
        raise RuntimeError("%s: %d of %d processes are there" % (supervisor.name, len(there), count))
    times = [processes.started_ms(pid) for pid in there]
    return max(10, max(times) - min(times))


def start(options):
    def trial(kind):
        command, marked = sleeper()
        with Trial(kind) as supervisor:
            return {"start_ms": start_and_watch(supervisor, options.count, command, marked)}

    return compare(options, trial, [supervisors.Bare])


def restart(options):
    """From the kill to the first instruction of the next process, which tells the time itself."""
    def trial(kind):
        took = []
        with Trial(kind) as supervisor:
            stamp, said = supervisors.compiled(supervisor.folder, "stamp"), os.path.join(supervisor.folder, "said")
            supervisor.prepare()
            supervisor.start(options.count, [stamp, said])
            stamps = processes.wait_for(lambda: len(lines(said)) >= options.count and lines(said), 60, 0.02)
            time.sleep(1.5)  # PM2 counts a process that ends within a second of its start as one that can't run
            for victim, _ in stamps[:20]:
                before = len(lines(said))
                begun = time.monotonic_ns()
                os.kill(victim, signal.SIGKILL)
                new = processes.wait_for(lambda: lines(said)[before:], 20, 0.005)
                took.append((new[0][1] - begun) / 1e6)
        return {"median_ms": statistics.median(took), "worst_ms": max(took)}

    return compare(options, trial)


def lines(path):
    """Pids and nanoseconds that stamp.c has written."""
    try:
        with open(path) as file:
            return [tuple(int(word) for word in line.split()) for line in file if line.endswith("\n")]
    except OSError:
        return []


def memory(options):
    def trial(kind):
        command, marked = sleeper()
        with Trial(kind) as supervisor:
            start_and_watch(supervisor, options.count, command, marked)
            time.sleep(3)
            pss, rss = processes.memory_kib(supervisor.pid())
            return {"pss_kib": pss, "rss_kib": rss}

    return compare(options, trial)


def growth(options):
    """Ours alone: the daemon with 100 instances, and with all."""
    rows = []
    for _ in range(min(options.rounds, 3)):
        command, marked = sleeper()
        with Trial(supervisors.Slipway) as supervisor:
            took = start_and_watch(supervisor, 100, command, marked)
            time.sleep(3)
            few, _ = processes.memory_kib(supervisor.pid())
            supervisor.manifest(options.instances, command)
            begun = time.monotonic()
            supervisor.up()
            processes.wait_for(lambda: len(marked.look()) >= options.instances, 120)
            grown = time.monotonic() - begun
            time.sleep(3)
            many, _ = processes.memory_kib(supervisor.pid())
            rows.append({"start_100_ms": took, "start_rest_ms": grown * 1000, "pss_100_kib": few, "pss_all_kib": many,
                         "kib_an_instance": (many - few) / max(1, options.instances - 100)})
    return {"values": {"slipway": {key: round(statistics.median([row[key] for row in rows]), 2) for key in rows[0]}}, "ratios": {}}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


PROBED = ", ports: [{target: 0}], readiness_probe: {http_get: {path: /health}, period: 2s}"


def tiny_project(supervisor, instances, listen=None):
    program = supervisors.compiled(supervisor.folder, "tiny")
    first = "s%d" % instances
    tail = "gateway:\n  listen: 127.0.0.1:%d\n  routes: [{path_prefix: /, to: %s}]\n" % (listen, first) if listen else ""
    supervisor.manifest(instances, [program], PROBED, tail)
    begun = time.monotonic()
    supervisor.up()
    return time.monotonic() - begun


def probes(options):
    """CPU of an idle slipwayd whose instances are asked every 2 s, in percent of a core."""
    rows = []
    for _ in range(min(options.rounds, 3)):
        with Trial(supervisors.Slipway) as supervisor:
            up = tiny_project(supervisor, options.instances)
            time.sleep(5)
            pid = supervisor.pid()
            before, begun = processes.cpu_us([pid]), time.monotonic()
            time.sleep(20)
            spent, took = processes.cpu_us([pid]) - before, time.monotonic() - begun
            pss, rss = processes.memory_kib(pid)
            rows.append({"cpu_percent": spent / took / 1e4, "pss_kib": pss, "rss_kib": rss, "up_s": up})
    return {"values": {"slipway": {key: round(statistics.median([row[key] for row in rows]), 2) for key in rows[0]}}, "ratios": {}}


def wrk(port, seconds):
    return subprocess.Popen(["wrk", "-t1", "-c16", "-d%ds" % seconds, "--timeout", "10s", "http://127.0.0.1:%d/x" % port],
                            stdout=subprocess.PIPE, text=True)


def daemon_death(options):
    """kill -9 of slipwayd under load. Failed requests, processes without a master or twice, lines of logs that are missing,
    and seconds until the next one has all of them in charge."""
    rows = []
    for _ in range(min(options.rounds, 3)):
        with Trial(supervisors.Slipway) as supervisor:
            port = free_port()
            tiny_project(supervisor, options.instances, port)
            before = {row["instance"]: row["pid"] for row in supervisor.rows()}
            old = supervisor.pid()
            load = wrk(port, 8)
            time.sleep(2)
            begun = time.monotonic()
            os.kill(old, signal.SIGKILL)

            def in_charge():
                try:
                    return supervisor.pid() != old and len([row for row in supervisor.rows() if row["state"] == "ready"]) == len(before)
                except (RuntimeError, OSError, ValueError):
                    return False

            processes.wait_for(in_charge, 60)
            took = time.monotonic() - begun
            said = load.communicate()[0]
            failed = sum(int(each) for each in re.findall(r"Non-2xx or 3xx responses: (\d+)|(?:connect|read|write|timeout) (\d+)", said)
                         for each in each if each)
            requests = int(re.search(r"(\d+) requests in", said).group(1))
            after = {row["instance"]: row["pid"] for row in supervisor.rows()}
            tiny = [pid for pid in processes.pids() if processes.command_line(pid)[:1] == [supervisor.folder.encode() + b"/tiny"]]
            logs = os.path.join(supervisor.home, "projects/bench/logs")
            size = sum(os.path.getsize(os.path.join(logs, name)) for name in os.listdir(logs) if name.endswith(".out"))
            rows.append({"in_charge_s": took, "failed": failed, "requests": requests, "restarted": sum(after.get(k) != v for k, v in before.items()),
                         "orphans": len(set(tiny) - set(after.values())), "duplicates": max(0, len(tiny) - len(after)),
                         "log_bytes_lost": max(0, requests * 9 - size)})
    values = {key: round(statistics.median([row[key] for row in rows]), 2) for key in rows[0]}
    values["failed_worst"], values["in_charge_worst_s"] = max(row["failed"] for row in rows), round(max(row["in_charge_s"] for row in rows), 2)
    return {"values": {"slipway": values}, "ratios": {}}


class Client(threading.Thread):
    """A connection a request, the next at once. What fails after it connected was in flight; what can't connect was refused."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.port, self.done, self.refused, self.broken, self.answers = port, False, 0, 0, []

    def run(self):
        while not self.done:
            begun = time.monotonic()
            connected = False
            try:
                with socket.create_connection(("127.0.0.1", self.port), 10) as connection:
                    connected = True
                    connection.sendall(b"GET /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                    head = connection.recv(4096)
                if head.startswith(b"HTTP/1.1 200"):
                    self.answers.append((begun, time.monotonic()))
                else:
                    self.broken += 1
            except OSError:
                if connected:
                    self.broken += 1
                else:
                    self.refused += 1


def gateway_death(options):
    """kill -9 of slipway-gateway under load from clients that connect anew: the time until one that connected after it is answered."""
    took, gaps, refused, broken = [], [], 0, 0
    with Trial(supervisors.Slipway) as supervisor:
        port = free_port()
        tiny_project(supervisor, 4, port)
        for _ in range(5 if options.quick else 20):
            clients = [Client(port) for _ in range(8)]
            for each in clients:
                each.start()
            time.sleep(1)
            killed = time.monotonic()
            os.kill(supervisor.gateway_pid(), signal.SIGKILL)
            time.sleep(1)
            for each in clients:
                each.done = True
            for each in clients:
                each.join()
            answers = sorted(answer for each in clients for answer in each.answers)
            took.append(1000 * min(end - killed for begin, end in answers if begin > killed))
            ends = sorted(end for _, end in answers)
            gaps.append(1000 * max(later - earlier for earlier, later in zip(ends, ends[1:])))
            refused += sum(each.refused for each in clients)
            broken += sum(each.broken for each in clients)
            time.sleep(4.5)  # one that ends within 5 s of its start is started again less eagerly
    return {"values": {"slipway": {"median_ms": round(statistics.median(took), 1), "worst_ms": round(max(took), 1),
                                   "longest_gap_ms": round(max(gaps), 1), "refused": refused,
                                   "in_flight_broken_a_kill": round(broken / len(took), 1)}}, "ratios": {}}


def main():
    options = arguments()
    results = {}
    for name in options.scenario:
        results[name] = globals()[name](options)
        say("\n%s" % name)
        for who, values in results[name]["values"].items():
            say("  %-12s %s" % (who, "  ".join("%s %s" % each for each in values.items())))
        for metric, peers in results[name]["ratios"].items():
            say("  ours/theirs %-9s %s" % (metric, "  ".join("%s %.3f" % each for each in peers.items())))
    if options.json:
        print(json.dumps({"results": results, "ratios": {"%s.%s" % (name, metric): peers for name, result in results.items()
                                                         for metric, peers in result["ratios"].items()}}, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
