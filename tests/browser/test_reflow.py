"""Narrow windows, large letters, still pictures and paper."""

import re
from collections.abc import Callable
from io import BytesIO

import pypdfium2
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.test_pages import PAGES, WITH_MAP

# A window of 1366 pixels at 200 % has half of them to lay the page out.
AT_200 = (683, 450)
NARROWEST = (320, 640)
# What runs out of the window, and what is cut: tables apart, which scroll in a region of their own.
OUTSIDE = """() => {
    const main = document.querySelector('[data-testid=stMain]'), width = main.clientWidth, root = document.documentElement;
    const parts = [...main.querySelectorAll('*')].filter(e => !e.closest('.m-table, [aria-hidden=true] *'));
    const named = e => `${e.tagName} ${e.dataset.testid || e.className} ${e.textContent.slice(0, 40)}`;
    return {
        scrolled: [main.scrollWidth - width, root.scrollWidth - root.clientWidth],
        out: parts.filter(e => { const r = e.getBoundingClientRect(); return r.width && r.height && (r.right > width + 1 || r.left < -1); }).map(named),
        cut: parts.filter(e => e.clientWidth > 2 && e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX !== 'visible').map(named),
    };
}"""
COVERED = """e => {
    const box = e.getBoundingClientRect(), top = document.elementFromPoint(box.left + 5, box.top + 5);
    return !(top === e || e.contains(top));
}"""


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("window", [NARROWEST, AT_200])
def test_no_sideways_scroll(
    visit_at: Callable[[int, int], Visit], window: tuple[int, int], path: str
) -> None:
    visit = visit_at(*window)
    visit.open(f"{path}?seuil=5")
    if path in WITH_MAP:
        visit.wait_for_paint()
    assert visit.page.evaluate(OUTSIDE) == {"scrolled": [0, 0], "out": [], "cut": []}
    assert not visit.page.locator("h1").evaluate(COVERED)


@pytest.mark.parametrize("window", [NARROWEST, AT_200])
def test_all_is_usable(visit_at: Callable[[int, int], Visit], window: tuple[int, int]) -> None:
    visit = visit_at(*window)
    visit.open()
    visit.wait_for_paint()
    visit.page.get_by_role("button", name="Ouvrir le volet des choix").click()
    visit.page.get_by_text("Publique", exact=True).click()
    visit.page.get_by_role("button", name="Replier le volet des choix").click()
    expect(visit.map).to_have_attribute("data-structures", "8")
    visit.page.get_by_role("radio", name="EPCI").click()
    expect(visit.page).to_have_url(re.compile("type=publique&niveau=epci"))
    visit.page.get_by_role("button", name="Page suivante").click()
    expect(visit.page.locator(".m-table caption").first).to_contain_text("lignes 11 à 20")


@pytest.mark.parametrize("path", ["", "zones-sous-couvertes", "prochains-postes?seuil=5"])
def test_a_phone_shows_title_figures_and_map_first(visit_at: Callable[[int, int], Visit], path: str) -> None:
    visit = visit_at(390, 844)
    visit.open(path)
    visit.wait_for_paint()
    tops = [
        visit.page.locator(selector).first.evaluate("e => e.getBoundingClientRect().top")
        for selector in ("h1", "main .m-figures", "main iframe", "main [role=radiogroup]")
    ]
    assert tops == sorted(tops)


def test_motion_is_left_out_where_it_is_not_wanted(visit: Visit) -> None:
    visit.page.emulate_media(reduced_motion="reduce")
    visit.open()
    visit.wait_for_paint()
    assert visit.map.evaluate("map => map.ownerDocument.defaultView.map.options.zoomAnimation") is False
    moving = visit.page.locator(".stApp, .stApp *").evaluate_all(
        """all => all.filter(e => { const s = getComputedStyle(e);
            return [...s.transitionDuration.split(','), ...s.animationDuration.split(',')]
                .some(duration => parseFloat(duration) > 0.01); }).map(e => e.className)"""
    )
    assert moving == []


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("?commune=57672", ["Couverture de la Moselle", "Thionville", "plus de 20 km", "lignes 1 à 10"]),
        ("prochains-postes?seuil=5", ["Prochains postes", "927368", "Rang", "Part couverte"]),
    ],
)
def test_paper_has_what_is_told_and_nothing_to_press(visit: Visit, path: str, told: list[str]) -> None:
    visit.open(path)
    visit.wait_for_paint()
    visit.settle()
    sheets = pypdfium2.PdfDocument(
        BytesIO(visit.page.pdf(prefer_css_page_size=True, print_background=True)), autoclose=True
    )
    assert sheets[0].get_size() == pytest.approx((595, 842), abs=2)
    text = " ".join(sheet.get_textpage().get_text_range() for sheet in sheets)
    text = re.sub(r"\s+", " ", text)
    assert [words for words in told if words not in text] == []
    for control in (
        "Type de structure",
        "Seuil de distance",
        "Exporter",
        "Définitions de ces",
        "Télécharger",
    ):
        assert control not in text
    # The map is there in its colours, down to its south-east corner.
    picture = sheets[0].render(scale=1).to_pil().convert("RGB")
    darkest = "#00005F" if path.startswith("?") else "#373687"
    wanted = tuple(int(darkest[start : start + 2], 16) for start in (1, 3, 5))
    assert sum(count for count, color in picture.getcolors(1 << 20) or [] if color == wanted) > 2_000


def test_nothing_is_cut_between_two_sheets(visit: Visit) -> None:
    visit.open("?commune=57672")
    visit.wait_for_paint()
    visit.page.emulate_media(media="print")
    blocks = visit.page.locator(".m-card, .m-figures > div, .m-table tr, .m-legend, iframe")
    inside = blocks.evaluate_all("all => all.map(e => getComputedStyle(e).breakInside)")
    assert len(inside) > 15
    assert set(inside) == {"avoid"}
    expect(visit.page.locator(".stSidebar")).to_be_hidden()
    expect(visit.page.get_by_role("button")).to_have_count(0)
