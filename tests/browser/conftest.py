"""A real Chromium (Debian's), and the dashboard's pages as a visitor opens them."""

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Browser, FrameLocator, Locator, Page, expect, sync_playwright

# No sandbox: the tests run as root in containers; the rest keeps Chromium off the network.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LIMIT_MS = 30_000
expect.set_options(timeout=LIMIT_MS)


@dataclass
class Visit:
    """A page of the dashboard, and what was seen on the wire while it was open."""

    page: Page
    home: str
    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    received: int = 0

    def open(self, path: str = "") -> None:
        """Open an address of the dashboard and wait for its page to be complete."""
        self.page.goto(self.home + path)
        expect(self.page.locator(".m-footer")).to_be_visible()

    @property
    def frame(self) -> FrameLocator:
        # While another department's map comes, the former may still be there, after it.
        return self.page.frame_locator("iframe").first

    @property
    def map(self) -> Locator:
        return self.frame.locator("#map_div")

    def painted(self) -> int:
        """Repaints of the commune layer so far."""
        expect(self.map).to_have_attribute("data-painted", re.compile(r"\d+"))
        return int(self.map.get_attribute("data-painted") or 0)

    def wait_for_paint(self, after: int = 0) -> None:
        """Wait for one more repaint than ``after``."""
        self.page.wait_for_function(
            """after => [...document.querySelectorAll('iframe')].some(f => {
                const map = f.contentDocument && f.contentDocument.querySelector('[data-painted]');
                return map && Number(map.dataset.painted) > after;
            })""",
            arg=after,
        )

    def settle(self) -> None:
        """Wait until the page has all that it was asked for."""
        app = self.page.locator("[data-testid=stApp]")
        expect(app).to_have_attribute("data-test-connection-state", "CONNECTED")
        expect(app).to_have_attribute("data-test-script-state", "notRunning")
        expect(self.page.locator("[data-stale=true]")).to_have_count(0)


def is_expected(message: str, url: str) -> bool:
    """Streamlit probes for its server under a deep link's own path, then falls back to the root."""
    return "404" in message and "/_stcore/" in url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests; without it they fail."""
    executable = shutil.which("chromium")
    assert executable, "Chromium is missing: the README's test command installs it"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def visit_at(browser: Browser, dashboard: str) -> Iterator[Callable[[int, int], Visit]]:
    """A new visitor with a window of a given size."""
    contexts = []

    def visitor(width: int, height: int) -> Visit:
        context = browser.new_context(viewport={"width": width, "height": height}, locale="fr-FR")
        context.set_default_timeout(LIMIT_MS)
        contexts.append(context)
        visit = Visit(context.new_page(), dashboard)
        host = urlparse(dashboard).hostname

        def requested(url: str) -> None:
            if url.startswith("http") and urlparse(url).hostname != host:
                visit.foreign.append(url)

        def received(frame: str | bytes) -> None:
            visit.received += len(frame)

        page = visit.page
        page.on("request", lambda request: requested(request.url))
        page.on(
            "console",
            lambda message: (
                visit.errors.append(f"{message.text} {message.location.get('url')}")
                if message.type == "error" and not is_expected(message.text, str(message.location.get("url")))
                else None
            ),
        )
        page.on("pageerror", lambda error: visit.errors.append(str(error)))
        page.on("requestfailed", lambda request: visit.errors.append(f"failed: {request.url}"))
        page.on("websocket", lambda socket: socket.on("framereceived", received))
        return visit

    yield visitor
    for context in contexts:
        context.close()


@pytest.fixture
def visit(visit_at: Callable[[int, int], Visit]) -> Visit:
    """A new visitor at an official's screen size."""
    return visit_at(1366, 900)
