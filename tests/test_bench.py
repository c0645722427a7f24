"""The benchmark measures what it says, against baselines that find the same; nothing is timed here."""

import json
import math
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from geo.communes import load_codes
from geo.siting import covered_weight
from geo.structures import read_bytes
from geo.territories import Level
from tests.bench import crowd, pipeline, report, steps, waits
from tests.bench.__main__ import PARTS, main
from tests.bench.browser import Change, Visit
from tests.bench.figures import median, p95, ratio
from tests.bench.material import MOSELLE, SIZES, Material, generated_export
from tests.bench.memory import peak, peak_of
from tests.bench.sessions import Run, failure_of, visit_together
from tests.servers import free_port


@pytest.fixture(scope="module")
def moselle() -> Material:
    """The shipped department and file."""
    return SIZES[MOSELLE]()


def test_statistics() -> None:
    assert median([3.0, 1.0, 2.0]) == 2
    assert median([4.0, 1.0, 2.0, 3.0]) == 2.5
    assert p95(list(range(1, 21))) == 19
    assert p95(list(range(1, 22))) == 20
    assert p95([7.0]) == 7
    assert ratio(3, 2) == 1.5
    assert all(
        math.isnan(v) for v in (median([]), p95([]), ratio(1, 0), ratio(math.nan, 1), ratio(1, math.nan))
    )


def test_load_is_complete(moselle: Material) -> None:
    (communes,), (plain,) = steps.load(moselle), steps.load_plainly(moselle)
    assert len(communes) == len(plain) == 725


def test_reading_has_every_row(moselle: Material) -> None:
    reading = steps.read(moselle)
    assert (reading.rows, reading.located, reading.posts) == (12, 12, 19)
    assert len(steps.read_plainly(moselle)) == 12


def test_join_finds_what_its_baseline_finds(moselle: Material) -> None:
    (table,), (plain,) = steps.joined(moselle), steps.join_plainly(moselle)
    pd.testing.assert_frame_equal(table, moselle.studies[0].table)
    assert table["posts"].sum() == 19
    columns = ["structures", "posts", "distance_m"]
    pd.testing.assert_frame_equal(
        table[columns], plain.loc[table.index, columns], check_dtype=False, check_names=False
    )


def test_distances_are_those_of_the_baseline(moselle: Material) -> None:
    (found,), (plain,) = steps.distances(moselle), steps.distances_plainly(moselle)
    np.testing.assert_allclose(found, plain)
    np.testing.assert_array_equal(found, moselle.studies[0].table["distance_m"])


def test_indicators_add_up_to_those_of_the_baseline(moselle: Material) -> None:
    ((territories, statistics, gini),) = steps.indicators(moselle)
    (plain,) = steps.indicators_plainly(moselle)
    assert len(territories) == len(plain) == len(Level)
    for figures, sums in zip(territories, plain, strict=True):
        pd.testing.assert_frame_equal(figures.loc[sums.index, sums.columns], sums, check_names=False)
    assert 0 < statistics.median < statistics.p95 < statistics.max
    assert 0 < gini < 1


def test_closings_lose_what_the_baseline_says(moselle: Material) -> None:
    (effects,), (lost,) = steps.closings(moselle), steps.closings_plainly(moselle)
    assert len(effects) == 12
    assert lost.sum() > 0
    np.testing.assert_array_equal(effects["lost"].sort_index(), lost)


def test_optimum_is_proven_and_no_worse_than_the_greedy_choice(moselle: Material) -> None:
    (problem,), radius_m = moselle.problems, steps.KM * 1000
    (best,), (greedy,) = steps.sited(moselle), steps.sited_plainly(moselle)
    assert steps.proof([best]) == "proven"
    assert covered_weight(problem, best.chosen, radius_m) >= covered_weight(problem, greedy, radius_m) > 0
    assert steps.proof([best, replace(best, proven=False)]) == "not proven"


def test_contours_are_all_there(moselle: Material) -> None:
    (document,), (plain,) = steps.contours(moselle), steps.contours_plainly(moselle)
    assert len(json.loads(document)["features"]) == len(json.loads(plain)["features"]) == 725


def test_generated_structures_are_sound() -> None:
    content = generated_export()
    assert content == generated_export()
    assert content != generated_export(seed=1)
    reading = read_bytes(content, load_codes())
    assert (reading.rows, reading.rejected) == (1_500, 0)
    assert reading.structures["department"].nunique() > 90
    assert not reading.issues["code"].astype(str).str.contains("siret").any()


def test_step_and_baseline_take_turns(moselle: Material) -> None:
    calls: list[str] = []
    step = steps.Step("", lambda _: calls.append("step"), "", lambda _: calls.append("baseline"), told=repr)
    step_s, baseline_s, told = pipeline.timed(step, moselle, 3)
    assert calls == ["step", "baseline"] * 3
    assert len(step_s) == len(baseline_s) == 3
    assert told == "None"


def test_peak_memory_is_what_is_allocated_and_freed() -> None:
    assert peak_of(lambda: np.ones(8_000_000).sum()) == pytest.approx(64, abs=6)
    assert peak_of(lambda: None) < 1


def test_peak_memory_of_a_step_in_its_own_process() -> None:
    (step,) = (step for step in steps.STEPS if step.run is steps.read)
    assert 0.1 < peak(step, MOSELLE, "run") < 100


