"""The benchmark's baselines and its eyes, in a real browser; nothing is timed here."""

import os

import pytest
from playwright.sync_api import Browser, expect

from tests.bench.browser import SITES, visit
from tests.servers import INLINE_MAP, ONE_WIDGET, serve

WIDGET, INLINE, DASHBOARD = SITES
STRUCTURES = 12


def test_inline_map_shows_what_the_dashboard_shows(browser: Browser) -> None:
    with serve(INLINE_MAP) as server:
        page = browser.new_page()
        page.goto(server.url)
        paths = page.frame_locator("iframe").locator(".leaflet-overlay-pane path")
        expect(paths).to_have_count(725 + STRUCTURES)
        fills = paths.evaluate_all("paths => paths.map(path => path.getAttribute('fill'))")
        # As on the dashboard: 91 communes are within 5 km.
        assert fills.count("#DBDAFF") == 91
        page.close()

        seen = visit(browser, INLINE, server.url, change=True, settle_ms=100)
    assert seen.painted_ms is not None
    assert seen.ws_bytes > 300_000
    assert [change.text for change in seen.changes] == ["Publique", "Privée", "Toutes"]
    assert all(change.ms is not None and change.ws_bytes > 300_000 for change in seen.changes)
    assert not any(change.kept for change in seen.changes)


def test_dashboard_is_seen_painted_then_repainted(browser: Browser, dashboard: str) -> None:
    seen = visit(browser, DASHBOARD, dashboard, change=True, settle_ms=100)
    assert seen.painted_ms is not None
    assert seen.http_bytes > 100_000
    assert all(change.ms is not None and change.kept for change in seen.changes)
    assert all(0 < change.ws_bytes < 50_000 for change in seen.changes)


def test_one_widget_is_seen_and_its_server_stopped(browser: Browser) -> None:
    with serve(ONE_WIDGET) as server:
        seen = visit(browser, WIDGET, server.url, change=True, settle_ms=100)
        os.kill(server.pid, 0)
    assert seen.painted_ms is not None
    assert all(change.ms is not None and change.ms > 0 for change in seen.changes)
    with pytest.raises(ProcessLookupError):
        os.kill(server.pid, 0)
