"""Forms sent as programs send them: many at once, to several servers."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

MISMATCH = "do not belong together"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def send_form(port: int, path: str, fields: dict[str, str]) -> tuple[int, str, float]:
    """Status, text and seconds of the answer to a form, as a browser that was never here."""
    base = f"http://127.0.0.1:{port}{path}"
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    with browser.open(base, timeout=60) as page:
        token = TOKEN.search(page.read().decode())[1]
    sent = urlencode({**fields, "csrfmiddlewaretoken": token}).encode()
    began = time.perf_counter()
    try:
        with browser.open(Request(base, sent, {"Referer": base}), timeout=60) as answer:
            status, text = answer.status, answer.read().decode()
    except HTTPError as refused:
        with refused:
            status, text = refused.code, refused.read().decode()
    return status, text, time.perf_counter() - began


def guess_at_once(ports: list[int], login: str, *, tries: int) -> int:
    """How many of the wrong passwords were looked at, and not turned away unread."""

    def guess(number: int) -> bool:
        fields = {"login": login, "password": f"wrong-{number}-guess"}
        return MISMATCH in send_form(ports[number % len(ports)], "/accounts/login/", fields)[1]

    with ThreadPoolExecutor(16) as crowd:
        return sum(crowd.map(guess, range(tries)))
