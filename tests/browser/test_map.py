"""The map protocol, in a real browser: contours once, small repaints, the map kept."""

import re
from urllib.parse import urlparse

from playwright.sync_api import Locator, expect

from tests.browser.conftest import Visit

COMMUNES = 725
BUDGET_BYTES = 12_000
CARD_BUDGET_BYTES = 7_500
SARREBOURG = {"code": "57630", "lat": 48.7347, "lng": 7.0543}


def shapes(visit: Visit) -> Locator:
    return visit.frame.locator(".leaflet-communes-pane path")


def fills(visit: Visit) -> list[str]:
    """Fill of every commune, in the order of their codes."""
    return shapes(visit).evaluate_all("paths => paths.map(path => path.getAttribute('fill'))")


def test_paints_every_commune(visit: Visit) -> None:
    visit.open()
    visit.wait_for_paint()
    expect(visit.map).to_have_attribute("data-communes", str(COMMUNES))
    expect(shapes(visit)).to_have_count(COMMUNES)
    expect(visit.map).to_have_attribute("data-structures", "12")
    # The neutral grey of an unpainted commune is gone from all of them.
    assert "#e9e9ef" not in fills(visit)
    # 91 communes are within 5 km (reference figure): the lightest class.
    assert fills(visit).count("#DBDAFF") == 91
    assert visit.foreign == []
    assert visit.errors == []


def test_what_the_map_needs_was_announced_by_the_page(visit: Visit) -> None:
    """Modules, the map's scripts and contours are asked for at once, not found out step by step."""
    asked: list[str] = []
    visit.page.on("request", lambda request: asked.append(urlparse(request.url).path))
    visit.open()
    visit.wait_for_paint()
    links = visit.page.locator("link[rel=modulepreload], link[rel=prefetch], link[rel=stylesheet]")
    announced = links.evaluate_all("links => links.map(link => new URL(link.href).pathname)")
    scripts = visit.page.locator("script[src]")
    announced += scripts.evaluate_all("scripts => scripts.map(script => new URL(script.src).pathname)")
    late = {path for path in asked if re.search(r"\.(js|css|json)$", path)} - set(announced)
    assert late == set()


def test_filter_repaints_in_place(visit: Visit) -> None:
    contours: list[str] = []
    visit.open()
    visit.wait_for_paint()
    visit.page.on("request", lambda r: contours.append(r.url) if "/contours/" in r.url else None)
    # The page announced them: the map's frame took them from the browser's cache.
    sizes = "performance.getEntriesByType('resource').filter(r => /contours/.test(r.name)).map(r => r.transferSize)"
    assert visit.map.evaluate(f"map => map.ownerDocument.defaultView.{sizes}") == [0]
    before, colors, sent = visit.painted(), fills(visit), visit.received
    visit.map.evaluate("map => { map.ownerDocument.defaultView.sameFrame = true; }")

    visit.page.get_by_text("Publique", exact=True).first.click()
    visit.wait_for_paint(after=before)
    visit.page.wait_for_timeout(1000)  # whatever else the rerun sends

    assert visit.map.evaluate("map => map.ownerDocument.defaultView.sameFrame === true")
    assert fills(visit) != colors
    expect(visit.map).to_have_attribute("data-structures", "8")
    assert visit.received - sent <= BUDGET_BYTES
    assert contours == []
    assert visit.painted() == before + 1
    expect(visit.page).to_have_url(re.compile(r"\?type=publique$"))


def test_click_opens_the_right_card(visit: Visit) -> None:
    visit.open()
    visit.wait_for_paint()
    point = visit.map.evaluate(
        "(map, at) => map.ownerDocument.defaultView.map.latLngToContainerPoint([at.lat, at.lng])", SARREBOURG
    )
    visit.map.click(position={"x": point["x"], "y": point["y"]})
    card = visit.page.locator(".m-card")
    expect(card.locator("h2")).to_have_text("Sarrebourg")
    expect(card).to_contain_text("CC Sarrebourg Moselle Sud")
    expect(card).to_contain_text("35,7\u00a0km")
    expect(visit.map).to_have_attribute("data-selected", SARREBOURG["code"])
    expect(visit.page).to_have_url(re.compile(r"commune=57630"))
    assert visit.errors == []


