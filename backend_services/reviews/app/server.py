"""HTTP for a service in Python's standard library: kept connections, an end that loses no request, JSON and its faults."""
import json
import os
import select
import signal
import threading
import time
import urllib.parse
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

BODY_LIMIT = 64 * 1024
LINGER = 0.1  # seconds in which an idle connection may still ask, after SIGTERM
DEADLINE = 10.0  # seconds after SIGTERM in which all must be done


class Fault(Exception):
    """An answer that is a failure: `code` is stable, `message` is one sentence for people."""

    def __init__(self, status, code, message):
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


class Request:
    def __init__(self, method, target, headers, body):
        self.method = method
        parts = urllib.parse.urlsplit(target)
        self.path = parts.path
        self.segments = [urllib.parse.unquote(part) for part in parts.path.split("/")[1:]]
        self.query = dict(urllib.parse.parse_qsl(parts.query))
        self.headers = headers
        self.body = body
        self.id = headers.get("X-Request-Id") or uuid.uuid4().hex

    def object(self, *fields):
        """The body as an object that has no other fields than these."""
        try:
            value = json.loads(self.body)
        except ValueError as error:
            raise Fault(400, "bad_json", "The body is no JSON.") from error
        if not isinstance(value, dict):
            raise Fault(400, "bad_json", "The body must be a JSON object.")
        for name in value:
            if name not in fields:
                raise Fault(422, "unknown_field", f"{name}: there is no such field.")
        return value


class Service:
    """Runs `answer(request) -> (status, body, headers)` behind PORT until SIGTERM. `ready()` raises where it is not. `description` is
    its OpenAPI document."""

    def __init__(self, name, answer, ready, description):
        self.name, self.answer, self.ready, self.description = name, answer, ready, description
        self.instance = os.environ.get("SLIPWAY_INSTANCE", "")
        self.served = 0
        self.counting = threading.Lock()
        self.stopping = threading.Event()
        # Readable for every thread at once, from SIGTERM on: Python runs its handlers between two steps of the main thread, which
        # may be about to sleep in a system call, but the descriptor is written in the moment of the signal.
        self.stop_pipe, end = os.pipe()
        os.set_blocking(end, False)
        signal.set_wakeup_fd(end)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: None)

    def log(self, level, message, **more):
        line = {"time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "level": level, "service": self.name}
        print(json.dumps(line | {"instance": self.instance, "message": message} | more, ensure_ascii=False), flush=True)

    def housekeeping(self, path):
        """Health, metrics and the service's description, which are neither counted nor logged; nothing for any other path."""
        if path == "/health/live":
            return 200, {"status": "ok"}, {}
        if path == "/health/ready":
            if self.stopping.is_set():
                raise Fault(503, "stopping", "The instance is stopping.")
            self.ready()
            return 200, {"status": "ok"}, {}
        if path == "/openapi.json":
            return 200, self.description, {}
        if path == "/metrics":
            text = f'shop_requests_served_total{{service="{self.name}"}} {self.served}\n'
            return 200, "# TYPE shop_requests_served_total counter\n" + text, {"Content-Type": "text/plain; version=0.0.4"}
        return None

    def run(self):
        service = self

        class BoundHandler(Handler):
            owner = service

        server = Server(("127.0.0.1", int(os.environ["PORT"])), BoundHandler)
        self.log("info", f"listening on 127.0.0.1:{server.server_address[1]}")
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        select.select([self.stop_pipe], [], [])
        self.stopping.set()
        last = threading.Timer(DEADLINE, os._exit, [0])
        last.daemon = True
        last.start()
        server.shutdown()
        server.take_waiting()
        server.server_close()
        self.log("info", "stopped")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one write
    owner = None

    def serve(self):
        began = time.monotonic()
        request = None
        housekeeping = False
        headers = {}
        try:
            request = Request(self.command, self.path, self.headers, self.read_body())
            found = self.owner.housekeeping(request.path)
            housekeeping = found is not None
            status, body, headers = found or self.owner.answer(request)
        except Fault as fault:
            status, body = fault.status, {"error": {"code": fault.code, "message": fault.message}}
        except Exception as error:  # a bug of ours: the client hears of it, and the connection lives on
            self.owner.log("error", repr(error))
            status, body = 500, {"error": {"code": "internal", "message": "The service failed."}}
        self.send(status, body, headers, request)
        if not housekeeping and not (request and request.path.startswith("/health/")):
            with self.owner.counting:
                self.owner.served += 1
            self.owner.log("error" if status >= 500 else "info", f"{self.command} {self.path}", status=status,
                           ms=round((time.monotonic() - began) * 1000, 3), request_id=request.id if request else "")

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = serve

    def read_body(self):
        if "Transfer-Encoding" in self.headers:
            self.close_connection = True
            raise Fault(411, "length_required", "A body needs a Content-Length.")
        text = self.headers.get("Content-Length", "0")
        if not text.isdigit() or int(text) > BODY_LIMIT:
            self.close_connection = True
            raise Fault(413, "too_large", f"A body has at most {BODY_LIMIT} bytes.")
        return self.rfile.read(int(text))

    def send(self, status, body, headers, request):
        data = body.encode() if isinstance(body, str) else b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        self.send_response(status)
        if data and "Content-Type" not in headers:
            self.send_header("Content-Type", "application/json")
        if status != 204:
            self.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            self.send_header(name, value)
        if request:
            self.send_header("X-Request-Id", request.id)
        if self.owner.stopping.is_set() or self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
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
        self.connection.setblocking(False)
        buffered = self.rfile.peek(1)
        self.connection.setblocking(True)
        if buffered:
            return True
        wake = [self.connection] if timeout is not None else [self.connection, self.owner.stop_pipe]
        return self.connection in select.select(wake, [], [], timeout)[0]

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = False  # server_close() waits for what is in flight
    request_queue_size = 128

    def take_waiting(self):
        """Accepts the connections that are in the queue already: they are answered too."""
        self.socket.setblocking(False)
        while True:
            try:
                connection, address = self.get_request()
            except BlockingIOError:
                return
            connection.setblocking(True)
            self.process_request(connection, address)
