"""What the operator sets, by environment variables (README: Settings)."""

import os
from dataclasses import dataclass
from pathlib import Path

FEWEST_MINUTES = 1


@dataclass(frozen=True)
class Settings:
    """``structures``: address or path of the standing source, "" for the shipped file; ``state``: the
    folder of its copies; ``refresh_minutes``: time between two fetches."""

    structures: str
    state: Path
    refresh_minutes: int


def settings() -> Settings:
    """The settings in force; a number that is none falls back on its default."""
    state = os.environ.get("MAILLAGE_STATE") or os.environ.get("STATE_DIRECTORY")
    minutes = os.environ.get("MAILLAGE_REFRESH_MINUTES", "")
    return Settings(
        structures=os.environ.get("MAILLAGE_STRUCTURES", "").strip(),
        state=Path(state) if state else Path.home() / ".local" / "state" / "maillage",
        refresh_minutes=max(FEWEST_MINUTES, int(minutes)) if minutes.isdigit() else 60,
    )
