"""Waves of posts: what was announced (data/waves.toml), and what the COSELEC has validated."""

import datetime as dt
import tomllib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from geo.errors import DataError
from geo.paths import WAVES

AFTER = "Après les vagues annoncées"
UNDATED = "Date inconnue"
# What the State pays for a post over 24 months (press release of 3 May 2021), euros.
STATE_SHARE_PER_POST = 50_000


@dataclass(frozen=True)
class Wave:
    """An announced wave; ``posts`` and ``structures`` are None where no number was announced."""

    label: str
    announced_on: dt.date
    validated_until: dt.date
    expected_by: dt.date | None = None
    posts: int | None = None
    structures: int | None = None


@dataclass(frozen=True)
class Plan:
    """What was announced for a department; without an announcement, no wave and no objective."""

    waves: tuple[Wave, ...] = ()
    objective: int | None = None
    source: str = ""
    source_date: dt.date | None = None


def load_plan(department: str, path: Path = WAVES) -> Plan:
    """Announced waves and final objective of a department.

    Raises
    ------
    DataError : the file is missing or badly written.
    """
    try:
        record = tomllib.loads(path.read_text(encoding="utf-8")).get(department)
        if record is None:
            return Plan()
        waves = tuple(Wave(**wave) for wave in record["waves"])
        return Plan(waves, record["objective"], record["source"], record["source_date"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError("Le fichier des vagues annoncées (data/waves.toml) est illisible.") from error


def session_label(day: dt.date) -> str:
    """Name of a COSELEC session, where no wave was announced."""
    return f"COSELEC du {day:%d/%m/%Y}"


def wave_of(structures: pd.DataFrame, plan: Plan) -> pd.Series:
    """The wave of each structure: the first announced one that was not yet closed on its COSELEC
    date; where none was announced, the COSELEC session itself."""
    dates = structures["validated_on"]
    if plan.waves:
        limits = np.array([np.datetime64(wave.validated_until) for wave in plan.waves])
        labels = np.array([*(wave.label for wave in plan.waves), AFTER], dtype=object)
        named = labels[np.searchsorted(limits, dates.to_numpy().astype(limits.dtype))]
    else:
        named = dates.map(session_label, na_action="ignore").to_numpy(dtype=object)
    return pd.Series(named, index=structures.index, dtype=object).mask(dates.isna(), UNDATED)


def with_waves(structures: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Structures with their column ``wave``."""
    return structures.assign(wave=wave_of(structures, plan))


def wave_order(structures: pd.DataFrame, plan: Plan) -> list[str]:
    """Labels of the announced waves, then of those that only the structures have, by date."""
    announced = [wave.label for wave in plan.waves]
    dated = structures.sort_values("validated_on", na_position="last")["wave"].unique()
    return announced + [label for label in dated if label not in announced]


def progress(structures: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Validated posts and structures of each wave, against what was announced.

    Returns
    -------
    DataFrame in the order of waves: label, announced_posts, announced_structures (NaN where no
    number was announced), validated_posts, validated_structures, expected_by (or None).
    """
    announced = {wave.label: wave for wave in plan.waves}
    rows = []
    for label in wave_order(structures, plan):
        own = structures[structures["wave"] == label]
        wave = announced.get(label)
        rows.append(
            {
                "label": label,
                "announced_posts": wave.posts if wave else None,
                "announced_structures": wave.structures if wave else None,
                "validated_posts": int(own["posts"].sum()),
                "validated_structures": len(own),
                "expected_by": wave.expected_by if wave else None,
            }
        )
    columns = [
        "label", "announced_posts", "announced_structures", "validated_posts",
        "validated_structures", "expected_by",
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype({"announced_posts": float, "announced_structures": float})


def cumulated_posts(structures: pd.DataFrame) -> pd.DataFrame:
    """Posts validated up to each COSELEC date: date, posts (that day), cumulated. Undated ones are
    not in it."""
    by_day = structures.dropna(subset="validated_on").groupby("validated_on")["posts"].sum()
    frame = by_day.sort_index().rename_axis("date").reset_index()
    return frame.assign(cumulated=frame["posts"].cumsum())


@dataclass(frozen=True)
class Budget:
    """Euros: the announced share of the State for these posts, and the ANCT's own estimate, which
    ``estimated_posts`` of them have."""

    announced: float
    estimated: float
    estimated_posts: int


def budget(structures: pd.DataFrame) -> Budget:
    """What the State pays over 24 months for these posts."""
    known = structures["investment"].notna()
    return Budget(
        float(structures["posts"].sum() * STATE_SHARE_PER_POST),
        float(structures.loc[known, "investment"].sum()),
        int(structures.loc[known, "posts"].sum()),
    )
