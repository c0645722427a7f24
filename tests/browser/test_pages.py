"""Every page as a visitor sees it: whole, in French, without a word to another host."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit

PAGES = {
    "": "Couverture de la Moselle par les conseillers numériques",
    "vagues": "Avancement des vagues : Moselle",
    "zones-sous-couvertes": "Zones sous-couvertes de la Moselle",
    "prochains-postes": "Prochains postes de la Moselle",
    "donnees": "Données et méthode",
}
WITH_MAP = ["", "vagues", "zones-sous-couvertes", "prochains-postes"]
# Words of Streamlit's and Leaflet's own English that would show a French visitor a seam.
ENGLISH = re.compile(
    r"\b(the|Running|Stop|Deploy|Rerun|Choose|option|Select|Search|Loading|Zoom in|Page not found)\b"
)


@pytest.mark.parametrize("path", PAGES)
def test_page_is_whole(visit: Visit, path: str) -> None:
    visit.open(path)
    expect(visit.page.locator("h1")).to_have_count(1)
    expect(visit.page.locator("h1")).to_have_text(PAGES[path].replace(" :", "\u00a0:"))
    if path in WITH_MAP:
        visit.wait_for_paint()
    expect(visit.page.get_by_text("Page not found")).to_have_count(0)
    expect(visit.page.locator(".stException")).to_have_count(0)
    assert ENGLISH.findall(visit.page.locator(".stApp").inner_text()) == []
    expect(visit.page).to_have_title(re.compile("– Maillage$"))
    assert visit.foreign == []
    assert visit.errors == []


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [1366, 390])
def test_nothing_is_cut(visit_at: Callable[[int, int], Visit], path: str, width: int) -> None:
    visit = visit_at(width, 900)
    visit.open(path)
    wide = visit.page.evaluate(
        """() => { const main = document.querySelector('[data-testid=stMain]');
                   return main.scrollWidth - main.clientWidth; }"""
    )
    assert wide <= 0
    clipped = visit.page.locator(".m-figures dt + dd, .m-heading h1").evaluate_all(
        "all => all.filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.textContent)"
    )
    assert clipped == []


def test_links_keep_the_choices(visit: Visit) -> None:
    visit.open("?type=privee&seuil=20")
    expect(visit.page.locator(".m-heading")).to_contain_text("type privée")
    visit.page.get_by_role("link", name="Zones sous-couvertes").click()
    expect(visit.page.locator("h1")).to_have_text(PAGES["zones-sous-couvertes"])
    expect(visit.page).to_have_url(re.compile(r"/zones-sous-couvertes\?type=privee&seuil=20$"))
    expect(visit.page.locator(".m-heading")).to_contain_text("20\u00a0km")
    expect(visit.page.locator(".m-heading")).to_contain_text("type privée")


def test_link_opens_the_same_view(visit: Visit) -> None:
    visit.open("?type=publique&indicateur=taux&niveau=arrondissement&seuil=15&commune=57672")
    visit.wait_for_paint()
    expect(visit.page.get_by_role("radio", name="Publique")).to_be_checked()
    expect(visit.page.get_by_role("radio", name="Arrondissement")).to_be_checked()
    expect(visit.page.locator(".m-card h2")).to_have_text("Thionville")
    expect(visit.page.locator(".m-figures").first).to_contain_text("15\u00a0km")
    expect(visit.map).to_have_attribute("data-selected", "57672")


def test_back_returns_to_the_earlier_view(visit: Visit) -> None:
    visit.open()
    visit.page.get_by_text("Privée", exact=True).first.click()
    expect(visit.page).to_have_url(re.compile("type=privee"))
    visit.page.go_back()
    expect(visit.page.locator(".m-heading")).not_to_contain_text("type privée")
    expect(visit.page.get_by_role("radio", name="Toutes")).to_be_checked()


def test_map_card_and_table_agree(visit: Visit) -> None:
    visit.open("?commune=57631&indicateur=distance")
    visit.wait_for_paint()
    card = visit.page.locator(".m-card ol li").first.locator("b").inner_text()
    order = visit.page.get_by_label("Trier le tableau par")
    order.scroll_into_view_if_needed()
    visit.page.wait_for_timeout(500)  # a list closes when the page scrolls under it
    order.click()
    visit.page.get_by_role("option", name="Population").click()
    # Sarreguemines, 20,143 inhabitants, is on the first page of the table.
    row = visit.page.locator(".m-table tr", has=visit.page.get_by_role("rowheader", name="Sarreguemines"))
    expect(row.locator("td").last).to_have_text(card)
