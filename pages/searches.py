"""Searches for an optimum: one at a time for the whole process, the others wait their turn.

A search may take its full time limit on a processor. Whatever visitors ask, it takes no more than one
of them here; a visitor has at most one that waits, the last they asked for; the same question asked by
several is searched once.
"""

import secrets
from collections.abc import Callable, Hashable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, TypeVar

import streamlit as st

from geo.french import count
from geo.optimum import TIME_LIMIT_S
from geo.siting import SitingError

T = TypeVar("T")
VISITOR = "searches_visitor"
# A greedy answer is shown where the exact one takes longer.
PATIENCE_S = 1.0
STEP_S = 0.5
# Covering, then the fewest posts that cover everyone: two searches, each within its limit.
LONGEST_SEARCH_S = 2 * TIME_LIMIT_S + 10
MOST_WAITING = 20
SEARCHING = "Recherche de l’optimum…"
BUSY = "Trop de calculs sont en attente sur ce serveur : réessayez dans une minute."


@dataclass
class Search:
    """A search, and the visitors who wait for it."""

    future: Future[Any]
    visitors: set[str] = field(default_factory=set)


class Searches:
    """The searches that are running or waiting, in their order."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="search")
        self._searches: dict[Hashable, Search] = {}

    def ask(self, visitor: str, key: Hashable, work: Callable[[], T]) -> Future[T]:
        """Have a piece of work done in its turn; what the visitor asked before and waits is given up.

        Raises
        ------
        SitingError : too many wait already.
        """
        with self._lock:
            self._leave(visitor, but=key)
            search = self._searches.get(key)
            if search is None or search.future.cancelled():
                if len(self._searches) > MOST_WAITING:
                    raise SitingError(BUSY)
                search = self._searches[key] = Search(self._worker.submit(work))
            search.visitors.add(visitor)
            return search.future

    def leave(self, visitor: str) -> None:
        """Give up what a visitor waits for, where nobody else does."""
        with self._lock:
            self._leave(visitor)

    def before(self, key: Hashable) -> int:
        """How many searches come before one."""
        with self._lock:
            ahead = 0
            for other, search in self._searches.items():
                if other == key:
                    break
                ahead += not search.future.done()
            return ahead

    def _leave(self, visitor: str, but: Hashable = None) -> None:
        for key, search in list(self._searches.items()):
            if key != but:
                search.visitors.discard(visitor)
                if not search.visitors:
                    search.future.cancel()
            if search.future.done() and key != but:
                del self._searches[key]


@st.cache_resource(show_spinner=False)
def searches() -> Searches:
    """Those of this process."""
    return Searches()


def visitor() -> str:
    """A name for this visit, known to this process alone."""
    return str(st.session_state.setdefault(VISITOR, secrets.token_hex(8)))


def result(key: Hashable, work: Callable[[], T], meanwhile: Callable[[], None] = lambda: None) -> T:
    """What a search finds, with its progress shown where it takes longer than a second.

    ``meanwhile``: what to show first in that case.

    Raises
    ------
    SitingError : the work's own; or too many searches wait.
    """
    name, all_of_them = visitor(), searches()
    found = all_of_them.ask(name, key, work)
    try:
        try:
            return found.result(PATIENCE_S)
        except NotYet:
            meanwhile()
            return _awaited(found, lambda: all_of_them.before(key))
    except CancelledError:
        raise SitingError(BUSY) from None
    finally:
        # Also where Streamlit ends this run: the visitor has chosen something else, or left.
        all_of_them.leave(name)


def _awaited(found: Future[T], before: Callable[[], int]) -> T:
    """Wait for one's turn, then for the result, with progress against the time limit."""
    bar, elapsed = st.progress(0.0, SEARCHING), 0.0
    while elapsed < LONGEST_SEARCH_S:
        try:
            value = found.result(STEP_S)
        except NotYet:
            ahead = before()
            if ahead:
                bar.progress(0.0, f"En attente : {count(ahead, 'calcul')} avant le vôtre…")
            else:
                elapsed += STEP_S
                bar.progress(min(1.0, elapsed / TIME_LIMIT_S), SEARCHING)
        else:
            bar.empty()
            return value
    return found.result(STEP_S)
