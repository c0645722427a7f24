"""Page « Prochains postes »: the proposal, its certainty, requirements, by hand, scenarios."""

import json

import pandas as pd
import pytest

from geo.proposals import propose
from geo.scenario import Scenario
from pages import next_posts, scenarios, searches, siting_answer, siting_choices
from tests.pages.conftest import Opener, text_of, title_of

PATH = "prochains-postes"
NB, THIN = "\u00a0", "\u202f"


def paint(test) -> str:
    """What the map is told."""
    return json.loads(test.get("component_instance")[0].proto.json_args)["feature_group"]


def test_the_shipped_optimum(open_page: Opener) -> None:
    """Reference: 31 posts at 5 km bring 927,368 inhabitants within it, proven."""
    test = open_page(PATH, seuil="5")
    assert not test.exception
    assert not test.error
    assert title_of(test) == "Prochains postes de la Moselle"
    said = text_of(test)
    assert f"927{THIN}368" in said
    assert f"+{NB}473{THIN}695" in said
    assert "Optimum prouvé" in said
    assert "Ce qui n’est pas connu" in said
    # Thirty-one numbered marks, with what each gains.
    assert paint(test).count(" habitants") == 31


def test_fewer_posts_suffice_at_ten_kilometres(open_page: Opener) -> None:
    test = open_page(PATH, seuil="10")
    assert "24 sur 31" in text_of(test)
    assert f"24{NB}postes suffisent" in test.success[0].value
    assert f"7{NB}postes restent libres" in test.success[0].value


def test_fairness_and_its_cost(open_page: Opener) -> None:
    test = open_page(PATH, seuil="5", equite="epci")
    assert not test.error
    assert "0 sur 23" in text_of(test)
    # 927,368 without fairness, 923,571 with it: see tests/geo for both optima.
    assert f"3{THIN}797{NB}habitants" in test.info[0].value or f"3{THIN}797 habitants" in test.info[0].value


def test_impossible_demands_are_told_what_would_do(open_page: Opener) -> None:
    test = open_page(PATH, seuil="5", equite="epci", postes="14")
    assert not test.exception
    assert "au moins 15" in test.error[0].value


def test_requirements_are_kept(open_page: Opener) -> None:
    test = open_page(PATH, seuil="5", postes="3", imposees="57630", exclues="57582-57368")
    said = text_of(test)
    ranks = said[said.index("dans l’ordre où ils gagnent") :]
    assert "Sarrebourg (57630)" in ranks
    assert "57582" not in ranks
    assert "57368" not in ranks


def test_an_excluded_commune_cannot_be_imposed(open_page: Opener) -> None:
    test = open_page(PATH, imposees="57630", exclues="57630")
    assert not test.exception
    assert "imposée" in test.error[0].value


def test_by_hand(open_page: Opener) -> None:
    test = open_page(PATH, seuil="5", mode="main", ajouts="57630")
    said = text_of(test)
    # Sarrebourg alone: what lies within 5 km of it, and not of a structure.
    assert f"+{NB}19{THIN}129" in said
    assert "Optimum prouvé" not in said
    (undo,) = [button for button in test.button if "Annuler" in button.label]
    undo.click().run()
    assert f"+{NB}0" in text_of(test)
    assert "ajouts" not in test.query_params


def test_toggle_adds_then_removes_and_undo_goes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    state: dict[str, object] = {"choices": {"ajouts": ""}}
    monkeypatch.setattr(next_posts.st, "session_state", state)
    for code, expected in (("57630", "57630"), ("57089", "57630-57089"), ("57630", "57089")):
        next_posts.toggle(code)
        assert state["choices"] == {"ajouts": expected}
    next_posts.undo()
    assert state["choices"] == {"ajouts": "57630-57089"}


def test_a_slow_optimum_lets_a_greedy_answer_pass_first(
    open_page: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The greedy answer is shown at once, never said to be optimal; the exact one replaces it."""
    seen: list[bool] = []
    drawn = next_posts.lay_out

    def spy(*arguments) -> None:
        seen.append(arguments[3])
        drawn(*arguments)

    monkeypatch.setattr(searches, "PATIENCE_S", 0.0)
    monkeypatch.setattr(siting_answer, "propose", propose)
    monkeypatch.setattr(next_posts, "lay_out", spy)
    siting_answer._box.clear()
    test = open_page(PATH, seuil="5", postes="9")
    assert not test.exception
    assert seen == [True, False]
    assert "Optimum prouvé" in text_of(test)


def test_other_department_without_structure(open_page: Opener) -> None:
    test = open_page(PATH, departement="90", seuil="10", postes="3")
    assert not test.exception
    assert not test.error
    assert "Optimum prouvé" in text_of(test)


def test_a_scenario_is_saved_and_reopened(open_page: Opener) -> None:
    test = open_page(PATH, seuil="5", postes="4", equite="aucune")
    test.text_input(key="nom_scenario").set_value("Variante A").run()
    (button,) = [b for b in test.button if b.label == "Enregistrer dans cette visite"]
    button.click().run()
    saved = test.session_state[scenarios.SAVED]["Variante A"]
    assert isinstance(saved, Scenario)
    assert len(saved.communes) == 4
    assert saved.choices == {"seuil": "5", "postes": "4"}
    assert "Comparaison de deux scénarios" in text_of(test)

    test.number_input(key="postes").set_value(6).run()
    test.text_input(key="nom_scenario").set_value("Variante B").run()
    (button,) = [b for b in test.button if b.label == "Enregistrer dans cette visite"]
    button.click().run()
    assert len(test.session_state[scenarios.SAVED]["Variante B"].communes) == 6
    (reopen,) = [b for b in test.button if b.label == "Rouvrir « Variante A »"]
    reopen.click().run()
    assert test.query_params["postes"] == "4"


def test_a_need_replaces_the_population_everywhere(
    open_page: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All the need is in Sarrebourg, and some in another department: one post there covers it all."""
    need = pd.Series({"57630": 40.0, "54395": 1_000.0})
    monkeypatch.setattr(siting_choices, "need_file", lambda: (need, "essai"))
    test = open_page(PATH, seuil="5", postes="1")
    assert not test.exception
    said = text_of(test)
    assert "remplace la population" in said
    assert "Sarrebourg" in said[said.index("dans l’ordre où ils gagnent") :] or "57630" in said
    assert f"100,0{NB}%, contre 0,0{NB}% aujourd’hui" in said
    assert "Besoin" in said
    assert f"1{THIN}051{THIN}309" not in said
