"""Requests through the gateway all the time, and which of those that failed may have."""
import http.client
import socket
import threading
import time

PATHS = ("/web", "/blue", "/bird", "/back", "/web/via")
PAUSE = 0.004            # seconds between two requests of a client
PER_CONNECTION = 25      # requests, so that connections are opened all the time


class Failure:
    def __init__(self, path, what, connected, ended):
        self.path, self.what, self.connected, self.ended = path, what, connected, ended

    def __str__(self):
        return f"{self.path}: {self.what} at {self.ended:.3f} (on a connection of {self.connected:.3f})"


class Load:
    """Each client is a thread with one connection and at most one request in flight."""

    def __init__(self, port, clients=3):
        self.port, self.clients = port, clients
        self.stopping = threading.Event()
        self.lock = threading.Lock()
        self.requests, self.failures = 0, []
        self.threads = []

    def start(self):
        self.threads = [threading.Thread(target=self.run, args=(i,), daemon=True) for i in range(self.clients)]
        for thread in self.threads:
            thread.start()

    def run(self, number):
        connection, connected, left = None, 0.0, 0
        while not self.stopping.is_set():
            path = PATHS[number % len(PATHS)]
            number += 1
            try:
                if not connection or left == 0:
                    if connection:
                        connection.close()
                    connection, left = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60), PER_CONNECTION
                    connected = time.monotonic()
                    connection.connect()
                    connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                left -= 1
                connection.request("GET", path)
                answer = connection.getresponse()
                body = answer.read()
                if answer.will_close:
                    left = 0
                what = None if answer.status == 200 else f"status {answer.status} {body[:160].decode(errors='replace')}"
            except (OSError, http.client.HTTPException) as error:
                what, left = f"{type(error).__name__} {error}", 0
            with self.lock:
                self.requests += 1
                if what:
                    self.failures.append(Failure(path, what, connected, time.monotonic()))
            if self.stopping.wait(PAUSE):
                break
        if connection:
            connection.close()

    def take(self):
        """(requests, failures) since the last call."""
        with self.lock:
            taken = self.requests, self.failures
            self.requests, self.failures = 0, []
            return taken

    def stop(self):
        self.stopping.set()
        for thread in self.threads:
            thread.join(timeout=70)


class Excuses:
    """What a request may fail of: it was in flight when its gateway was killed, or nobody was there to hold the socket."""

    def __init__(self):
        self.gateway_kills = []  # (just before, when it was gone)
        self.nobody = []         # (from, to): daemon and gateway were dead at once

    def covers(self, failure):
        cut = any(failure.connected <= gone and failure.ended >= before for before, gone in self.gateway_kills)
        alone = any(failure.connected <= end and failure.ended >= begin for begin, end in self.nobody)
        return cut or alone
