"""The dashboard as it is deployed: a visitor belongs to one of two processes, and outlives it."""

import os
import re
import signal
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.bench.sessions import visit_together
from tests.browser.conftest import LIMIT_MS, Visit
from tests.browser.test_own_file import load
from tests.pages.test_own_file import export
from tests.test_deploy import Deployment, ask, deployed, given

COOKIE = "maillage"
# From the death of a visitor's process to the moment when the page takes clicks again.
LONGEST_GAP_S = 10.0
# nginx leaves a process that failed alone for 10 s; a test before may have killed one.
LEFT_ALONE_S = 12
CROWD = 20


@pytest.fixture(scope="module")
def deployment() -> Iterator[Deployment]:
    with deployed() as running:
        yield running


@pytest.fixture(scope="module")
def dashboard(deployment: Deployment) -> str:
    """Visitors come through nginx."""
    return deployment.home


def process_of(visit: Visit) -> str:
    """Port of the process that a visitor belongs to."""
    (value,) = [cookie["value"] for cookie in visit.page.context.cookies() if cookie.get("name") == COOKIE]
    return str(value)


def test_page_filter_and_cookie(visit: Visit, deployment: Deployment) -> None:
    visit.open()
    visit.wait_for_paint()
    expect(visit.map).to_have_attribute("data-structures", "12")
    before, process = visit.painted(), process_of(visit)
    assert process in deployment.pids
    visit.page.get_by_text("Publique", exact=True).first.click()
    visit.wait_for_paint(after=before)
    expect(visit.map).to_have_attribute("data-structures", "8")
    expect(visit.page).to_have_url(re.compile(r"\?type=publique$"))
    assert process_of(visit) == process
    assert visit.foreign == []
    assert visit.errors == []


def test_files_reach_the_visitors_process(
    visit_at: Callable[[int, int], Visit], deployment: Deployment
) -> None:
    visits = [visit_at(1366, 900), visit_at(1366, 900)]
    for visit in visits:
        visit.open("donnees")
    # Newcomers go to each process in turn.
    assert {process_of(visit) for visit in visits} == set(deployment.pids)
    for visit in visits:
        load(visit, export())
        summary = visit.page.locator(".m-figures").last
        expect(summary).to_contain_text("1 rejetée")
        assert visit.errors == []


def kill_process_of(visit: Visit, deployment: Deployment) -> str:
    """Kill the process that serves a visitor, wait until another one does; the dead one's port."""
    wait_for(lambda: all(age_s(pid) > LEFT_ALONE_S for pid in deployment.pids.values()))
    visit.settle()
    dead = process_of(visit)
    with visit.page.expect_websocket(timeout=LIMIT_MS):
        killed = time.monotonic()
        os.kill(deployment.pids[dead], signal.SIGKILL)
    expect(visit.page.locator("[data-testid=stApp]")).to_have_attribute(
        "data-test-connection-state", "CONNECTED"
    )
    assert time.monotonic() - killed < LONGEST_GAP_S
    assert process_of(visit) != dead
    return dead


