"""What the operator sets, by environment variables (README: Settings)."""

import os
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

FEWEST_MINUTES = 1


@dataclass(frozen=True)
class Settings:
    """``structures``: address or path of the standing source, "" for the shipped file; ``state``: the
    folder of its copies; ``refresh_minutes``: time between two fetches; ``operator``: path of the file
    that says who publishes the dashboard, "" where there is none."""

    structures: str
    state: Path
    refresh_minutes: int
    operator: str


def settings() -> Settings:
    """The settings in force; a number that is none falls back on its default."""
    state = os.environ.get("MAILLAGE_STATE") or os.environ.get("STATE_DIRECTORY")
    minutes = os.environ.get("MAILLAGE_REFRESH_MINUTES", "")
    return Settings(
        structures=os.environ.get("MAILLAGE_STRUCTURES", "").strip(),
        state=Path(state) if state else Path.home() / ".local" / "state" / "maillage",
        refresh_minutes=max(FEWEST_MINUTES, int(minutes)) if minutes.isdigit() else 60,
        operator=os.environ.get("MAILLAGE_OPERATOR", "").strip(),
    )


@dataclass(frozen=True)
class Publisher:
    """Who answers for what is published, and the person who directs the publication."""

    name: str = ""
    address: str = ""
    telephone: str = ""
    director: str = ""


@dataclass(frozen=True)
class Host:
    """Who keeps the machine."""

    name: str = ""
    address: str = ""
    telephone: str = ""


@dataclass(frozen=True)
class Contact:
    """Whom a visitor writes to: of the dashboard, and of personal data."""

    email: str = ""
    telephone: str = ""
    form: str = ""
    data_protection: str = ""


@dataclass(frozen=True)
class Operator:
    """What the law wants said of those who run the dashboard; "" where it was not filled in."""

    publisher: Publisher = field(default_factory=Publisher)
    host: Host = field(default_factory=Host)
    contact: Contact = field(default_factory=Contact)


T = TypeVar("T", Publisher, Host, Contact)


def read_operator(path: Path) -> tuple[Operator, list[str]]:
    """The operator's file (deploy/operator.toml), and what is wrong with it, a sentence each.

    What is wrong is left out, the rest is kept: a page with half of it says more than none.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        return Operator(), [f"the file cannot be read ({error.strerror})"]
    except ValueError as error:
        return Operator(), [f"the file is not TOML in UTF-8 ({error})"]
    problems = [f"unknown table or key: {name}" for name in document if name not in TABLES]
    operator = Operator(
        publisher=_table(document, "publisher", Publisher, problems),
        host=_table(document, "host", Host, problems),
        contact=_table(document, "contact", Contact, problems),
    )
    return operator, problems


TABLES = tuple(table.name for table in fields(Operator))


def _table(document: dict[str, Any], name: str, kind: type[T], problems: list[str]) -> T:
    """A table of the file; what is wrong with it is added to ``problems``."""
    given = document.get(name, {})
    if not isinstance(given, dict):
        problems.append(f"{name} must be a table")
        return kind()
    known = {key.name for key in fields(kind)}
    problems += [f"unknown key: {name}.{key}" for key in given if key not in known]
    problems += [
        f"{name}.{key} must be a text" for key in given if key in known and not isinstance(given[key], str)
    ]
    kept = {key: text.strip() for key, text in given.items() if key in known and isinstance(text, str)}
    return kind(**kept)
