"""Every choice is in the address: a link opens the same view, back and forward work.

``choices`` (in the session) is what the visitor has chosen, on whatever page; the address carries
those that are not their default; widgets are keyed by the address's own names.
"""

from collections.abc import Sequence

import streamlit as st

# Names of the address's parameters, and the value that goes without saying.
DEFAULTS: dict[str, str] = {
    "departement": "57",
    "type": "toutes",
    "categorie": "toutes",
    "vague": "toutes",
    "zrr": "toutes",
    "qpv": "toutes",
    "france_services": "toutes",
    "indicateur": "distance",
    "niveau": "commune",
    "seuil": "10",
    "commune": "",
    "date": "",
}
CHOICES, SEEN, REFUSED = "choices", "address_seen", "address_refused"
PAGE, TURNED = "address_page", "address_page_turned"


def read(page: str) -> None:
    """Take the choices from the address, where it is not the one we last wrote; ``page`` is asked."""
    st.session_state.setdefault(CHOICES, dict(DEFAULTS))
    # On another page, Streamlit makes the widgets of the same keys anew: they must be told again.
    st.session_state[TURNED] = st.session_state.get(PAGE, page) != page
    st.session_state[PAGE] = page
    st.session_state[REFUSED] = []
    # A widget's new value is known before the widget is drawn: what stands above it needs it too.
    for name in DEFAULTS:
        if name in st.session_state:
            keep(name, st.session_state[name])
    query = st.query_params.to_dict()
    if query == st.session_state.get(SEEN):
        return
    st.session_state[SEEN] = query
    st.session_state[REFUSED] = [name for name in query if name not in DEFAULTS]
    for name, default in DEFAULTS.items():
        choose(name, query.get(name, default))


def choose(name: str, value: str) -> None:
    """Set a choice from our side (an address, a click on the map)."""
    st.session_state[CHOICES][name] = value
    # A widget that starts on its default is left alone: it is sent again as it was at each rerun.
    if value != DEFAULTS[name] or name in st.session_state:
        st.session_state[name] = value or None


def prepare(name: str, options: Sequence[str]) -> int | None:
    """Before its widget: give a choice its value, or its default where the value is no option.

    Returns the place of the default among the options, for the widget; None where there is none.
    """
    default = DEFAULTS[name] or None
    if default is not None and default not in options:
        default = options[0]
    value = st.session_state.get(name, st.session_state[CHOICES][name] or None)
    if value is not None and value not in options:
        if value != DEFAULTS[name]:
            st.session_state[REFUSED].append(name)
        value = default
    turned = st.session_state[TURNED] and value != default
    if turned or value != st.session_state.get(name, default):
        st.session_state[name] = value
    return None if default is None else options.index(default)


def keep(name: str, value: str | None) -> str:
    """After its widget: remember a choice on the other pages too."""
    st.session_state[CHOICES][name] = value or ""
    return value or ""


def query() -> dict[str, str]:
    """The choices that the address must carry."""
    chosen = st.session_state[CHOICES]
    return {name: chosen[name] for name, default in DEFAULTS.items() if chosen[name] != default}


def write() -> None:
    """Put the choices into the address, where they have changed."""
    wanted = query()
    if wanted != st.query_params.to_dict():
        st.query_params.from_dict(wanted)
    st.session_state[SEEN] = wanted


def refused() -> list[str]:
    """Names of the address's parameters that could not be used in this run."""
    return list(dict.fromkeys(st.session_state[REFUSED]))
