"""A service in nothing but Python's standard library, that can be redeployed under load with no request lost.

Three things make it so, in any language: it listens on $PORT, it says at /health/ready when it may get requests, and on SIGTERM
it finishes what it has begun before it goes.
"""
import json
import os
import select
import signal
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

STOPPING = threading.Event()
STOP_PIPE, STOP_PIPE_END = os.pipe()  # readable for every thread at once, from SIGTERM on
LINGER = 0.25  # seconds in which a connection that is idle may still ask, after SIGTERM
DEADLINE = 10.0  # seconds after SIGTERM in which all must be done
INSTANCE = os.environ.get("SLIPWAY_INSTANCE", f"pid {os.getpid()}")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # keep connections: the gateway uses each for many requests
    wbufsize = -1  # head and body in one write

    def do_GET(self):
        if self.path == "/health/ready":
            self.answer(503 if STOPPING.is_set() else 200, {"ready": not STOPPING.is_set()})
        elif self.path == "/":
            self.answer(200, {"message": f"Hello from {INSTANCE}", "pid": os.getpid()})
        else:
            self.answer(404, {"error": "There is nothing here."})

    def answer(self, status, body):
        data = json.dumps(body).encode() + b"\n"
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        if STOPPING.is_set():
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(data)

    def handle_one_request(self):
        """Waits for a request or for SIGTERM, whichever comes first. The base class alone would sit in a read for ever."""
        try:
            if self.has_input(None) or self.has_input(LINGER):
                super().handle_one_request()
                return
        except ConnectionError:
            pass  # the peer is gone: nobody to tell
        self.close_connection = True

    def has_input(self, timeout):
        """True once there is something to read, the peer's end included; False at SIGTERM or after `timeout` seconds."""
        self.connection.setblocking(False)
        buffered = self.rfile.peek(1)
        self.connection.setblocking(True)
        if buffered:
            return True
        wake = [self.connection] if timeout is not None else [self.connection, STOP_PIPE]
        return self.connection in select.select(wake, [], [], timeout)[0]

    def log_message(self, message, *values):
        if getattr(self, "path", "") != "/health/ready":
            print(json.dumps({"time": time.time(), "instance": INSTANCE, "message": message % values}), flush=True)


class Server(ThreadingHTTPServer):
    daemon_threads = False  # server_close() waits for what is in flight
    request_queue_size = 128

    def take_waiting(self):
        """Accepts the connections that are in the queue already: they are answered too."""
        self.socket.setblocking(False)
        while True:
            try:
                request, address = self.get_request()
            except BlockingIOError:
                return
            request.setblocking(True)
            self.process_request(request, address)


def main():
    # Python runs its handlers between two steps of the main thread, which may be about to sleep in a system call: too late.
    # The descriptor is written in the moment of the signal.
    os.set_blocking(STOP_PIPE_END, False)
    signal.set_wakeup_fd(STOP_PIPE_END)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    server = Server(("127.0.0.1", int(os.environ["PORT"])), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    select.select([STOP_PIPE], [], [])
    STOPPING.set()
    last = threading.Timer(DEADLINE, os._exit, [0])
    last.daemon = True
    last.start()
    server.shutdown()
    server.take_waiting()
    server.server_close()


if __name__ == "__main__":
    main()
