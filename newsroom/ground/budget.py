"""`make budget`: what the pages of the demo paper weigh in a browser, against what they may weigh.

The reasons for each figure stand in docs/performance.md. Bytes are those on the wire, compressed
and without headers, of a first visit; nothing here is timed, so a slow machine does not fail.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from newsroom.ground import postgres, run, server
from newsroom.ground.browser import HOW, find_or_install_browser
from newsroom.ground.errors import SetupError
from newsroom.ground.ports import HOST

KB = 1024
HTML, CSS, JS, FONTS = 14 * KB, 12 * KB, 6 * KB, 110 * KB
FURTHER_FONT = 24 * KB  # one italic, where it is used
SHIFT = 0.01
SMALL = 1000  # bytes; below, compressing saves nothing
WIDTHS = {390: 844, 1280: 800}
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip

WATCH_SHIFT = """
window.shift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""
# Down the page as a reader goes, so that what loads late shows whether it moves anything.
READ_ON = """async () => {
  for (let y = 0; y < document.body.scrollHeight; y += innerHeight) {
    scrollTo(0, y);
    await new Promise((done) => setTimeout(done, 120));
  }
}"""
# A large one in the first window; thumbnails and what stands further down load when they may.
FIRST_PICTURE = """() => {
  const found = [...document.querySelectorAll("main img")].find((img) => {
    const box = img.getBoundingClientRect();
    return box.width > innerWidth / 3 && box.top < innerHeight;
  });
  if (!found) return "none";
  const avif = found.currentSrc.endsWith(".avif");
  return avif && found.fetchPriority === "high" ? "avif, high" : `${found.currentSrc} is not`;
}"""
PRELOADED = """() => [...document.querySelectorAll('link[rel="preload"][as="font"]')]
  .map((link) => link.href)"""


@dataclass
class Visit:
    """One page at one width: what it asked for, and how it moved."""

    html: int = 0
    css: int = 0
    js: int = 0
    fonts: dict[str, int] = field(default_factory=dict)
    requests: int = 0
    others: list[str] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)
    preloaded: list[str] = field(default_factory=list)
    shift: float = 0.0
    picture: str = "none"
    status: int = 200

    @property
    def upright(self) -> int:
        """The fonts of every page. Italics and accented letters come only where they are used."""
        return sum(size for address, size in self.fonts.items() if address in self.preloaded)

    @property
    def further(self) -> int:
        return sum(self.fonts.values()) - self.upright

    def note(self, response, home: str) -> None:
        """Count one answer. A page's own frames and pictures are requests, not weights."""
        address = response.url
        if address.startswith("data:"):
            return
        self.requests += 1
        if not address.startswith(home):
            self.others.append(address)
            return
        size = response.request.sizes()["responseBodySize"]
        kind = response.request.resource_type
        if kind == "document":
            self.html += size
        elif kind in {"stylesheet", "script"}:
            name = "css" if kind == "stylesheet" else "js"
            setattr(self, name, getattr(self, name) + size)
        elif kind == "font":
            self.fonts[address] = size
        words = kind in {"document", "stylesheet", "script"} and size > SMALL
        if words and response.headers.get("content-encoding") != "br":
            self.plain.append(address)


def complaints(visits: dict[int, Visit]) -> list[str]:
    """What is over, each in a few words."""
    wrong = []
    if status := next((v.status for v in visits.values() if v.status != 200), None):
        return [f"answers {status}"]
    for width, seen in visits.items():
        for name, limit in (("html", HTML), ("css", CSS), ("js", JS)):
            if (size := getattr(seen, name)) > limit:
                wrong.append(f"{name} {size / KB:.1f} KB of {limit // KB} at {width}")
        if (size := seen.upright) > FONTS:
            wrong.append(f"fonts {size / KB:.1f} KB of {FONTS // KB} at {width}")
        for address, size in seen.fonts.items():
            if address not in seen.preloaded and size > FURTHER_FONT:
                wrong.append(f"a further font of {size / KB:.1f} KB: {address}")
        if unused := set(seen.preloaded) - set(seen.fonts):
            wrong.append(f"preloads in vain {', '.join(sorted(unused))}")
        if not seen.preloaded:
            wrong.append("preloads no font")
        if seen.others:
            wrong.append(f"asks another host: {', '.join(sorted(set(seen.others)))}")
        if seen.plain:
            wrong.append(f"not compressed with Brotli: {', '.join(sorted(set(seen.plain)))}")
        if seen.shift >= SHIFT:
            wrong.append(f"moves by {seen.shift:.4f} at {width}")
        if seen.picture not in {"none", "avif, high"}:
            wrong.append(f"its first picture {seen.picture} AVIF with high priority")
    return list(dict.fromkeys(wrong))


