"""Maps: what goes to the browser is small, safe, and what the layer says."""

import json
import math
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.contours import contours_document
from geo.coverage import join
from geo.indicators import Indicator
from geo.layers import describe
from geo.maps import (
    CIRCLE_COLOR,
    DIGITS,
    RADIUS_OF_ONE,
    ContourMap,
    Paint,
    circle_radius,
    circles,
    instructions,
    packed,
    script_literal,
)
from geo.territories import Level
from geo.waves import with_waves
from tests.geo.builders import seats_in, square_communes
from tests.geo.test_contours import DEPARTMENTS
from tests.geo.test_waves import PLAN

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = "</script><img src=x onerror=alert('1')>{{ 7 }} map_1 & \"Écho\" \\ \u2028\n"
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)  # fmt: skip


def evaluated(expression):
    """What a browser makes of JSON.parse('…'): a string literal of ECMAScript, then its JSON."""
    literal = re.fullmatch(r"JSON\.parse\('(.*)'\)", expression, re.DOTALL)
    assert literal, expression
    text, body, place = "", literal[1], 0
    while place < len(body):
        character = body[place]
        assert character not in "'\n\r", "the string literal ends too soon"
        if character != "\\":
            text, place = text + character, place + 1
        elif body[place + 1] == "u":
            text, place = text + chr(int(body[place + 2 : place + 6], 16)), place + 6
        else:
            assert body[place + 1] in "\\'", "an escape that the function has no reason to write"
            text, place = text + body[place + 1], place + 2
    return json.loads(text)


@settings(max_examples=150, deadline=None)
@given(value=JSON_VALUES)
def test_script_literal_goes_and_comes_back(value):
    expression = script_literal(value)
    assert evaluated(expression) == value
    # Nothing that HTML, Jinja or a renaming of variables would see; no end of line.
    assert not set(expression) & set("<>&{}_\u2028\u2029\r\n")


def test_script_literal_of_a_hostile_name():
    assert evaluated(script_literal([HOSTILE])) == [HOSTILE]


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_script_literal_refuses_what_json_has_not(value):
    with pytest.raises(ValueError):
        script_literal(value)


def test_area_of_circles_is_proportional_to_posts():
    assert circle_radius(16) == pytest.approx(4 * circle_radius(1), abs=0.1)
    assert circle_radius(0) == 0


def test_one_circle_a_place_the_largest_first():
    structures = seats_in("57101", "57103", "57101", None, posts=[2, 5, 1, 9])
    structures["name"] = ["Mairie d'Alpha", "Charlie", "CCAS", "Nulle part"]
    big, small = circles(structures, "57")
    assert small[2:] == ["57101", [["Mairie d’Alpha", 2], ["CCAS", 1]], 1]
    assert big[2:] == ["57103", [["Charlie", 5]], 1]
    assert big[:2] == pytest.approx(structures.loc[1, ["latitude", "longitude"]].tolist(), abs=1e-5)


def test_the_drawing_script_knows_the_same_digits_and_colour():
    script = (ROOT / "pages" / "assets" / "choropleth.js").read_text(encoding="utf-8")
    assert f'const DIGITS = "{DIGITS}";' in script
    assert f'const CIRCLE = "{CIRCLE_COLOR}";' in script
    assert f"const RADIUS_OF_ONE = {RADIUS_OF_ONE};" in script


def test_no_circle_without_a_located_structure():
    assert circles(seats_in(None), "57") == []
    assert circles(seats_in(), "57") == []


def layer_of(communes, structures, indicator, level):
    structures = with_waves(structures, PLAN)
    return describe(join(communes, structures, "57"), structures, PLAN, indicator, level)


def unpacked(told):
    """Packed numbers of the instructions, read as their docstring says."""
    width, text = told["width"], told["figures"]
    assert len(text) % width == 0
    cells = [text[i : i + width] for i in range(0, len(text), width)]
    return [
        sum(DIGITS.index(c) * len(DIGITS) ** place for place, c in enumerate(reversed(cell)))
        for cell in cells
    ]


def classes(told):
    return [number % len(told["colors"]) for number in unpacked(told)]


