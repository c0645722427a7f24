"""Back, forward and reload: the view follows the address, within a page and from page to page."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import expect

from tests.browser.conftest import LIMIT_MS, Visit


@dataclass(frozen=True)
class Seen:
    """What a page shows, and under which address."""

    url: str
    title: str
    lead: str
    choices: list[str]
    commune: str


def seen(visit: Visit) -> Seen:
    visit.settle()
    page = visit.page
    choices = page.locator("input[type=radio]:checked").evaluate_all(
        "all => all.map(e => e.closest('label').innerText.trim())"
    )
    segments = page.locator("button[aria-checked=true]").all_inner_texts()
    card = page.locator(".m-card h2")
    return Seen(
        page.url.removeprefix(visit.home),
        page.locator("h1").inner_text(),
        page.locator(".m-heading p").inner_text(),
        choices + segments,
        card.inner_text() if card.count() else "",
    )


def step(visit: Visit, act: Callable[[], object], url: str) -> Seen:
    """Do something that leads to an address, and look."""
    visit.settle()
    act()
    expect(visit.page).to_have_url(visit.home + url)
    return at_rest(visit)


def at_rest(visit: Visit) -> Seen:
    """What is seen once nothing moves any more."""
    before, now = None, seen(visit)
    while now != before:
        visit.page.wait_for_timeout(300)
        before, now = now, seen(visit)
    return now


def comes_back(visit: Visit, act: Callable[[], object], to: Seen) -> None:
    """A step through history leads to what was seen there."""
    visit.settle()
    act()
    expect(visit.page).to_have_url(visit.home + to.url)
    end = time.monotonic() + LIMIT_MS / 1000
    while (now := seen(visit)) != to and time.monotonic() < end:
        visit.page.wait_for_timeout(50)
    assert now == to


def test_history_within_pages_and_between_them(visit: Visit) -> None:
    page = visit.page
    visit.open()
    visit.wait_for_paint()
    zones, waves = "zones-sous-couvertes", "vagues"

    def link(name: str) -> None:
        page.get_by_role("link", name=name).click()

    expect(page.get_by_role("radio", name="Commune")).to_be_checked()
    views = [at_rest(visit)]
    for act, url in [
        (lambda: page.get_by_text("Privée", exact=True).first.click(), "?type=privee"),
        (
            lambda: page.get_by_role("radio", name="Arrondissement").click(),
            "?type=privee&niveau=arrondissement",
        ),
        (lambda: link("Zones sous-couvertes"), f"{zones}?type=privee&niveau=arrondissement"),
        (lambda: page.get_by_role("radio", name="EPCI").click(), f"{zones}?type=privee&niveau=epci"),
        (lambda: link("Avancement des vagues"), f"{waves}?type=privee&niveau=epci"),
        (lambda: page.get_by_text("Toutes", exact=True).first.click(), f"{waves}?niveau=epci"),
    ]:
        views.append(step(visit, act, url))
    assert len(set(map(repr, views))) == len(views)
    for view in views[-2::-1]:
        comes_back(visit, page.go_back, view)
    # Several at once.
    comes_back(visit, lambda: page.evaluate("history.go(4)"), views[4])
    comes_back(visit, page.reload, views[4])
    comes_back(visit, page.go_back, views[3])
    comes_back(visit, page.go_forward, views[4])
    # Another way from here: what lay ahead is gone.
    other = step(visit, lambda: page.get_by_role("radio", name="Commune").click(), f"{zones}?type=privee")
    comes_back(visit, page.go_back, views[4])
    comes_back(visit, page.go_forward, other)
    assert visit.errors == []


def test_a_commune_chosen_on_the_map_s_own(visit: Visit) -> None:
    """It is chosen without the rest of the page being run."""
    page = visit.page
    visit.open("?commune=57672")
    visit.wait_for_paint()
    expect(page.get_by_role("radio", name="Toutes")).to_be_checked()
    first = at_rest(visit)
    assert first.commune == "Thionville"
    box = page.get_by_role("combobox", name=re.compile("Chercher une commune"))

    def metz() -> None:
        box.fill("Metz (57463)")
        page.get_by_role("option", name="Metz (57463)").click()

    second = step(visit, metz, "?commune=57463")
    assert second.commune == "Metz"
    page.get_by_role("link", name="Données et méthode").click()
    expect(page.locator("h1")).to_have_text("Données et méthode")
    data = at_rest(visit)
    comes_back(visit, page.go_back, second)
    comes_back(visit, page.go_back, first)
    comes_back(visit, lambda: page.evaluate("history.go(2)"), data)
    comes_back(visit, lambda: page.evaluate("history.go(-2)"), first)
    assert visit.errors == []


def test_an_odd_address_is_no_trap(visit: Visit) -> None:
    """Going back from it leaves it at the first step."""
    page = visit.page
    visit.open("donnees")
    visit.settle()
    visit.open("vagues?type=nimporte&seuil=10&utm_source=x")
    visit.settle()
    expect(page.get_by_text("Valeur ignorée")).to_contain_text("« type »".replace(" ", "\u00a0"))
    assert page.url.endswith("?type=nimporte&seuil=10&utm_source=x")
    page.go_back()
    expect(page.locator("h1")).to_have_text("Données et méthode")
    assert page.url == f"{visit.home}donnees"
