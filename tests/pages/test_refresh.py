"""The schedule that keeps the operator's source fresh."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import CancelledError, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from geo import standing
from pages import refresh
from pages.lifespan import lifespan
from tests.pages.test_own_file import export


def run(coroutine: Coroutine[Any, Any, None]) -> None:
    """Run in a thread of its own: a browser's fixture may hold this one's event loop."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, coroutine).result(60)


def test_the_source_is_fetched_at_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "operator.csv"
    file.write_bytes(export())
    monkeypatch.setenv("MAILLAGE_STRUCTURES", str(file))
    monkeypatch.setenv("MAILLAGE_STATE", str(tmp_path / "state"))
    copy = standing.copy_path(str(file), tmp_path / "state")

    async def live() -> None:
        async with lifespan(None):
            for _ in range(200):
                if standing.read_status(str(file), tmp_path / "state").fetched:
                    return
                await asyncio.sleep(0.05)

    run(live())
    assert copy.read_bytes() == export()


def test_it_is_fetched_again_and_a_fault_does_not_end_it(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []

    def fetched(*_: object) -> standing.Status:
        calls.append(1)
        if len(calls) == 1:
            raise RuntimeError("a fault that nobody foresaw")
        return standing.Status("x", error="injoignable")

    async def at_once(_: float) -> None:
        if len(calls) >= 3:
            raise asyncio.CancelledError

    monkeypatch.setenv("MAILLAGE_STRUCTURES", "x")
    monkeypatch.setattr(refresh, "refresh", fetched)
    monkeypatch.setattr(refresh.asyncio, "sleep", at_once)
    with pytest.raises((asyncio.CancelledError, CancelledError)):
        run(refresh.keep_fresh())
    assert len(calls) == 3


def test_nothing_is_fetched_without_a_source(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MAILLAGE_STRUCTURES", raising=False)
    monkeypatch.setattr(refresh, "keep_fresh", None)  # would fail if it were called

    async def live() -> None:
        async with lifespan(None):
            pass

    run(live())


@pytest.mark.parametrize(("text", "minutes"), [("", 60), ("15", 15), ("0", 1), ("-5", 60), ("x", 60)])
def test_minutes_between_fetches(monkeypatch: pytest.MonkeyPatch, text: str, minutes: int) -> None:
    monkeypatch.setenv("MAILLAGE_REFRESH_MINUTES", text)
    assert refresh.settings().refresh_minutes == minutes
