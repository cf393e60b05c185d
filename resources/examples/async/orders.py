"""Takes an order, hands its bonus over to a service that may be away, and answers at once."""
import json
import os
import urllib.request
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Orders(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.answer(200 if self.path == "/health" else 404, {})

    def do_POST(self):
        order = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        order["id"] = str(uuid.uuid4())
        bonus = urllib.request.Request(
            os.environ["BONUS_URL"] + "/bonus",
            data=json.dumps({"customer": order["customer"], "points": order["total"] // 10}).encode(),
            # The same order is one message, however often it is sent; those of one customer stay in order.
            headers={"Content-Type": "application/json", "Idempotency-Key": order["id"], "X-Ordering-Key": order["customer"]})
        with urllib.request.urlopen(bonus) as taken:
            order["bonus"] = json.load(taken)
        self.answer(201, order)


ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Orders).serve_forever()
