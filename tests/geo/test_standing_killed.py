"""A process killed while it swaps the standing source in, at each step: nothing is left half written."""

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pandas as pd
import pytest

from geo import standing
from geo.structures import read_bytes
from tests.geo.builders import METZ, export
from tests.servers import ROOT

OLD, NEW = export([METZ]), export([METZ | {"posts": "3"}] * 40)
# Each step: what is replaced by a function that kills the process, at its N-th call, before or after.
SWAP = f"""
    import os, signal, sys, tempfile
    from pathlib import Path
    sys.path.insert(0, {str(ROOT)!r})
    from geo import standing
    from geo.communes import load_codes

    def killing(where, name, turn, before):
        real, calls = getattr(where, name), []
        def replaced(*arguments, **options):
            calls.append(1)
            mine = len(calls) == turn
            if mine and before:
                os.kill(os.getpid(), signal.SIGKILL)
            answer = real(*arguments, **options)
            if mine:
                os.kill(os.getpid(), signal.SIGKILL)
            return answer
        setattr(where, name, replaced)

    class Cut:
        '''A file whose writing stops in the middle.'''
        def __init__(self, file): self.file = file
        def __enter__(self): return self
        def __exit__(self, *error): self.file.close()
        def write(self, content):
            self.file.write(content[: len(content) // 2])
            self.file.flush()
            os.kill(os.getpid(), signal.SIGKILL)

    address, folder, step = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
    if step == "mid-write":
        real = os.fdopen
        os.fdopen = lambda *arguments: Cut(real(*arguments))
    elif step != "none":
        what, turn, when = step.split()
        where = {{"mkstemp": tempfile, "fsync": os, "replace": Path}}[what]
        killing(where, what, int(turn), when == "before")
    standing.refresh(address, folder, load_codes())
"""
# The copy is written first (1), then the status (2); the copy changes with the first rename.
STEPS = {
    "mkstemp 1 before": OLD,
    "mkstemp 1 after": OLD,
    "mid-write": OLD,
    "fsync 1 before": OLD,
    "fsync 1 after": OLD,
    "replace 1 before": OLD,
    "replace 1 after": NEW,
    "mkstemp 2 before": NEW,
    "fsync 2 before": NEW,
    "replace 2 before": NEW,
    "replace 2 after": NEW,
}


def swap(source: Path, folder: Path, step: str) -> int:
    """Fetch a source in a process of its own, killed at a step; its exit code."""
    command = [sys.executable, "-c", textwrap.dedent(SWAP), str(source), str(folder), step]
    return subprocess.run(command, timeout=60, check=False).returncode


@pytest.mark.parametrize(("step", "left_by_it"), STEPS.items())
def test_killed_at_each_step(step: str, left_by_it: bytes, tmp_path: Path, codes: pd.DataFrame) -> None:
    source, folder = tmp_path / "source.csv", tmp_path / "state"
    source.write_bytes(OLD)
    standing.refresh(str(source), folder, codes)
    copy = standing.copy_path(str(source), folder)
    assert copy.read_bytes() == OLD

    source.write_bytes(NEW)
    assert swap(source, folder, step) == -signal.SIGKILL
    # The whole of one or of the other, and a status that can be read.
    assert copy.read_bytes() == left_by_it
    assert read_bytes(copy.read_bytes(), codes).rejected == 0
    assert standing.read_status(str(source), folder).fetched

    # It comes back by itself, and what the dead process left is cleared away in time.
    for part in folder.glob(f".*{standing.PART}"):
        os.utime(part, (0, 0))
    assert standing.refresh(str(source), folder, codes).error == ""
    assert copy.read_bytes() == NEW
    assert not list(folder.glob(f".*{standing.PART}"))


def test_the_swap_of_these_tests_works(tmp_path: Path) -> None:
    source, folder = tmp_path / "source.csv", tmp_path / "state"
    source.write_bytes(NEW)
    assert swap(source, folder, "none") == 0
    assert standing.copy_path(str(source), folder).read_bytes() == NEW


def test_what_is_being_written_is_left_alone(tmp_path: Path, codes: pd.DataFrame) -> None:
    source, folder = tmp_path / "source.csv", tmp_path / "state"
    source.write_bytes(NEW)
    folder.mkdir()
    part = folder / f".other{standing.PART}"
    part.write_bytes(b"half")
    standing.refresh(str(source), folder, codes)
    assert part.exists()
