"""A visitor's own file, and the operator's standing source, as the pages show them."""

import json
from pathlib import Path

import pandas as pd
import pytest

from geo import standing
from geo.anct_file import HEADERS
from pages import source
from tests.pages.conftest import Opener, text_of, title_of

ROWS = [
    ("Commune de Nancy", "4", "publique", "54395", "54"),
    ("Association sans commune", "2", "privée", "0", "54"),
    ("Commune de Strasbourg", "3", "publique", "67482", "67"),
    ("Commune de Paris 12e", "1", "publique", "75112", "75"),
    ("Commune de Basse-Terre", "2", "publique", "97105", "971"),
    ("Commune d'Ajaccio", "1", "publique", "2A004", "2A"),
    ("Commune d'Orée d'Anjou", "1", "publique", "49126", "49"),
    ("Commune d'Angers", "1", "publique", "49007", "49"),
    ("Rejetée", "beaucoup", "privée", "54395", "54"),
]


def export() -> bytes:
    lines = [";".join(HEADERS.values())]
    for name, posts, kind, commune, department in ROWS:
        cells = dict.fromkeys(HEADERS, "")
        cells |= {
            "name": name, "posts": posts, "type": kind, "commune_code": commune,
            "department_code": department, "validated_on": "19/05/2021",
        }  # fmt: skip
        lines.append(";".join(cells.values()))
    return "\n".join(lines).encode()


def own_file() -> source.Source:
    version, reading = source.read_own(export())
    return source.Source(source.Kind.OWN, "essai.csv", version, reading)


@pytest.mark.parametrize("path", ["", "vagues", "zones-sous-couvertes", "donnees"])
@pytest.mark.parametrize("department", ["54", "971", "2A", "75", "49", "973", "976"])
def test_every_page_runs_on_it(open_page: Opener, path: str, department: str) -> None:
    test = open_page(path, departement=department)
    test.session_state[source.OWN] = own_file()
    test.run()
    assert not test.exception
    assert not test.error
    assert "essai.csv" in text_of(test)


def test_figures_are_the_files(open_page: Opener) -> None:
    test = open_page("", departement="54")
    test.session_state[source.OWN] = own_file()
    test.run()
    assert title_of(test).startswith("Couverture de Meurthe-et-Moselle")
    said = text_of(test)
    # Nancy's four posts, and the two of a structure whose commune is not known.
    assert "6\u00a0postes validés dans 2\u00a0structures" in said
    assert "1 hors carte" in said
    # Strasbourg is in the file, not in the department.
    assert "Bas-Rhin" in said


def test_a_visitor_without_it_sees_the_shipped_file(open_page: Opener) -> None:
    with_file = open_page()
    with_file.session_state[source.OWN] = own_file()
    with_file.run()
    assert "n’a aucune structure dans ce département" in text_of(with_file)
    assert "19\u00a0postes validés" in text_of(open_page())


def test_the_way_back(open_page: Opener) -> None:
    test = open_page()
    test.session_state[source.OWN] = own_file()
    test.run()
    (button,) = [b for b in test.button if "Revenir" in b.label]
    button.click().run()
    assert "19\u00a0postes validés" in text_of(test)
    assert "essai.csv" not in text_of(test)


def test_communes_without_contour_are_said(open_page: Opener) -> None:
    test = open_page("zones-sous-couvertes", departement="49")
    test.session_state[source.OWN] = own_file()
    test.run()
    assert "Distance non connue" in text_of(test)


def test_no_announced_objective_can_be_typed(open_page: Opener) -> None:
    test = open_page("vagues", departement="54")
    assert "aucun objectif" in text_of(test) or "Aucune structure" in text_of(test)
    test.session_state[source.OWN] = own_file()
    test.run()
    assert "aucun objectif n’a été annoncé" in text_of(test)
    test.number_input(key="objectif").set_value(12).run()
    assert "6 sur 12" in text_of(test)
    assert test.query_params["objectif"] == "12"


def test_neighbours_change_distances_not_counts(open_page: Opener) -> None:
    test = open_page("", departement="54")
    test.session_state[source.OWN] = own_file()
    test.run()
    before = text_of(test)
    test.checkbox(key="voisins").set_value(True).run()
    after = text_of(test)
    assert "6\u00a0postes validés dans 2\u00a0structures" in before
    assert "6\u00a0postes validés dans 2\u00a0structures" in after
    assert "non comptées ici" in before
    assert "non comptées ici" not in after
    assert test.query_params["voisins"] == "oui"


def test_neighbours_need_a_file_that_has_some(open_page: Opener) -> None:
    assert open_page().checkbox(key="voisins").disabled


def test_standing_source_is_shown_with_its_date(
    open_page: Opener, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "operator.csv"
    file.write_bytes(export())
    monkeypatch.setenv("MAILLAGE_STRUCTURES", str(file))
    monkeypatch.setenv("MAILLAGE_STATE", str(tmp_path / "state"))
    # Nothing was fetched yet: the shipped file, and the page says so.
    test = open_page("", departement="57")
    assert "n’a pas encore été lue" in test.warning[0].value
    assert "19\u00a0postes validés" in text_of(test)

    standing.refresh(str(file), tmp_path / "state", source.codes())
    test = open_page("", departement="54")
    assert not test.warning
    assert "6\u00a0postes validés" in text_of(test)
    assert "source de l’opérateur, lue le" in text_of(test)

    # The source fails: the last good copy stays, and the page says since when.
    file.unlink()
    status = standing.refresh(str(file), tmp_path / "state", source.codes())
    day = pd.Timestamp(json.loads(json.dumps(status.failing_since))).strftime("%d/%m/%Y")
    test = open_page("", departement="54")
    assert f"ne répond plus depuis le {day}" in test.warning[0].value
    assert "6\u00a0postes validés" in text_of(test)
