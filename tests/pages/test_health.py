"""The endpoint for a supervisor: what is loaded, how old, and that something is wrong."""

import datetime as dt
import json
from pathlib import Path

import pytest

from geo import paths, standing
from pages import health, source
from tests.pages.test_own_file import export
from tests.test_dashboard import get


def test_it_says_what_is_loaded(dashboard: str) -> None:
    status, headers, body = get(f"{dashboard}maillage/health")
    told = json.loads(body)
    assert status == 200
    assert headers["Cache-Control"] == "no-store"
    assert told["status"] == "ok"
    assert told["structures"] | {"version": ""} == {
        "source": "shipped",
        "version": "",
        "rows": 12,
        "posts": 19,
        "as_of": "2021-04-14",
    }
    assert told["communes"]["departments"] == 101


def test_a_late_source_is_told_without_its_address(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "operator.csv"
    file.write_bytes(export())
    monkeypatch.setenv("MAILLAGE_STRUCTURES", str(file))
    monkeypatch.setenv("MAILLAGE_STATE", str(tmp_path / "state"))
    told = health.state()
    assert (told["status"], told["structures"]["source"]) == ("degraded", "shipped")

    standing.refresh(str(file), tmp_path / "state", source.codes())
    told = health.state()
    assert (told["status"], told["structures"]["source"]) == ("ok", "standing")
    assert 0 <= told["structures"]["age_s"] < 60
    assert told["structures"]["failing_since"] is None

    file.unlink()
    standing.refresh(str(file), tmp_path / "state", source.codes())
    told = health.state()
    assert told["status"] == "degraded"
    assert told["structures"]["source"] == "standing"
    assert told["structures"]["failing_since"] is not None
    assert "operator.csv" not in json.dumps(told)


def test_it_fails_where_pages_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    source._reading.clear()
    monkeypatch.setattr(source, "STRUCTURES", tmp_path / "absent.csv")
    monkeypatch.setattr(paths, "STRUCTURES", tmp_path / "absent.csv")
    answer = health.endpoint(None)
    assert answer.status_code == 503
    told = json.loads(bytes(answer.body))
    assert told["status"] == "failing"
    assert "introuvable" in told["reason"]
    source._reading.clear()


@pytest.mark.parametrize("moment", ["", "hier", "2026-13-01"])
def test_an_age_that_is_not_known(moment: str) -> None:
    assert health.age(moment) is None


def test_an_age() -> None:
    past = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=5)
    assert health.age(past.isoformat()) == pytest.approx(300, abs=5)
