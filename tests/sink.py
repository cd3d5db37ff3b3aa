"""A small mail server that keeps no mail: it writes down what it took, and may misbehave.

In a process of its own: `python -m tests.sink PORT LOG [options]`. Each message it accepts is a
line in LOG before the answer goes out: its key and the reader. Written for speed, as it shares two
processors with what is measured.
"""

import argparse
import asyncio
import os
import random
import re
import signal

MESSAGE_ID = re.compile(rb"^Message-ID: <([^@>]+)@", re.M | re.I)
READER = re.compile(rb"<([^>]*)>")
END = b"\r\n.\r\n"


class Sink(asyncio.Protocol):
    options: argparse.Namespace
    log: int
    chance: random.Random
    seen: set[bytes]
    counts: dict[str, int]

    def connection_made(self, transport):
        self.transport = transport
        self.buffer = bytearray()
        self.in_body = False
        self.searched = 0
        self.deaf = False
        self.reader = b""
        transport.write(b"220 sink\r\n")

    def data_received(self, data):
        if self.deaf:
            return
        self.buffer += data
        while not self.deaf and (self.take_body() if self.in_body else self.take_line()):
            pass

    def take_line(self) -> bool:
        end = self.buffer.find(b"\r\n")
        if end < 0:
            return False
        line = bytes(self.buffer[:end])
        del self.buffer[: end + 2]
        self.answer_line(line, line[:4].upper())
        return True

    def answer_line(self, line: bytes, verb: bytes) -> None:
        say = self.transport.write
        if verb == b"EHLO":
            say(b"250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n")
        elif verb == b"RCPT":
            self.reader = READER.search(line)[1]
            refusal = self.refusal()
            if refusal and self.options.slow_refusal:
                asyncio.get_running_loop().call_later(self.options.slow_refusal, say, refusal)
            elif not self.deaf:
                say(refusal or b"250 2.1.5 ok\r\n")
        elif verb == b"DATA":
            self.in_body, self.searched = True, 0
            say(b"354 go on\r\n")
        elif verb == b"QUIT":
            say(b"221 bye\r\n")
            self.transport.close()
        else:
            say(b"250 2.0.0 ok\r\n")

    def refusal(self) -> bytes | None:
        """What this reader's server says today; a reader refused for good is so every time."""
        wanted = self.options
        if wanted.refuse:
            return wanted.refuse.encode() + b"\r\n"
        if wanted.gone and random.Random(self.reader).random() < wanted.gone / 100:
            return self.count("gone", b"550 5.1.1 no such mailbox\r\n")
        drawn = self.chance.random() * 100
        if drawn < wanted.slower:
            self.counts["slower"] += 1
            self.transport.write(b"421 4.7.0 too many\r\n")
            self.hang_up()
            return None
        if drawn < wanted.slower + wanted.later:
            return self.count("later", b"450 4.2.1 mailbox busy\r\n")
        return None

    def count(self, name: str, answer: bytes) -> bytes:
        self.counts[name] += 1
        return answer

    def hang_up(self) -> None:
        self.deaf = True
        self.transport.close()

    def take_body(self) -> bool:
        end = self.buffer.find(END, max(0, self.searched - 4))
        if end < 0:
            self.searched = len(self.buffer)
            return False
        head = bytes(self.buffer[:3000])
        del self.buffer[: end + len(END)]
        self.in_body = False
        self.take(MESSAGE_ID.search(head)[1])
        return True

    def take(self, key: bytes) -> None:
        wanted, drawn = self.options, self.chance.random() * 100
        if drawn < wanted.drop:  # it broke, and the message is lost
            self.counts["drop"] += 1
            self.hang_up()
            return
        again = wanted.takes_key and key in self.seen
        self.seen.add(key)
        if not again:
            os.write(self.log, b"%s %s\n" % (key, self.reader))
        if drawn < wanted.drop + wanted.hang:  # it was taken, and nobody learns of it
            self.counts["hang"] += 1
            self.deaf = True
            return
        answer = b"250 2.0.0 taken again\r\n" if again else b"250 2.0.0 taken\r\n"
        if wanted.delay:
            asyncio.get_running_loop().call_later(wanted.delay, self.transport.write, answer)
        else:
            self.transport.write(answer)


async def serve(options: argparse.Namespace) -> None:
    Sink.options = options
    Sink.log = os.open(options.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    Sink.chance = random.Random(options.seed)
    Sink.seen = set()
    Sink.counts = dict.fromkeys(("gone", "slower", "later", "drop", "hang"), 0)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Sink, "127.0.0.1", options.port, backlog=200)
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201 whoever started it waits
    over = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, over.set)
    await over.wait()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("log")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--takes-key", action="store_true")
    parser.add_argument("--refuse", default="", help="what every RCPT hears")
    parser.add_argument("--delay", type=float, default=0.0)
    parser.add_argument("--slow-refusal", type=float, default=0.0)
    for name in ("slower", "later", "gone", "drop", "hang"):
        parser.add_argument(f"--{name}", type=float, default=0.0, help="per cent")
    asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()
