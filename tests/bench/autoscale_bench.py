#!/usr/bin/env python3
"""An autoscaled service under load that steps from 1 to 20 to 1 connections: how soon it has the right number of instances, and whether it keeps it.

The service takes 50 ms a request and does 4 at a time, which is the target as well: 20 connections want 5 instances, and with fewer requests queue. It begins with none:
the first request waits for one. Replicas are looked at every half second; a step has settled at the first look after which the number stays within one of what is wanted until the step's end.
Values are medians of the rounds. There is no peer to compare with on one machine, so that `ratios` holds p95 during to before.
"""
import argparse
import csv
import http.client
import io
import json
import math
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

from supervise import supervisors

IN_FLIGHT = 4
SERVICE_MS = 50
STEPS = (("before", 1, 15), ("during", 20, 40), ("after", 1, 60))
LOOK_S = 0.5
PROGRAM = """
import http.server, os, threading, time
slots = threading.Semaphore(%d)
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body are two writes: the second would wait for a delayed ACK
    def do_GET(self):
        with slots:
            time.sleep(%f)
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")
    def log_message(self, *_):
        pass
class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 128
Server(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
""" % (IN_FLIGHT, SERVICE_MS / 1000)


def say(text):
    print(text, file=sys.stderr, flush=True)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="results and ratios as JSON on standard output")
    parser.add_argument("--quick", action="store_true", help="one round")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    if options.quick:
        options.rounds = 1
    return options


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Looker(threading.Thread):
    """(seconds since it began, instances that are ready) until `done`."""

    def __init__(self, supervisor):
        super().__init__(daemon=True)
        self.supervisor, self.began, self.seen, self.done = supervisor, time.monotonic(), [], threading.Event()

    def now(self):
        return time.monotonic() - self.began

    def run(self):
        while not self.done.wait(LOOK_S):
            at = self.now()
            self.seen.append((at, sum(row["state"] == "ready" for row in self.supervisor.rows())))


def p95(rows):
    took = sorted(float(row["response-time"]) * 1000 for row in rows)
    return took[int(len(took) * 0.95)]


def load(port, connections, seconds):
    """Every request, by hey: response-time, status-code and offset (seconds since its start)."""
    said = subprocess.run(["hey", "-c", str(connections), "-z", "%ds" % seconds, "-o", "csv", "http://127.0.0.1:%d/" % port], capture_output=True, text=True, check=True).stdout
    rows = list(csv.DictReader(io.StringIO(said)))
    if not rows:
        raise RuntimeError("hey measured no request")
    return rows


def settled(seen, begin, end, wanted):
    """Seconds from `begin` until it stays within one of `wanted`, and how often it turned around after; (None, 0): never."""
    within = [(at, number) for at, number in seen if begin <= at <= end]
    last_outside = max((i for i, (_, number) in enumerate(within) if abs(number - wanted) > 1), default=-1)
    if last_outside == len(within) - 1:
        return None, 0
    rest = [number for _, number in within[last_outside + 1:]]
    moves = [later - earlier for earlier, later in zip(rest, rest[1:]) if later != earlier]
    return within[last_outside + 1][0] - begin, sum((a > 0) != (b > 0) for a, b in zip(moves, moves[1:]))


def trial():
    parent = tempfile.mkdtemp(prefix="sb-", dir="/tmp")
    supervisor = supervisors.Slipway(parent)
    try:
        port = free_port()
        program = os.path.join(supervisor.folder, "work.py")
        with open(program, "w") as file:
            file.write(PROGRAM)
        with open(os.path.join(supervisor.folder, "slipway.yaml"), "w") as file:
            file.write("name: bench\nservices:\n  work:\n    command: [python3, %s]\n    ports: [0]\n    deploy:\n      replicas: 0\n      autoscale: {min: 0, max: 10, in_flight: %d, window: 10s, "
                       "panic_window: 3s, idle: 5m, scale_down: {stabilization: 15s, step: 2, period: 5s}}\ngateway:\n  listen: 127.0.0.1:%d\n  routes: [{to: work}]\n"
                       % (json.dumps(program), IN_FLIGHT, port))
        supervisor.up()
        if supervisor.rows():
            raise RuntimeError("it was to begin with no instance")
        begun = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", "/")
        status = connection.getresponse().status
        if status != 200:
            raise RuntimeError("the first request was answered with %d" % status)
        connection.close()
        values = {"first_request_s": time.monotonic() - begun, "failed": 0}
        looker = Looker(supervisor)
        looker.start()
        try:
            for name, connections, seconds in STEPS:
                begin = looker.now()
                requests = load(port, connections, seconds)
                took, turns = settled(looker.seen, begin, looker.now(), max(1, math.ceil(connections / IN_FLIGHT)))
                values.update({"p95_ms_" + name: p95(requests), "settle_s_" + name: took, "turns_" + name: turns})
                values["failed"] += sum(row["status-code"] != "200" for row in requests)
                if name == "during":
                    rest = [row for row in requests if took is not None and float(row["offset"]) >= took]
                    values["p95_ms_during_settled"] = p95(rest) if rest else None
        finally:
            looker.done.set()
            looker.join()
        line, last = [], None
        for at, number in looker.seen:
            if number != last:
                line.append("%.1f s: %d" % (at, number))
            last = number
        say("  replicas  " + "  ".join(line))
        return values, looker.seen
    finally:
        supervisor.stop()
        shutil.rmtree(parent, ignore_errors=True)


def main():
    options = arguments()
    if not shutil.which("hey"):
        sys.exit("hey is not installed: ./dev setup bench")
    rounds, timeline = [], []
    for number in range(options.rounds):
        say("round %d" % (number + 1))
        values, seen = trial()
        rounds.append(values)
        timeline.append([[round(at, 1), count] for at, count in seen])

    def median(key):
        values = [each[key] for each in rounds]
        return None if None in values else round(statistics.median(values), 2)

    values = {key: median(key) for key in rounds[0]}
    say("\nautoscale")
    for key, value in values.items():
        say("  %-18s %s" % (key, "never" if value is None else value))
    ratios = {"p95_during_to_before": {"slipway": round(statistics.median(each["p95_ms_during"] / each["p95_ms_before"] for each in rounds), 3)}}
    if options.json:
        print(json.dumps({"results": {"autoscale": {"values": {"slipway": values}, "ratios": ratios, "replicas": timeline}}, "ratios": ratios}, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
