"""Links: each page opens on the view that its address describes, whatever else the address says."""

import json
import re

import pytest
import streamlit
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from geo.communes import available_departments
from pages import address, head_start, siting_choices, source
from pages.menu import PAGES
from tests.geo.builders import METZ, export
from tests.pages.conftest import ROUTER, Opener, text_of, title_of

PATHS = [path for _, _, path in PAGES]
LABELS = {"zrr": "non", "qpv": "oui", "france_services": "oui"}
NANCY = METZ | LABELS | {
    "name": "Commune de Nancy", "department_code": "54", "commune_code": "54395", "siret": "21540395300018",
    "validated_on": "19/05/2021",
}  # fmt: skip
TOUL = NANCY | {"name": "Commune de Toul", "commune_code": "54528", "validated_on": "14/04/2021"}
PRIVATE = NANCY | {"name": "Association", "type": "privée", "siret": "32902340200020"}
FILE = export([NANCY, TOUL, PRIVATE, METZ])

# Every choice there is, none of them the usual one. With one COSELEC session chosen there is one date
# left, and a wave is a session where none was announced: these two are not chosen together.
SHARED = {
    "departement": "54", "type": "publique", "categorie": "commune", **LABELS, "voisins": "oui",
    "indicateur": "taux", "niveau": "epci", "seuil": "15", "commune": "54329", "objectif": "40",
    "but": "distance", "postes": "7", "equite": "arrondissement", "detour": "1.3", "popmin": "300",
    "exclues": "54001-54002", "imposees": "54329",
}  # fmt: skip
LINKS = [
    SHARED | {"date": "2021-04-14", "mode": "main", "ajouts": "54329-54115"},
    {name: text for name, text in SHARED.items() if name not in ("but", "equite")}
    | {"vague": "coselec-du-19-05-2021"},
]
WIDGETS = ("selectbox", "radio", "button_group", "checkbox", "number_input", "multiselect", "select_slider")

View = tuple[str, str, dict[str, object], list[object]]


@pytest.fixture(scope="module")
def own() -> source.Source:
    version, reading = source.read_own(FILE)
    return source.Source(source.Kind.OWN, "essai.csv", version, reading)


def opened(path: str, query: dict[str, str], file: source.Source) -> AppTest:
    """A page opened by a visitor who has loaded a file."""
    test = AppTest.from_file(str(ROUTER), default_timeout=60)
    test.session_state[source.OWN] = file
    for name, value in query.items():
        test.query_params[name] = value
    return go(test, path)


def go(test: AppTest, path: str) -> AppTest:
    """The same visitor on a page."""
    test._page_hash = calc_hash(path)
    test.run()
    assert not test.exception
    return test


def drawn(test: AppTest) -> dict[str, object]:
    """The widgets of a page that hold a choice of the address, by its name."""
    return {
        widget.key: widget
        for kind in WIDGETS
        for widget in getattr(test, kind)
        if widget.key in address.DEFAULTS
    }


def view(test: AppTest) -> View:
    """All that a page shows: its title, its text, its choices, its map."""
    maps = [json.loads(component.proto.json_args) for component in test.get("component_instance")]
    values = {name: widget.value for name, widget in drawn(test).items()}
    return title_of(test), text_of(test), values, maps


def written(test: AppTest) -> dict[str, str]:
    """The address of a page."""
    return {
        name: values if isinstance(values, str) else values[-1] for name, values in test.query_params.items()
    }


def choose(test: AppTest, link: dict[str, str], done: set[str]) -> None:
    """Set the widgets of a page as a visitor does, one after the other."""
    while left := [name for name in link if name in drawn(test) and name not in done]:
        name = left[0]
        drawn(test)[name].set_value(address.held(name, link[name]))
        test.run()
        assert not test.exception
        done.add(name)


@pytest.mark.parametrize("link", LINKS, ids=["date", "vague"])
def test_a_link_opens_the_view_that_was_chosen(own: source.Source, link: dict[str, str]) -> None:
    link = link | {"fichier": own.version[:8]}
    # By hand first: an optimum is searched for once all is asked.
    test = opened("", {"mode": "main"}, own)
    test.session_state[address.CHOICES]["fichier"] = link["fichier"]
    test.session_state["volet_labels"] = True
    done = {"fichier", "mode"}
    for path in PATHS:
        choose(go(test, path), link, done)
    assert done == {*link, "mode"}
    if "mode" not in link:
        drawn(go(test, "prochains-postes"))["mode"].set_value(address.DEFAULTS["mode"])
        test.run()
    for path in PATHS:
        by_hand = view(go(test, path))
        assert written(test) == link
        by_link = opened(path, link, own)
        assert view(by_link) == by_hand
        assert not by_link.warning
        values = {name: address.held(name, text) for name, text in link.items()}
        usual = {name: address.held(name, text) for name, text in address.DEFAULTS.items()}
        assert by_hand[2] == {name: values.get(name, usual[name]) for name in by_hand[2]}
        assert len(by_hand[2]) >= 8


