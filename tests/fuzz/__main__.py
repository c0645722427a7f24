"""Fuzzing: ``python -m tests.fuzz files|links [--minutes N] [--seed S]``.

Mutated exports go through the reader, the figures and every export; mutated links through the pages. What
crashes, hangs or grows in memory is written to tests/fuzz/found, and the run ends with 1;
once mended, it is kept in tests/fuzz/corpus, which the tests go through.
"""

import argparse
import random
import resource
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from tests.fuzz import files, links

FOUND = Path(__file__).parent / "found"
# Above what the first cases took: libraries and caches are loaded by then.
WARM_UP = 30
MOST_GROWTH_MB = 600
KINDS = {"files": files, "links": links}


def main(arguments: list[str] | None = None) -> int:
    """Fuzz for a time; 1 where something was found."""
    options = parser().parse_args(arguments)
    kind = KINDS[options.kind]
    return fuzz(kind, options.kind, options.minutes * 60, options.seed)


def parser() -> argparse.ArgumentParser:
    """What to fuzz, for how long, from which seed."""
    root = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    root.add_argument("kind", choices=KINDS)
    root.add_argument("--minutes", type=float, default=5.0)
    root.add_argument("--seed", type=int, default=int(time.time()))
    return root


class Kind(Protocol):
    """What is fuzzed: mutated cases, their check, and how long it may take (seconds of processor)."""

    def case(self, draw: random.Random) -> bytes: ...
    def check(self, content: bytes) -> None: ...
    def longest_s(self, content: bytes) -> float: ...


def fuzz(kind: Kind, name: str, seconds: float, seed: int, found: Path = FOUND) -> int:
    """Check mutated cases until the time is over; 1 where some were found wrong."""
    draw, end, tried, wrong = random.Random(seed), time.monotonic() + seconds, 0, 0  # noqa: S311
    before = longest = 0.0
    while time.monotonic() < end:
        content = kind.case(draw)
        start = time.process_time()
        fault = fault_of(kind.check, content)
        took = time.process_time() - start
        longest = max(longest, took)
        tried += 1
        if tried == WARM_UP:
            before = peak_mb()
        if not fault and took > kind.longest_s(content):
            fault = f"took {took:.1f} s"
        if not fault and before and peak_mb() - before > MOST_GROWTH_MB:
            fault, before = f"memory grew by {peak_mb() - before:.0f} MB", peak_mb()
        if fault:
            wrong += 1
            found.mkdir(exist_ok=True)
            (found / f"{name}-{seed}-{tried}").write_bytes(content)
            print(f"case {tried}: {fault}", file=sys.stderr)  # noqa: T201
    print(  # noqa: T201
        f"{name}: seed {seed}, {tried} cases, {wrong} found, longest {longest:.2f} s, peak {peak_mb():.0f} MB"
    )
    return min(1, wrong)


def fault_of(check: Callable[[bytes], None], content: bytes) -> str:
    """What goes wrong with a case, with its last lines; "" where nothing does."""
    try:
        check(content)
    except Exception:  # whatever it is, it is what we are looking for
        return traceback.format_exc(limit=-4)
    return ""


def peak_mb() -> float:
    """Highest resident memory of this process so far (10^6 bytes)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


if __name__ == "__main__":
    sys.exit(main())
