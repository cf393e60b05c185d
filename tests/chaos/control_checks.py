"""What must hold of a project once its faults are over, looked at from outside."""
import collections
import json
import pathlib
import struct
import time

from control_project import PROJECT, SERVICES

SETTLE_SECONDS = 90


class Wishes:
    """How many instances a service may be wanted to have, and of which stamp: more than one answer where a command's fate is not known."""

    def __init__(self, replicas):
        self.replicas = {name: {count} for name, count in replicas.items()}
        self.stamps = {name: {"0"} for name in replicas}


def rest(project):
    """Waits until every service is as wanted and no operation runs; returns the project's state, and what was still wrong when the time was over."""
    deadline = time.monotonic() + SETTLE_SECONDS
    why, state = "no daemon answered", None
    while time.monotonic() < deadline:
        status, state = project.get(f"/v1/projects/{PROJECT}")
        if status == 200:
            why = unsettled(state)
            if not why and project.gateway().get("state") == "serving":
                return state, []
        elif status == 0:
            project.cli("daemon", "start", timeout=30)  # what a user would do where both are dead
        time.sleep(0.05)
    return state, [f"not at rest after {SETTLE_SECONDS} s: {why}"]


def unsettled(state):
    running = [each["id"] for each in state["operations"] if each["state"] in ("queued", "running")]
    if running:
        return "operations run: " + ", ".join(running)
    for service in state["services"]:
        rows = [row for row in state["instances"] if row["service"] == service["name"]]
        if service["state"] not in ("ready", "stopped") or len(rows) != service["desired"] or any(row["state"] != "ready" for row in rows):
            return f"{service['name']} is {service['state']}: " + ", ".join(f"{row['instance']} {row['state']}" for row in rows)
    return ""


def processes(project, state, wishes):
    """Exactly the instances that are wanted, of the revision that is wanted, each on a port of its own; one daemon, one gateway."""
    wrong = []
    # The last one that was stopped may still be on its way out of /proc.
    deadline = time.monotonic() + 5
    while True:
        seen = project.processes()
        alive = [each for each in seen if each.kind == "instance"]
        if len(alive) == len(state["instances"]) or time.monotonic() > deadline:
            break
        time.sleep(0.02)
    rows = {row["instance"]: row for row in state["instances"]}
    for name, count in collections.Counter(each.instance for each in alive).items():
        if count > 1:
            wrong.append(f"{name} runs {count} times: pids {[each.pid for each in alive if each.instance == name]}")
    for each in alive:
        row = rows.get(each.instance)
        if not row:
            wrong.append(f"orphan: {each.instance}, pid {each.pid}, is known to nobody")
        elif row["pid"] != each.pid:
            wrong.append(f"{each.instance} is pid {each.pid}, the daemon says {row['pid']}")
    for name, count in collections.Counter(each.port for each in alive).items():
        if count > 1:
            wrong.append(f"port {name} was given to {[each.instance for each in alive if each.port == name]}")
    services = {row["name"]: row for row in state["services"]}
    for name in SERVICES:
        mine, service = [each for each in alive if each.service == name], services[name]
        if len(mine) != service["desired"]:
            wrong.append(f"{name} has {len(mine)} processes, wanted are {service['desired']}")
        if service["desired"] not in wishes.replicas[name]:
            wrong.append(f"{name} is wanted {service['desired']} times, asked for were {sorted(wishes.replicas[name])}")
        wishes.replicas[name] = {service["desired"]}
        for each in mine:
            if each.environment.get("SLIPWAY_REVISION") != str(service["revision"]):
                wrong.append(f"{each.instance} is of revision {each.environment.get('SLIPWAY_REVISION')}, {name} of {service['revision']}")
        stamps = {each.environment.get("STAMP") for each in mine}
        if len(stamps) > 1 or not stamps <= wishes.stamps[name]:
            wrong.append(f"{name} runs with {sorted(stamps)} of the manifest, asked for were {sorted(wishes.stamps[name])}")
        if stamps:
            wishes.stamps[name] = stamps
    for program in ("slipwayd", "slipway-gateway"):
        pids = [each.pid for each in seen if each.kind == program]
        if len(pids) != 1:
            wrong.append(f"{program} runs {len(pids)} times: {pids}")
    return wrong


def operations(project, accepted):
    """Each that was accepted is known, and has ended."""
    wrong = []
    for identity, what in accepted:
        status, row = project.get(f"/v1/operations/{identity}")
        if status != 200:
            wrong.append(f"{identity} ({what}) was accepted and is not known any more: {status}")
        elif row["state"] not in ("succeeded", "failed"):
            wrong.append(f"{identity} ({what}) is still {row['state']}")
    return wrong


class Logs:
    """All numbers that instances wrote. They are read round by round, since of instances that are gone the newest twenty are kept."""

    def __init__(self, project):
        self.project = project
        self.seen = collections.defaultdict(int)  # (instance, pid) -> the last number, without a gap before it
        self.lines = 0

    def check(self):
        wrong = []
        counts = {}
        for path in (self.project.control / "counts").iterdir():
            instance, _, pid = path.name.rpartition(".")
            raw = path.read_bytes()
            counts[(instance, int(pid))] = struct.unpack("=Q", raw)[0] if len(raw) == 8 else 0
        by_instance = collections.defaultdict(list)
        for (instance, pid), count in counts.items():
            by_instance[instance].append((pid, count))
        for instance, all_of_it in sorted(by_instance.items()):
            if all(self.seen[(instance, pid)] >= count for pid, count in all_of_it):
                continue
            wrong += self.read(instance, all_of_it)
        return wrong

    def read(self, instance, counts):
        done = self.project.cli("logs", "-p", PROJECT, "--json", "--since", "24h", instance)
        if done.returncode != 0:
            return [f"logs of {instance} can't be read: {done.stderr.strip()}"]
        numbers = collections.defaultdict(list)
        wrong = []
        for line in done.stdout.splitlines():
            text = json.loads(line)["text"]
            try:
                number, pid = map(int, text.split())
            except ValueError:
                wrong.append(f"{instance} wrote a line that is not whole: {text!r}")
                continue
            numbers[pid].append(number)
        for pid, count in counts:
            self.lines += max(0, count - self.seen[(instance, pid)])
            got = numbers[pid]
            steps = [f"{before}, {after}" for before, after in zip(got, got[1:]) if after != before + 1]
            if steps:
                wrong.append(f"logs of {instance} (pid {pid}) are twice, out of order or with gaps: {'; '.join(steps[:5])}")
            missing = sorted(set(range(1, count + 1)) - set(got))
            if missing:
                wrong.append(f"logs of {instance} (pid {pid}) lack {len(missing)} of {count} lines, from {missing[0]} to {missing[-1]}; "
                             f"{self.in_file(instance, pid, missing)} of them are in its file")
            self.seen[(instance, pid)] = count
        return wrong

    def in_file(self, instance, pid, missing):
        path = pathlib.Path(self.project.home) / "projects" / PROJECT / "logs" / f"{instance}.out"
        try:
            lines = set(path.read_bytes().split(b"\n"))
        except OSError:
            return 0
        return sum(b"%d %d" % (number, pid) in lines for number in missing)
