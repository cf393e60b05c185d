"""What /proc says of processes: who is there, when it came, what it costs."""
import os
import re
import time

from gateway import measure

cpu_us = measure.cpu_us


def pids():
    return {int(each) for each in os.listdir("/proc") if each.isdigit()}


def command_line(pid):
    try:
        with open("/proc/%d/cmdline" % pid, "rb") as file:
            return file.read().split(b"\0")[:-1]
    except OSError:
        return []


class Marked:
    """The processes whose first and last words are these: those of one trial. A process is one once its exec is through."""

    def __init__(self, first, last):
        self.first, self.last = os.path.basename(first).encode(), last.encode()
        self.found, self.others = set(), set()

    def look(self):
        """All that are there."""
        there = pids()
        self.found &= there
        for pid in there - self.found - self.others:
            words = command_line(pid)
            if len(words) > 1 and os.path.basename(words[0]) == self.first and words[-1] == self.last:
                self.found.add(pid)
        return set(self.found)

    def settle(self):
        """What is there now stays what it is; a fork that comes later is not yet what it is going to be."""
        self.others = pids()


def started_ms(pid):
    """Since the machine's start (field 22 of /proc/PID/stat)."""
    with open("/proc/%d/stat" % pid) as file:
        return int(file.read().rsplit(")", 1)[1].split()[19]) * 1000 // os.sysconf("SC_CLK_TCK")


def wait_for(condition, seconds, every=0.002):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(every)
    raise TimeoutError("it did not happen within %d s" % seconds)


def memory_kib(pid):
    """(PSS, RSS)."""
    with open("/proc/%d/smaps_rollup" % pid) as file:
        text = file.read()
    return tuple(int(re.search(r"^%s:\s+(\d+)" % name, text, re.M).group(1)) for name in ("Pss", "Rss"))
