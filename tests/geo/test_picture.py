"""The map as SVG and PNG: what is drawn, where, in which colours; nothing of a name is read as code."""

import datetime as dt
import io
import re
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from geo.communes import load_departments
from geo.contours import contours_document
from geo.coverage import join
from geo.indicators import Indicator
from geo.layers import NO_DATA, describe
from geo.picture import FRAME, Picture, edition, picture, picture_png
from geo.printable import printable
from geo.selection import Selection
from geo.stamp import stamp_of
from geo.study import Study, study, within_reach
from geo.svg_map import Frame, map_svg, round_length
from geo.territories import Level
from geo.typeset import TEMPLATES
from geo.waves import Plan, with_waves
from geo.wording import Lack, inside, kilometres_of, lack
from tests.geo.builders import seats_in, square_communes

DAY = dt.date(2026, 11, 23)
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = (
    '#read("/etc/passwd")', "$x$ *a* _b_ `c`", "<script>alert(1)</script>", "]]><!--", "@preview/x",
    "\\u{0} \\", "& &amp; \"'", "\x00\x1b\u202e中",
)  # fmt: skip


def squares_study(names=None, structures=None, department="57"):
    """A study of the six squares; ``names``: of the first communes."""
    communes = square_communes()
    for place, name in enumerate(names or ()):
        communes.loc[place, "name"] = name
    plan = Plan()
    own = with_waves(seats_in("57101", "57103", posts=[4, 1]) if structures is None else structures, plan)
    return Study(department, communes, own, own, own, join(communes, own, department), plan)


def edition_of(made, reading, km=10, neighbours=False, **told):
    return edition(made, stamp_of(made, reading, Selection(), DAY, km, neighbours=neighbours, **told))


def layer_of(made, indicator=Indicator.DISTANCE, level=Level.COMMUNE, km=10):
    return describe(made.table, made.structures, made.plan, indicator, level, km)


def drawn(made, layer=None, **further):
    contours = contours_document(made.communes, load_departments(), made.department)
    svg = map_svg(
        contours, layer or layer_of(made), within_reach(made), made.department, Frame(600, 400), **further
    )
    return ElementTree.fromstring(svg)  # noqa: S314 - made by us


def texts(tree):
    return [element.text for element in tree.iter(f"{SVG}text")]


def extent(tree, fill):
    """Width and height of what is filled with a colour."""
    paths = [p.get("d") for p in tree.iter(f"{SVG}path") if p.get("fill") == fill]
    points = np.array(
        [[float(v) for v in pair] for d in paths for pair in re.findall(r"([\d.-]+) ([\d.-]+)", d)]
    )
    return np.ptp(points, axis=0)


@pytest.fixture(scope="module")
def moselle_picture(moselle_study, shipped_reading) -> Picture:
    return picture(edition_of(moselle_study, shipped_reading), layer_of(moselle_study))


@pytest.fixture(scope="module")
def moselle_png(moselle_picture):
    return picture_png(moselle_picture)


def test_every_commune_is_drawn_in_its_colour(moselle_study):
    layer = layer_of(moselle_study)
    tree = drawn(moselle_study, layer)
    fills = [path.get("fill") for path in tree.iter(f"{SVG}path")]
    for entry in layer.legend:
        assert fills.count(entry.color) == entry.territories


def test_squares_stay_square_in_the_legal_projection():
    tree = drawn(squares_study(structures=seats_in()), layer_of(squares_study(structures=seats_in())))
    width, height = extent(tree, NO_DATA)
    # Three squares by two: the map's scale is the same in both directions.
    assert width / height == pytest.approx(1.5, rel=0.002)
    assert width <= 600 - 2 * 10 + 0.2
    assert height <= 400 - 10 - 26 + 0.2


