"""Asking a real server many things at once, as many readers from as many networks."""

import http.client
import itertools
import queue
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

READERS = 8
_numbers = itertools.count()


@dataclass(frozen=True)
class Answer:
    address: str
    status: int
    headers: dict[str, str]
    body: bytes
    asked_at: float  # by this machine's clock, which is the database's
    answered_at: float

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")


@dataclass
class Reader:
    """One connection that is kept, as a browser keeps it."""

    port: int
    headers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self):
        self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.line.close()

    def ask(self, address: str, **headers) -> Answer:
        number = next(_numbers)
        network = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        asked_at = time.time()
        for attempt in (1, 2):
            try:
                sent = {"X-Forwarded-For": network, **self.headers, **headers}
                self.line.request("GET", address, headers=sent)
                got = self.line.getresponse()
                body = got.read()
                break
            except (http.client.HTTPException, OSError):  # the server closed a line at rest
                self.line.close()
                if attempt == 2:
                    raise
        named = {name.lower(): value for name, value in got.getheaders()}
        return Answer(address, got.status, named, body, asked_at, time.time())


def ask_all(port: int, addresses: Iterable[str], seen: Callable[[Answer], None]) -> int:
    """Every address, by READERS at once; the number of them is returned."""
    free: queue.SimpleQueue[Reader] = queue.SimpleQueue()
    readers = [Reader(port) for _ in range(READERS)]
    for reader in readers:
        free.put(reader)

    def ask(address: str) -> None:
        reader = free.get()
        try:
            seen(reader.ask(address))
        finally:
            free.put(reader)

    with ThreadPoolExecutor(READERS) as pool:
        number = len(list(pool.map(ask, addresses)))
    for reader in readers:
        reader.line.close()
    return number
