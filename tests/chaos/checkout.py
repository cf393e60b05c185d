#!/usr/bin/env python3
"""Buys in the shop while every service fails at random and composer, daemon and services are killed again and again; then balances the books.

Usage: checkout.py [N] [--bin DIR] [--rate FAULTS] [--workers N] [--kill-every SECONDS] [--seed N] [--json]
Exit code 1 where stock, orders, payments or points do not balance, a saga is lost or took effect twice.
"""
import argparse
import http.client
import json
import os
import pathlib
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
STOCK = 1_000_000
KILLED = ("slipway-composer", "slipwayd", "shop-users", "shop-products", "shop-orders", "shop-points")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Shop:
    """The sample shop in a home of its own, from its own manifest, with nobody given up as a crash loop."""

    def __init__(self, binaries, rate):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="slipway-chaos-"))
        self.home = self.folder / "h"
        self.port = free_port()
        self.binaries = binaries
        text = (ROOT / "resources/examples/shop/slipway.yaml").read_text(encoding="utf-8")
        self.manifest = self.folder / "shop" / "slipway.yaml"
        self.manifest.parent.mkdir()
        patient = text.replace("max_attempts: 10", "max_attempts: 0").replace("max_delay: 30s", "max_delay: 500ms")
        self.manifest.write_text(patient, encoding="utf-8")
        self.environment = dict(os.environ, SLIPWAY_HOME=str(self.home), SLIPWAY_LIBEXEC=str(binaries), SHOP_LISTEN=f"127.0.0.1:{self.port}",
                                SHOP_FAULTS=f"random:{rate}" if rate > 0 else "", SLIPWAY_LOG="warn")

    def cli(self, *words, check=True):
        done = subprocess.run([self.binaries / "slipway", *words], env=self.environment, cwd=self.manifest.parent, capture_output=True, text=True,
                              timeout=120, check=False)
        if check and done.returncode != 0:
            raise RuntimeError(f"slipway {' '.join(words)}: {done.stdout}{done.stderr}")
        return done.stdout

    def processes(self, names=KILLED):
        """pid -> program, of this home alone."""
        found = {}
        mark = os.fsencode(str(self.home))
        for entry in pathlib.Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                program = os.path.basename(os.readlink(entry / "exe")).removesuffix(" (deleted)")
                if program in names and mark in (entry / "environ").read_bytes():
                    found[int(entry.name)] = program
            except OSError:
                continue
        return found

    def data(self, name):
        return sqlite3.connect(f"file:{self.home}/projects/shop/{name}.db?mode=ro", uri=True)

    def end(self):
        try:
            self.cli("down", "-p", "shop", check=False)
            self.cli("daemon", "stop", check=False)
        except (subprocess.TimeoutExpired, RuntimeError):
            pass
        deadline = time.monotonic() + 10
        while (left := self.processes(KILLED + ("slipway-gateway", "shop-storefront"))) and time.monotonic() < deadline:
            time.sleep(0.1)
        for pid in left:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        shutil.rmtree(self.folder, ignore_errors=True)