def line(name: str, visits: dict[int, Visit]) -> str:
    """A row of the table: the heavier of the widths, and how the page moved at each."""
    most = {w: max(getattr(v, w) for v in visits.values()) / KB for w in ("html", "css", "js")}
    fonts, further = (
        max(getattr(v, what) for v in visits.values()) / KB for what in ("upright", "further")
    )
    requests = max(v.requests for v in visits.values())
    shifts = "".join(f"{v.shift:>10.4f}" for v in visits.values())
    picture = next(iter(visits.values())).picture
    return (
        f"{name:<11}{most['html']:>8.1f}{most['css']:>8.1f}{most['js']:>8.1f}{fonts:>8.1f}{further:>8.1f}"
        f"{requests:>10}{shifts}   {picture if len(picture) < 12 else 'other'}"
    )


def measure(home: str, addresses: dict[str, str], chrome: str) -> bool:
    """Print the table. True when every page is within its budget."""
    from playwright.sync_api import sync_playwright  # a test dependency, not needed to run

    say(f"{'':<11}{'HTML':>8}{'CSS':>8}{'JS':>8}{'fonts':>8}{'others':>8}{'requests':>10}"
        + "".join(f"{f'CLS {w}':>10}" for w in WIDTHS) + "   first picture")  # fmt: skip
    over: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chrome, args=ARGUMENTS)
        for name, address in addresses.items():
            visits = {width: visit(browser, home, address, width) for width in WIDTHS}
            say(line(name, visits))
            over += [f"  {name}: {words}" for words in complaints(visits)]
        browser.close()
    limits = f"{HTML / KB:>8.1f}{CSS / KB:>8.1f}{JS / KB:>8.1f}{FONTS / KB:>8.1f}{'':>8}"
    say(f"{'at most':<11}{limits}{'':>10}" + f"{SHIFT:>10.4f}" * len(WIDTHS))
    if over:
        say("\nOver:\n" + "\n".join(over))
    return not over


def visit(browser, home: str, address: str, width: int) -> Visit:
    """As somebody who was never here before."""
    seen = Visit()
    size = {"width": width, "height": WIDTHS[width]}
    context = browser.new_context(viewport=size, is_mobile=width < 768, has_touch=width < 768)
    context.add_init_script(WATCH_SHIFT)
    page = context.new_page()
    page.on("requestfinished", lambda request: answers.append(request.response()))
    page.on("requestfailed", lambda request: seen.others.append(request.url)
            if not request.url.startswith(home) else None)  # fmt: skip
    answers: list = []
    landed = page.goto(home + address, wait_until="load")
    page.wait_for_timeout(1200)
    seen.picture = page.evaluate(FIRST_PICTURE)
    seen.preloaded = page.evaluate(PRELOADED)
    page.evaluate(READ_ON)
    page.wait_for_timeout(400)
    seen.shift = page.evaluate("window.shift")
    for response in answers:
        seen.note(response, home)
    seen.status = landed.status if landed else 0
    context.close()
    return seen


@contextmanager
def paper(port: int) -> Iterator[str]:
    """The paper's web server alone, as `make run` starts it, until the end of the block."""
    command = run.web("demo", port)
    process = subprocess.Popen(command, cwd=run.PROJECT, start_new_session=True)  # noqa: S603
    home = f"http://{HOST}:{port}"
    try:
        _wait_for(home, process)
        yield home
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(8)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait_for(home: str, process: subprocess.Popen) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(300):
        if process.poll() is not None:
            break
        try:
            opener.open(home, timeout=30).close()
        except urllib.error.HTTPError as error:
            raise SetupError(f"The front page answers {error.code}: look there first.") from None
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SetupError("The paper's web server did not start: its last lines above say why.")


def _addresses() -> dict[str, str]:
    command = [sys.executable, "-m", "newsroom.ground.pages"]
    found = subprocess.run(  # noqa: S603 our own
        command, cwd=run.PROJECT, check=True, stdout=subprocess.PIPE, text=True
    )
    return json.loads(found.stdout)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def say(words: str) -> None:
    print(words, flush=True)  # noqa: T201 a command talks


def main() -> int:
    chrome = find_or_install_browser()
    if chrome is None:
        raise SetupError(f"Pages cannot be weighed without a browser: {HOW}.")
    port = _free_port()
    os.environ.update(
        NEWSROOM_MODE="demo", DJANGO_SETTINGS_MODULE="newsroom.settings.demo", PORT=str(port)
    )
    with postgres.ensure("demo"):
        server.check(os.environ["DATABASE_URL"])
        run.check_settings("demo")
        run.prepare("demo")
        with paper(port) as home:
            return 0 if measure(home, _addresses(), str(chrome)) else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except SetupError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)
