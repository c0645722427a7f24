"""The fuzzer finds what is wrong, and what it once found stays mended."""

import random
from pathlib import Path

import pytest

from tests.fuzz import __main__ as fuzzing
from tests.fuzz import files, links

CORPUS = sorted((Path(__file__).parent / "fuzz" / "corpus").glob("*"))
KINDS = {"files": files, "links": links}


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_what_was_found_stays_mended(path: Path) -> None:
    KINDS[path.name.split("-")[0]].check(path.read_bytes())


@pytest.mark.parametrize("name", KINDS)
def test_a_few_new_cases(name: str, tmp_path: Path) -> None:
    assert fuzzing.fuzz(KINDS[name], name, 4, 7, tmp_path) == 0
    assert not list(tmp_path.iterdir())


class Planted:
    """A kind with a fault in one case out of ten, and another that hangs."""

    def case(self, draw: random.Random) -> bytes:
        return bytes([draw.randrange(10)])

    def check(self, content: bytes) -> None:
        assert content != b"\x03"

    def longest_s(self, content: bytes) -> float:
        return -1.0 if content == b"\x04" else 5.0


def test_a_planted_fault_is_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert fuzzing.fuzz(Planted(), "planted", 0.2, 1, tmp_path) == 1
    assert {path.read_bytes() for path in tmp_path.iterdir()} == {b"\x03", b"\x04"}
    told = capsys.readouterr()
    assert "AssertionError" in told.err
    assert "seed 1" in told.out


def test_the_same_seed_gives_the_same_cases() -> None:
    for kind in KINDS.values():
        first, again = random.Random(5), random.Random(5)  # noqa: S311 - not for secrets
        assert [kind.case(first) for _ in range(20)] == [kind.case(again) for _ in range(20)]