def test_circles_have_an_area_proportional_to_posts_and_neighbours_are_white():
    made = squares_study()
    others = with_waves(seats_in("57106", posts=[1]).assign(department="67"), made.plan)
    others.index = others.index + 100
    reach = [made.structures, others]
    made = replace(
        made, reach=pd.concat(reach), table=join(made.communes, made.structures, "57", pd.concat(reach))
    )
    filled = [c for c in drawn(made).iter(f"{SVG}circle") if c.get("fill") != "none" and c.get("r") != "2"]
    assert sorted((c.get("fill"), float(c.get("r"))) for c in filled) == [
        ("#F59C00", 5.0), ("#F59C00", 10.0), ("#FFFFFF", 5.0),
    ]  # fmt: skip


def test_names_and_scale_are_read_and_hide_no_circle(moselle_study):
    said = texts(drawn(moselle_study))
    assert {"Metz", "Thionville", "Sarrebourg", "Bitche"} <= set(said)
    assert "20\u00a0km" in said


def test_proposed_posts_are_numbered():
    said = texts(drawn(squares_study(), marks=[[49.1, 6.1], [49.12, 6.2, "code", ["further"]]]))
    assert {"1", "2"} <= set(said)


@pytest.mark.parametrize("level", [Level.EPCI, Level.ARRONDISSEMENT])
def test_communes_take_the_colour_of_their_territory(moselle_study, level):
    layer = layer_of(moselle_study, Indicator.RATE, level)
    own = moselle_study.communes[f"{level}_code"].fillna("")
    fills = [path.get("fill") for path in drawn(moselle_study, layer).iter(f"{SVG}path")]
    for place, entry in enumerate(layer.legend):
        assert fills.count(entry.color) == int(own.map(layer.classes).eq(place).sum())


def test_names_are_only_text_in_the_svg():
    said = texts(drawn(squares_study(HOSTILE[:6])))
    shown = set(said)
    assert {'#read("/etc/passwd")'.replace("'", "’"), "<script>alert(1)</script>", "@preview/x"} & shown
    assert not [text for text in said if "\x00" in text]


@pytest.mark.parametrize(
    ("longest", "expected"), [(1, 1), (1.99, 1), (2, 2), (4.9, 2), (23_000, 20_000), (0.7, 0.5)]
)
def test_scale_has_a_round_length(longest, expected):
    assert round_length(longest) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Metz", "Metz"),
        ("a\n b\tc", "a b c"),
        ("e\u0301", "é"),
        ("a\x00b", "a\ufffdb"),
        ("\ud800", "\ufffd"),
        ("x" * 3000, "x" * 1999 + "…"),
        ("Œuvre 1\u202f000\u00a0€ « ’ … – — ﬁ", "Œuvre 1\u202f000\u00a0€ « ’ … – — \ufffd"),
    ],
)
def test_printable(text, expected):
    assert printable(text) == expected


def test_png_has_the_asked_size_and_the_colours_of_the_legend(moselle_picture, moselle_png):
    image = Image.open(io.BytesIO(moselle_png)).convert("RGB")
    assert image.size == (1754, 1240)
    colors = {color: n for n, color in image.getcolors(image.width * image.height)}
    for entry in moselle_picture.plate.classes:
        rgb = tuple(int(entry.color[i : i + 2], 16) for i in (1, 3, 5))
        assert colors.get(rgb, 0) > 500, entry
    assert colors[(0xF5, 0x9C, 0x00)] > 200
    small = Image.open(io.BytesIO(picture_png(moselle_picture, 72)))
    assert small.size == (842, 595)


def test_png_is_the_same_for_the_same_picture(moselle_picture, moselle_png):
    assert picture_png(moselle_picture) == moselle_png


def test_picture_says_what_it_shows(moselle_picture):
    assert (
        moselle_picture.title
        == "Conseillers numériques en Moselle\u00a0: distance à la structure la plus proche"
    )
    assert "23/11/2026" in moselle_picture.dates
    assert "14/04/2021" in moselle_picture.dates
    assert any("vol d’oiseau" in remark for remark in moselle_picture.remarks)
    assert any("ANCT" in source for source in moselle_picture.sources)
    assert any("INSEE" in source for source in moselle_picture.sources)
    first = moselle_picture.plate.classes[0]
    assert (first.label, first.content) == (
        "5 km ou moins",
        "91\u00a0communes, 453\u202f673\u00a0hab.",
    )
    assert (
        sum(
            int(re.search(r"(\d+)\u00a0communes?", entry.content).group(1))
            for entry in moselle_picture.plate.classes
        )
        == 725
    )


