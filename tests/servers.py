"""Real web servers, in processes of their own, on the database of the running test."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.db import connection

PROJECT = Path(__file__).resolve().parent.parent
PATIENCE = 30


@contextmanager
def web_servers(count: int) -> Iterator[list[int]]:
    """The ports of `count` servers that answer; they end with the block."""
    ports = [free_port() for _ in range(count)]
    started = [_start(port) for port in ports]
    try:
        for port in ports:
            _wait_for(port)
        yield ports
    finally:
        for server in started:
            server.terminate()
        for server in started:
            server.wait(20)


class WebServer:
    """One that can be stopped and started again at the same address. It has the tests' settings."""

    def __init__(self):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        self.process = _start(self.port, "test")
        _wait_for(self.port)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)

    def kill(self) -> None:
        """At once, with whatever it is doing: its worker too."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(20)


@contextmanager
def web_server() -> Iterator[WebServer]:
    server = WebServer()
    try:
        yield server
    finally:
        server.stop()


def _start(port: int, mode: str = "demo") -> subprocess.Popen:
    settings = {"demo": "development"}.get(mode, mode)
    address = urlsplit(os.environ["DATABASE_URL"])
    url = urlunsplit(address._replace(path=f"/{connection.settings_dict['NAME']}"))
    environment = {
        **os.environ,
        "NEWSROOM_MODE": mode,
        "DJANGO_SETTINGS_MODULE": f"newsroom.settings.{settings}",
        "DATABASE_URL": url,
        "PORT": str(port),
    }
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "1"]
    command += ["--blocking-threads", "4", "--host", "127.0.0.1", "--port", str(port)]
    command.append("newsroom.wsgi:application")
    return subprocess.Popen(command, cwd=PROJECT, env=environment, start_new_session=True)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def _wait_for(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as asked:
                asked.request("GET", "/robots.txt")
                asked.getresponse().read()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
