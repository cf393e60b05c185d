#!/usr/bin/env python3
"""Whether a composite under load slows the other routes: p99 of a plain route beside checkouts, sent through the gateway or around it.

Three slices a round, their order reversed each round, the first round dropped: nothing but the probe (a GET of the storefront's page, 100 a second on one connection);
checkouts by eight buyers through the gateway; the same straight to the composer. What the composer and the services take of the two cores is in both; what is left between the
two is what the composite costs in the gateway. Compared: the median of the rounds' ratios of p99, through to around, with a bootstrap interval.
"""
import argparse
import http.client
import json
import multiprocessing
import pathlib
import random
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/chaos"))
import checkout  # noqa: E402  (the shop in a home of its own)
from gateway import measure  # noqa: E402

BUYERS = 8


def buy(port, users, products, ended, counted):
    draw = random.Random()
    done = 0
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    while not ended.is_set():
        body = json.dumps({"user_id": draw.choice(users), "items": [{"product_id": draw.choice(products), "quantity": 1}]})
        connection.request("POST", "/checkout", body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 201:
            raise RuntimeError(f"a checkout was answered with {answer.status}")
        done += 1
    with counted.get_lock():
        counted.value += done


def probe(port, path, seconds, rate=100):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    took, next_at = [], time.monotonic()
    until = next_at + seconds
    while (now := time.monotonic()) < until or not took:
        if now < next_at:
            time.sleep(next_at - now)
        # From when it was due, so that a stall counts for all that it held up.
        connection.request("GET", path)
        connection.getresponse().read()
        took.append((time.monotonic() - next_at) * 1e3)
        next_at += 1 / rate
    took.sort()
    return {"p50_ms": took[len(took) // 2], "p99_ms": took[int(len(took) * 0.99)], "probes": len(took)}


def slice_of(kind, shop, composer, users, products, seconds):
    ended, counted = multiprocessing.Event(), multiprocessing.Value("i", 0)
    ports = {"idle": None, "through": shop.port, "around": composer}
    buyers = [] if kind == "idle" else [multiprocessing.Process(target=buy, args=(ports[kind], users, products, ended, counted)) for _ in range(BUYERS)]
    for each in buyers:
        each.start()
    result = probe(shop.port, "/", seconds)
    ended.set()
    for each in buyers:
        each.join()
        if each.exitcode != 0:
            raise RuntimeError("a buyer failed")
    result["checkouts_per_s"] = counted.value / seconds
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true", help="three short rounds")
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--bin", type=pathlib.Path, default=ROOT / "build/release/bin")
    options = parser.parse_args()
    if options.quick:
        options.rounds, options.seconds = 3, 3
    shop = checkout.Shop(options.bin.resolve(), 0)
    try:
        shop.cli("up", "-d", "-f", str(shop.manifest))
        composer = next(row["port"] for row in json.loads(shop.cli("ps", "--json", "-p", "shop")) if row["service"] == "composer")
        users = [user["id"] for user in checkout.insist(shop.port, "GET", "/users?limit=100")["items"]]
        products = [each["id"] for each in checkout.insist(shop.port, "GET", "/products?limit=100")["items"] if each["price"]["currency"] == "KRW"]
        for product in products:
            checkout.insist(shop.port, "PATCH", f"/products/{product}", {"stock": checkout.STOCK})
        rounds = []
        for number in range(options.rounds):
            kinds = ["idle", "through", "around"]
            row = {kind: slice_of(kind, shop, composer, users, products, options.seconds) for kind in (kinds if number % 2 == 0 else kinds[::-1])}
            if number > 0:
                rounds.append(row)
            print("  ".join(f"{kind} p99 {row[kind]['p99_ms']:.1f} ms, {row[kind]['checkouts_per_s']:.0f} checkouts/s" for kind in kinds), file=sys.stderr, flush=True)
        ratio = measure.median_with_interval([row["through"]["p99_ms"] / row["around"]["p99_ms"] for row in rounds])
        if options.json:
            print(json.dumps({"rounds": rounds, "p99_through_to_around": ratio}))
        else:
            print(f"p99 of a plain route beside checkouts, through the gateway to around it: {ratio[0]:.2f} (95 %: {ratio[1]:.2f} to {ratio[2]:.2f})")
        return 0
    finally:
        shop.end()


if __name__ == "__main__":
    sys.exit(main())
