"""Files that a visitor takes away are those of the view on screen: same figures, same choices."""

import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pikepdf
import pyogrio
import pypdfium2
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import Visit

Download = Callable[[str], Path]


@pytest.fixture
def download(visit: Visit, tmp_path: Path) -> Download:
    """Open the dialog where it is not open, press a button of it, and keep the file under its own name."""

    def pressed(label: str) -> Path:
        dialog = visit.page.get_by_role("dialog")
        if not dialog.is_visible():
            visit.page.get_by_role("button", name="Exporter des fichiers").click()
        with visit.page.expect_download() as awaited:
            dialog.get_by_role("button", name=label, exact=True).click()
        path = tmp_path / awaited.value.suggested_filename
        awaited.value.save_as(path)
        return path

    return pressed


def on_screen(visit: Visit, label: str) -> int:
    """A key figure of the page."""
    value = visit.page.locator(".m-figures > div", has_text=label).locator("dd").first.inner_text()
    return int(re.sub(r"\s", "", value))


def test_every_file_has_the_figures_on_screen(visit: Visit, download: Download) -> None:
    visit.open("?type=publique&seuil=5")
    visit.wait_for_paint()
    near = on_screen(visit, "Habitants à 5\u00a0km ou moins")
    posts = on_screen(visit, "Postes validés")

    sheet = pd.read_csv(
        download("CSV"), sep=";", decimal=",", encoding="utf-8-sig", dtype={"Code commune": str}
    )
    assert len(sheet) == 725
    assert sheet.loc[sheet["À 5 km ou moins"] == "oui", "Habitants"].sum() == near
    assert sheet["Postes"].sum() == posts
    assert sheet["Choix"].str.contains("type publique").all()

    book = openpyxl.load_workbook(download("Tous les tableaux (Excel)"))
    assert book.sheetnames == ["Communes", "EPCI", "Arrondissements", "Structures", "Vagues", "Lisez-moi"]
    rows = pd.DataFrame(book["EPCI"].values)
    epci = rows[1:].set_axis(rows.iloc[0], axis=1)
    assert epci["Habitants à 5 km ou moins"].sum() == near
    assert epci["Postes"].sum() == posts

    document = json.loads(download("GeoJSON").read_bytes())
    properties = [feature["properties"] for feature in document["features"]]
    assert sum(p["population"] for p in properties if p["near"] == "oui") == near

    layers = download("Couches pour QGIS (GeoPackage)")
    communes = pyogrio.read_dataframe(layers, layer="communes")
    assert communes.loc[communes["near"] == "oui", "population"].sum() == near
    assert pyogrio.read_dataframe(layers, layer="structures")["posts"].sum() == posts

    with Image.open(download("Image de la carte affichée (PNG)")) as picture:
        assert picture.size == (1754, 1240)
    with pikepdf.open(download("Note de deux pages (PDF)")) as note:
        assert len(note.pages) == 2
        assert str(note.Root.Lang).startswith("fr")
    assert visit.errors == []


def test_another_table_and_no_map(visit: Visit, download: Download) -> None:
    visit.open("donnees?departement=54")
    expect(visit.page.locator(".m-heading")).to_contain_text("Données")
    visit.page.get_by_role("button", name="Exporter des fichiers").click()
    dialog = visit.page.get_by_role("dialog")
    expect(dialog).to_contain_text("Structures retenues")
    expect(dialog.get_by_role("button", name="Image de la carte affichée (PNG)")).to_have_count(0)
    dialog.get_by_role("combobox", name="Un seul tableau").click()
    visit.page.get_by_role("option", name="Vagues").click()
    expect(dialog.get_by_role("button", name="GeoJSON")).to_have_count(0)
    path = download("CSV")
    assert path.name.startswith("maillage-54-vagues-")
    assert pd.read_csv(io.BytesIO(path.read_bytes()), sep=";").empty


def test_the_note_tells_the_proposal_on_screen(visit: Visit, download: Download) -> None:
    visit.open("prochains-postes?postes=2&seuil=5")
    expect(visit.page.locator(".m-figures").first).to_contain_text("+")
    visit.wait_for_paint()
    path = download("Note de deux pages (PDF)")
    with pikepdf.open(path) as note:
        assert len(note.pages) == 2
    assert "proposés" in text_of(path)
    visit.page.get_by_role("dialog").get_by_role("combobox", name="Postes proposés dans la note").click()
    visit.page.get_by_role("option", name="Sans poste proposé").click()
    assert "proposés" not in text_of(download("Note de deux pages (PDF)"))


def text_of(path: Path) -> str:
    """All text of a PDF."""
    with pypdfium2.PdfDocument(path) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def test_the_link_is_copied_and_the_page_printed(visit: Visit) -> None:
    visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit.open("?type=publique&commune=57672")
    visit.wait_for_paint()
    visit.page.get_by_role("button", name="Copier le lien").click()
    expect(visit.page.get_by_text("Lien copié")).to_be_visible()
    assert visit.page.evaluate("navigator.clipboard.readText()") == visit.page.url
    # Where the browser keeps its clipboard for secure addresses, the older way is taken.
    visit.page.evaluate(
        """() => {
            Object.defineProperty(navigator, "clipboard", { value: undefined });
            document.execCommand = what => { window.did = [what, document.activeElement.value]; return true; };
            window.print = () => { window.printed = true; };
        }"""
    )
    visit.page.get_by_role("button", name="Copier le lien").click()
    assert visit.page.evaluate("window.did") == ["copy", visit.page.url]
    visit.page.get_by_role("button", name="Imprimer").click()
    assert visit.page.evaluate("window.printed")
    assert visit.errors == []
