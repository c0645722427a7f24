"""The few statistics that the benchmark tells."""

import math
import statistics
from collections.abc import Sequence

NOTHING = float("nan")


def median(values: Sequence[float]) -> float:
    """Middle value, or the mean of the two middle ones; NaN where there is none."""
    return float(statistics.median(values)) if values else NOTHING


def p95(values: Sequence[float]) -> float:
    """Smallest value that at least 95 % of the values do not exceed; NaN where there is none."""
    if not values:
        return NOTHING
    # In whole numbers: 0.95 x 20 is a hair more than 19 in floating point.
    rank = -(-95 * len(values) // 100)
    return float(sorted(values)[rank - 1])


def ratio(value: float, baseline: float) -> float:
    """How many times the baseline; NaN where either is unknown or the baseline is nothing."""
    return value / baseline if baseline > 0 and math.isfinite(value) else NOTHING
