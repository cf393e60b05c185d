"""Reviews in one SQLite file, which instances share."""
import json
import os
import sqlite3
import threading
import time
import uuid

SCHEMA = """
CREATE TABLE IF NOT EXISTS reviews (id TEXT PRIMARY KEY, product_id TEXT NOT NULL, user_id TEXT NOT NULL, rating INTEGER NOT NULL,
                                    text TEXT NOT NULL, created_ms INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS reviews_product ON reviews (product_id, id);
CREATE TABLE IF NOT EXISTS reviews_keys (key TEXT PRIMARY KEY, request TEXT NOT NULL, id TEXT NOT NULL, created_ms INTEGER NOT NULL);
"""
KEY_MS = 24 * 60 * 60 * 1000
FIELDS = ("id", "product_id", "user_id", "rating", "text", "created_ms")


class ReusedKey(Exception):
    """An Idempotency-Key that came before with another request."""


def new_id():
    """Sorts by age: milliseconds, then chance."""
    return f"w_{int(time.time() * 1000):012x}{uuid.uuid4().hex[:10]}"


class Store:
    def __init__(self, path):
        self.path = path
        self.local = threading.local()
        folder = os.path.dirname(os.path.abspath(path))
        os.makedirs(folder, exist_ok=True)
        with self.connection() as connection:
            connection.executescript(SCHEMA)

    def connection(self):
        """This thread's own. Used with `with`, it is a transaction."""
        if not hasattr(self.local, "connection"):
            self.local.connection = sqlite3.connect(self.path, timeout=5)
            self.local.connection.execute("PRAGMA journal_mode=WAL")
            self.local.connection.execute("PRAGMA synchronous=NORMAL")
        return self.local.connection

    def check(self):
        self.connection().execute("SELECT count(*) FROM sqlite_master").fetchone()

    def get(self, review_id):
        row = self.connection().execute(f"SELECT {', '.join(FIELDS)} FROM reviews WHERE id = ?", (review_id,)).fetchone()
        return dict(zip(FIELDS, row)) if row else None

    def list(self, product_id, limit, before):
        """Newest first, one more than `limit` where there are more; of all products where `product_id` is empty."""
        rows = self.connection().execute(
            f"SELECT {', '.join(FIELDS)} FROM reviews WHERE (? = '' OR product_id = ?) AND (? = '' OR id < ?) ORDER BY id DESC LIMIT ?",
            (product_id, product_id, before, before, limit + 1))
        return [dict(zip(FIELDS, row)) for row in rows]

    def add(self, review, key):
        """`review` without id and time. The same key gives the same review; with other words it raises ReusedKey."""
        request = json.dumps(review, sort_keys=True)
        now = int(time.time() * 1000)
        with self.connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            if key:
                connection.execute("DELETE FROM reviews_keys WHERE created_ms < ?", (now - KEY_MS,))
                known = connection.execute("SELECT request, id FROM reviews_keys WHERE key = ?", (key,)).fetchone()
                if known and known[0] != request:
                    raise ReusedKey
                if known:
                    return self.get(known[1])
            made = review | {"id": new_id(), "created_ms": now}
            connection.execute(f"INSERT INTO reviews ({', '.join(FIELDS)}) VALUES (?, ?, ?, ?, ?, ?)", [made[name] for name in FIELDS])
            if key:
                connection.execute("INSERT INTO reviews_keys VALUES (?, ?, ?, ?)", (key, request, made["id"], now))
            return made

    def remove(self, review_id):
        with self.connection() as connection:
            return connection.execute("DELETE FROM reviews WHERE id = ?", (review_id,)).rowcount > 0
