"""A project of five services in a home of its own, and what can be seen of it from outside: its processes, its control socket, its logs."""
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
PROJECT = "ward"
LOADED = ("web", "blue", "bird", "back")
SERVICES = LOADED + ("lone",)
HOME_BYTES = 64 << 20

# `lone` gets no load: it is what a user stops, starts and restarts as a whole.
MANIFEST = """name: ward
services:
  web:
@common
    calls: [back]
    deploy: {replicas: 2, restart_policy: @policy, update_config: {monitor: 50ms}}
  blue:
@common
    deploy: {replicas: 2, restart_policy: @policy, update_config: {strategy: blue_green, bake: 300ms, monitor: 50ms, analysis: {p99_ratio: 0}}}
  bird:
@common
    deploy:
      replicas: 2
      restart_policy: @policy
      update_config:
        strategy: canary
        monitor: 50ms
        analysis: {p99_ratio: 0}
        steps: [{weight: 30, duration: 300ms}, {weight: 60, duration: 300ms}]
  back:
@common
    deploy: {replicas: 2, restart_policy: @policy, update_config: {parallelism: 2, monitor: 50ms}}
  lone:
@common
    deploy: {replicas: 1, restart_policy: @policy, update_config: {order: stop-first, monitor: 50ms}}
gateway:
  listen: 127.0.0.1:@port
  workers: 2
  access_log: off
  routes:
    - {path_prefix: /web, to: web}
    - {path_prefix: /blue, to: blue}
    - {path_prefix: /bird, to: bird}
    - {path_prefix: /back, to: back}
"""
COMMON = """    command: [@python, -I, -S, @program]
    ports: [0]
    environment: {CONTROL: @control, STAMP: "@stamp"}
    readiness_probe: {http_get: {path: /health}, period: 100ms, timeout: 2s}
    stop_grace_period: 10s
    start_timeout: 30s"""
POLICY = "{delay: 50ms, max_delay: 500ms, max_attempts: 0}"


def free_port():
    """Outside of the ephemeral range, so that no connection takes it in between."""
    for port in range(10_000 + os.getpid() % 8000, 20_000):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue
    raise RuntimeError("no free port between 10000 and 20000")


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path, timeout):
        super().__init__("slipway", timeout=timeout)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class Process:
    """A process of the home: `kind` is "instance", or the program's name."""

    def __init__(self, pid, program, environment):
        self.pid, self.environment = pid, environment
        self.cookie = environment.get("SLIPWAY_COOKIE", "")
        self.kind = "instance" if self.cookie else program
        self.instance = environment.get("SLIPWAY_INSTANCE", "")
        self.service = environment.get("SLIPWAY_SERVICE", "")
        self.port = environment.get("PORT", "")


class Project:
    def __init__(self, binaries, small_disk):
        self.binaries = binaries
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="slipway-chaos-"))
        self.home = self.folder / "h"
        self.control = self.folder / "control"
        self.home.mkdir(mode=0o700)
        (self.control / "counts").mkdir(parents=True)
        self.small_disk = small_disk and subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={HOME_BYTES},mode=0700", "slipway-chaos", self.home], check=False, capture_output=True).returncode == 0
        self.port = free_port()
        self.manifest = self.folder / "slipway.yaml"
        self.stamp = 0
        self.environment = dict(os.environ, SLIPWAY_HOME=str(self.home), SLIPWAY_LIBEXEC=str(binaries), NO_COLOR="1")
        self.write_manifest(0)

    def write_manifest(self, stamp):
        """With another stamp every instance is to be replaced."""
        self.stamp = stamp
        text = MANIFEST.replace("@common", COMMON).replace("@policy", POLICY)
        for word, value in {"python": shutil.which("python3"), "program": HERE / "numbered_service.py", "control": self.control, "stamp": stamp,
                            "port": self.port}.items():
            text = text.replace("@" + word, str(value))
        self.manifest.write_text(text, encoding="utf-8")

    def cli(self, *words, timeout=120):
        return subprocess.run([self.binaries / "slipway", *words], env=self.environment, cwd=self.folder, capture_output=True, text=True,
                              timeout=timeout, check=False)

    def get(self, path, timeout=5):
        """(status, JSON) of the control API; status 0 where no daemon answers. Unlike a command, it starts none."""
        connection = UnixConnection(str(self.home / "slipwayd.sock"), timeout)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        except (OSError, ValueError, http.client.HTTPException):
            return 0, None
        finally:
            connection.close()

    def daemon_pid(self):
        return (self.get("/v1/version", timeout=2)[1] or {}).get("pid", 0)

    def gateway(self):
        return self.get("/v1/gateway", timeout=2)[1] or {}

    def processes(self):
        """All that live and belong to this home, by what their environment says; the daemon is not asked."""
        found = []
        mark = str(self.home)
        try:
            prefix = (self.home / "home.id").read_text(encoding="utf-8").strip() + ":"
        except OSError:
            prefix = "\0"
        for entry in os.listdir("/proc"):
            if not entry.isdigit():
                continue
            try:
                with open(f"/proc/{entry}/environ", "rb") as file:
                    raw = file.read().decode(errors="replace")
                environment = dict(each.split("=", 1) for each in raw.split("\0") if "=" in each)
                cookie = environment.get("SLIPWAY_COOKIE", "")
                if not cookie.startswith(prefix) and environment.get("SLIPWAY_HOME") != mark:
                    continue
                program = os.path.basename(os.readlink(f"/proc/{entry}/exe")).removesuffix(" (deleted)")
                with open(f"/proc/{entry}/stat", encoding="utf-8") as file:
                    if file.read().rpartition(")")[2].split()[0] in "ZX":
                        continue
                if cookie or program.startswith("slipwayd") or program.startswith("slipway-"):
                    found.append(Process(int(entry), program, environment))
            except OSError:
                continue
        return found

    def instances(self, service=None):
        return sorted((each for each in self.processes() if each.kind == "instance" and service in (None, each.service)), key=lambda each: each.pid)

    def end(self):
        for each in self.instances():
            os.kill(each.pid, signal.SIGCONT)
        try:
            self.cli("down", "-p", PROJECT, timeout=60)
            self.cli("daemon", "stop", timeout=30)
        except subprocess.TimeoutExpired:
            pass
        deadline = time.monotonic() + 10
        while (left := self.processes()) and time.monotonic() < deadline:
            time.sleep(0.05)
        for each in left:
            try:
                os.kill(each.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        if self.small_disk:
            subprocess.run(["umount", "-l", self.home], check=False, capture_output=True)
        shutil.rmtree(self.folder, ignore_errors=True)
        return len(left)