def ask(port, method, path, body=None, key=None, timeout=60):
    """(status, JSON); status 0 where nobody answered."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        headers = {"Content-Type": "application/json"} if body is not None else {}
        if key:
            headers["Idempotency-Key"] = key
        connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        answer = connection.getresponse()
        text = answer.read()
        try:
            return answer.status, json.loads(text)
        except ValueError:
            return answer.status, None
    except (OSError, http.client.HTTPException):
        return 0, None
    finally:
        connection.close()


def insist(port, method, path, body=None, tries=200):
    for _ in range(tries):
        status, answer = ask(port, method, path, body)
        if 200 <= status < 300:
            return answer
        time.sleep(0.1)
    raise RuntimeError(f"{method} {path}: {status} {answer}")


class Buyers:
    """N checkouts by some threads; each with a key of its own is asked for until its outcome is known."""

    def __init__(self, port, count, workers, seed, users, products):
        self.port, self.count, self.users, self.products = port, count, users, products
        self.lock = threading.Lock()
        self.next = 0
        self.placed, self.refused, self.unknown = {}, {}, []
        self.asked = 0
        self.random = random.Random(seed)
        self.threads = [threading.Thread(target=self.run, args=(random.Random(seed + i + 1),), daemon=True) for i in range(workers)]

    def run(self, draw):
        while True:
            with self.lock:
                if self.next == self.count:
                    return
                number = self.next
                self.next += 1
            items = [{"product_id": product, "quantity": draw.randint(1, 3)} for product in draw.sample(self.products, draw.randint(1, 3))]
            self.buy(f"chaos-{number}", {"user_id": draw.choice(self.users), "items": items}, draw)

    def buy(self, key, body, draw):
        deadline = time.monotonic() + 180
        while time.monotonic() < deadline:
            status, answer = ask(self.port, "POST", "/checkout", body, key)
            with self.lock:
                self.asked += 1
                if status == 201 and answer:
                    self.placed[key] = answer["id"]
                    return
                # The composite's own word on how it ended; whatever else is the way there, which may be down.
                if answer and answer.get("saga") and answer.get("state") in ("undone", "stuck"):
                    self.refused[key] = answer.get("step", "")
                    return
            time.sleep(0.05 + draw.random() * 0.2)
        with self.lock:
            self.unknown.append(key)

    def alive(self):
        return any(thread.is_alive() for thread in self.threads)


def killer(shop, every, draw, counts, stop):
    while not stop.wait(every * (0.5 + draw.random())):
        running = shop.processes()
        if not running:
            continue
        # By program first: a composer is as likely as any of two instances of users.
        program = draw.choice(sorted(set(running.values())))
        pid = draw.choice(sorted(pid for pid, name in running.items() if name == program))
        try:
            os.kill(pid, signal.SIGKILL)
            counts[program] = counts.get(program, 0) + 1
        except ProcessLookupError:
            pass


def settle(shop, seconds):
    """Waits until no saga is open; what is stuck is tried by hand."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        text = shop.cli("saga", "ls", "--state", "open", "--limit", "10000", "--json", "-p", "shop", check=False)
        try:
            rows = json.loads(text)
        except ValueError:
            rows = None
        if rows == []:
            return []
        for row in rows or []:
            if isinstance(row, dict) and row.get("state") == "stuck":
                shop.cli("saga", "retry", row["id"], "-p", "shop", check=False)
        time.sleep(0.5)
    return rows


class Books:
    def __init__(self):
        self.rows, self.wrong = [], 0

    def same(self, what, one, other):
        good = one == other
        self.wrong += 0 if good else 1
        short = [str(value) if len(str(value)) < 40 else str(value)[:37] + "..." for value in (one, other)]
        self.rows.append((what, *short, "ok" if good else "WRONG"))

    def print(self):
        widths = [max(len(row[i]) for row in self.rows) for i in range(4)]
        for row in self.rows:
            print(f"  {row[0]:<{widths[0]}}  {row[1]:>{widths[1]}}  {row[2]:>{widths[2]}}  {row[3]}")


