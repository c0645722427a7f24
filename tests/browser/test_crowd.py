"""Two visitors with two files, among twenty others: each sees their own figures only."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from playwright.sync_api import expect

from tests.bench.sessions import visit_together
from tests.browser.conftest import Visit
from tests.browser.test_own_file import load
from tests.geo.builders import METZ, export

CROWD, RERUNS, THINK_S = 20, 30, 1.0
NAMES = ("Structure Alpha", "Structure Bravo")
TURNS = 2


def test_two_files_under_load(visit_at: Callable[[int, int], Visit], dashboard: str) -> None:
    visits = [visit_at(1366, 900), visit_at(1366, 900)]
    with ThreadPoolExecutor(1) as crowd:
        others = crowd.submit(visit_together, dashboard, CROWD, RERUNS, THINK_S)
        for place, (visit, name) in enumerate(zip(visits, NAMES, strict=True), 1):
            visit.open("donnees")
            row = METZ | {"name": name, "posts": str(place * 100 + 1)}
            load(visit, export([row] * place), f"{name}.csv")
            visit.page.get_by_role("button", name="Afficher ce fichier").click()
            expect(visit.page.get_by_text(f"{name}.csv").first).to_be_visible()
        assert others.running()
        for _ in range(TURNS):
            for place, (visit, own, other) in enumerate(zip(visits, NAMES, NAMES[::-1], strict=True), 1):
                visit.page.get_by_role("link", name="Couverture").click()
                figures = visit.page.locator(".m-figures").first
                expect(figures).to_contain_text(str(place * (place * 100 + 1)))
                expect(visit.map).to_have_attribute("data-structures", "1")
                visit.page.get_by_role("link", name="Zones sous-couvertes").click()
                expect(
                    visit.page.get_by_role("cell", name=own)
                    .or_(visit.page.get_by_role("rowheader", name=own))
                    .first
                ).to_be_visible()
                for text in (other, "19\u00a0postes"):
                    assert text not in visit.page.content()
        runs = others.result(120)
    assert len(runs) == CROWD * (RERUNS + 1)
    assert [run.failure for run in runs if run.failure] == []
    for visit in visits:
        assert visit.errors == []


def test_the_crowd_is_seen_by_nobody_else(visit: Visit) -> None:
    """After them, the application's file is what it was."""
    visit.open()
    expect(visit.page.locator(".m-figures").first).to_contain_text("19")
    expect(visit.page.get_by_text("Structure Alpha")).to_have_count(0)