def test_first_paint_is_told_against_both_baselines() -> None:
    part = waits.first_paint(
        {
            "one widget": [Visit(1000, 2000, 100), Visit(2000, 2000, 100), Visit(6000, 2000, 100)],
            "inline map": [Visit(4000, 3000, 5000)] * 3,
            "dashboard": [Visit(3000, 1000, 4000), Visit(None, 1000, 4000), Visit(3000, 1000, 4000)],
        }
    )
    row = part.rows[2]
    assert (row["page"], row["x_one_widget"], row["x_inline_map"]) == ("dashboard", 1.5, 0.75)
    assert (row["painted_ms"], row["http_kb"], row["ws_kb"]) == (3000, 1, 4)
    assert (row["runs"], row["failed"]) == (3, 1)


def test_filter_tells_first_questions_from_others() -> None:
    def visit(*ms: float) -> Visit:
        return Visit(changes=[Change("", each, 5000, True) for each in ms])

    visits = {
        "one widget": [visit(10, 10, 10), visit(20, 20, 20)],
        "inline map": [visit(100, 100, 100), visit(200, 200, 200)],
        "dashboard": [visit(50, 50, 50), visit(40, 40, 40)],
    }
    rows = {(row["page"], row["asked"]): row for row in waits.filter_change(visits).rows}
    never, before = rows["dashboard", "never"], rows["dashboard", "before"]
    assert (never["ms"], never["changes"], never["x_one_widget"], never["x_inline_map"]) == (50, 2, 5, 0.5)
    assert (before["ms"], before["changes"], before["x_one_widget"], before["x_inline_map"]) == (
        40,
        4,
        2,
        0.2,
    )
    assert (before["ws_kb"], before["iframe_kept"]) == (5, "4/4")


def test_waits_leave_failed_runs_out_and_count_them() -> None:
    good, bad = Run(True, 2.0, 3000), Run(True, 90.0, 0, "TimeoutError: ")
    found = {
        "one widget": [Run(True, 1.0, 10)],
        crowd.DEFAULTS: [Run(True, 4.0, 10)],
        "dashboard": [good, bad],
    }
    row = crowd.wait_row("dashboard", True, found)
    assert (row["x_one_widget"], row["x_one_widget_p95"], row["x_defaults"]) == (2, 2, 0.5)
    assert (row["runs"], row["failed"], row["failure"], row["max_s"]) == (2, 1, "TimeoutError: ", 2)


def test_visitors_of_the_dashboard_see_no_failure(dashboard: str) -> None:
    runs = together(dashboard, 2)
    assert [run.failure for run in runs] == [""] * 4
    assert [run.rerun for run in runs] == [False, True] * 2
    assert min(run.received for run in runs) > 10_000


def test_nobody_answering_is_a_failure() -> None:
    runs = together(f"http://127.0.0.1:{free_port()}/", 2)
    assert len(runs) == 2
    assert all("Error" in run.failure for run in runs)


def together(url: str, visitors: int) -> list[Run]:
    """Visitors who run the page twice; in a thread, for Playwright's loop may run in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(visit_together, url, visitors, 1, 0.0).result(60)


def test_failures_are_seen_in_messages() -> None:
    message = ForwardMsg()
    message.delta.new_element.exception.message = "out of range"
    assert failure_of(message) == "exception: out of range"
    message.delta.new_element.alert.body = "Une erreur"
    message.delta.new_element.alert.format = Alert.ERROR
    assert failure_of(message) == "error shown: Une erreur"
    message.delta.new_element.alert.format = Alert.INFO
    assert failure_of(message) == ""
    message.script_finished = ForwardMsg.FINISHED_WITH_COMPILE_ERROR
    assert failure_of(message) == "the script does not compile"
    message.script_finished = ForwardMsg.FINISHED_SUCCESSFULLY
    assert failure_of(message) == ""


def test_report_aligns_and_rounds() -> None:
    rows = [
        {"page": "a", "x_floor": 1.0, "ms": 1234.5, "failed": 0},
        {"page": "long name", "x_floor": math.nan, "ms": 0.01234, "failed": 12},
    ]
    part = report.Part("waits", "What it is.", rows)
    assert [line for line in report.lines(part) if not line.startswith("--")] == [
        "WAITS",
        "What it is.",
        "page       x floor      ms  failed",
        "a             1.00   1,234       0",
        "long name        -  0.0123      12",
    ]
    assert report.plain(part)["rows"][1] == {
        "page": "long name",
        "x_floor": None,
        "ms": 0.01234,
        "failed": 12,
    }


@pytest.mark.parametrize("arguments", [["everything"], ["--runs", "0"], ["--runs", "51"], ["--runs", "many"]])
def test_command_line_refuses(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        main(arguments)
    assert refused.value.code == 2
    assert "error" in capsys.readouterr().err


@pytest.mark.parametrize("asked", [[], ["sessions"], ["pipeline", "filter"]])
def test_command_line_runs_the_parts_asked_for(
    asked: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def told(name: str, *_: object) -> report.Part:
        return report.Part(name, "", [{"x_floor": 1.5}])

    monkeypatch.setattr(pipeline, "measured", lambda _: told("pipeline"))
    monkeypatch.setattr(waits, "browsed", lambda *_: {})
    monkeypatch.setattr(waits, "first_paint", lambda _: told("first-paint"))
    monkeypatch.setattr(waits, "filter_change", lambda _: told("filter"))
    monkeypatch.setattr(crowd, "waiting", lambda _: told("sessions"))
    monkeypatch.setattr(crowd, "deployed", lambda: told("deployed"))
    monkeypatch.setattr(crowd, "memory", lambda: told("memory"))
    assert main([*asked, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    wanted = [*(asked or PARTS)] + (["deployed", "memory"] if not asked or "sessions" in asked else [])
    assert list(found["parts"]) == wanted
    assert found["parts"][wanted[0]]["rows"] == [{"x_floor": 1.5}]
    assert f"{os.cpu_count()} processors" in found["machine"]
