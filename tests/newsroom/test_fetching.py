"""The one client that fetches strangers' addresses reaches nothing inside."""

import socket
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from newsroom.kit import fetching
from newsroom.kit.fetching import NotFetched, fetch, is_open_internet


@contextmanager
def counting_server(answers=None):
    """A server on the loopback that counts who asks; `answers` are (status, headers, content)."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            status, headers, content = (answers or {}).get(self.path, (200, {}, b"inside"))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=[0.01], daemon=True)
    thread.start()
    try:
        yield server.server_port, asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "localhost", "0.0.0.0",  # noqa: S104
        "[::1]", "[::]", "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "127.1", "2130706433",
        "0x7f000001", "0177.0.0.1", "127.0.0.1.", "10.0.0.1", "172.16.0.1", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "[fe80::1]", "[fc00::1]", "224.0.0.1", "255.255.255.255",
        "[fe80::1%25lo]", "user@127.0.0.1", "１２７.0.0.1",
    ],
)  # fmt: skip
def test_nothing_inside_is_asked(host):
    with counting_server() as (port, asked):
        for scheme in ("http", "https"):
            with pytest.raises(NotFetched):
                fetch(f"{scheme}://{host}:{port}/", most_bytes=100, ports=frozenset({port}))

    assert asked == []


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd", "ftp://example.com/", "gopher://127.0.0.1/", "//127.0.0.1/", "/x",
        "http://", "http://[", "http://example.com:22/", "https://example.com:99999/", "data:,x",
        "http://a:b@example.com/",
    ],
)  # fmt: skip
def test_only_the_web_is_asked(address, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: pytest.fail("looked up"))

    with pytest.raises(NotFetched):
        fetch(address, most_bytes=100)


def test_a_name_that_is_inside_as_well_is_not_asked(monkeypatch):
    """Of two addresses one would do to get in, were the other one checked."""
    both = [(2, 1, 6, "", ("93.184.216.34", 80)), (2, 1, 6, "", ("127.0.0.1", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: both)

    with pytest.raises(NotFetched, match="open internet"):
        fetch("http://rebinding.example/", most_bytes=100)


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch):
    with counting_server() as (port, asked):
        answers = iter([[(2, 1, 6, "", ("127.0.0.1", port))]])
        monkeypatch.setattr(socket, "getaddrinfo", _only_once(answers))

        found = fetch(
            f"http://name.example:{port}/a b?c=d e",
            most_bytes=100,
            may_reach=lambda _: True,
            ports=frozenset({port}),
        )

    assert found.content == b"inside"
    assert asked == ["/a%20b?c=d%20e"]


def _only_once(answers):
    real = socket.getaddrinfo

    def look_up(host, *args, **kwargs):
        return next(answers) if host == "name.example" else real(host, *args, **kwargs)

    return look_up


def test_a_redirect_is_checked_anew():
    with counting_server() as (inside, asked_inside):
        away = {"/": (302, {"Location": f"http://127.0.0.2:{inside}/secret"}, b"")}
        with counting_server(away) as (port, asked), pytest.raises(NotFetched, match="internet"):
            fetch(
                f"http://127.0.0.1:{port}/",
                most_bytes=100,
                may_reach=lambda place: place == "127.0.0.1",
                ports=frozenset({port, inside}),
            )

    assert (asked, asked_inside) == (["/"], [])


def test_redirects_and_sizes_end():
    answers = {
        "/on": (302, {"Location": "/on"}, b""),
        "/large": (200, {}, b"x" * 101),
        "/none": (404, {}, b""),
    }
    with counting_server(answers) as (port, asked):
        for path, words in (("/on", "on and on"), ("/large", "larger"), ("/none", "404")):
            with pytest.raises(NotFetched, match=words):
                fetch(
                    f"http://127.0.0.1:{port}{path}",
                    most_bytes=100,
                    may_reach=lambda _: True,
                    ports=frozenset({port}),
                )

    assert asked == ["/on"] * (fetching.REDIRECTS + 1) + ["/large", "/none"]


@pytest.mark.parametrize("place", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_what_everybody_may_reach_may_be_asked(place):
    assert is_open_internet(place)
