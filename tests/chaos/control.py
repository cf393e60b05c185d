#!/usr/bin/env python3
"""Does to a project what its users do, under load, while daemon, gateway and instances are killed and stopped, starts are slow, readiness flaps and
the disk is full; and looks after each round from outside whether all is as it was asked for.

Usage: control.py [ROUNDS] [--kills] [--seed N] [--bin DIR] [--verbose]
--kills: each round is one move (a rollout, a scale, a stop) and `kill -9 slipwayd` at some moment of it.
Exit code 1 where something does not hold: what, the seed, and where the evidence is kept are printed.

The clock's jumps are left out: a process's wall clock can't be moved without the machine's.
"""
import argparse
import os
import pathlib
import random
import re
import select
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time

import control_checks
from control_history import kill_round, mixed_round
from control_load import Excuses, Load
from control_project import PROJECT, SERVICES, Project

ROOT = pathlib.Path(__file__).resolve().parents[2]
INSIDE = "SLIPWAY_CHAOS_NAMESPACE"
# What a command may say while a fault is on: refused (5, 7), rolled back (6), too slow (8), no daemon (9). Never 1, a bug.
HONEST = {0, 4, 5, 6, 7, 8, 9}
IN_CHARGE_SECONDS = 30


def own_mounts():
    """Runs the rest in a mount namespace of its own, so that the home can be a small disk; False where that is not allowed."""
    if os.environ.get(INSIDE):
        return os.environ[INSIDE] == "yes"
    for words in (["unshare", "-m"], ["unshare", "-U", "-r", "-m"]):
        if shutil.which("unshare") and subprocess.run([*words, "true"], check=False, capture_output=True).returncode == 0:
            os.environ[INSIDE] = "yes"
            os.execvp(words[0], [*words, sys.executable, *sys.argv])
    return False


def kill(pid, number=signal.SIGKILL):
    """True once it is gone."""
    try:
        descriptor = os.pidfd_open(pid)
        signal.pidfd_send_signal(descriptor, number)
    except (ProcessLookupError, OSError):
        return False
    if number == signal.SIGKILL:
        select.select([descriptor], [], [], 10)
    os.close(descriptor)
    return True