def test_these_links_say_everything() -> None:
    chosen = {name: text for link in LINKS for name, text in link.items()}
    assert set(chosen) | {"fichier"} == set(address.DEFAULTS)
    assert not [name for name, text in chosen.items() if text == address.DEFAULTS[name]]


def test_every_choice_of_the_page_is_in_the_address() -> None:
    """Left out on purpose: places in tables, files, names, folded lists; what a link need not say."""
    code = "".join(path.read_text(encoding="utf-8") for path in ROUTER.parent.glob("*.py"))
    keys = set(re.findall(r'\bkey=f?"([\w{}]+)"', code)) | set(
        re.findall(r'controls\.(?:choice|several|segments)\(\s*"(\w+)"', code)
    )
    places = {
        "tri_{indicator}",
        "page_eloignees",
        "compare_{place}",
        "reopen_a",
        "download_{key}",
        "volet_labels",
    }
    files = {"depot", "besoin", "scenario_charge", "nom_scenario", "note_scenario", "tableau_exporte"}
    assert {"objectif", "date", "departement", "commune", "mode", "equite", "tri_{indicator}"} <= keys
    assert {key for key in keys - places - files if not key.startswith("export")} <= set(address.DEFAULTS)


def test_a_choice_of_another_page_is_not_forgotten(open_page: Opener) -> None:
    """Streamlit keeps what an address gave a widget under what the widget was given later, and shows it
    again once the widget is gone."""
    test = open_page("", objectif="30", mode="main", seuil="15", ajouts="57672")
    go(test, "prochains-postes")
    test.multiselect(key="ajouts").set_value(["57672", "57463"]).run()
    test.selectbox(key="seuil").set_value("20").run()
    for path in ("donnees", "vagues", "", "vagues", "donnees"):
        go(test, path)
        go(test, path)
        assert written(test) == {"objectif": "30", "mode": "main", "seuil": "20", "ajouts": "57672-57463"}
    go(test, "prochains-postes")
    assert test.multiselect(key="ajouts").value == ["57672", "57463"]


def test_numbers_are_those_of_the_widgets() -> None:
    assert address.NUMBERS["postes"] == siting_choices.MOST_POSTS


@pytest.mark.parametrize(
    ("path", "name", "text"),
    [
        ("", "type", "nimporte"),
        ("", "commune", "57463\x00"),
        ("", "commune", "99999"),
        ("vagues", "date", "2021-13-45"),
        ("prochains-postes", "postes", "501"),
        ("prochains-postes", "postes", "٣"),
        ("prochains-postes", "exclues", "57001-57001"),
        ("prochains-postes", "exclues", "57001-54001"),
        ("prochains-postes", "detour", "1"),
        ("donnees", "ajouts", "a-b"),
        ("donnees", "fichier", "../../etc"),
        ("donnees", "inconnu", ""),
    ],
)
def test_a_refused_value_is_said_once(open_page: Opener, path: str, name: str, text: str) -> None:
    base = {"postes": "2", "mode": "main"} if path == "prochains-postes" else {}
    test = open_page(path, **base | {name: text})
    (warning,) = [w.value for w in test.warning if "ignorée" in w.value]
    assert f"« {name} »" in warning.replace("\u00a0", " ")
    # The address stays as it came: the browser has nothing to go back on yet.
    assert written(test)[name] == text
    test.run()
    assert not [w for w in test.warning if "ignorée" in w.value]
    test.radio(key="type").set_value("publique").run()
    assert name == "type" or name not in written(test) or path == "prochains-postes"
    assert written(test)["type"] == "publique"


@pytest.mark.parametrize(
    "name",
    [
        "![x](https://example.org/x.png)",
        "[x](https://example.org)",
        ":red[x]",
        "$x$",
        "<b>",
        "a" * 5_000,
        "é `x`",
    ],
)
def test_a_made_up_name_is_never_repeated(open_page: Opener, name: str) -> None:
    (warning,) = open_page("donnees", **{name: "1"}).warning
    assert name not in warning.value
    assert "un nom inconnu" in warning.value


