"""The README says what there is: every setting, every command."""

import re
from pathlib import Path

import pytest

from geo.__main__ import parser

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_setting_is_documented() -> None:
    code = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("pages", "geo")
        for path in (ROOT / folder).glob("*.py")
    )
    settings = set(re.findall(r'"(MAILLAGE_\w+)"', code))
    assert len(settings) == 4
    assert settings == set(re.findall(r"`(MAILLAGE_\w+)`", README))


def test_every_command_is_documented() -> None:
    (commands,) = (action for action in parser()._actions if action.dest == "command")
    documented = re.findall(r"^\| `(\w+)", README, flags=re.MULTILINE)
    assert set(commands.choices) <= set(documented)


@pytest.mark.parametrize("lock", ["requirements.txt", "tests/requirements.txt"])
def test_locks_pin_every_package(lock: str) -> None:
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    assert len(lines) > 40
    assert all(re.fullmatch(r"[a-z0-9.-]+==[\w.]+( ; sys_platform .+)?", line) for line in lines)


def test_tests_run_on_what_ships() -> None:
    shipped, tested = (
        set((ROOT / lock).read_text(encoding="utf-8").splitlines())
        for lock in ("requirements.txt", "tests/requirements.txt")
    )
    assert shipped < tested
