"""A head start for the map: what comes after it waits for a moment, on a visitor's first run only.

The browser draws all that it is given at once, in one go: given the lists and tables that stand below
or beside the map too, it begins on the map a third of a second later.
"""

from time import sleep

import streamlit as st

SECONDS = 0.3
GIVEN = "head_start"


def give() -> None:
    """Wait, on the first run of a visit."""
    if GIVEN not in st.session_state:
        st.session_state[GIVEN] = True
        sleep(SECONDS)
