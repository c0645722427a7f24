"""When something breaks: one French sentence, the details in the log, never a traceback."""

import json
import logging
from pathlib import Path

import pytest
from streamlit.error_util import handle_user_script_exception

from geo import paths
from pages import journal, source, trouble
from tests.pages.conftest import Opener


@pytest.fixture(autouse=True)
def fresh_caches() -> None:
    source._reading.clear()


def broken(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    monkeypatch.setattr(source, "STRUCTURES", path)
    monkeypatch.setattr(paths, "STRUCTURES", path)


def test_missing_column_is_one_sentence(
    open_page: Opener, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "structures.csv"
    file.write_text("Raison sociale;Type\nCommune de Metz;publique\n", encoding="utf-8")
    broken(monkeypatch, file)
    test = open_page()
    assert not test.exception
    assert len(test.error) == 1
    assert "Nombre de conseillers validés par le COSELEC" in test.error[0].value


def test_row_with_text_for_posts_loses_nothing_else(
    open_page: Opener, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    text = paths.STRUCTURES.read_text(encoding="utf-8")
    assert "Grand Est;7;14/04/2021" in text
    file = tmp_path / "structures.csv"
    file.write_text(text.replace("Grand Est;7;14/04/2021", "Grand Est;sept;14/04/2021"), encoding="utf-8")
    broken(monkeypatch, file)
    test = open_page("donnees")
    assert not test.exception
    said = " ".join(str(block.proto.body) for block in test.get("html"))
    assert "«\u00a0sept\u00a0»" in said
    assert "11 sur la carte, 0 hors carte, 1 rejetée" in said


def test_missing_file_is_one_sentence(
    open_page: Opener, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken(monkeypatch, tmp_path / "absent.csv")
    test = open_page()
    assert not test.exception
    assert "introuvable" in test.error[0].value


def test_unexpected_error_goes_to_the_log(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its type and where it came from; not its message, which may hold a cell of a visitor's file."""
    shown: list[str] = []
    monkeypatch.setattr(trouble.st, "error", shown.append)
    with pytest.raises(ValueError, match="cell of a visitor") as raised:
        float("cell of a visitor")
    with caplog.at_level(logging.ERROR, logger="maillage"):
        assert trouble.show(raised.value)
    assert shown == [trouble.UNEXPECTED]
    (record,) = caplog.records
    assert record.error == "ValueError"
    assert record.where[-1].startswith("tests/pages/test_trouble.py:")
    assert "cell of a visitor" not in str(record.__dict__)


def test_the_log_is_one_object_a_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal.LOG, "handlers", [])
    monkeypatch.setattr(journal.LOG, "propagate", True)
    monkeypatch.setattr(trouble.st, "error", lambda _: None)
    journal.set_up()
    try:
        # As Streamlit does with what a page raises.
        handle_user_script_exception(ZeroDivisionError("details\nof it"), trouble.show)
    finally:
        logging.getLogger("streamlit.error_util").filters.clear()
    (line,) = capsys.readouterr().err.splitlines()
    said = json.loads(line)
    assert said["level"] == "ERROR"
    assert said["message"] == "unexpected error"
    assert said["error"] == "ZeroDivisionError"
    assert "details" not in line
