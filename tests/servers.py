"""Real web servers and workers, in processes of their own, on the database of the running test."""

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

from django.conf import settings
from django.db import connection

from newsroom.ground import run

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
    """One that can be stopped and started again at the same address. It has the tests' settings
    and the running test's files, and believes who says from which network they come."""

    def __init__(self, workers: int = 1):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.workers = workers
        self.start()

    def start(self) -> None:
        self.process = _start(self.port, "test", self.workers)
        _wait_for(self.port)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)

    def kill(self) -> None:
        """At once, with whatever it is doing: its worker too."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(20)


@contextmanager
def web_server(workers: int = 1) -> Iterator[WebServer]:
    server = WebServer(workers)
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def job_worker() -> Iterator[subprocess.Popen]:
    """A worker as `make run` starts it."""
    started = subprocess.Popen(
        run.worker(), cwd=PROJECT, env=_environment("test"), start_new_session=True
    )
    try:
        yield started
    finally:
        started.terminate()
        started.wait(20)


def _start(port: int, mode: str = "demo", workers: int = 1) -> subprocess.Popen:
    environment = {**_environment(mode), "PORT": str(port)}
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", str(workers)]
    command += ["--blocking-threads", "4", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--log-level", "warning", "newsroom.wsgi:application"]
    return subprocess.Popen(command, cwd=PROJECT, env=environment, start_new_session=True)


def _environment(mode: str) -> dict[str, str]:
    own = {"demo": "development"}.get(mode, mode)
    address = urlsplit(os.environ["DATABASE_URL"])
    return {
        **os.environ,
        "NEWSROOM_MODE": mode,
        "DJANGO_SETTINGS_MODULE": f"newsroom.settings.{own}",
        "DATABASE_URL": urlunsplit(address._replace(path=f"/{connection.settings_dict['NAME']}")),
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "TRUSTED_PROXIES": "1",
    }


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
