"""The note: two tagged pages with the screen's figures; nothing of a name is read as Typst's code."""

import dataclasses
import datetime as dt
import re
from io import BytesIO

import numpy as np
import pikepdf
import pypdfium2
import pytest

from geo.coverage import covered
from geo.errors import DataError
from geo.french import number, percent
from geo.note import note, note_pdf
from geo.note_proposals import gains
from geo.picture import edition
from geo.scenario import Scenario
from geo.selection import Selection
from geo.stamp import stamp_of
from geo.study import study
from tests.geo.builders import seats_in, square_communes
from tests.geo.exported import DAY, reading_of

TYPST = [
    '#read("/etc/passwd")', "#import \"@preview/x:1.0.0\"", "$ sum_(k=1)^n k $", "*gras* _italique_ `code`",
    "] #panic() [", "= Titre", "\\ \\u{41}", "// commentaire", "<étiquette> @renvoi", "~ -- --- ...",
]  # fmt: skip
VARIANT = Scenario("Variante A", "57", {}, ("57630", "57160", "57207", "57058", "57240"))


def edition_of(made, reading, km=10.0, **told):
    selection = told.pop("selection", Selection())
    return edition(made, stamp_of(made, reading, selection, DAY, km, **told))


def pages_of(content):
    """The text of each page, on one line, with plain spaces."""
    with pypdfium2.PdfDocument(content) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    return [re.sub(r"\s+", " ", text.replace("\u00ad", "")) for text in texts]


def plain(text):
    return re.sub(r"\s+", " ", text)


def elements(node, kind):
    """Elements of a structure tree that are of a kind, in reading order."""
    found = []
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            found += [kid] if str(kid.S) == kind else []
            found += elements(kid, kind)
    return found


@pytest.fixture(scope="module")
def moselle_edition(moselle_study, shipped_reading):
    return edition_of(moselle_study, shipped_reading)


@pytest.fixture(scope="module")
def moselle_note(moselle_edition, shipped_codes):
    return note(moselle_edition, shipped_codes)


@pytest.fixture(scope="module")
def moselle_pdf(moselle_note):
    return note_pdf(moselle_note)


def test_it_is_tagged(moselle_pdf, moselle_note):
    with pikepdf.open(BytesIO(moselle_pdf)) as document:
        root = document.Root
        assert len(document.pages) == 2
        assert str(root.Lang) == "fr-FR"
        assert bool(root.MarkInfo.Marked)
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        with document.open_metadata() as metadata:
            assert metadata["dc:title"] == moselle_note.title
            assert metadata["pdfuaid:part"] == "1"
        tree = root.StructTreeRoot
        (figure,) = elements(tree, "/Figure")
        assert plain(str(figure.Alt)) == plain(moselle_note.plate.alternative)
        assert len(elements(tree, "/H1")) == 1
        assert len(elements(tree, "/H2")) == 6
        tables = elements(tree, "/Table")
        assert [len(elements(table, "/TR")) for table in tables] == [3, 11, 24]
        assert all(elements(table, "/TH") for table in tables)
        for page in document.pages:
            assert [float(side) for side in page.mediabox] == pytest.approx([0, 0, 595.28, 841.89], abs=0.01)


def test_reference_figures(moselle_pdf):
    first, second = pages_of(moselle_pdf)
    for said in (
        "Conseillers numériques en Moselle : note de synthèse", "762 502", "72,5 %", "1 051 309", "288 807", "483 communes",
        "242 communes", "15 EPCI sur 23", "19 postes validés sur 50 annoncés (38 %)", "31 postes restent", "8,7 km",
        "14/04/2021", "établie le 23/11/2026", "Page 1 sur 2", "seuil : 10 km",
    ):  # fmt: skip
        assert said in first
    for said in (
        "Sarrebourg", "12 170", "35,7 km", "Morhange", "462 924", "Metz Métropole", "CC du Pays Haut Val d’Alzette *",
        "à vol d’oiseau", "Licence Ouverte", "populations de référence 2023", "Page 2 sur 2",
    ):  # fmt: skip
        assert said in second


