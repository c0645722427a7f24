"""Every choice is in the address: a link opens the same view, back and forward work.

``choices`` (in the session) is what the visitor has chosen, on whatever page, as the address writes
it; the address carries those that are not their default; widgets are keyed by the address's names.
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
    "voisins": "non",
    "indicateur": "distance",
    "niveau": "commune",
    "seuil": "10",
    "commune": "",
    "date": "fin",
    "objectif": "",
    "mode": "optimum",
    "but": "couvrir",
    "postes": "",
    "equite": "aucune",
    "detour": "1.0",
    "popmin": "",
    "exclues": "",
    "imposees": "",
    "ajouts": "",
    "fichier": "",
}
# Parameters with few values, checked as soon as they are read: pages use them before their widget.
CLOSED: dict[str, set[str]] = {
    "indicateur": {"distance", "postes", "taux", "vague"},
    "niveau": {"commune", "epci", "arrondissement"},
    "seuil": {"5", "10", "15", "20"},
    "voisins": {"oui", "non"},
    "mode": {"optimum", "main"},
    "but": {"couvrir", "distance"},
    "equite": {"aucune", "epci", "arrondissement"},
    "detour": {"1.0", "1.2", "1.3", "1.5"},
}
# Choices that mean nothing in another department.
LOCAL = ("categorie", "vague", "commune", "date", "objectif", "postes", "exclues", "imposees", "ajouts")
# Chosen without the sidebar being drawn anew: its links to other pages may lack them.
KEPT = {"commune"}
# Parameters whose widget holds a truth value, or a whole number from 1 to LARGEST_NUMBER.
SWITCHES = {"voisins": {"oui": True, "non": False}}
NUMBERS = {"objectif", "postes", "popmin"}
LISTS = {"exclues", "imposees", "ajouts"}
LARGEST_NUMBER = 9_999
SEPARATOR = "-"
CHOICES, SEEN, REFUSED = "choices", "address_seen", "address_refused"
PAGE, TURNED = "address_page", "address_page_turned"

Held = str | int | bool | list[str] | None


def held(name: str, text: str) -> Held:
    """A choice as its widget holds it: ``oui`` -> True; an empty text is no choice, None."""
    if name in SWITCHES:
        return SWITCHES[name].get(text, False)
    if name in LISTS:
        return text.split(SEPARATOR) if text else []
    if name in NUMBERS:
        return int(text) if text.isdecimal() and 1 <= int(text[:5]) <= LARGEST_NUMBER else None
    return text or None


def written(value: Held) -> str:
    """A widget's value as the address writes it."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, list):
        return SEPARATOR.join(value)
    return "" if value is None else str(value)


def read(page: str) -> None:
    """Take the choices from the address, where it is not the one we last wrote; ``page`` is asked."""
    st.session_state.setdefault(CHOICES, dict(DEFAULTS))
    # On another page, Streamlit makes the widgets of the same keys anew: they must be told again.
    st.session_state[TURNED] = st.session_state.get(PAGE, page) != page
    st.session_state[PAGE] = page
    st.session_state[REFUSED] = []
    follow()
    query = st.query_params.to_dict()
    if query == st.session_state.get(SEEN):
        return
    st.session_state[SEEN] = query
    st.session_state[REFUSED] = [name for name in query if name not in DEFAULTS]
    for name, default in DEFAULTS.items():
        if name in KEPT and st.session_state[TURNED] and name not in query:
            continue
        text = query.get(name, default)
        fits = written(held(name, text)) == text and text in CLOSED.get(name, {text})
        if text != default and not fits:
            st.session_state[REFUSED].append(name)
            text = default
        choose(name, text)


def follow() -> None:
    """Take the widgets' new values: they are known before the widgets are drawn, and what stands above
    them needs them too."""
    for name in DEFAULTS:
        if name in st.session_state:
            keep(name, st.session_state[name])


def choose(name: str, text: str) -> None:
    """Set a choice from our side (an address, a click on the map)."""
    st.session_state[CHOICES][name] = text
    # A widget that starts on its default is left alone: it is sent again as it was at each rerun.
    if text != DEFAULTS[name] or name in st.session_state:
        st.session_state[name] = held(name, text)


def fitting(name: str, options: Sequence[str]) -> str:
    """A choice among options; its default where it is none of them."""
    text = chosen(name)
    return text if text in options else default_of(name, options)


def default_of(name: str, options: Sequence[str]) -> str:
    """What goes without saying, among options."""
    default = DEFAULTS[name]
    return default if not default or default in options else options[0]


def prepare(name: str, options: Sequence[str] | None = None) -> int | None:
    """Before its widget: give a choice its value, or its default where the value is no option.

    Returns the place of the default among the options, for the widget; None where there is none.
    """
    default = DEFAULTS[name] if options is None else default_of(name, options)
    text = chosen(name)
    if name in LISTS and options is not None:
        known = [code for code in text.split(SEPARATOR) if code in options]
        if written(known) != text:
            st.session_state[REFUSED].append(name)
        text = written(known)
    elif options is not None and text:
        if text not in (*options, DEFAULTS[name]):
            st.session_state[REFUSED].append(name)
        text = fitting(name, options)
    turned = st.session_state[TURNED] and text != default
    if turned or held(name, text) != st.session_state.get(name, held(name, default)):
        st.session_state[name] = held(name, text)
    return options.index(default) if options is not None and default else None


def leave_department() -> None:
    """The visitor goes to another department: what was chosen for this one is forgotten."""
    for name in LOCAL:
        choose(name, DEFAULTS[name])


def chosen(name: str) -> str:
    """A choice, as the address writes it."""
    return str(st.session_state[CHOICES][name])


def keep(name: str, value: Held) -> str:
    """After its widget: remember a choice on the other pages too."""
    st.session_state[CHOICES][name] = written(value)
    return chosen(name)


def query() -> dict[str, str]:
    """The choices that the address must carry."""
    return {name: chosen(name) for name, default in DEFAULTS.items() if chosen(name) != default}


def write() -> None:
    """Put the choices into the address, where they have changed."""
    wanted = query()
    if wanted != st.query_params.to_dict():
        st.query_params.from_dict(wanted)
    st.session_state[SEEN] = wanted


def refused() -> list[str]:
    """Names of the address's parameters that could not be used in this run."""
    return list(dict.fromkeys(st.session_state[REFUSED]))
