"""The declaration of accessibility and the legal notice, as a visitor opens and reads them."""

from collections.abc import Callable
from urllib.parse import urlparse

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from pages import declarations
from tests.browser.conftest import Visit

TITLES = {declarations.ACCESSIBILITY: "Déclaration d’accessibilité", declarations.LEGAL: "Mentions légales"}
LINKS = {
    declarations.ACCESSIBILITY: "Accessibilité\u00a0: non conforme (nouvel onglet)",
    declarations.LEGAL: "Mentions légales (nouvel onglet)",
}


def test_the_footer_opens_them_beside_the_dashboard(visit: Visit) -> None:
    visit.open("vagues?type=privee")
    for path, title in TITLES.items():
        link = visit.page.locator(".m-footer").get_by_role("link", name=LINKS[path], exact=True)
        with visit.page.context.expect_page() as opened:
            link.click()
        expect(opened.value.locator("h1")).to_have_text(title)
        assert opened.value.url == visit.home + path
    # The visit stands where it was.
    expect(visit.page.get_by_role("radio", name="Privée")).to_be_checked()
    assert visit.page.url == f"{visit.home}vagues?type=privee"
    assert visit.errors == []


@pytest.mark.parametrize("path", TITLES)
@pytest.mark.parametrize("width", [1366, 320])
def test_axe_finds_nothing(visit_at: Callable[[int, int], Visit], path: str, width: int) -> None:
    visit = visit_at(width, 700)
    visit.page.goto(visit.home + path)
    expect(visit.page).to_have_title(f"{declarations.PAGES[path][1]} – Maillage")
    found = Axe().run(visit.page, options={"resultTypes": ["violations"]})
    assert found.response["violations"] == []
    assert len(found.response["passes"]) > 15
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
    assert visit.foreign == []
    assert visit.errors == []


@pytest.mark.parametrize("path", TITLES)
def test_the_keyboard_goes_everywhere_and_is_seen(visit: Visit, path: str) -> None:
    visit.page.goto(visit.home + path)
    links = visit.page.locator("a")
    for place in range(links.count()):
        visit.page.keyboard.press("Tab")
        expect(links.nth(place)).to_be_focused()
        seen = links.nth(place).evaluate(
            """e => { const s = getComputedStyle(e), r = e.getBoundingClientRect();
                      return s.outlineStyle === 'solid' && parseFloat(s.outlineWidth) >= 2 &&
                             r.left >= 0 && r.right <= innerWidth && r.top >= 0 && r.bottom <= innerHeight; }"""
        )
        assert seen
    visit.page.goto(visit.home + path)
    visit.page.keyboard.press("Tab")
    visit.page.keyboard.press("Enter")
    expect(visit.page.locator("main")).to_be_focused()
    visit.page.get_by_role("link", name="Retour au tableau de bord").click()
    expect(visit.page.locator(".m-footer")).to_be_visible()
    assert urlparse(visit.page.url).path == "/"


def test_they_need_no_script(visit: Visit) -> None:
    context = visit.page.context.browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for path, title in TITLES.items():
        page.goto(visit.home + path)
        assert page.locator("h1").inner_text() == title
    context.close()


def test_the_browser_keeps_what_the_legal_notice_says(visit: Visit) -> None:
    visit.open("?type=publique")
    visit.wait_for_paint()
    visit.page.get_by_role("link", name="Zones sous-couvertes").click()
    expect(visit.page.locator("h1")).to_contain_text("Zones sous-couvertes")
    cookies = [cookie["name"] for cookie in visit.page.context.cookies()]
    stored = visit.page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]")
    visit.page.goto(visit.home + declarations.LEGAL)
    named = visit.page.locator("code").all_inner_texts()
    # The third one is nginx's: tests/browser/test_deploy.py.
    assert named == ["_streamlit_xsrf", "maillage", "stActiveTheme"]
    assert cookies == [named[0]]
    assert [name for name in stored if not name.startswith(named[2])] == []
