"""Layers of the map: the value of each territory, its class, and the legend in figures."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from geo.coverage import THRESHOLDS_KM
from geo.french import number
from geo.indicators import DESCRIPTIONS, Indicator
from geo.territories import Level, by_territory
from geo.waves import Plan, wave_order

# Palettes that the State publishes for charts; NO_DATA and the lightest tone are ours.
SEQUENTIAL = ["#DBDAFF", "#A4A4D7", "#6E6DAF", "#373687", "#00005F"]
CATEGORIES = ["#5C68E5", "#29598F", "#CFB1F5", "#31A7AE"]
EFFECT = "#31A7AE"
NO_POST = "#FFFFFF"
NO_DATA = "#C8C0A8"
POST_BOUNDS = (0, 1, 3, 9)
RATE_BOUNDS = (0, 2, 4, 6)
LEFT_OUT_BOUNDS = {
    Level.COMMUNE: (0, 500, 2_000, 5_000),
    Level.EPCI: (0, 2_500, 10_000, 25_000),
    Level.ARRONDISSEMENT: (0, 10_000, 25_000, 50_000),
}


@dataclass(frozen=True)
class LegendClass:
    """One line of the legend: its colour, its bounds in words, and what falls in it."""

    label: str
    color: str
    territories: int
    population: int


@dataclass(frozen=True)
class Layer:
    """What the map needs of an indicator at a level.

    ``classes``: index territory code; the class of each (its place in ``legend``).
    ``values``: same index; the figure in the indicator's unit (NaN where unknown), or None for
    waves, whose label says all.
    """

    indicator: Indicator
    level: Level
    legend: tuple[LegendClass, ...]
    classes: pd.Series
    values: pd.Series | None


@dataclass(frozen=True)
class Scale:
    """Values of territories and the classes to put them in: class i holds what is above bound i-1
    and not above bound i; the last one has no upper bound."""

    values: pd.Series
    bounds: tuple[int, ...]
    labels: list[str]
    unknown: str


def describe(
    table: pd.DataFrame,
    structures: pd.DataFrame,
    plan: Plan,
    indicator: Indicator,
    level: Level,
    km: float = THRESHOLDS_KM[1],
    waves: list[str] | None = None,
) -> Layer:
    """Classes of an indicator for every territory of a level.

    Parameters
    ----------
    table : coverage table; structures : the department's own, with their wave.
    km : threshold of Indicator.LEFT_OUT, kilometres.
    waves : every wave of the legend, in order (default: those of ``structures``), so that colours
    keep their meaning when fewer structures are shown.
    """
    territories = by_territory(table, level, km).sort_index()
    if indicator is Indicator.WAVE:
        return _waves(table, territories, structures, waves or wave_order(structures, plan), level)
    scale = _scale(territories, indicator, level)
    classes = pd.Series(np.searchsorted(scale.bounds, scale.values), index=scale.values.index)
    classes = classes.mask(scale.values.isna(), len(scale.labels))
    entries = [*zip(scale.labels, SEQUENTIAL, strict=True)]
    if scale.values.isna().any():
        entries.append((scale.unknown, NO_DATA))
    return Layer(indicator, level, _legend(entries, classes, territories), classes, scale.values)


def _scale(territories: pd.DataFrame, indicator: Indicator, level: Level) -> Scale:
    if indicator is Indicator.DISTANCE:
        labels = [
            f"{THRESHOLDS_KM[0]} km ou moins",
            *(f"plus de {low} à {high} km" for low, high in _pairs(THRESHOLDS_KM)),
            f"plus de {THRESHOLDS_KM[-1]} km",
        ]
        values = (territories["distance_m"] / 1000).replace(np.inf, np.nan)
        nowhere = np.isinf(territories["distance_m"]).any()
        return Scale(values, THRESHOLDS_KM, labels, "aucune structure" if nowhere else "distance non connue")
    if indicator is Indicator.POSTS:
        labels = [
            "aucun poste",
            "1 poste",
            *(f"{low + 1} à {high} postes" for low, high in _pairs(POST_BOUNDS[1:])),
            f"{POST_BOUNDS[-1] + 1} postes ou plus",
        ]
        return Scale(territories["posts"].astype(float), POST_BOUNDS, labels, "non connu")
    if indicator is Indicator.RATE:
        labels = [
            "aucun poste",
            f"jusqu’à {RATE_BOUNDS[1]} pour 100 000 hab.",
            *(f"plus de {low} à {high}" for low, high in _pairs(RATE_BOUNDS[1:])),
            f"plus de {RATE_BOUNDS[-1]}",
        ]
        return Scale(territories["posts_per_100000"], RATE_BOUNDS, labels, "sans habitant")
    bounds = LEFT_OUT_BOUNDS[level]
    labels = [
        "aucun habitant éloigné",
        f"jusqu’à {number(bounds[1])} hab.",
        *(f"plus de {number(low)} à {number(high)} hab." for low, high in _pairs(bounds[1:])),
        f"plus de {number(bounds[-1])} hab.",
    ]
    known = territories["distance_m"].notna()
    return Scale(territories["left_out"].where(known).astype(float), bounds, labels, "distance non connue")


def _pairs(bounds: tuple[int, ...]) -> list[tuple[int, int]]:
    return list(pairwise(bounds))


def _waves(
    table: pd.DataFrame,
    territories: pd.DataFrame,
    structures: pd.DataFrame,
    waves: list[str],
    level: Level,
) -> Layer:
    rank = structures["wave"].map({wave: place for place, wave in enumerate(waves)})
    home = structures["commune_code"]
    if level is not Level.COMMUNE:
        home = home.map(table[f"{level}_code"].fillna(""))
    first = rank.groupby(home).min().reindex(territories.index)
    classes = first.fillna(len(waves)).astype("int64")
    entries = [*zip(waves, wave_colors(len(waves)), strict=True), ("Aucun poste", NO_POST)]
    return Layer(Indicator.WAVE, level, _legend(entries, classes, territories), classes, None)


def wave_colors(count: int) -> list[str]:
    """One colour a wave, in their order: the categories where they suffice, else a ramp."""
    if count <= len(CATEGORIES):
        return CATEGORIES[:count]
    ramp = np.array([[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in SEQUENTIAL], dtype=float)
    places = np.linspace(0, len(ramp) - 1, count)
    mixed = [np.interp(places, range(len(ramp)), ramp[:, band]) for band in range(3)]
    return ["#{:02X}{:02X}{:02X}".format(*(round(v) for v in rgb)) for rgb in zip(*mixed, strict=True)]


def _legend(
    entries: list[tuple[str, str]], classes: pd.Series, territories: pd.DataFrame
) -> tuple[LegendClass, ...]:
    counts = classes.value_counts()
    people = territories["population"].groupby(classes).sum()
    return tuple(
        LegendClass(label, color, int(counts.get(place, 0)), int(people.get(place, 0)))
        for place, (label, color) in enumerate(entries)
    )


def effect(table: pd.DataFrame, newly: pd.Index, km: float) -> Layer:
    """Layer of a proposal: communes already within the threshold, newly so, and still beyond.

    Parameters
    ----------
    table : coverage table; newly : codes of the communes that the proposal brings within ``km``.
    """
    before = table["distance_m"] <= km * 1000
    classes = pd.Series(2, index=table.index).mask(before, 0)
    classes = classes.mask(table.index.isin(newly), 1).sort_index()
    entries = [
        (f"déjà à {number(km)} km ou moins", SEQUENTIAL[0]),
        (f"nouvellement à {number(km)} km ou moins", EFFECT),
        (f"encore à plus de {number(km)} km", SEQUENTIAL[3]),
    ]
    territories = table[["population"]].sort_index()
    return Layer(Indicator.SITING, Level.COMMUNE, _legend(entries, classes, territories), classes, None)


def spoken(layer: Layer) -> pd.Series:
    """The value of each territory in words, for tables and cards."""
    description = DESCRIPTIONS[layer.indicator]
    if layer.values is None:
        return layer.classes.map(lambda place: layer.legend[place].label)
    return layer.values.map(lambda value: number(value, description.decimals))
