"""The service that control.py runs: answers over HTTP/1.1, and writes numbered lines whose numbers it keeps in a file beside the home.

Environment: PORT, CONTROL (a folder: `slow` holds seconds before it listens, `flap` lets its readiness come and go), and BACK_URL of the service
that /via asks. It runs under `python3 -I -S`: a start costs as little as it can.
"""
import errno
import mmap
import os
import select
import signal
import socket
import struct
import time

CONTROL = os.environ["CONTROL"]
NAME = os.environ["SLIPWAY_INSTANCE"]
PERIOD = 0.02  # between two lines that nobody asked for
FLAP = 0.15    # seconds of each answer while readiness flaps


class NumberedLines:
    """Lines "NUMBER PID" on standard output. What write(2) took is counted in CONTROL/counts/INSTANCE.PID, so that a reader of the logs knows what
    must be there even after SIGKILL; what a full disk refuses is kept and tried again."""

    def __init__(self):
        path = f"{CONTROL}/counts/{NAME}.{os.getpid()}"
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT)
        os.ftruncate(descriptor, 8)
        self.count = mmap.mmap(descriptor, 8)
        self.number = 0
        self.unwritten = []  # (number, what of its line is not written)

    def add(self):
        self.number += 1
        self.unwritten.append((self.number, b"%d %d\n" % (self.number, os.getpid())))
        self.write()

    def write(self):
        while self.unwritten:
            number, rest = self.unwritten[0]
            try:
                put = os.write(1, rest)
            except OSError as error:
                if error.errno in (errno.ENOSPC, errno.EINTR):
                    return
                raise
            if put < len(rest):
                self.unwritten[0] = (number, rest[put:])
                continue
            self.unwritten.pop(0)
            struct.pack_into("=Q", self.count, 0, number)


def exists(name):
    return os.access(f"{CONTROL}/{name}", os.F_OK)


def ask_next():
    """The status of the service behind this one, through its egress listener."""
    host, port = os.environ["BACK_URL"].removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=60) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: next\r\nConnection: close\r\n\r\n")
        head = b""
        while b"\r\n" not in head:
            piece = connection.recv(4096)
            if not piece:
                return b"502 Bad Gateway"
            head += piece
    return head.split(b"\r\n", 1)[0].split(b" ", 1)[1]


def answer_to(path, lines):
    if path == b"/health":
        good = not exists("flap") or int(time.monotonic() / FLAP) % 2 == 0
        status = b"200 OK" if good else b"503 Service Unavailable"
    else:
        lines.add()
        status = ask_next() if path.endswith(b"/via") else b"200 OK"
    body = NAME.encode()
    return b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s" % (status, len(body), body)


def serve(listener, lines):
    stopping = []
    signal.signal(signal.SIGTERM, lambda *_: stopping.append(True))
    poll = select.epoll()
    poll.register(listener, select.EPOLLIN)
    clients, buffers = {}, {}
    due = 0.0
    while not stopping:
        if time.monotonic() >= due:
            lines.add()
            due = time.monotonic() + PERIOD
        for descriptor, _ in poll.poll(PERIOD):
            if descriptor == listener.fileno():
                client, _ = listener.accept()
                clients[client.fileno()], buffers[client.fileno()] = client, b""
                poll.register(client, select.EPOLLIN)
                continue
            try:
                piece = clients[descriptor].recv(4096)
                buffers[descriptor] += piece
                while piece and b"\r\n\r\n" in buffers[descriptor]:
                    head, buffers[descriptor] = buffers[descriptor].split(b"\r\n\r\n", 1)
                    clients[descriptor].sendall(answer_to(head.split(b" ", 2)[1], lines))
            except ConnectionError:
                piece = b""
            if not piece:
                poll.unregister(descriptor)
                clients.pop(descriptor).close()
                del buffers[descriptor]


def main():
    lines = NumberedLines()
    lines.add()
    try:
        with open(f"{CONTROL}/slow", encoding="utf-8") as file:
            time.sleep(float(file.read() or 0))
    except (FileNotFoundError, ValueError):
        pass
    listener = socket.create_server(("127.0.0.1", int(os.environ["PORT"])), backlog=128)
    serve(listener, lines)
    lines.write()


main()
