"""Writes each bonus down once, by the key of its message."""
import json
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PATH = os.environ["DATA_PATH"]
LOCK = threading.Lock()
ENTRIES = [json.loads(line) for line in open(PATH)] if os.path.exists(PATH) else []


class Bonus(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        with LOCK:
            self.answer(200, {} if self.path == "/health" else ENTRIES)

    def do_POST(self):
        entry = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        entry["key"] = self.headers["Idempotency-Key"]
        with LOCK:
            if all(known["key"] != entry["key"] for known in ENTRIES):
                with open(PATH, "a") as store:
                    store.write(json.dumps(entry) + "\n")
                ENTRIES.append(entry)
        self.answer(201, {})


ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Bonus).serve_forever()
