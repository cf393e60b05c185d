#!/usr/bin/env python3
"""Redeploys under load, by every strategy, and no request fails.

Usage: rollouts.py [COUNT] [--bin DIR]: COUNT rollouts (20) of each of four services, rolling one by one and two at a time, blue_green, canary.
Exit code 1 where a rollout or a request failed.
"""
import argparse
import pathlib
import sys
import time

from control_load import Load
from control_project import LOADED, PROJECT, Project

ROOT = pathlib.Path(__file__).resolve().parents[2]
STRATEGY = {"web": "rolling", "back": "rolling, two at a time", "blue": "blue_green", "bird": "canary"}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("count", nargs="?", type=int, default=20)
    parser.add_argument("--bin", type=pathlib.Path, default=ROOT / "build/release/bin")
    options = parser.parse_args()
    project, wrong = Project(options.bin, small_disk=False), []
    load = Load(project.port, clients=8)
    try:
        up = project.cli("up", "-d")
        if up.returncode != 0:
            sys.exit(up.stderr)
        load.start()
        for service in LOADED:
            began, requests, failed, done = time.monotonic(), 0, 0, 0
            for _ in range(options.count):
                redeployed = project.cli("redeploy", "-p", PROJECT, service)
                done += redeployed.returncode == 0
                if redeployed.returncode != 0:
                    wrong.append(f"{service}: exit code {redeployed.returncode}: {redeployed.stderr.strip()}")
                served, failures = load.take()
                requests, failed = requests + served, failed + len(failures)
                wrong += [str(each) for each in failures]
            took = (time.monotonic() - began) / options.count
            print(f"{STRATEGY[service]:24} {done} of {options.count} rollouts of {service}, {took:.1f} s each; {requests} requests, {failed} failed",
                  flush=True)
    finally:
        load.stop()
        project.end()
    for line in wrong[:20]:
        print(f"wrong: {line}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