def numbers(told):
    """Figures of the instructions; None where unknown."""
    values = [number // len(told["colors"]) - 1 for number in unpacked(told)]
    return [None if value < 0 else value / 10 ** told["decimals"] for value in values]


@settings(max_examples=100, deadline=None)
@given(values=st.lists(st.integers(0, 10**9), min_size=1, max_size=20))
def test_packed_numbers_can_be_read_back(values):
    width, text = packed(np.array(values, dtype=np.int64))
    assert unpacked({"width": width, "figures": text}) == values
    # As short as can be, and none of it grows on its way to the browser.
    assert width == 1 or max(values) >= len(DIGITS) ** (width - 1)
    assert script_literal(text) == f"JSON.parse('\"{text}\"')"


def test_instructions_say_the_layer():
    structures = seats_in("57101")
    layer = layer_of(square_communes(["57106"]), structures, Indicator.DISTANCE, Level.COMMUNE)
    told = instructions(layer, structures, "57", "Carte")
    assert (told["level"], told["unit"], told["decimals"]) == ("commune", "km", 1)
    assert told["title"] == "Carte"
    # In the order of codes: 0, 10, 20, 10, 14.14 km and unknown; 10 km may be a hair more or less.
    assert numbers(told) == [0, 10, 20, 10, 14.1, None]
    assert classes(told) == layer.classes.tolist()
    assert classes(told)[4:] == [2, 5]
    assert len(told["colors"]) == 6
    assert len(told["circles"]) == 1
    assert told["marks"] == []
    json.dumps(told, allow_nan=False)


def test_instructions_of_waves_have_labels_and_no_values(squares):
    structures = seats_in("57101")
    told = instructions(layer_of(squares, structures, Indicator.WAVE, Level.EPCI), structures, "57", "Carte")
    assert told["labels"] == ["Vague 1", "Vague 2", "Aucun poste"]
    # Outside any EPCI, then the two EPCI by code.
    assert unpacked(told) == [2, 0, 2]


@pytest.mark.parametrize(
    ("level", "listed"), [(Level.EPCI, "epci"), (Level.ARRONDISSEMENT, "arrondissements")]
)
@pytest.mark.parametrize("outside", [True, False])
def test_classes_stand_in_the_order_of_the_contours_document(squares, level, listed, outside):
    """The drawing script counts on it: those outside any territory first, then the document's list."""
    if not outside:
        squares = squares[squares["epci_code"].notna()]
    structures = seats_in("57104", posts=[3])
    document = json.loads(contours_document(squares, DEPARTMENTS, "57"))
    told = instructions(layer_of(squares, structures, Indicator.POSTS, level), structures, "57", "Carte")
    shown = classes(told)
    extra = len(shown) - len(document[listed])
    assert extra == (1 if outside and level is Level.EPCI else 0)
    home = [code for code, _ in document[listed]].index({"epci": "200000002"}.get(listed, "571"))
    assert [place for place, rank in enumerate(shown) if rank] == [extra + home]
    assert shown[extra + home] == 2


@settings(max_examples=50, deadline=None)
@given(km=st.lists(st.one_of(st.just(np.nan), st.floats(0, 3000)), min_size=1, max_size=12))
def test_every_figure_can_be_read_back(km):
    table = pd.DataFrame(
        {
            "name": "Commune", "population": 10, "structures": 0, "posts": 0,
            "distance_m": [1000 * value for value in km],
        },
        index=[f"57{n:03d}" for n in range(len(km))],
    )  # fmt: skip
    layer = describe(table, seats_in(), PLAN, Indicator.DISTANCE, Level.COMMUNE)
    told = instructions(layer, seats_in(), "57", "Carte")
    assert numbers(told) == [None if math.isnan(v) else pytest.approx(v, abs=0.0501) for v in km]
    # Where nothing is known, the class alone speaks.
    assert bool(told["labels"]) == all(math.isnan(v) for v in km)


@pytest.fixture
def base():
    return ContourMap("../c.json", [[48.5, 5.8], [49.5, 7.6]])


def test_the_map_asks_nothing_of_another_host(base):
    Paint(script_literal({"names": [HOSTILE]}), HOSTILE).add_to(base)
    html = base.get_root().render()
    assert re.findall(r'(?:src|href)="([^"]*)"', html) == []
    assert "//" not in html
    assert "<img" not in html


def test_the_base_script_is_constant(base):
    again = ContourMap("../c.json", [[48.5, 5.8], [49.5, 7.6]])
    pages = [page.get_root().render().replace(page.get_name(), "NAME") for page in (base, again)]
    assert pages[0] == pages[1]
    setup = re.search(r'createMap\("NAME", (.*)\);', pages[0])[1]
    assert evaluated(setup)["contours"] == "../c.json"
    assert evaluated(setup)["bounds"] == [[48.5, 5.8], [49.5, 7.6]]


def test_neighbours_are_drawn_apart():
    structures = seats_in("57101", "57103")
    structures["department"] = ["57", "54"]
    assert sorted(circle[4] for circle in circles(structures, "57")) == [0, 1]
    assert all(circle[4] == 1 for circle in circles(structures.head(1), "57"))