def test_tables_are_the_screen_s(moselle_note, moselle_study):
    table = moselle_study.table
    far = table[table["distance_m"] > 10_000].nlargest(10, "population")
    rows = moselle_note.communes.table.rows
    assert [row[2] for row in rows] == [number(people) for people in far["population"]]
    assert [plain(row[0]) for row in rows] == [name.replace("'", "’") for name in far["name"]]
    epci = table.groupby("epci_code")[["population", "posts"]].sum()
    shown = moselle_note.epci.table.rows
    rates = [float(row[3].replace(",", ".")) for row in shown]
    assert rates == sorted(rates)
    assert sorted(row[1] for row in shown) == sorted(number(people) for people in epci["population"])
    assert sum(int(row[2]) for row in shown) == 19
    assert moselle_note.waves.table.rows[0][2:] == ("19", "19", "12", "12")


def test_proposals_are_measured_again(moselle_edition, moselle_study, shipped_codes):
    made = note(moselle_edition, shipped_codes, VARIANT)
    before = covered(moselle_study.table, 10)
    posts = moselle_study.communes.set_index("code").loc[list(VARIANT.communes)]
    points = moselle_study.communes["service_point"].to_crs(2154)
    seats = posts["service_point"].to_crs(2154)
    nearest = np.min([points.distance(seat) for seat in seats], axis=0)
    reached = (
        np.minimum(nearest, moselle_study.communes["code"].map(moselle_study.table["distance_m"])) <= 10_000
    )
    after = int(moselle_study.communes.loc[reached, "population"].sum())
    assert after > before.population
    assert gains(moselle_edition, VARIANT).covered == (before.population, after)
    assert (
        f"{number(before.population)} ({percent(before.share)}) à {number(after)}" in made.proposals.sentence
    )
    gained = [int(re.sub(r"\s", "", row[3])) for row in made.proposals.table.rows]
    assert sum(gained) == after - before.population
    pages = pages_of(note_pdf(made))
    assert "poste proposé, avec son rang" in pages[0]
    assert "Postes proposés : Variante A" in pages[1]
    assert len(pages) == 2


def test_further_proposals_are_listed(moselle_edition, moselle_study, shipped_codes):
    codes = tuple(moselle_study.communes["code"].iloc[:60])
    made = note(moselle_edition, shipped_codes, Scenario("x" * 60, "57", {}, (*codes, "99999")))
    assert len(made.proposals.table.rows) == 10
    assert "et 20\u00a0autres postes" in made.proposals.remark
    assert "1\u00a0commune du scénario sans position" in made.proposals.remark
    assert len(pages_of(note_pdf(made))) == 2


def test_a_scenario_of_elsewhere(moselle_edition, shipped_codes):
    with pytest.raises(DataError, match="autre département"):
        note(moselle_edition, shipped_codes, dataclasses.replace(VARIANT, department="54"))
    none = note(moselle_edition, shipped_codes, dataclasses.replace(VARIANT, communes=("99999",)))
    assert none.proposals.table is None


@pytest.mark.parametrize("department", ["01", "2A", "59", "62", "75", "80", "93", "971", "973", "976"])
def test_two_pages_for_departments_of_all_kinds(department, shipped_reading, shipped_codes):
    made = study(department, shipped_reading, Selection(), neighbours=True)
    content = note_pdf(note(edition_of(made, shipped_reading, neighbours=True), shipped_codes))
    assert len(pages_of(content)) == 2


@pytest.mark.parametrize("department", ["75", "971"])
def test_without_structure(department, shipped_reading, shipped_codes):
    made = study(department, shipped_reading, Selection())
    written = note(edition_of(made, shipped_reading), shipped_codes)
    assert written.map_title == "Communes du département"
    first, second = pages_of(note_pdf(written))
    assert "n’en a aucune dans ce département" in first
    assert "sans objet" in first
    assert "non connu" not in first + second


