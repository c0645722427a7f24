"""Time and peak memory of each step from the files to the figures, against its baseline."""

import gc
import time
from collections.abc import Callable
from typing import Any

from tests.bench import memory
from tests.bench.figures import median, ratio
from tests.bench.material import MOSELLE, SIZES, Material
from tests.bench.report import Part
from tests.bench.steps import STEPS, Step

# A step and its baseline are not run again once they have taken this long (seconds).
BUDGET_S = 45.0
# Below this, a peak is the page or two that any work touches (10^6 bytes).
LEAST_MB = 1.0
TOLD = (
    "x time, x memory: the step over its baseline, both run in turn on the same input. ms: medians. mb: peak "
    "resident memory above the level before, in a process of its own; no ratio where either is under 1 mb. "
    "Moselle: the shipped file, 725 communes, 12 structures. France: 101 departments in turn, all results kept, 1,500 generated structures."
)


def measured(runs: int) -> Part:
    """All steps at all their sizes."""
    materials = {size: make() for size, make in SIZES.items()}
    for step in STEPS:  # once for nothing, so that no library is used for the first time
        step.run(materials[MOSELLE])
        step.baseline(materials[MOSELLE])
    pairs = [(step, size) for size in SIZES for step in STEPS if size in step.sizes]
    times = [timed(step, materials[size], runs) for step, size in pairs]
    peaks = memory.peaks([(*pair, which) for pair in pairs for which in ("run", "baseline")])
    rows = [
        row(step, size, took, peak)
        for (step, size), took, *peak in zip(pairs, times, peaks[::2], peaks[1::2], strict=True)
    ]
    return Part("pipeline", TOLD, rows)


def timed(step: Step, material: Material, runs: int) -> tuple[list[float], list[float], str]:
    """Durations of a step and of its baseline, in turn (seconds), and what the step's result tells."""
    for need in step.needs:
        getattr(material, need)
    step_s: list[float] = []
    baseline_s: list[float] = []
    end = time.monotonic() + BUDGET_S
    while len(step_s) < runs and (not step_s or time.monotonic() < end):
        took, result = duration(lambda: step.run(material))
        step_s.append(took)
        told = step.told(result)
        del result
        baseline_s.append(duration(lambda: step.baseline(material))[0])
    return step_s, baseline_s, told


def duration(work: Callable[[], Any]) -> tuple[float, Any]:
    """How long a piece of work takes (seconds), and its result; what was left before it is collected."""
    gc.collect()
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def row(
    step: Step, size: str, times: tuple[list[float], list[float], str], peaks: list[float]
) -> dict[str, Any]:
    """A line of the table."""
    step_s, baseline_s, told = times
    step_mb, baseline_mb = peaks
    telling = min(step_mb, baseline_mb) >= LEAST_MB
    return {
        "step": step.name,
        "size": size,
        "x_time": ratio(median(step_s), median(baseline_s)),
        "x_memory": ratio(step_mb, baseline_mb) if telling else float("nan"),
        "ms": median(step_s) * 1000,
        "baseline_ms": median(baseline_s) * 1000,
        "mb": step_mb,
        "baseline_mb": baseline_mb,
        "runs": len(step_s),
        "baseline": step.against,
        "optimum": told,
    }