def test_a_visitor_outlives_their_process(
    visit_at: Callable[[int, int], Visit], deployment: Deployment
) -> None:
    visit = visit_at(1366, 900)
    visit.open("?commune=57672")
    visit.wait_for_paint()
    before = visit.painted()
    visit.page.get_by_text("Publique", exact=True).first.click()
    visit.wait_for_paint(after=before)
    visit.settle()
    address, card = visit.page.url, visit.page.locator(".m-card")
    shown, pids = card.inner_text(), deployment.pids
    visit.page.evaluate("window.samePage = true")

    dead = kill_process_of(visit, deployment)
    living = process_of(visit)
    # Whoever asks for a page at this moment is answered.
    status, headers, _ = ask(deployment.home, f"{COOKIE}={dead}")
    assert status == 200
    assert given(headers) == [living]
    # The same view, in the same page, and it takes clicks.
    assert visit.page.url == address
    assert card.inner_text() == shown
    expect(visit.page.get_by_role("radio", name="Publique")).to_be_checked()
    expect(visit.map).to_have_attribute("data-structures", "8")
    before = visit.painted()
    visit.page.get_by_role("radio", name="Arrondissement").click()
    visit.wait_for_paint(after=before)
    expect(visit.page).to_have_url(re.compile("type=publique.*niveau=arrondissement.*commune=57672"))
    expect(card.locator("h2")).to_have_text("Thionville")
    assert visit.page.evaluate("window.samePage")

    newcomer = visit_at(1366, 900)
    newcomer.open("?type=publique")
    newcomer.wait_for_paint()
    assert process_of(newcomer) == living

    # The process comes back; the visitor stays where their web socket is.
    wait_for(lambda: deployment.pids[dead] != pids[dead] and answers(dead))
    visit.page.get_by_role("link", name="Données et méthode").click()
    load(visit, export())
    expect(visit.page.locator(".m-figures").last).to_contain_text("1 rejetée")
    assert process_of(visit) == living
    for each in (visit, newcomer):
        expect(each.page.locator(".stException")).to_have_count(0)
        expect(each.page.get_by_role("dialog")).to_have_count(0)
        assert each.foreign == []
        assert each.errors == []


@pytest.mark.parametrize(
    ("choice", "written", "structures", "legend"),
    [
        ("Privée", "type=privee", "4", "Distance (km), par commune"),
        (
            "Arrondissement",
            "type=publique&niveau=arrondissement",
            "8",
            "Distance moyenne (km), par arrondissement",
        ),
    ],
)
def test_no_click_is_lost(
    visit: Visit, deployment: Deployment, choice: str, written: str, structures: str, legend: str
) -> None:
    visit.open("?type=publique")
    visit.wait_for_paint()
    visit.settle()
    before = visit.painted()
    kill_process_of(visit, deployment)
    # At once: the new process has drawn nothing yet, and this may be the first that it hears of the page.
    visit.page.get_by_text(choice, exact=True).first.click()
    visit.wait_for_paint(after=before)
    visit.settle()
    expect(visit.page).to_have_url(re.compile(re.escape(f"?{written}") + "$"))
    expect(visit.page.get_by_role("radio", name=choice)).to_be_checked()
    expect(visit.page.locator(".m-legend").first).to_contain_text(legend)
    expect(visit.map).to_have_attribute("data-structures", structures)


def test_a_visitor_outlives_their_process_under_load(visit: Visit, deployment: Deployment) -> None:
    with ThreadPoolExecutor(1) as crowd:
        others = crowd.submit(visit_together, deployment.home, CROWD, 20, 1.0)
        visit.open("zones-sous-couvertes?departement=54&seuil=5")
        visit.wait_for_paint()
        visit.settle()
        said = visit.page.locator(".m-heading").inner_text()
        kill_process_of(visit, deployment)
        assert visit.page.locator(".m-heading").inner_text() == said
        before = visit.painted()
        visit.page.get_by_role("radio", name="EPCI").click()
        visit.wait_for_paint(after=before)
        expect(visit.page).to_have_url(re.compile("departement=54.*niveau=epci.*seuil=5"))
        runs = others.result(120)
    # Those of the dead process lost their web socket, which nothing opens again here; the others
    # noticed nothing.
    assert sum(not run.failure for run in runs) > len(runs) / 3
    assert all("Connection" in run.failure for run in runs if run.failure)
    assert visit.errors == []


def age_s(pid: int) -> float:
    """Seconds since a process began; none where it has ended."""
    try:
        return time.time() - Path(f"/proc/{pid}").stat().st_ctime
    except FileNotFoundError:
        return 0.0


def answers(port: str) -> bool:
    """Whether a process answers by itself."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2):
            return True
    except OSError:
        return False


def wait_for(condition: Callable[[], bool]) -> None:
    """Return once a condition holds; fail where it does not in time."""
    end = time.monotonic() + LIMIT_MS / 1000
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.2)
