"""A head start for the map: what is not the map's waits for a moment, on a visitor's first run only.

The browser draws all that it is given at once, in one go, and lists of a hundred departments or of all
communes take long: given them too, it begins on the map a third of a second later.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import sleep

import streamlit as st

SECONDS = 0.5
GIVEN = "head_start"


def due() -> bool:
    """Whether this is the first run of a visit, before its map is drawn."""
    return GIVEN not in st.session_state


def give() -> None:
    """Wait, on the first run of a visit."""
    if due():
        st.session_state[GIVEN] = True
        sleep(SECONDS)


@contextmanager
def beside(map_first: bool, draw: Callable[[], None]) -> Iterator[None]:
    """Draw what stands beside a page before the page; after it where its map has a head start."""
    later = map_first and due()
    if not later:
        draw()
    try:
        yield
    finally:
        if later:
            draw()
