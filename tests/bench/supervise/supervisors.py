"""Slipway, supervisord and PM2, each with a folder of its own: the same processes by each."""
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time

from supervise import processes

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
MOST_REPLICAS = 250  # a service's bound is 256


def run(command, environment=None, cwd=None, seconds=120):
    done = subprocess.run(command, env=environment, cwd=cwd, capture_output=True, text=True, timeout=seconds)
    if done.returncode != 0:
        raise RuntimeError("%s: exit %d\n%s%s" % (" ".join(command), done.returncode, done.stdout[-2000:], done.stderr[-2000:]))
    return done.stdout


def compiled(folder, name):
    path = os.path.join(folder, name)
    subprocess.run(["cc", "-O2", "-static", "-o", path, os.path.join(os.path.dirname(__file__), name + ".c")], check=True)
    return path


class Supervisor:
    def __init__(self, parent):
        self.folder = tempfile.mkdtemp(prefix=self.name[:2], dir=parent)
        self.environment = dict(os.environ, NO_COLOR="1")

    def stop(self):
        """Ends all of it, also after a failure."""
        try:
            self.end()
        except (RuntimeError, OSError, subprocess.TimeoutExpired):
            pass
        mark = self.folder.encode()
        for pid in processes.pids():
            try:
                with open("/proc/%d/environ" % pid, "rb") as file:
                    if mark in file.read() and pid != os.getpid():
                        os.kill(pid, signal.SIGKILL)
            except OSError:
                pass
        shutil.rmtree(self.folder, ignore_errors=True)


class Slipway(Supervisor):
    name = "slipway"

    @staticmethod
    def available():
        return os.access(os.path.join(ROOT, "build/release/bin/slipwayd"), os.X_OK)

    def __init__(self, parent):
        super().__init__(parent)
        self.bin = os.path.join(ROOT, "build/release/bin")
        self.home = os.path.join(self.folder, "h")
        self.environment.update(SLIPWAY_HOME=self.home, SLIPWAY_LIBEXEC=self.bin)

    def cli(self, *words, seconds=180):
        return run([os.path.join(self.bin, "slipway"), *words], self.environment, self.folder, seconds)

    def prepare(self):
        """The daemon alone."""
        self.cli("daemon", "start")

    def manifest(self, count, command, extra="", tail=""):
        services, left = "", count
        while left > 0:
            number = min(left, MOST_REPLICAS)
            services += "  s%d: {command: %s, deploy: {replicas: %d}%s}\n" % (left, json.dumps(command), number, extra)
            left -= number
        with open(os.path.join(self.folder, "slipway.yaml"), "w") as file:
            file.write("name: bench\n%sservices:\n%s" % (tail, services))

    def start(self, count, command):
        self.manifest(count, command)
        self.up()

    def up(self):
        self.cli("up", "-d")

    def pid(self):
        with open(os.path.join(self.home, "slipwayd.lock")) as file:
            return int(file.readline())

    def gateway_pid(self):
        with open(os.path.join(self.home, "gateway.lock")) as file:
            return int(file.readline())

    def rows(self):
        return json.loads(self.cli("ps", "--json"))

    def end(self):
        self.cli("down")
        self.cli("daemon", "stop")


class Supervisord(Supervisor):
    name = "supervisord"

    @staticmethod
    def available():
        return shutil.which("supervisord") is not None

    def prepare(self):
        pass

    def start(self, count, command):
        config = os.path.join(self.folder, "supervisord.conf")
        with open(config, "w") as file:
            file.write("[supervisord]\nnodaemon=true\nlogfile=%s/log\npidfile=%s/pid\nchildlogdir=%s\n"
                       "[program:s]\ncommand=%s\nnumprocs=%d\nprocess_name=%%(program_name)s_%%(process_num)04d\nstartsecs=0\n"
                       "autorestart=true\n" % (self.folder, self.folder, self.folder, " ".join(command), count))
        self.process = subprocess.Popen(["supervisord", "-c", config], env=dict(self.environment, BENCH_HOME=self.folder),
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def pid(self):
        return self.process.pid

    def end(self):
        self.process.terminate()
        self.process.wait(60)


class Pm2(Supervisor):
    name = "pm2"
    folder_of = None  # of `npm install --prefix`

    @classmethod
    def program(cls):
        if cls.folder_of:
            return os.path.join(cls.folder_of, "node_modules/.bin/pm2")
        return shutil.which("pm2")

    @classmethod
    def available(cls):
        return bool(cls.program()) and os.access(cls.program(), os.X_OK)

    def __init__(self, parent):
        super().__init__(parent)
        self.environment.update(PM2_HOME=os.path.join(self.folder, "pm2"))

    def pm2(self, *words):
        return run([self.program(), *words], self.environment, self.folder, 180)

    def prepare(self):
        self.pm2("ping")

    def start(self, count, command):
        with open(os.path.join(self.folder, "ecosystem.json"), "w") as file:
            json.dump({"apps": [{"name": "s", "script": command[0], "args": command[1:], "interpreter": "none", "exec_mode": "fork",
                                 "instances": count, "autorestart": True}]}, file)
        self.pm2("start", "ecosystem.json")

    def pid(self):
        with open(os.path.join(self.folder, "pm2/pm2.pid")) as file:
            return int(file.read())

    def end(self):
        self.pm2("kill")


class Bare(Supervisor):
    """Nobody supervises: fork and exec in a loop, below which no supervisor can start anything on this machine."""
    name = "bare"

    @staticmethod
    def available():
        return shutil.which("cc") is not None

    def prepare(self):
        self.program = compiled(self.folder, "bare")

    def start(self, count, command):
        self.process = subprocess.Popen([self.program, str(count), *command], env=dict(self.environment, BENCH_HOME=self.folder))

    def end(self):
        self.process.kill()
        self.process.wait(60)


ALL = (Slipway, Supervisord, Pm2)
