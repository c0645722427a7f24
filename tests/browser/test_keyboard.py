"""Each page's main task by keyboard alone: Tab, arrows, Enter and letters, and never a click."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Visit

MOST_STOPS = 80
# What the keyboard is on, in whatever frame, and how it shows: an outline of its own or of its label.
FOCUSED = """() => {
    let element = document.activeElement, place = 'page';
    if (element.tagName === 'IFRAME') { element = element.contentDocument.activeElement; place = 'map'; }
    const shown = e => { const s = getComputedStyle(e); return s.outlineStyle === 'solid' && parseFloat(s.outlineWidth) >= 2; };
    const label = element.closest('label');
    const name = element.getAttribute('aria-label') || element.textContent.trim() || element.value || element.tagName;
    return {place, name, seen: shown(element) || (label !== null && shown(label)), tag: element.tagName};
}"""
HAS_FOCUS = "e => e === e.ownerDocument.activeElement"


def tab_to(visit: Visit, wanted: Locator, key: str = "Tab") -> None:
    """Press Tab until an element is reached."""
    expect(wanted).to_be_attached()
    for _ in range(MOST_STOPS):
        if wanted.evaluate(HAS_FOCUS):
            return
        visit.page.keyboard.press(key)
    raise AssertionError(f"no stop of the keyboard is {wanted}")


def press(visit: Visit, *keys: str) -> None:
    for key in keys:
        visit.page.keyboard.press(key)


def choose(visit: Visit, name: str, text: str, option: str, stays_open: bool = False) -> None:
    """Find an option of a list by typing, and take it; a list of several choices then stays open."""
    visit.settle()
    tab_to(visit, visit.page.get_by_role("combobox", name=name))
    visit.page.keyboard.type(text)
    expect(visit.page.get_by_role("option")).to_have_count(1)
    expect(visit.page.get_by_role("option", name=option)).to_be_visible()
    press(visit, "Enter")
    if stays_open:
        press(visit, "Escape")
    expect(visit.page.get_by_role("option")).to_have_count(0)


@pytest.mark.parametrize("path", ["", "zones-sous-couvertes", "donnees"])
def test_each_stop_is_seen_and_none_is_a_trap(visit: Visit, path: str) -> None:
    visit.open(path)
    if path != "donnees":
        visit.wait_for_paint()
    visit.settle()
    stops = []
    last = visit.page.locator("a, button, input, [tabindex='0']").last
    for _ in range(MOST_STOPS):
        press(visit, "Tab")
        stops.append(visit.page.evaluate(FOCUSED))
        if last.evaluate(HAS_FOCUS):
            break
    else:
        raise AssertionError("the end of the page is not reached")
    assert [stop["name"] for stop in stops if not stop["seen"]] == []
    assert stops[0]["name"] == "Aller au contenu"
    names = [stop["name"] for stop in stops if stop["place"] == "map"]
    buttons = ["Agrandir", "Réduire", "Voir tout le département"]
    assert names[1:] == (buttons if path != "donnees" else [])
    # Backwards too, out of the map and back to the top.
    for _ in range(MOST_STOPS):
        press(visit, "Shift+Tab")
        if visit.page.evaluate(FOCUSED)["name"] == "Aller au contenu":
            return
    raise AssertionError("the top of the page is not reached again")


def test_skip_link_goes_to_the_content(visit: Visit) -> None:
    visit.open()
    visit.settle()
    press(visit, "Tab", "Enter", "Tab")
    expect(visit.page.locator(".m-meanings summary").first).to_be_focused()


def test_coverage(visit: Visit) -> None:
    page = visit.page
    visit.open()
    visit.wait_for_paint()
    tab_to(visit, page.get_by_role("radio", name="Toutes"))
    press(visit, "ArrowRight")
    expect(visit.map).to_have_attribute("data-structures", "8")
    tab_to(visit, page.locator(".m-meanings summary"))
    press(visit, "Enter")
    expect(page.locator(".m-meanings dd").first).to_be_visible()
    tab_to(visit, page.get_by_role("radio", name="Distance"))
    press(visit, "ArrowRight", "Enter")
    expect(page).to_have_url(re.compile("indicateur=postes"))
    choose(visit, "Chercher une commune", "57089", "Bitche (57089)")
    expect(page.locator(".m-card h2")).to_have_text("Bitche")
    expect(visit.map).to_have_attribute("data-selected", "57089")
    choose(visit, "Trier le tableau par", "Nom", "Nom")
    expect(page.locator(".m-table tbody th").first).to_have_text("Aboncourt")
    tab_to(visit, page.get_by_role("button", name="Page suivante"))
    press(visit, "Enter")
    expect(page.locator(".m-table caption").first).to_contain_text("lignes 11 à 20")
    tab_to(visit, page.get_by_role("link", name="Zones sous-couvertes"), "Shift+Tab")
    press(visit, "Enter")
    expect(page.locator("h1")).to_contain_text("Zones sous-couvertes")
    assert visit.errors == []


def test_map_moves_by_keyboard(visit: Visit) -> None:
    visit.open()
    visit.wait_for_paint()
    zoom = "map => map.ownerDocument.defaultView.map.getZoom()"
    before = visit.map.evaluate(zoom)
    tab_to(visit, visit.frame.get_by_role("button", name="Agrandir"))
    press(visit, "Enter")
    visit.page.wait_for_timeout(500)
    assert visit.map.evaluate(zoom) > before


def test_underserved_areas(visit: Visit) -> None:
    page = visit.page
    visit.open("zones-sous-couvertes")
    tab_to(visit, page.get_by_role("radio", name="Commune"))
    press(visit, "ArrowRight", "Enter")
    expect(page).to_have_url(re.compile("niveau=epci"))
    choose(visit, "Seuil de distance", "20", "20")
    expect(page.locator(".m-heading")).to_contain_text("20\u00a0km")
    tab_to(visit, page.get_by_role("button", name="Page suivante"))
    press(visit, "Enter")
    expect(page.locator(".m-table caption").first).to_contain_text("lignes 16 à 30")


def test_waves(visit: Visit) -> None:
    page = visit.page
    visit.open("vagues?departement=54")
    tab_to(visit, page.get_by_label("Objectif de postes"))
    page.keyboard.type("40")
    press(visit, "Enter")
    expect(page.locator(".m-figures").first).to_contain_text("0 sur 40")


def test_next_posts(visit: Visit) -> None:
    page = visit.page
    visit.open("prochains-postes?seuil=5")
    visit.wait_for_paint()
    tab_to(visit, page.get_by_role("spinbutton", name="Postes à placer"))
    page.keyboard.type("5")
    press(visit, "Enter")
    expect(visit.map).to_have_attribute("data-proposed", "5")
    tab_to(visit, page.get_by_role("radio", name="Proposition calculée"), "Shift+Tab")
    press(visit, "ArrowRight", "Enter")
    expect(visit.map).to_have_attribute("data-proposed", "0")
    choose(visit, "Communes où placer un poste", "57089", "Bitche (57089)", stays_open=True)
    expect(visit.map).to_have_attribute("data-proposed", "1")
    expect(page).to_have_url(re.compile("ajouts=57089"))
    assert visit.errors == []


def test_data(visit: Visit) -> None:
    page = visit.page
    # Heard from the start: the browser's own dialog would open before a later listener is in place.
    page.on("filechooser", lambda _: None)
    visit.open("donnees")
    tab_to(visit, page.get_by_role("button", name="Choisir un fichier").last)
    with page.expect_file_chooser():
        press(visit, "Enter")
    tab_to(visit, page.get_by_role("button", name="Télécharger un modèle vide"))
    with page.expect_download() as download:
        press(visit, "Enter")
    assert download.value.suggested_filename == "modele-structures.csv"
    tab_to(visit, page.locator("summary", has_text="Colonnes attendues"))
    press(visit, "Enter")
    expect(page.get_by_role("table", name="Colonnes du modèle")).to_be_visible()
