"""When something breaks: one French sentence, the details in the log, never a traceback."""

import logging
from pathlib import Path

import pytest

from geo import paths
from pages import source, trouble
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
    shown: list[str] = []
    monkeypatch.setattr(trouble.st, "error", shown.append)
    with caplog.at_level(logging.ERROR, logger="maillage"):
        assert trouble.show(ZeroDivisionError("details"))
    assert shown == [trouble.UNEXPECTED]
    assert "details" in caplog.text
