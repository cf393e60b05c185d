#!/usr/bin/env python3
"""slipway-gateway beside nginx and HAProxy, as ratios formed inside one round.

Slices with wrk, candidate and peers in turn, the order reversed each round, the first round dropped. The proxy has core 0, load
and backend the others. A machine flips between speeds, so only what was measured within seconds of each other is compared: the
median of the rounds' ratios, with a bootstrap interval. Rounds with foreign CPU of over a quarter of a core, or steal, are
dropped unless --noisy. Any socket error or answer other than 2xx ends the benchmark: a fast failure is no result.
"""
import argparse
import json
import os
import shutil
import sys
import tempfile
import urllib.request

from gateway import measure, proxies

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FOREIGN = 0.25
STEAL = 0.02

# name: connections, path, a connection a request, what is compared
SCENARIOS = {
    "keepalive": (64, "/small", False, ("cpu_us", "rps", "p50_us", "p99_us")),
    "single": (1, "/small", False, ("p50_us", "cpu_us")),
    "churn": (64, "/small", True, ("cpu_us", "rps")),
    "large": (16, "/large", False, ("cpu_us", "rps")),
}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="results and ratios as JSON on standard output")
    parser.add_argument("--quick", action="store_true", help="three short rounds of keepalive alone")
    parser.add_argument("--rounds", type=int, default=10, help="the first is dropped (default 10)")
    parser.add_argument("--seconds", type=int, default=1, help="of a slice (default 1)")
    parser.add_argument("--scenario", action="append", choices=sorted(SCENARIOS), help="default: all")
    parser.add_argument("--tracing", action="store_true", help="against itself: what traces cost, by the share that is kept")
    parser.add_argument("--before", metavar="BINARY", help="against another build of itself: what a change costs or saves")
    parser.add_argument("--noisy", action="store_true", help="keep rounds that others disturbed")
    parser.add_argument("--binary", default=os.path.join(ROOT, "build/release/bin/slipway-gateway"))
    options = parser.parse_args()
    if options.quick:
        options.rounds, options.noisy = min(options.rounds, 4), True
        options.scenario = options.scenario or ["keepalive"]
    options.scenario = options.scenario or list(SCENARIOS)
    return options


def say(text):
    print(text, file=sys.stderr, flush=True)


def same_bodies(candidates):
    for path, wanted in (("/small", proxies.SMALL.encode()), ("/large", b"y" * proxies.LARGE_BYTES)):
        for proxy in candidates:
            with urllib.request.urlopen("http://127.0.0.1:%d%s" % (proxy.port, path)) as answer:
                if answer.read() != wanted:
                    sys.exit("%s answers %s with another body" % (proxy.name, path))


def run_scenario(name, candidates, backend, load_core, options):
    connections, path, close, metrics = SCENARIOS[name]
    rounds, dropped = [], 0
    for number in range(options.rounds):
        order = candidates if number % 2 == 0 else list(reversed(candidates))
        measured = {each.name: measure.slice_of(each, backend, load_core, connections, options.seconds, path, close) for each in order}
        disturbed = any(each["foreign_cores"] > FOREIGN or each["steal_cores"] > STEAL for each in measured.values())
        if number == 0:
            continue
        if disturbed and not options.noisy:
            dropped += 1
            continue
        rounds.append(measured)
    if not rounds:
        say("%s: every round was disturbed by other processes (--noisy keeps them)" % name)
        return None
    result = {"rounds": len(rounds), "dropped": dropped, "values": {}, "ratios": {}}
    for each in candidates:
        result["values"][each.name] = {
            metric: round(measure.median_with_interval([one[each.name][metric] for one in rounds])[0], 2) for metric in metrics}
    for metric in metrics:
        for peer in candidates[1:]:
            ratios = [one["slipway"][metric] / one[peer.name][metric] for one in rounds]
            median, low, high = measure.median_with_interval(ratios)
            result["ratios"].setdefault(metric, {})[peer.name] = [round(median, 3), round(low, 3), round(high, 3)]
    return result


def show(name, result):
    say("\n%s (%d rounds, %d dropped)" % (name, result["rounds"], result["dropped"]))
    for proxy, values in result["values"].items():
        say("  %-12s %s" % (proxy, "  ".join("%s %10.1f" % each for each in values.items())))
    for metric, peers in result["ratios"].items():
        say("  ours/theirs %-7s %s" % (metric, "  ".join("%s %.3f (%.3f-%.3f)" % (peer, *ratio) for peer, ratio in peers.items())))


def main():
    options = arguments()
    for tool in ("wrk", "nginx", "taskset"):
        if not shutil.which(tool):
            sys.exit("gateway_bench: %s is not installed (./dev setup bench)" % tool)
    if not os.access(options.binary, os.X_OK):
        sys.exit("gateway_bench: %s is not built (./dev build)" % options.binary)
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        sys.exit("gateway_bench: needs two cores, one for the proxy and one for load and backend")
    proxy_core, load_core, backend_core = cores[0], cores[1], cores[2 if len(cores) > 2 else 1]
    results, ratios = {}, {}
    with tempfile.TemporaryDirectory(prefix="slipway-bench-", dir="/dev/shm" if os.path.isdir("/dev/shm") else None) as folder:
        backend = proxies.Backend(folder, backend_core)
        candidates = [proxies.Slipway(folder, proxy_core, options.binary)]
        if options.tracing:
            candidates += [proxies.SlipwayTracing(folder, proxy_core, options.binary, share) for share in (0, 0.1, 1)]
        elif options.before:
            candidates.append(proxies.SlipwayBefore(folder, proxy_core, options.before))
        else:
            candidates.append(proxies.SlipwayLogging(folder, proxy_core, options.binary, "json"))
            candidates += [peer(folder, proxy_core) for peer in (proxies.Nginx, proxies.Haproxy) if peer.available()]
        try:
            backend.start()
            for each in candidates:
                each.start(backend.port)
            same_bodies(candidates)
            for name in options.scenario:
                result = run_scenario(name, candidates, backend, load_core, options)
                if result is None:
                    continue
                show(name, result)
                results[name] = result
                for metric, peers in result["ratios"].items():
                    ratios["%s.%s" % (name, metric)] = {peer: ratio[0] for peer, ratio in peers.items()}
            results["pss_kib"] = {each.name: measure.resident_kib(each.pids()) for each in candidates}
        finally:
            for each in candidates + [backend]:
                each.stop()
    if options.json:
        print(json.dumps({"results": results, "ratios": ratios}, indent=1))
    return 0 if ratios else 1


if __name__ == "__main__":
    sys.exit(main())
