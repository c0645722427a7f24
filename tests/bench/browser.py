"""What a visitor waits for in a real Chromium: the first paint, and a change of filter.

Time is taken by the page's own clock: from the start of the navigation to the first frame in which what
is waited for is there, and from the click to the first frame in which it has changed. Bytes of HTTP are
those on the wire; bytes of the web socket are those of its messages, which Streamlit sends as they are
unless server.enableWebsocketCompression is set.
"""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright
from playwright.sync_api import TimeoutError as OutOfTime

from tests.browser.conftest import ARGUMENTS
from tests.servers import DASHBOARD, INLINE_MAP, ONE_WIDGET

WINDOW: ViewportSize = {"width": 1366, "height": 900}
LIMIT_MS = 30_000
# After what is waited for, other messages may still come (milliseconds).
SETTLE_MS = 1_200
COMMUNES = 725
# Nothing but this machine can be reached.
CLOSED = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]

SEEN_IN_FRAMES = """
() => {
  for (const frame of document.querySelectorAll("iframe")) {
    const page = frame.contentDocument;
    const seen = page && (%s)(page);
    if (seen) {
      frame.contentWindow.benchId ??= Math.random();
      return { frame: frame.contentWindow.benchId, seen };
    }
  }
  return null;
}"""
COUNTER = """page => Number(page.querySelector("[data-painted]")?.dataset.painted)"""
FILLS = f"""page => {{
  const paths = [...page.querySelectorAll(".leaflet-overlay-pane path")];
  return paths.length >= {COMMUNES} && paths.map(path => path.getAttribute("fill")).join();
}}"""
CHOSEN = """() => { const p = document.getElementById("chosen"); return p && { frame: 0, seen: p.textContent }; }"""
# %s: a function that says what is seen, and in which frame; null where it is not there yet.
WATCH = """
if (window === window.top) {
  const look = %s;
  const bench = window.bench = { painted: null, changed: null };
  let clicked = 0;
  document.addEventListener("click", event => { clicked = event.timeStamp; }, true);
  const when = (test, then) => {
    const now = look();
    if (now && test(now)) then(performance.now(), now);
    else requestAnimationFrame(() => when(test, then));
  };
  when(() => true, at => { bench.painted = at; });
  bench.expectChange = () => {
    const before = look();
    bench.changed = null;
    when(
      now => now.seen !== before.seen || now.frame !== before.frame,
      (at, now) => { bench.changed = { ms: at - clicked, kept: now.frame === before.frame }; },
    );
  };
}"""


@dataclass(frozen=True)
class Site:
    """A page to measure: its script, what is waited for on it, and how a choice is clicked on."""

    name: str
    script: Path
    look: str
    choices: tuple[str, ...]
    click: Callable[[Page, str], None]


@dataclass(frozen=True)
class Change:
    """A change of filter: milliseconds (None: never seen), bytes, whether the iframe is the same."""

    text: str
    ms: float | None
    ws_bytes: int
    kept: bool


@dataclass
class Visit:
    """A first load with an empty cache (milliseconds, None: never painted; bytes), and changes."""

    painted_ms: float | None = None
    http_bytes: float = 0
    ws_bytes: int = 0
    changes: list[Change] = field(default_factory=list)


def click_in_sidebar(page: Page, text: str) -> None:
    page.get_by_test_id("stSidebar").get_by_text(text, exact=True).first.click()


def choose_in_list(page: Page, text: str) -> None:
    page.get_by_test_id("stSelectbox").get_by_role("combobox").click()
    page.get_by_role("option", name=text).click()


TYPES = ("Publique", "Privée", "Toutes")
SITES = (
    Site("one widget", ONE_WIDGET, CHOSEN, ("Bravo", "Alpha", "Bravo"), choose_in_list),
    Site("inline map", INLINE_MAP, SEEN_IN_FRAMES % FILLS, TYPES, click_in_sidebar),
    Site("dashboard", DASHBOARD, SEEN_IN_FRAMES % COUNTER, TYPES, click_in_sidebar),
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, which reaches this machine alone."""
    executable = shutil.which("chromium")
    if not executable:
        raise RuntimeError("Chromium is missing: the README's test command installs it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS + CLOSED)
        yield browser
        browser.close()


def visit(browser: Browser, site: Site, url: str, change: bool, settle_ms: float = SETTLE_MS) -> Visit:
    """Open a site with an empty cache, then make its changes of filter if asked to.

    ``settle_ms``: how long what comes after is waited for, each time.
    """
    context = browser.new_context(viewport=WINDOW, locale="fr-FR")
    context.set_default_timeout(LIMIT_MS)
    context.add_init_script(WATCH % site.look)
    page, seen = context.new_page(), Visit()

    def loaded(event: dict[str, Any]) -> None:
        seen.http_bytes += event["encodedDataLength"]

    def received(message: str | bytes) -> None:
        seen.ws_bytes += len(message)

    network = context.new_cdp_session(page)
    network.send("Network.enable")
    network.on("Network.loadingFinished", loaded)
    page.on("websocket", lambda socket: socket.on("framereceived", received))
    page.goto(url, wait_until="commit")
    painted = waited(page, "bench.painted", settle_ms)
    seen.painted_ms = None if painted is None else float(painted)
    first = seen.ws_bytes
    if change and painted is not None:
        for text in site.choices:
            seen.changes.append(changed(page, site, text, seen, settle_ms))
    seen.ws_bytes = first
    context.close()
    return seen


def changed(page: Page, site: Site, text: str, seen: Visit, settle_ms: float) -> Change:
    """Click on a choice and wait until what is seen has changed."""
    before = seen.ws_bytes
    page.evaluate("bench.expectChange()")
    site.click(page, text)
    change = waited(page, "bench.changed", settle_ms)
    received = seen.ws_bytes - before
    return (
        Change(text, float(change["ms"]), received, change["kept"])
        if change
        else Change(text, None, received, False)
    )


def waited(page: Page, expression: str, settle_ms: float) -> Any:
    """Value of an expression some time after it is not null; None where it stays null."""
    try:
        page.wait_for_function(f"() => {expression} !== null")
    except OutOfTime:
        return None
    page.wait_for_timeout(settle_ms)
    return json.loads(page.evaluate(f"JSON.stringify({expression})"))
