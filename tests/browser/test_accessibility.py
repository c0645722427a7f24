"""What axe, a screen reader and a French ear find on every page and in its main states."""

import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests.browser.axe import examine, violations
from tests.browser.conftest import Visit
from tests.browser.test_own_file import load
from tests.browser.test_pages import PAGES, WITH_MAP
from tests.pages.test_own_file import export

WITH_CHART = ["vagues", "zones-sous-couvertes", "prochains-postes"]
NOTHING_LEFT = "type=privee&zrr=oui&qpv=oui"
# Words of Streamlit's, React Aria's, Vega's and Leaflet's English.
ENGLISH = re.compile(
    r"\b(the|of|for|to|and|with|Open|Clear|Choose|Select|Selected|selected|Remove|Help|Next|Previous|Upload|"
    r"upload|Increment|Decrement|Sidebar|sidebar|Skip|axis|mark|visualization|Press|Drag|Error|results|options|"
    r"available|Show|Download|Copy|Fullscreen|file|allowed|below|above|must|Running|Connecting)\b"
)
# Every text that a page shows or names, save those of our own blocks.
SAID = """() => {
    const said = new Set(), walk = document.createTreeWalker(document.body, 5);
    while (walk.nextNode()) {
        const node = walk.currentNode, element = node.nodeType === 3 ? node.parentElement : node;
        if (element.closest('.stHtml, script, style, noscript, [translate=no], svg[aria-hidden=true] *')) continue;
        if (node.nodeType === 3) said.add(node.data.trim());
        else for (const name of ['aria-label', 'aria-roledescription', 'title', 'placeholder', 'alt'])
            if (node.hasAttribute(name)) said.add(node.getAttribute(name));
    }
    return [...said];
}"""
LEVELS = """() => [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(title => Number(title.tagName[1]))"""


def check(visit: Visit) -> None:
    """Nothing for axe to say, nothing in English."""
    visit.settle()
    assert violations(visit.page) == []
    said = [text for frame in visit.page.frames for text in frame.evaluate(SAID)]
    assert [text for text in said if ENGLISH.search(text)] == []


def chart_is_told(visit: Visit) -> None:
    """A chart has a sentence computed from its figures, and a table of them beside it."""
    chart = visit.page.locator("[data-testid=stVegaLiteChart]")
    expect(chart).to_have_attribute("aria-label", re.compile(r"\d"))
    sentence = chart.get_attribute("aria-label") or ""
    expect(visit.page.get_by_text(sentence, exact=True)).to_be_visible()
    expect(chart.locator("svg")).to_have_attribute("aria-hidden", "true")
    beside = visit.page.locator(".stHorizontalBlock", has=chart).locator("table")
    figures = set(re.findall(r"\d+,\d\u00a0%|\b19\b", sentence))
    assert figures
    assert all(figure in beside.inner_text() for figure in figures)


@pytest.mark.parametrize("path", PAGES)
def test_page(visit: Visit, path: str) -> None:
    visit.open(f"{path}{'?seuil=5' if path == 'prochains-postes' else ''}")
    if path in WITH_MAP:
        visit.wait_for_paint()
    check(visit)
    page = visit.page
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.locator("main")).to_have_count(1)
    expect(page.locator("main h1")).to_have_count(1)
    expect(page.locator("main footer")).to_have_count(1)
    levels = page.evaluate(LEVELS)
    assert levels[0] == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))
    current = page.locator("[data-testid=stPageLink-NavLink][aria-current=page]")
    expect(current).to_have_count(1)
    expect(page).to_have_title(f"{current.inner_text()} – Maillage")
    if path in WITH_CHART:
        chart_is_told(visit)
    if path in WITH_MAP:
        assert examine(page)["frames"]
        frame = page.locator("iframe")
        expect(frame).to_have_attribute("title", re.compile("^Carte de la Moselle"))
        expect(visit.frame.locator("html")).to_have_attribute("lang", "fr")
        expect(visit.map).to_have_attribute("aria-label", frame.get_attribute("title") or "")
        expect(visit.frame.locator("#told")).to_contain_text("12\u00a0lieux, 19\u00a0postes")


