"""Peak memory of a step, in a process of its own.

It is the highest resident memory during the step above what was resident before it (VmHWM and VmRSS
of Linux, the peak being reset just before), once what the step starts from is loaded and the step has
run on Moselle for nothing, so that no library is loaded on its account. It counts what Python, numpy,
GEOS, Arrow and HiGHS allocate alike.

``python -m tests.bench.memory STEP SIZE run|baseline`` prints it.
"""

import ctypes
import gc
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pyarrow as pa

from tests.bench.figures import NOTHING
from tests.bench.material import MOSELLE, SIZES
from tests.bench.steps import STEPS, Step
from tests.servers import ROOT

LIMIT_S = 180
RESET_PEAK = "5"


def resident(pid: int | str = "self", field: str = "VmRSS") -> float:
    """Resident memory of a process (10^6 bytes): now, or its peak (``VmHWM``)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{field}:"):
            return int(line.split()[1]) * 1024 / 1e6
    return NOTHING


def peak_of(work: Callable[[], Any]) -> float:
    """Peak memory of a piece of work in this process, above the present level (10^6 bytes)."""
    gc.collect()
    pa.default_memory_pool().release_unused()
    ctypes.CDLL(None).malloc_trim(0)
    Path("/proc/self/clear_refs").write_text(RESET_PEAK)
    before = resident()
    result = work()
    peak = resident(field="VmHWM") - before
    del result
    return max(0.0, peak)


def peak(step: Step, size: str, which: str) -> float:
    """Peak memory of a step, or of its baseline, in a new process (10^6 bytes); NaN where it fails."""
    command = [sys.executable, "-m", "tests.bench.memory", step.name, size, which]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, timeout=LIMIT_S)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return NOTHING
    return float(done.stdout)


def peaks(wanted: list[tuple[Step, str, str]]) -> list[float]:
    """Peak memory of several, as many at once as there are processors."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(lambda one: peak(*one), wanted))


def main(name: str, size: str, which: str) -> None:
    """Measure one and write it."""
    step = next(step for step in STEPS if step.name == name)
    material = SIZES[size]()
    for need in step.needs:
        getattr(material, need)
    work = step.run if which == "run" else step.baseline
    work(SIZES[MOSELLE]())
    sys.stdout.write(str(peak_of(lambda: work(material))))


if __name__ == "__main__":
    main(*sys.argv[1:])
