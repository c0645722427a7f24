"""Page « Prochains postes » in a real browser: numbered marks, and posts placed by hand."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.conftest import Visit


def test_the_optimum_is_drawn(visit: Visit) -> None:
    visit.open("prochains-postes?seuil=5")
    visit.wait_for_paint()
    expect(visit.map).to_have_attribute("data-proposed", "31")
    expect(visit.map).to_have_attribute("data-structures", "12")
    expect(visit.frame.locator(".maillage-proposed")).to_have_count(31)
    expect(visit.page.locator(".m-figures").first).to_contain_text("927\u202f368")
    expect(visit.page.get_by_text("Optimum prouvé")).to_be_visible()
    assert visit.foreign == []
    assert visit.errors == []


def test_posts_are_placed_and_removed_by_clicks(visit_at: Callable[[int, int], Visit]) -> None:
    visit = visit_at(1366, 1500)
    visit.open("prochains-postes?seuil=5&mode=main")
    visit.wait_for_paint()
    visit.map.evaluate("map => { map.ownerDocument.defaultView.sameFrame = true; }")
    for url, posts in ((re.compile("ajouts=57630"), "1"), (re.compile("^((?!ajouts).)*$"), "0")):
        point = visit.map.evaluate(
            "map => map.ownerDocument.defaultView.map.latLngToContainerPoint([48.734, 7.0559])"
        )
        visit.map.click(position={"x": point["x"], "y": point["y"]})
        expect(visit.page).to_have_url(url)
        expect(visit.map).to_have_attribute("data-proposed", posts)
    assert visit.map.evaluate("map => map.ownerDocument.defaultView.sameFrame === true")
    assert visit.errors == []