def test_axe_would_say_what_is_wrong(visit: Visit) -> None:
    visit.open()
    visit.wait_for_paint()
    visit.frame.locator(".maillage-home").evaluate("e => { e.textContent = ''; e.ariaLabel = e.title = ''; }")
    visit.page.locator("h1").evaluate("e => { e.style.color = '#ddd'; }")
    rules = {text.split(":")[0] for text in examine(visit.page)["violations"]}
    assert rules >= {"color-contrast", "link-name"}


@pytest.mark.parametrize(
    "path",
    [
        "?type=publique&commune=57672&niveau=epci&indicateur=taux",
        f"?{NOTHING_LEFT}&inconnu=1",
        "?departement=54",
        "vagues?departement=54",
        "zones-sous-couvertes?departement=54",
        "prochains-postes?departement=54&mode=main&ajouts=54395&exclues=54099",
    ],
)
def test_view(visit: Visit, path: str) -> None:
    visit.open(path)
    visit.wait_for_paint()
    check(visit)


def test_home_as_it_is_used(visit: Visit) -> None:
    visit.open()
    visit.wait_for_paint()
    visit.page.get_by_text("Labels du territoire").click()
    expect(visit.page.get_by_label("France services")).to_be_visible()
    visit.page.get_by_text("Définitions de ces chiffres").click()
    visit.page.get_by_role("button", name=re.compile("^Aide")).first.hover()
    expect(visit.page.get_by_role("tooltip")).to_be_visible()
    check(visit)
    visit.page.get_by_label("Chercher une commune").click()
    visit.page.keyboard.type("zzzz")
    expect(visit.page.get_by_text("Aucun résultat")).to_be_visible()
    check(visit)
    visit.page.keyboard.press("Escape")
    visit.page.get_by_role("radio", name="Publique").check(force=True)
    visit.page.get_by_role("radio", name="Vague").click()
    expect(visit.page).to_have_url(re.compile("type=publique&indicateur=vague"))
    check(visit)


def test_a_proposal_as_it_is_asked(visit: Visit) -> None:
    visit.open("prochains-postes?seuil=5")
    visit.wait_for_paint()
    visit.page.get_by_text("Exigences et hypothèses").click()
    visit.page.get_by_role("combobox", name="Communes exclues").click()
    expect(visit.page.get_by_role("option").first).to_be_visible()
    check(visit)
    visit.page.keyboard.press("Escape")
    visit.page.get_by_role("spinbutton", name="Postes à placer").fill("900")
    visit.page.keyboard.press("Enter")
    expect(visit.page.get_by_text("Ce nombre")).to_be_visible()
    check(visit)


def test_files_loaded_and_refused(visit: Visit) -> None:
    visit.open("donnees")
    load(visit, b"Nom;Ville\nMairie;Metz\n")
    expect(visit.page.get_by_text("n’a pas les colonnes")).to_be_visible()
    check(visit)
    visit.page.get_by_role("button", name="Retirer essai.csv").click()
    load(visit, export())
    visit.page.get_by_text("Signalements de ce fichier").click()
    check(visit)
    visit.page.get_by_role("button", name="Afficher ce fichier").click()
    expect(visit.page.get_by_text("que vous avez chargé")).to_be_visible()
    check(visit)


def test_sidebar_of_a_phone(visit_at: Callable[[int, int], Visit]) -> None:
    visit = visit_at(390, 844)
    visit.open()
    visit.wait_for_paint()
    check(visit)
    visit.page.get_by_role("button", name="Ouvrir le volet des choix").click()
    expect(visit.page.get_by_role("button", name="Replier le volet des choix")).to_be_visible()
    check(visit)


def test_a_lost_connection_is_said_in_french(visit: Visit) -> None:
    visit.open()
    visit.wait_for_paint()
    said = visit.page.evaluate(
        """() => {
            const dialog = document.createElement('div');
            dialog.innerHTML = '<p>Connection error</p><p>Streamlit server is not responding. Are you connected to the internet?</p>';
            document.querySelector('.stApp').append(dialog);
            return new Promise(done => setTimeout(() => done(dialog.innerText), 50));
        }"""
    )
    assert said.split("\n\n") == [
        "Connexion perdue",
        "Le serveur ne répond pas. La page reprend d’elle-même dès qu’il répond.",
    ]
