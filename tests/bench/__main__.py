"""Benchmark: ``python -m tests.bench [PART ...] [--runs N] [--json]``.

Parts: pipeline, first-paint, filter, sessions; all by default, in ten to twenty minutes. Machines are shared
and noisy: look at the ratios (columns that begin with x), each to a baseline of the same run.
"""

import argparse
import json
import os
import platform
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import version

from tests.bench import crowd, pipeline, report, waits

PARTS = ("pipeline", "first-paint", "filter", "sessions")
RUNS = 5
MOST_RUNS = 50


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the parts asked for."""
    options = parser().parse_args(arguments)
    machine = about()
    found = {}
    if not options.json:
        print(machine, flush=True)  # noqa: T201
    for part in measured(options.parts or PARTS, options.runs):
        found[part.name] = report.plain(part)
        if not options.json:
            print("", *report.lines(part), sep="\n", flush=True)  # noqa: T201
    if options.json:
        print(json.dumps({"machine": machine, "runs": options.runs, "parts": found}))  # noqa: T201
    return 0


def parser() -> argparse.ArgumentParser:
    """Parts and options."""
    root = argparse.ArgumentParser(
        prog="python -m tests.bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    root.add_argument("parts", nargs="*", type=part, metavar="PART", help=", ".join(PARTS))
    root.add_argument("--runs", type=runs, default=RUNS, metavar="N", help=f"runs of each measure ({RUNS})")
    root.add_argument("--json", action="store_true", help="one JSON object on standard output")
    return root


def measured(parts: Sequence[str], number: int) -> Iterator[report.Part]:
    """The parts asked for, one after the other; what goes on is told on standard error."""
    if "pipeline" in parts:
        tell("pipeline: each step at each size...")
        yield pipeline.measured(number)
    if "first-paint" in parts or "filter" in parts:
        tell(f"browser: {number} visits of each page...")
        visits = waits.browsed(number, "filter" in parts)
        if "first-paint" in parts:
            yield waits.first_paint(visits)
        if "filter" in parts:
            yield waits.filter_change(visits)
    if "sessions" in parts:
        tell(f"sessions: {crowd.VISITORS} visitors at once on each page...")
        yield crowd.waiting(number)
        tell(f"sessions: {crowd.CROWD} visitors on {crowd.PROCESSES} processes...")
        yield crowd.deployed()
        tell(f"sessions: memory with {crowd.CROWD} visitors, twice...")
        yield crowd.memory()


def about() -> str:
    """What the figures depend on."""
    return (
        f"Python {platform.python_version()}, Streamlit {version('streamlit')}, {os.cpu_count()} processors, "
        f"load average {os.getloadavg()[0]:.1f}"
    )


def tell(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)  # noqa: T201


def part(text: str) -> str:
    """The name of a part."""
    if text not in PARTS:
        raise argparse.ArgumentTypeError(f"one of {', '.join(PARTS)}")
    return text


def runs(text: str) -> int:
    """A number of runs, which keeps the whole bounded in time."""
    value = int(text)
    if not 1 <= value <= MOST_RUNS:
        raise argparse.ArgumentTypeError(f"a whole number from 1 to {MOST_RUNS}")
    return value


if __name__ == "__main__":
    sys.exit(main())
