"""Every page in its main states: its title, its figures, and no error."""

import json
import re
from itertools import product

import pytest

from pages import address, head_start
from tests.pages.conftest import ROUTER, Opener, text_of, title_of

NB, THIN = "\u00a0", "\u202f"
# (path, title, figures that the page must show: DESIGN's reference figures, in French form)
PAGES = [
    (
        "",
        "Couverture de la Moselle par les conseillers numériques",
        [f"762{THIN}502", f"1{THIN}051{THIN}309", f"72,5{NB}%", f"8,7{NB}km", f"5,6{NB}km", "1,81"],
    ),
    (
        "vagues",
        f"Avancement des vagues{NB}: Moselle",
        ["19 sur 50", f"38{NB}%", "19 sur 19", "12 structures sur 12", "annoncée pour juin 2021",
         f"950{THIN}000{NB}€", f"951{THIN}295{NB}€", "15 sur 23 sans aucun poste", f"462{THIN}924"],
    ),
    (
        "zones-sous-couvertes",
        "Zones sous-couvertes de la Moselle",
        [f"288{THIN}807", "15 sur 23", f"31,9{NB}km", f"53,4{NB}km", "Turquestein-Blancrupt", "0,549",
         "0,607", "Sarrebourg"],
    ),
    (
        "donnees",
        "Données et méthode",
        ["12 lignes lues".replace(" ", NB, 1), "SIRET absent", "boulevard André-Maginot", "Licence Ouverte",
         "populations de référence 2023", "communiqué de presse du 3 mai 2021"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("path", "title", "figures"), PAGES, ids=[page[0] or "couverture" for page in PAGES])
def test_page_shows_its_figures(open_page: Opener, path: str, title: str, figures: list[str]) -> None:
    test = open_page(path)
    assert not test.exception
    assert not test.error
    assert title_of(test) == title
    said = text_of(test)
    for figure in figures:
        assert figure in said
    # Each page says the date of its structures, and that a seat is not the whole service.
    assert "14/04/2021" in said
    assert "le siège n’est pas tout son service" in said


@pytest.mark.parametrize("path", [page[0] for page in PAGES])
@pytest.mark.parametrize("query", [{"type": "privee"}, {"vague": "vague-2"}, {"categorie": "commune"}])
def test_page_holds_under_filters(open_page: Opener, path: str, query: dict[str, str]) -> None:
    test = open_page(path, **query)
    assert not test.exception
    assert not test.error
    assert not test.warning


def test_nothing_selected_is_said(open_page: Opener) -> None:
    # No post of wave 2 was validated yet.
    for path in ("", "zones-sous-couvertes"):
        assert "Aucune structure ne correspond à ces choix" in text_of(open_page(path, vague="vague-2"))


def test_type_filter_changes_the_figures(open_page: Opener) -> None:
    test = open_page()
    test.radio(key="type").set_value("privee").run()
    said = text_of(test)
    # Reference: 4 private structures, 5 posts.
    assert f"5{NB}postes validés dans 4{NB}structures" in said
    assert "Structures retenues" in said
    assert test.query_params["type"] == "privee"


def test_every_indicator_and_level_draws(open_page: Opener) -> None:
    test = open_page()
    for indicator, level in product(
        ("distance", "postes", "taux", "vague"), ("commune", "epci", "arrondissement")
    ):
        test.button_group(key="indicateur").set_value(indicator)
        test.button_group(key="niveau").set_value(level)
        test.run()
        assert not test.exception
        arguments = json.loads(test.get("component_instance")[0].proto.json_args)
        assert f'"level":"{level}"' in arguments["feature_group"]


def test_the_base_map_never_changes(open_page: Opener) -> None:
    """A change of script would rebuild the map: the indicator, filters and commune must not be in it."""
    scripts, paints = set(), set()
    for query in ({}, {"type": "publique"}, {"indicateur": "taux", "niveau": "epci"}, {"commune": "57630"}):
        component = open_page("", **query).get("component_instance")[0]
        arguments = json.loads(component.proto.json_args)
        scripts.add((arguments["script"], arguments["header"], arguments["html"], component.proto.id))
        paints.add(arguments["feature_group"])
    assert len(scripts) == 1
    assert len(paints) == 4


def test_card_gives_the_three_nearest(open_page: Opener) -> None:
    said = " ".join(text_of(open_page("", commune="57630")).split())
    card = said[said.index("Structures les plus proches") :]
    # Hand-ordered: 35.659 km is DESIGN's reference distance of Sarrebourg.
    assert card.index("Commune d’Achen") < card.index("Commune de Frauenberg") < card.index("Hombourg-Haut")
    assert f"35,7{NB}km" in card or "35,7 km" in card


@pytest.mark.parametrize(
    "query",
    [
        {"type": "nimporte"},
        {"seuil": "12"},
        {"commune": "99999"},
        {"niveau": "<script>"},
        {"departement": "99"},
        {"inconnu": "1"},
    ],
)
def test_wrong_values_in_the_address_are_ignored_and_said(open_page: Opener, query: dict[str, str]) -> None:
    test = open_page("", **query)
    assert not test.exception
    assert title_of(test) == PAGES[0][1]
    (name,) = query
    assert name in test.warning[0].value


def test_threshold_is_shared_by_the_pages(open_page: Opener) -> None:
    # Reference: 370 communes beyond 15 km (725 - 355), 190,299 inhabitants (1,051,309 - 861,010).
    said = text_of(open_page("zones-sous-couvertes", seuil="15"))
    assert f"190{THIN}299{NB}habitants" in said
    assert f"370{NB}communes" in said


def test_a_filter_never_changes_what_is_left_to_place(open_page: Opener) -> None:
    """Objective and announcements are for all structures."""
    for query in ({"type": "privee"}, {"vague": "vague-2"}):
        said = text_of(open_page("vagues", **query))
        assert "19 sur 50" in said
        assert "12 structures sur 12" in said
        assert f"31{NB}postes restent à placer" in said


@pytest.mark.parametrize(
    "query", [{"seuil": "nan"}, {"niveau": "foo"}, {"date": "hier"}, {"indicateur": "bof"}]
)
def test_odd_values_are_refused_on_every_page(open_page: Opener, query: dict[str, str]) -> None:
    for path in ("", "vagues", "zones-sous-couvertes", "prochains-postes", "donnees"):
        test = open_page(path, **query)
        assert not test.exception
        assert not test.error


def test_what_was_chosen_for_a_department_stays_there(open_page: Opener) -> None:
    test = open_page("", commune="57630")
    test.selectbox(key="departement").set_value("54").run()
    assert not test.exception
    # The visitor touched no address: nothing is said to be ignored in it.
    assert not test.warning
    assert test.query_params == {"departement": "54"}


def test_a_link_to_a_file_that_is_gone_is_said(open_page: Opener) -> None:
    test = open_page("", fichier="0123abcd")
    assert "n’est plus là" in test.warning[0].value
    assert f"19{NB}postes validés" in text_of(test)


def test_widgets_that_hold_no_choice_stay_out_of_the_address() -> None:
    """A key that is also a name of the address would be written into it."""
    code = "".join(path.read_text(encoding="utf-8") for path in ROUTER.parent.glob("*.py"))
    for widget in ("file_uploader", "download_button", "pagination", "text_input", "button"):
        for key in re.findall(rf'st\.{widget}\((?:[^()]|\([^()]*\))*?key=f?"(\w+)"', code):
            assert key not in address.DEFAULTS


def test_the_map_has_a_head_start_in_the_first_run_only(
    open_page: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr(head_start, "sleep", waits.append)
    test = open_page()
    assert waits == [head_start.SECONDS]
    test.selectbox(key="seuil").select("5").run()
    assert waits == [head_start.SECONDS]


def test_labels_are_drawn_where_one_is_in_force_only(open_page: Opener) -> None:
    folded = open_page()
    assert [box.key for box in folded.selectbox if box.key == "qpv"] == []
    chosen = open_page(qpv="oui")
    assert chosen.selectbox(key="qpv").value == "oui"
    assert "QPV : oui" in text_of(chosen).replace("\u00a0", " ")
    assert chosen.query_params["qpv"] == "oui"
    again = chosen.selectbox(key="qpv").select("toutes").run()
    assert "QPV : oui" not in text_of(again).replace("\u00a0", " ")
    assert "qpv" not in again.query_params


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"type": "privee", "seuil": "5", "niveau": "epci", "commune": "57463"},
        {"type": "nulle", "categorie": "nulle", "vague": "vague-9", "qpv": "peut-etre"},
        {"departement": "00", "voisins": "oui"},
        {"departement": "90", "vague": "vague-1", "zrr": "oui"},
    ],
)
def test_what_is_drawn_before_the_widgets_is_what_they_say(open_page: Opener, query: dict[str, str]) -> None:
    """The first run draws the page, then the widgets beside it; later runs the other way round."""
    first = open_page(**query)
    text, widgets = text_of(first), {box.key: box.value for box in (*first.selectbox, *first.radio)}
    (drawn,) = first.get("component_instance")
    args = drawn.proto.json_args
    again = first.run()
    # What was ignored in the address is said once.
    assert text_of(again) == re.sub(r" Valeurs? ignorées? dans l’adresse.*", "", text)
    # The labels' lists fold away again where none of them is in force.
    assert {box.key: box.value for box in (*again.selectbox, *again.radio)}.items() <= widgets.items()
    (drawn,) = again.get("component_instance")
    assert drawn.proto.json_args == args
