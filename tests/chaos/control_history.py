"""What a round does and when: drawn from a seed before it begins, so that the same seed does the same again."""
import random

from control_project import LOADED, SERVICES

# Weight of each in a round of `control`. Services with load are never stopped, and never have fewer than two instances.
USER = (("redeploy", 6), ("scale", 5), ("up", 2), ("rollback", 2), ("restart-one", 2), ("cycle", 3), ("restart", 1), ("upgrade", 1))
FAULTS = (("kill-daemon", 6), ("kill-gateway", 2), ("kill-both", 1), ("kill-instance", 3), ("freeze-instance", 2), ("slow-start", 2), ("flap", 2), ("full-disk", 2))
# What a round of kills asks for before it kills the daemon.
MOVES = (("redeploy", 5), ("scale", 4), ("cycle", 3), ("up", 1), ("restart-one", 1), ("rollback", 1))


class Act:
    def __init__(self, at, name, **arguments):
        self.at, self.name, self.arguments = at, name, arguments

    def __str__(self):
        return f"{self.at:6.3f} s {self.name} " + " ".join(f"{key}={value}" for key, value in self.arguments.items())


def pick(draw, table):
    return draw.choices([name for name, _ in table], [weight for _, weight in table])[0]


def user_act(draw, at, table):
    name = pick(draw, table)
    wait = draw.random() < 0.5
    if name == "redeploy":
        return Act(at, name, service=draw.choice(SERVICES), wait=wait)
    if name == "scale":
        return Act(at, name, service=draw.choice(LOADED), count=draw.randint(2, 4), wait=wait)
    if name == "rollback":
        return Act(at, name, service=draw.choice(LOADED), wait=wait)
    if name == "restart-one":
        return Act(at, name, service=draw.choice(LOADED), which=draw.randrange(100), wait=wait)
    if name == "cycle":
        return Act(at, name, service="lone", after=round(draw.random(), 3))
    if name == "restart":
        return Act(at, name, service="lone", wait=wait)
    return Act(at, name)


def fault(draw, at, disk):
    while True:
        name = pick(draw, FAULTS)
        if disk or name != "full-disk":
            break
    if name == "kill-instance":
        return Act(at, name, service=draw.choice(SERVICES), which=draw.randrange(100))
    if name == "freeze-instance":
        return Act(at, name, service=draw.choice(SERVICES), which=draw.randrange(100), seconds=round(0.2 + 2 * draw.random(), 3))
    if name == "slow-start":
        return Act(at, name, delay=round(0.2 + draw.random(), 3), seconds=round(1 + 2 * draw.random(), 3))
    if name in ("flap", "full-disk"):
        return Act(at, name, seconds=round(0.5 + 1.5 * draw.random(), 3))
    return Act(at, name)


def mixed_round(seed, number, disk):
    """User actions and faults side by side, over some four seconds."""
    draw = random.Random(f"{seed}/{number}")
    acts = [user_act(draw, round(draw.random() * 3.5, 3), USER) for _ in range(draw.randint(2, 5))]
    hurt = set()
    for _ in range(draw.randint(1, 4)):
        act = fault(draw, round(draw.random() * 4, 3), disk)
        # Two faults of one service's instances at once leave it with none, and then its requests may fail.
        key = act.arguments.get("service", "all" if act.name in ("flap", "slow-start") else act.name)
        if key in hurt or (hurt & set(SERVICES) and key == "all") or ("all" in hurt and key in SERVICES):
            continue
        hurt.add(key)
        acts.append(act)
    touched = {act.arguments.get("service") for act in acts if act.name.endswith("-instance")} | (set(SERVICES) if "all" in hurt else set())
    acts = [act for act in acts if not (act.name == "restart-one" and act.arguments["service"] in touched)]
    return sorted(acts, key=lambda act: act.at)


def kill_round(seed, number):
    """One move, and `kill -9 slipwayd` at some moment of it; once in three the next daemon is killed, too."""
    draw = random.Random(f"{seed}/{number}")
    begin = user_act(draw, 0.0, MOVES)
    acts = [begin, Act(round(draw.random() ** 2 * 1.5, 3), "kill-daemon")]
    if draw.random() < 1 / 3:
        acts.append(Act(round(acts[1].at + 0.02 + draw.random() * 0.6, 3), "kill-daemon"))
    return acts