def balance(shop, buyers, before, open_sagas):
    books = Books()
    orders, points, composer = shop.data("orders"), shop.data("points"), shop.data("composer")
    placed = {ref: (order, total) for ref, order, total in orders.execute("SELECT reference, id, total FROM orders WHERE state = 'placed' AND reference <> ''")}
    states = dict(composer.execute("SELECT state, count(*) FROM sagas GROUP BY state"))
    books.same("outcomes that buyers never learnt", len(buyers.unknown), 0)
    books.same("sagas that are still open", len(open_sagas or []), 0)
    books.same("sagas, and keys of buyers", sum(states.values()), buyers.count)
    books.same("sagas done, and answers 201", states.get("done", 0), len(buyers.placed))
    books.same("orders placed, and answers 201", sorted(order for order, _ in placed.values()), sorted(buyers.placed.values()))
    done = {saga for (saga,) in composer.execute("SELECT id FROM sagas WHERE state = 'done'")}
    books.same("orders placed are those of sagas done", set(placed) == done, True)
    paid = {ref: amount for ref, amount in orders.execute("SELECT reference, amount FROM payments WHERE state = 'charged'")}
    books.same("money charged, and totals of orders", sum(paid.values()), sum(total for _, total in placed.values()))
    books.same("each order is paid for, once", paid == {ref: total for ref, (_, total) in placed.items()}, True)
    for product, stock in sorted(before.items()):
        sold = orders.execute("SELECT coalesce(sum(l.quantity), 0) FROM order_lines l JOIN orders o ON o.id = l.order_id"
                              " WHERE o.state = 'placed' AND l.product_id = ?", (product,)).fetchone()[0]
        books.same(f"stock of {product} less what was sold", insist(shop.port, "GET", f"/products/{product}")["stock"], stock - sold)
    earned = dict(orders.execute("SELECT user_id, sum(points) FROM orders WHERE state = 'placed' GROUP BY user_id"))
    balances = {user: amount for user, amount in points.execute("SELECT user_id, balance FROM points_accounts") if amount}
    books.same("points of users, and those of their orders", balances, {user: amount for user, amount in earned.items() if amount})
    ledger = {user: amount for user, amount in points.execute("SELECT user_id, sum(amount) FROM points_entries GROUP BY user_id") if amount}
    books.same("points' balances, and their lines", balances, ledger)
    return books


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", nargs="?", type=int, default=500)
    parser.add_argument("--bin", type=pathlib.Path, default=ROOT / "build/release/bin")
    parser.add_argument("--rate", type=float, default=0.04, help="of requests that change something, the share that fails")
    parser.add_argument("--workers", type=int, default=8)
    parser.add_argument("--kill-every", type=float, default=1.5, help="seconds between two kills, on average; 0: none")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 31))
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    print(f"seed {options.seed}", file=sys.stderr)
    shop = Shop(options.bin.resolve(), options.rate)
    try:
        shop.cli("up", "-d", "-f", str(shop.manifest))
        users = [user["id"] for user in insist(shop.port, "GET", "/users?limit=100")["items"]]
        products = [each for each in insist(shop.port, "GET", "/products?limit=100")["items"]]
        currency = products[0]["price"]["currency"]
        products = [each["id"] for each in products if each["price"]["currency"] == currency][:6]
        for product in products:
            insist(shop.port, "PATCH", f"/products/{product}", {"stock": STOCK})
        before = {product: STOCK for product in products}
        buyers = Buyers(shop.port, options.count, options.workers, options.seed, users, products)
        kills, stop = {}, threading.Event()
        hunter = threading.Thread(target=killer, args=(shop, options.kill_every, random.Random(options.seed), kills, stop), daemon=True)
        began = time.monotonic()
        for thread in buyers.threads:
            thread.start()
        if options.kill_every > 0:
            hunter.start()
        while buyers.alive():
            time.sleep(1)
            if sys.stderr.isatty():
                print(f"\r{len(buyers.placed)} bought, {len(buyers.refused)} refused, {sum(kills.values())} kills ", end="", file=sys.stderr)
        stop.set()
        if options.kill_every > 0:
            hunter.join()
        took = time.monotonic() - began
        open_sagas = settle(shop, 180)
        books = balance(shop, buyers, before, open_sagas)
        summary = {"checkouts": options.count, "bought": len(buyers.placed), "refused": len(buyers.refused), "requests": buyers.asked,
                   "kills": kills, "seconds": round(took, 1), "wrong": books.wrong, "seed": options.seed}
        if options.json:
            print(json.dumps(summary))
        else:
            killed = ", ".join(f"{name} {count}" for name, count in sorted(kills.items())) or "none"
            print(f"\n{options.count} checkouts in {took:.0f} s: {len(buyers.placed)} bought, {len(buyers.refused)} refused and undone; "
                  f"{buyers.asked} requests. Killed: {killed}.")
            books.print()
            print("the books balance" if books.wrong == 0 else f"{books.wrong} of {len(books.rows)} are WRONG (seed {options.seed})")
        if books.wrong:
            keep = pathlib.Path(tempfile.mkdtemp(prefix="slipway-chaos-kept-"))
            shutil.copytree(shop.home / "projects", keep / "projects")
            print(f"stores and logs are kept in {keep}", file=sys.stderr)
        return 1 if books.wrong else 0
    finally:
        shop.end()


if __name__ == "__main__":
    sys.exit(main())