def test_an_address_is_left_as_it_came(open_page: Opener) -> None:
    """Each address that is written is a step of the browser's history."""
    asked = {"type": "toutes", "seuil": "10", "vague": "vague-9", "utm_source": "x"}
    test = open_page("", **asked)
    assert written(test) == asked
    test.selectbox(key="seuil").set_value("5").run()
    assert written(test) == {"seuil": "5"}


@pytest.mark.parametrize("link", [{}, *LINKS], ids=["none", "date", "vague"])
def test_a_link_is_drawn_once(
    own: source.Source, link: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def again() -> None:
        raise AssertionError("the page is drawn again")

    monkeypatch.setattr(streamlit, "rerun", again)
    for path in PATHS:
        # By hand: a search is followed by a run that shows what it found.
        opened(path, {"mode": "main"} | link, own)


def test_the_commune_follows_a_visitor_and_an_address_is_obeyed(open_page: Opener) -> None:
    test = open_page("", commune="57672")
    # The link of the side panel was drawn before the commune was chosen: it lacks it.
    test.query_params.clear()
    go(test, "vagues")
    assert test.session_state[address.CHOICES]["commune"] == "57672"
    # It is written into this page's, so that a link that is copied has it.
    assert written(test) == {"commune": "57672"}
    # Back on the home page by the browser's history, whose address has no commune.
    test.query_params.clear()
    go(test, "")
    assert test.selectbox(key="commune").value is None


BASE = {
    "": {"type": "privee", "seuil": "5", "commune": "57672"},
    "vagues": {"vague": "vague-1", "niveau": "epci"},
    "zones-sous-couvertes": {"categorie": "commune", "seuil": "20"},
    "prochains-postes": {"mode": "main", "seuil": "5", "ajouts": "57672", "postes": "2"},
    "donnees": {"type": "publique"},
}
ODD = st.one_of(
    st.text(max_size=40),
    st.integers().map(str),
    st.floats().map(str),
    st.sampled_from(
        ["", " ", "-", "--", "\x00", "null", "nan", "0", "-1", "oui ", "TOUTES", "2A004-", "é" * 3_000, "9" * 9_000,
         "../../etc/passwd", "<script>", "%00", "{}", "57672\n", "2021-02-30", "\u202e", "\U0001f5fa"]
    ),
)  # fmt: skip
NAMES = st.one_of(
    st.sampled_from(sorted(address.DEFAULTS)), st.text(min_size=1, max_size=30), ODD.filter(bool)
)
JUNK = st.dictionaries(NAMES, st.one_of(ODD, st.lists(ODD, min_size=1, max_size=3)), min_size=1, max_size=6)


def shown(test: AppTest) -> tuple[list[str], list[object]]:
    """The page's own blocks and its map, without messages."""
    blocks = [str(block.proto.body) for block in test.get("html")]
    return blocks, [json.loads(component.proto.json_args) for component in test.get("component_instance")]


EXPECTED: dict[str, tuple[list[str], list[object]]] = {}


@pytest.mark.parametrize("path", PATHS)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(junk=JUNK)
@example(junk={"embed": "true", "embed_options": "show_toolbar"})
@example(junk=dict.fromkeys(address.DEFAULTS, "\ufffd" * 50))
def test_odd_addresses_change_nothing(
    monkeypatch: pytest.MonkeyPatch, path: str, junk: dict[str, str | list[str]]
) -> None:
    monkeypatch.setattr(head_start, "SECONDS", 0)
    base = BASE[path]
    said = {name: values if isinstance(values, list) else [values] for name, values in junk.items()}
    # A value that happens to be a right one is not odd.
    odd = {
        name: values
        for name, values in said.items()
        if name not in base
        and not (name in address.DEFAULTS and address.fits(name, values[-1]) and name not in OPEN)
        and values[-1] not in available_departments()
    }

    def open_with(query: dict[str, list[str]]) -> AppTest:
        test = AppTest.from_file(str(ROUTER), default_timeout=60)
        for name, values in query.items():
            test.query_params[name] = values
        return go(test, path)

    usual = {name: [text] for name, text in base.items()}
    if path not in EXPECTED:
        EXPECTED[path] = shown(open_with(usual))
    test = open_with(odd | usual)
    assert shown(test) == EXPECTED[path]
    assert not test.error
    test.run()
    assert shown(test) == EXPECTED[path]
    assert not [w for w in test.warning if "ignorée" in w.value]


# Their values depend on the file and the page: whatever is odd is refused there.
OPEN = {"departement", "type", "categorie", "vague", "zrr", "qpv", "france_services"}