class Actor:
    """Carries acts out, and keeps what it knows of their fate."""

    def __init__(self, project, wishes, say):
        self.project, self.wishes, self.say = project, wishes, say
        self.excuses = Excuses()
        self.counts = {}
        self.begin_round()
        self.in_charge = []  # seconds from a daemon's death until the next one answers

    def begin_round(self):
        self.accepted, self.wrong, self.threads = [], [], []
        self.lock = threading.Lock()

    def act(self, act):
        self.say(f"    {act}")
        self.counts[act.name] = self.counts.get(act.name, 0) + 1
        thread = threading.Thread(target=self.run, args=(act,), daemon=True)
        thread.start()
        self.threads.append(thread)

    def run(self, act):
        try:
            getattr(self, act.name.replace("-", "_"))(**act.arguments)
        except Exception as error:  # an act that can't be carried out is a finding, not the end
            with self.lock:
                self.wrong.append(f"{act}: {type(error).__name__}: {error}")

    def end(self):
        for thread in self.threads:
            thread.join(timeout=180)
            if thread.is_alive():
                self.wrong.append("an act did not end within three minutes")

    # What users do.

    def command(self, *words, wait=True):
        done = self.project.cli(*words, *([] if wait else ["--no-wait"]), timeout=150)
        what = " ".join(words)
        identity = re.search(r"^op-\d+$", done.stdout, re.M)
        with self.lock:
            if identity:
                self.accepted.append((identity[0], what))
            # A name that was replaced while the command was on its way is no fault; an operation that is not known any more is.
            if done.returncode not in HONEST or re.search(r"no operation|op-\d+.*(not|no).*(known|found)", done.stderr):
                self.wrong.append(f"slipway {what}: exit code {done.returncode}: {done.stdout.strip()} {done.stderr.strip()}")
        self.say(f"           {what}: {done.returncode} {(done.stdout + done.stderr).strip().splitlines()[-1:]}")
        return done.returncode

    def redeploy(self, service, wait):
        self.command("redeploy", "-p", PROJECT, service, wait=wait)

    def scale(self, service, count, wait):
        self.wishes.replicas[service].add(count)
        code = self.command("scale", "-p", PROJECT, f"{service}={count}", wait=wait)
        if code in (0,) and wait:
            self.scaled.append((service, count))

    def rollback(self, service, wait):
        self.wishes.stamps[service] = {str(stamp) for stamp in range(self.project.stamp + 1)}
        self.command("rollback", "-p", PROJECT, service, wait=wait)

    def restart_one(self, service, which, wait):
        running = self.project.instances(service)
        if running:
            self.command("restart", "-p", PROJECT, running[which % len(running)].instance, wait=wait)

    def restart(self, service, wait):
        self.command("restart", "-p", PROJECT, service, wait=wait)

    def cycle(self, service, after):
        self.wishes.replicas[service] |= {0, 1}
        self.command("stop", "-p", PROJECT, service, wait=False)
        time.sleep(after)
        self.command("start", "-p", PROJECT, service, wait=True)

    def up(self):
        with self.lock:
            self.project.write_manifest(self.project.stamp + 1)
            for service in SERVICES:
                self.wishes.stamps[service].add(str(self.project.stamp))
        self.command("up", "-d", "-f", str(self.project.manifest))

    def upgrade(self):
        self.command("gateway", "upgrade")

    # Faults.

    def kill_daemon(self):
        pid = self.project.daemon_pid()
        if not pid or not kill(pid):
            return
        died = time.monotonic()
        while time.monotonic() < died + IN_CHARGE_SECONDS:
            if self.project.daemon_pid() not in (0, pid):
                self.in_charge.append(time.monotonic() - died)
                return
            time.sleep(0.005)

    def kill_gateway(self):
        for each in self.project.processes():
            if each.kind == "slipway-gateway":
                before = time.monotonic()
                if kill(each.pid):
                    self.excuses.gateway_kills.append((before, time.monotonic()))

    def kill_both(self):
        begin = time.monotonic()
        for each in self.project.processes():
            if each.kind in ("slipway-gateway", "slipwayd"):
                kill(each.pid)
        self.project.cli("daemon", "start", timeout=60)
        while self.project.gateway().get("state") != "serving" and time.monotonic() < begin + IN_CHARGE_SECONDS:
            time.sleep(0.01)
        self.excuses.nobody.append((begin, time.monotonic()))

    def kill_instance(self, service, which):
        running = self.project.instances(service)
        if running:
            kill(running[which % len(running)].pid)

    def freeze_instance(self, service, which, seconds):
        running = self.project.instances(service)
        if not running:
            return
        pid = running[which % len(running)].pid
        kill(pid, signal.SIGSTOP)
        time.sleep(seconds)
        kill(pid, signal.SIGCONT)

    def slow_start(self, delay, seconds):
        self.while_there("slow", str(delay), seconds)

    def flap(self, seconds):
        self.while_there("flap", "", seconds)

    def while_there(self, name, text, seconds):
        path = self.project.control / name
        path.write_text(text, encoding="utf-8")
        time.sleep(seconds)
        path.unlink()

    def full_disk(self, seconds):
        filler = self.project.home / "filler"
        try:
            with open(filler, "wb", buffering=0) as file:
                for size in (1 << 20, 4096, 1):
                    try:
                        while True:
                            file.write(b"\0" * size)
                    except OSError:
                        continue
                end = time.monotonic() + seconds
                while time.monotonic() < end:
                    time.sleep(0.01)
        finally:
            filler.unlink()


