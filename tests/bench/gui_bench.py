#!/usr/bin/env python3
"""The window's budgets (gestures, ticks, logs, first paint, CPU at rest, memory), each beside what it takes here.

Builds and runs tests/bench/gui; prints numbers and judges nothing. --quick takes a fifth of the rounds, --json prints JSON.
"""
import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def main():
    if "-h" in sys.argv or "--help" in sys.argv:
        print(__doc__)
        return 0
    built = subprocess.run(["cmake", "--build", "--preset", "release", "--target", "gui_bench"], cwd=ROOT,
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if built.returncode != 0:
        sys.stderr.write(built.stdout)
        return built.returncode
    # A window is minimized by a window manager only: with one to be had, all of it runs on a display of its own.
    command = [os.path.join(ROOT, "build/release/tests/gui_bench")] + sys.argv[1:]
    if not shutil.which("Xvfb") or not shutil.which("openbox"):
        return subprocess.run(command).returncode
    with open(os.devnull, "w") as nowhere:
        ready, tell = os.pipe()
        server = subprocess.Popen(["Xvfb", "-displayfd", str(tell), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"],
                                  pass_fds=[tell], stderr=nowhere)
        os.close(tell)
        display = ":" + os.read(ready, 16).decode().strip()
        environment = dict(os.environ, DISPLAY=display, QT_QPA_PLATFORM="xcb")
        manager = subprocess.Popen(["openbox", "--sm-disable"], env=environment, stderr=nowhere)
        try:
            return subprocess.run(command, env=environment).returncode
        finally:
            for process in (manager, server):
                process.terminate()
                process.wait()


if __name__ == "__main__":
    sys.exit(main())