def test_a_click_draws_only_the_map_and_the_card_and_other_pages_know_it(visit: Visit) -> None:
    visit.open()
    visit.wait_for_paint()
    before, sent = visit.painted(), visit.received
    visit.page.get_by_label("Chercher une commune").click()
    visit.page.keyboard.type("Bitche")
    visit.page.get_by_role("option", name="Bitche (57089)").click()
    visit.wait_for_paint(after=before)
    expect(visit.page.locator(".m-card h2")).to_have_text("Bitche")
    assert visit.received - sent <= CARD_BUDGET_BYTES
    expect(visit.page).to_have_url(re.compile(r"\?commune=57089$"))

    # The links of the sidebar were not drawn again, yet the choice follows the visitor.
    visit.page.get_by_role("link", name="Zones sous-couvertes").click()
    expect(visit.page.locator("h1")).to_contain_text("Zones sous-couvertes")
    expect(visit.map).to_have_attribute("data-selected", "57089")
    expect(visit.page).to_have_url(re.compile(r"zones-sous-couvertes\?commune=57089$"))
    visit.page.get_by_role("link", name="Couverture").click()
    expect(visit.page.locator(".m-card h2")).to_have_text("Bitche")
    visit.page.get_by_role("button", name="Effacer le choix").click()
    expect(visit.page.locator(".m-card")).to_have_count(0)
    expect(visit.page).to_have_url(re.compile(r"/$"))
    assert visit.errors == []


def test_search_chooses_a_commune_by_keyboard(visit: Visit) -> None:
    visit.open()
    visit.wait_for_paint()
    visit.page.get_by_label("Chercher une commune").click()
    visit.page.keyboard.type("Bitche")
    visit.page.get_by_role("option", name="Bitche (57089)").wait_for()
    visit.page.keyboard.press("Enter")
    expect(visit.page.locator(".m-card h2")).to_have_text("Bitche")
    expect(visit.map).to_have_attribute("data-selected", "57089")


def test_tooltip_names_the_commune_and_its_value(visit: Visit) -> None:
    visit.open("?indicateur=distance")
    visit.wait_for_paint()
    point = visit.map.evaluate(
        "(map, at) => map.ownerDocument.defaultView.map.latLngToContainerPoint([at.lat, at.lng])", SARREBOURG
    )
    visit.map.hover(position={"x": point["x"], "y": point["y"]})
    tip = visit.frame.locator(".maillage-tip")
    expect(tip).to_contain_text("Sarrebourg")
    expect(tip).to_contain_text("Distance\u00a0: 35,7\u00a0km")


def test_level_repaints_territories(visit: Visit) -> None:
    visit.open("?indicateur=postes&niveau=epci")
    visit.wait_for_paint()
    # The 46 communes of Metz Métropole (12 posts) are the only ones of the last class.
    assert fills(visit).count("#00005F") == 46
    before = visit.painted()
    visit.page.get_by_role("radio", name="Arrondissement").click()
    visit.wait_for_paint(after=before)
    # 139 communes of the arrondissement of Metz, 14 posts.
    assert fills(visit).count("#00005F") == 139


def test_lost_contours_are_said(visit: Visit) -> None:
    visit.page.route("**/contours/**", lambda route: route.fulfill(status=500))
    visit.page.goto(visit.home)
    expect(visit.frame.get_by_role("alert")).to_contain_text("n’ont pas pu être chargés")
    # The rest of the page still serves.
    expect(visit.page.locator(".m-figures").first).to_contain_text("19")