class Rounds:
    def __init__(self, options, small_disk):
        self.options = options
        self.project = Project(options.bin.resolve(), small_disk)
        self.wishes = control_checks.Wishes({name: 1 if name == "lone" else 2 for name in SERVICES})
        self.actor = Actor(self.project, self.wishes, self.say)
        self.load = Load(self.project.port)
        self.logs = control_checks.Logs(self.project)
        self.requests, self.failed = 0, 0

    def say(self, text):
        if self.options.verbose:
            print(text, file=sys.stderr, flush=True)

    def begin(self):
        done = self.project.cli("up", "-d", "-f", str(self.project.manifest))
        if done.returncode != 0:
            raise RuntimeError(f"slipway up: {done.stdout}{done.stderr}")
        self.load.start()

    def run(self, number):
        """What does not hold after it."""
        options, actor = self.options, self.actor
        acts = kill_round(options.seed, number) if options.kills else mixed_round(options.seed, number, self.project.small_disk)
        actor.begin_round()
        actor.scaled = []
        began = time.monotonic()
        for act in acts:
            time.sleep(max(0.0, began + act.at - time.monotonic()))
            actor.act(act)
        actor.end()
        state, wrong = control_checks.rest(self.project)
        wrong += actor.wrong
        if state and not wrong:
            wrong += control_checks.processes(self.project, state, self.wishes)
        wrong += control_checks.operations(self.project, actor.accepted)
        wrong += self.logs.check()
        requests, failures = self.load.take()
        self.requests += requests
        self.failed += len(failures)
        wrong += [f"a request failed that should not have: {each}" for each in failures if not actor.excuses.covers(each)][:10]
        if requests == 0:
            wrong.append("no request ended in this round")
        names = " ".join(act.name for act in acts)
        print(f"round {number}: {names}; {requests} requests, {len(failures)} failed; {time.monotonic() - began:.1f} s" + (" BROKEN" if wrong else ""),
              file=sys.stderr, flush=True)
        if wrong and not options.verbose:
            for act in acts:
                print(f"    {act}", file=sys.stderr)
        return wrong

    def keep(self, number, wrong):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="slipway-chaos-kept-"))
        (folder / "broken.txt").write_text(f"seed {self.options.seed}, round {number}\n" + "\n".join(wrong) + "\n", encoding="utf-8")
        shutil.copytree(self.project.home, folder / "home", ignore=lambda where, names: [n for n in names if not (pathlib.Path(where) / n).is_dir()
                        and not (pathlib.Path(where) / n).is_file()], dirs_exist_ok=True)
        shutil.copytree(self.project.control, folder / "control")
        return folder

    def summary(self, rounds, seconds):
        counts = ", ".join(f"{name} {count}" for name, count in sorted(self.actor.counts.items()))
        print(f"{rounds} rounds in {seconds:.0f} s: {counts}.")
        print(f"{self.requests} requests, {self.failed} failed as they may; {self.logs.lines} lines of logs, all there.")
        if self.actor.in_charge:
            print(f"a new daemon was in charge {statistics.median(self.actor.in_charge):.2f} s after the death of the one before "
                  f"(median of {len(self.actor.in_charge)}; at most {max(self.actor.in_charge):.2f} s).")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rounds", nargs="?", type=int, default=20)
    parser.add_argument("--kills", action="store_true", help="only kill -9 of the daemon, in the middle of moves")
    parser.add_argument("--bin", type=pathlib.Path, default=ROOT / "build/release/bin")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 31))
    parser.add_argument("--verbose", action="store_true", help="each act as it begins, and what commands said")
    options = parser.parse_args()
    if "--seed" not in " ".join(sys.argv):
        sys.argv += ["--seed", str(options.seed)]
    small_disk = own_mounts()
    print(f"seed {options.seed}" + ("" if small_disk else "; without full disks: no mount namespace is allowed here"), file=sys.stderr)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended by SIGTERM"))  # what was started is brought down all the same
    rounds = Rounds(options, small_disk)
    began = time.monotonic()
    code = 1
    try:
        rounds.begin()
        for number in range(1, options.rounds + 1):
            wrong = rounds.run(number)
            if wrong:
                print("\n".join(f"  {line}" for line in wrong))
                print(f"broken in round {number} of seed {options.seed}; state, logs and this are kept in {rounds.keep(number, wrong)}")
                return 1
        rounds.load.stop()
        rounds.summary(options.rounds, time.monotonic() - began)
        code = 0
    finally:
        rounds.load.stopping.set()
        left = rounds.project.end()
        if left:
            print(f"{left} processes were left behind and had to be killed")
            code = 1
    return code


if __name__ == "__main__":
    sys.exit(main())
