"""What happens once for the whole application: it gets warm at start, and keeps its source fresh."""

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib import import_module

import streamlit as st

from geo.cells import TYPES
from geo.errors import MaillageError
from geo.indicators import Indicator
from geo.selection import ALL, Selection
from geo.territories import Level
from pages import address, journal, ranking, refresh, shell, source, store
from pages.settings import settings

# With the libraries behind them. Not the pages themselves: streamlit-folium registers its component in
# a visitor's run only.
SLOW_TO_IMPORT = ("geo.export", "geo.maps", "geo.note", "geo.optimum", "pages.charts")


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict[str, object]]:
    """Warm up, then keep the operator's source fresh as long as the application runs."""
    await asyncio.to_thread(warm_up)
    task = asyncio.create_task(refresh.keep_fresh()) if settings().structures else None
    try:
        yield {}
    finally:
        if task:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


def warm_up() -> None:
    """Do before the first visitor what does not depend on who they are.

    The libraries of the pages are imported, and the usual department computed with each type of
    structure, which is what visitors choose first; then, what is loaded is taken out of the garbage
    collector's sight (gc.freeze), which would otherwise look through all of it again and again while
    visitors wait.
    """
    for name in SLOW_TO_IMPORT:
        import_module(name)
    try:
        department = address.DEFAULTS["departement"]
        for kind in (ALL, *TYPES.values()):
            usual(store.visit(source.current(), department, Selection(type=kind), False))
        shell.warm_up(department)
    except MaillageError as error:
        # The pages say it to each visitor.
        journal.LOG.warning("nothing to warm up: %s", error)
    gc.collect()
    gc.freeze()


def usual(visit: store.Visit) -> None:
    """Compute what the first page shows of a visit where nothing else is chosen."""
    indicator, level = Indicator(address.DEFAULTS["indicateur"]), Level(address.DEFAULTS["niveau"])
    ranking.page(visit, indicator, level, float(address.DEFAULTS["seuil"]), ranking.FIRST_ORDER, 0)