@pytest.mark.parametrize("km", [0.0, 7.5, 20.0, 1000.0])
def test_every_threshold(moselle_study, shipped_reading, shipped_codes, km):
    written = note(edition_of(moselle_study, shipped_reading, km), shipped_codes)
    near = covered(moselle_study.table, km)
    assert number(near.population) in [figure.value for figure in written.figures]
    assert len(pages_of(note_pdf(written))) == 2
    if km == 1000:
        assert written.communes.table is None


def test_choices_are_told(shipped_reading, shipped_codes):
    selection = Selection(type="privée")
    made = study("57", shipped_reading, selection)
    written = note(
        edition_of(made, shipped_reading, selection=selection, file="mes structures.csv"), shipped_codes
    )
    first, second = pages_of(note_pdf(written))
    assert "Structures retenues : type privée" in first
    assert "19 postes validés sur 50" in first
    assert "Les filtres ne s’appliquent pas à ce tableau" in first
    assert "mes structures.csv" in second


def squares(names, waves=1):
    """The six squares with these names, and a structure of each of many waves."""
    structures = seats_in(*["57101"] * waves)
    days = np.datetime64("2021-01-05") + 7 * np.arange(waves)
    structures["validated_on"] = days.astype("datetime64[s]")
    structures["name"] = (names * waves)[:waves]
    communes = square_communes()
    for column in ("name", "epci_name", "arrondissement_name"):
        communes[column] = names[: len(communes)]
    reading = reading_of(structures)
    return study(
        "01", reading_of(structures.assign(department="01")), Selection(), communes=communes
    ), reading


@pytest.mark.parametrize(
    "names", [TYPST[:6], TYPST[-6:], ["M" * 300] * 6, ["Saint-" * 40] * 6, ["\x00\u202e中文 😀"] * 6]
)
def test_any_names_make_two_pages(names, shipped_codes):
    made, reading = squares(names)
    scenario = Scenario(names[0][:60], "01", {}, tuple(made.communes["code"]))
    written = note(edition_of(made, reading, 0.0, file=names[1]), shipped_codes, scenario)
    assert len(pages_of(note_pdf(written))) == 2


def test_names_are_only_text(shipped_codes):
    made, reading = squares(TYPST[:6])
    _, second = pages_of(note_pdf(note(edition_of(made, reading, 0.0), shipped_codes)))
    for name in TYPST[1:6]:
        assert plain(name) in second


@pytest.mark.parametrize("waves", [1, 4, 5, 40])
def test_many_waves(waves, shipped_codes):
    made, reading = squares(["Commune"] * 6, waves)
    written = note(edition_of(made, reading), shipped_codes)
    rows = written.waves.table.rows
    assert len(rows) <= 5
    assert sum(int(row[1]) for row in rows) == waves
    assert len(pages_of(note_pdf(written))) == 2


def test_same_bytes_for_the_same_arguments(moselle_edition, shipped_codes, moselle_pdf, moselle_note):
    assert note_pdf(note(moselle_edition, shipped_codes)) == moselle_pdf
    assert note_pdf(dataclasses.replace(moselle_note, day=dt.date(2026, 11, 24))) != moselle_pdf


def test_pages_are_drawn(moselle_pdf):
    """Colours of the map's classes cover the first page; the second is text on white."""
    with pypdfium2.PdfDocument(moselle_pdf) as document:
        first, second = (page.render(scale=1).to_pil().convert("RGB") for page in document)
    shades, shades_of_second = (
        {color: count for count, color in page.getcolors(page.width * page.height)}
        for page in (first, second)
    )
    for color in ("#DBDAFF", "#A4A4D7", "#6E6DAF", "#373687", "#00005F"):
        assert shades[tuple(int(color[place : place + 2], 16) for place in (1, 3, 5))] > 300
    assert 0.6 < shades_of_second[(255, 255, 255)] / (second.width * second.height) < 0.98
