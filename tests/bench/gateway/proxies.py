"""The candidate, its peers, and the backend behind them, each as a process with a port. All with one worker, no access log, kept
connections to the backend, and the forwarding fields that people set."""
import os
import shutil
import signal
import socket
import subprocess
import threading
import time

from .control import Daemon

SMALL = "x" * 100
LARGE_BYTES = 1 << 20


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Process:
    name = "?"

    def __init__(self, folder, core):
        self.folder = os.path.join(folder, self.name)
        os.makedirs(self.folder)
        self.core = core
        self.port = free_port()
        self.process = None

    def spawn(self, command, **options):
        log = open(os.path.join(self.folder, "output.log"), "wb")
        self.process = subprocess.Popen(["taskset", "-c", str(self.core)] + command, stdout=log, stderr=log, **options)

    def await_port(self, patience=10.0):
        end = time.monotonic() + patience
        while time.monotonic() < end and self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.01)
        with open(os.path.join(self.folder, "output.log")) as log:
            raise RuntimeError("%s does not listen on port %d:\n%s" % (self.name, self.port, log.read()))

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w") as file:
            file.write(text)
        return path

    def pids(self):
        """The process and its children."""
        found = [self.process.pid]
        try:
            with open("/proc/%d/task/%d/children" % (self.process.pid, self.process.pid)) as file:
                found += [int(each) for each in file.read().split()]
        except OSError:
            pass
        return found

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def nginx_main(folder, http):
    # Started by root it would serve as www-data, which may not look into our folder.
    user = "user root root; " if os.geteuid() == 0 else ""
    return user + """
daemon off; master_process on; worker_processes 1; pid %(folder)s/pid; error_log %(folder)s/error.log error;
worker_rlimit_nofile 65536;
events { worker_connections 16384; }
http {
  access_log off; keepalive_requests 1000000000; keepalive_timeout 75s; server_tokens off; tcp_nodelay on;
  client_body_temp_path %(folder)s/body; proxy_temp_path %(folder)s/proxy; fastcgi_temp_path %(folder)s/f; uwsgi_temp_path %(folder)s/u; scgi_temp_path %(folder)s/s;
  %(http)s
}
""" % {"folder": folder, "http": http}


class Backend(Process):
    """nginx, answering from memory."""
    name = "backend"

    def start(self):
        with open(os.path.join(self.folder, "large"), "wb") as file:
            file.write(b"y" * LARGE_BYTES)
        http = """sendfile on; open_file_cache max=16; open_file_cache_valid 1h;
  server { listen 127.0.0.1:%d backlog=4096; root %s;
    location = /small { default_type text/plain; return 200 "%s"; } location = /large { default_type text/plain; } }""" % (
            self.port, self.folder, SMALL)
        self.spawn(["nginx", "-c", self.write("nginx.conf", nginx_main(self.folder, http)), "-p", self.folder])
        self.await_port()


class Nginx(Process):
    name = "nginx"

    @staticmethod
    def available():
        return shutil.which("nginx") is not None

    def start(self, backend):
        http = """upstream backend { server 127.0.0.1:%d; keepalive 256; keepalive_requests 1000000000; }
  server { listen 127.0.0.1:%d backlog=4096;
    location / { proxy_pass http://backend; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $host;
      proxy_set_header X-Forwarded-For $remote_addr; proxy_set_header X-Forwarded-Proto http; proxy_set_header X-Request-Id $request_id; } }""" % (
            backend, self.port)
        self.spawn(["nginx", "-c", self.write("nginx.conf", nginx_main(self.folder, http)), "-p", self.folder])
        self.await_port()


class Haproxy(Process):
    name = "haproxy"

    @staticmethod
    def available():
        return shutil.which("haproxy") is not None

    def start(self, backend):
        config = """
global
  nbthread 1
  maxconn 4096
defaults
  mode http
  timeout connect 1s
  timeout client 75s
  timeout server 30s
  option forwardfor
  http-reuse always
frontend in
  bind 127.0.0.1:%d backlog 4096
  http-request set-header X-Forwarded-Proto http
  default_backend out
backend out
  balance leastconn
  server one 127.0.0.1:%d
""" % (self.port, backend)
        self.spawn(["haproxy", "-db", "-f", self.write("haproxy.cfg", config)])
        self.await_port()


class Slipway(Process):
    name = "slipway"

    def __init__(self, folder, core, binary, access_log="off", tracing=None):
        super().__init__(folder, core)
        self.binary = binary
        self.access_log = access_log
        self.tracing = tracing
        self.listener = None

    def start(self, backend):
        self.listener = socket.socket()
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.bind(("127.0.0.1", self.port))
        self.listener.listen(4096)
        self.spawn([self.binary, "--home", self.folder, "--workers", "1"])
        daemon = Daemon(self.folder)
        daemon.serve(self.listener, ["127.0.0.1:%d" % backend], self.access_log, self.tracing)
        self.leave(daemon)

    def leave(self, daemon):
        daemon.goodbye()

    def stop(self):
        super().stop()
        if self.listener:
            self.listener.close()


class SlipwayBefore(Slipway):
    """Another build of it."""
    name = "before"


class SlipwayLogging(Slipway):
    """The same with its access log, to see what that costs."""
    name = "slipway+log"


class SlipwayTracing(Slipway):
    """The same with traces of `share` of the requests, fetched as the daemon fetches them."""

    def __init__(self, folder, core, binary, share):
        self.name = "slipway+trace%g" % share
        super().__init__(folder, core, binary, "off", {"sample_ppm": round(share * 1e6), "slow_ms": 1000})
        self.done = threading.Event()
        self.fetcher = None

    def leave(self, daemon):
        self.fetcher = threading.Thread(target=self.fetch, args=(daemon,))
        self.fetcher.start()

    def fetch(self, daemon):
        while not self.done.wait(0.25):
            daemon.spans()
        daemon.goodbye()

    def stop(self):
        self.done.set()
        if self.fetcher:
            self.fetcher.join()
        super().stop()