def test_alternative_text_is_computed(moselle_picture):
    said = moselle_picture.plate.alternative
    assert said.startswith(
        "Carte de la Moselle. Distance, par commune\u00a0: 5 km ou moins\u00a0: 91\u00a0communes"
    )
    assert "dans 10 communes\u00a0: Metz (10\u00a0postes)" in said


def test_threshold_is_told_where_it_counts(moselle_study, shipped_reading):
    shown = picture(
        edition_of(moselle_study, shipped_reading, 7.5),
        layer_of(moselle_study, Indicator.LEFT_OUT, Level.EPCI, 7.5),
    )
    assert shown.title.endswith("habitants éloignés de plus de 7,5\u00a0km")


def test_a_department_without_structure_says_why(shipped_reading):
    made = study("54", shipped_reading, Selection())
    shown = picture(edition_of(made, shipped_reading), layer_of(made))
    assert shown.remarks[0].startswith("Le fichier des structures n’en a aucune dans ce département")
    assert shown.plate.circles == ()
    assert "Aucune structure n’y figure." in shown.plate.alternative
    assert Image.open(io.BytesIO(picture_png(shown, 40))).size[0] > 400


def test_a_commune_without_contour_is_told(shipped_reading):
    made = study("49", shipped_reading, Selection())
    shown = picture(edition_of(made, shipped_reading), layer_of(made))
    assert shown.plate.remark == "1\u00a0commune sans contour dans la source\u00a0: non dessinée."


@pytest.mark.parametrize("names", [HOSTILE[:6], [*HOSTILE[-5:], "x" * 1000]])
def test_any_names_make_a_picture(shipped_reading, names):
    made = squares_study(names)
    shown = picture(edition_of(made, shipped_reading, file="#panic() " + "y" * 1000), layer_of(made))
    assert Image.open(io.BytesIO(picture_png(shown, 40))).size[0] > 400


def test_many_waves_still_make_one_page(shipped_reading):
    days = [f"{day:02d}/{month:02d}/2021" for month in range(1, 5) for day in range(1, 9)]
    structures = seats_in(*["57101"] * len(days))
    structures["validated_on"] = [
        np.datetime64(dt.datetime.strptime(day, "%d/%m/%Y").replace(tzinfo=None)) for day in days
    ]
    made = squares_study(structures=structures)
    layer = layer_of(made, Indicator.WAVE)
    assert isinstance(picture_png(picture(edition_of(made, shipped_reading), layer), 40), bytes)


def test_every_department_is_a_place():
    places = {code: inside(name) for code, name in load_departments()["of_name"].items()}
    assert len(places) == 101 or len(places) == 100
    known = {
        "57": "en Moselle", "01": "dans l’Ain", "59": "dans le Nord", "08": "dans les Ardennes", "75": "à Paris",
        "2A": "en Corse-du-Sud", "49": "en Maine-et-Loire", "50": "dans la Manche", "973": "en Guyane",
        "974": "à La Réunion", "976": "à Mayotte", "35": "en Ille-et-Vilaine", "22": "dans les Côtes-d'Armor",
    }  # fmt: skip
    assert {code: places[code] for code in known} == known
    assert all(
        re.match(r"(en|à|dans (le|la|les)) [A-ZÉÎ]|dans l’[A-ZÉH]", place) for place in places.values()
    )


def test_words_of_thresholds_and_reasons():
    assert [kilometres_of(km) for km in (10, 10.0, 7.5)] == ["10\u00a0km", "10\u00a0km", "7,5\u00a0km"]
    made = squares_study(structures=seats_in(None))
    assert lack(made, False) is Lack.LOCATED
    assert lack(replace(made, structures=made.structures.head(0)), False) is Lack.SELECTED


def test_frame_is_that_of_the_template():
    size = f"({FRAME.width:g} * pixel, {FRAME.height:g} * pixel)"
    assert size in (TEMPLATES / "picture.typ").read_text(encoding="utf-8")
