"""Plays slipwayd towards slipway-gateway: the control protocol of docs/gateway-protocol.md, as far as a benchmark needs it."""
import array
import fcntl
import json
import os
import socket
import time

F_ADD_SEALS = 1033
SEALS = 0x0002 | 0x0004 | 0x0008  # shrink, grow, write


def sealed_memfd(content):
    fd = os.memfd_create("snapshot", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    os.write(fd, content)
    fcntl.fcntl(fd, F_ADD_SEALS, SEALS)
    return fd


class Daemon:
    def __init__(self, home, patience=10.0):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.socket.settimeout(patience)
        end = time.monotonic() + patience
        while True:
            try:
                self.socket.connect(os.path.join(home, "gateway.sock"))
                break
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.01)
        self.await_type("hello")
        self.say({"type": "hello", "version": "bench", "build": "bench", "schema": [1, 1], "epoch": "bench", "pid": os.getpid()})

    def say(self, message, fds=()):
        body = [json.dumps(message).encode()]
        if fds:
            socket.send_fds(self.socket, body, list(fds))
        else:
            self.socket.sendmsg(body)

    def await_type(self, *types):
        while True:
            body, fds, _, _ = socket.recv_fds(self.socket, 65536, 253)
            for fd in array.array("i", fds):
                os.close(fd)
            if not body:
                raise RuntimeError("the gateway has closed the control connection")
            message = json.loads(body)
            if message["type"] in types:
                return message

    def serve(self, listener, backends, access_log, tracing=None):
        """One listening socket, one service; every path goes there."""
        address = "%s:%d" % listener.getsockname()
        self.say({"type": "listeners", "add": [{"id": "in", "address": address}], "remove": []}, [listener.fileno()])
        self.await_type("listeners")
        snapshot = {
            "schema": 1, "generation": 1, "access_log": access_log,
            "listeners": [{"id": "in", "kind": "ingress", "project": "bench", "caller": "gateway", "routes": [
                {"id": "all", "path_prefix": "/", "to": [{"service": "backend"}]}]}],
            "services": [{"id": "backend", "name": "backend", "policy": "least_request", "endpoints": [
                {"id": "backend-%d" % i, "address": each} for i, each in enumerate(backends)]}],
        }
        if tracing:
            snapshot["listeners"][0]["tracing"] = tracing
        fd = sealed_memfd(json.dumps(snapshot).encode())
        self.say({"type": "snapshot", "generation": 1}, [fd])
        os.close(fd)
        verdict = self.await_type("ack", "nack")
        if verdict["type"] == "nack":
            raise RuntimeError("snapshot refused: %(path)s %(error)s" % verdict)

    def spans(self):
        """Fetches those that have ended, and forgets them."""
        self.say({"type": "spans", "id": 1})
        self.await_type("spans")

    def goodbye(self):
        self.say({"type": "goodbye"})
        self.socket.close()
