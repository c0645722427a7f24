"""Every choice is in the address: a link opens the same view, back and forward work.

``choices`` (in the session) is what the visitor has chosen, on whatever page, as the address writes
it; the address carries those that are not their default; widgets are keyed by the address's names.
An address is left as it came until the visitor chooses something else: each one that is written is a
step of the browser's history, and only the visitor's own steps are to be gone back on.
"""

import re
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
# Chosen without the sidebar being drawn anew: its links to other pages may lack them. On the page that
# shows them, the address alone says what they are.
KEPT = {"commune": ""}
# Parameters whose widget holds a truth value, or a whole number from 1 to a largest.
SWITCHES = {"voisins": {"oui": True, "non": False}}
LARGEST_NUMBER = 9_999
NUMBERS = {"objectif": LARGEST_NUMBER, "postes": 500, "popmin": LARGEST_NUMBER}
LISTS = {"exclues", "imposees", "ajouts"}
SEPARATOR = "-"
# What the others must look like, on whatever page; the page that has their widget looks further.
COMMUNE = r"\d[\dAB]\d{3}"
SHAPES = {
    "commune": COMMUNE,
    "date": r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])",
    "fichier": r"[0-9a-f]{8}",
    **dict.fromkeys(LISTS, f"{COMMUNE}({SEPARATOR}{COMMUNE})*"),
}
CHOICES, SEEN, LEFT = "choices", "address_seen", "address_left"
WRITTEN, ARRIVED, REFUSED = "address_written", "address_arrived", "address_refused"
DRAWN, DRAWING, TOLD = "address_drawn", "address_drawing", "address_told"
PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,29}")
MOST_NAMED = 8
PAGE, TURNED = "address_page", "address_page_turned"

Held = str | int | bool | list[str] | None


def held(name: str, text: str) -> Held:
    """A choice as its widget holds it: ``oui`` -> True; an empty text is no choice, None."""
    if name in SWITCHES:
        return SWITCHES[name].get(text, False)
    if name in LISTS:
        return list(dict.fromkeys(text.split(SEPARATOR))) if text else []
    if name in NUMBERS:
        return int(text) if text.isdecimal() and 1 <= int(text[:5]) <= NUMBERS[name] else None
    return text or None


def written(value: Held) -> str:
    """A widget's value as the address writes it."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, list):
        return SEPARATOR.join(value)
    return "" if value is None else str(value)


def read(page: str) -> None:
    """Take the choices from the address, where it is not the one we last saw; ``page`` is asked.

    A click may cut a run short at any access to the session: what tells that an address has been read,
    or a page turned to, is written last.
    """
    session = st.session_state
    session.setdefault(CHOICES, dict(DEFAULTS))
    session.setdefault(REFUSED, [])
    session[ARRIVED] = False
    session[DRAWN] = session.get(DRAWN, set()) | set(session.get(DRAWING, {}))
    session[DRAWING] = {}
    turned = session.get(PAGE, page) != page
    # On another page, Streamlit makes the widgets of the same keys anew: they must be told again.
    session[TURNED] = session.get(TURNED, False) or turned
    clicked, asked = follow(), st.query_params.to_dict()
    if not (asked == session.get(SEEN) or (clicked and asked == session.get(LEFT))) or (
        turned and gone_back(page, asked)
    ):
        arrive(page, asked)
    session[PAGE] = page


def arrive(page: str, asked: dict[str, str]) -> None:
    """Take the choices from an address."""
    refused = [name for name in asked if name not in DEFAULTS]
    for name, default in DEFAULTS.items():
        if name not in asked and KEPT.get(name, page) != page:
            continue
        text = asked.get(name, default)
        if text != default and not fits(name, text):
            refused.append(name)
            text = default
        choose(name, text)
    st.session_state[REFUSED] = refused
    # What came along without the address is still to be written into it.
    st.session_state[WRITTEN] = {n: text for n, text in query().items() if n in asked or n not in KEPT}
    st.session_state[ARRIVED] = True
    st.session_state[SEEN] = asked


def gone_back(page: str, asked: dict[str, str]) -> bool:
    """Whether a page is come back to by the browser's history, for what its links may have lacked."""
    shown = [name for name, shower in KEPT.items() if shower == page]
    return any(asked.get(name, DEFAULTS[name]) != chosen(name) for name in shown)


def fits(name: str, text: str) -> bool:
    """Whether a choice may be written so, as far as can be told without its page."""
    shaped = name not in SHAPES or re.fullmatch(SHAPES[name], text, re.ASCII) is not None
    return shaped and text in CLOSED.get(name, {text}) and written(held(name, text)) == text


def follow() -> bool:
    """Take the widgets' new values, and say whether there are any: they are known before the widgets are
    drawn, and what stands above them needs them too. Of a widget that was not drawn, Streamlit may still
    have an older value."""
    drawn = st.session_state[DRAWN] | set(st.session_state[DRAWING])
    known = dict(st.session_state[CHOICES])
    for name in DEFAULTS:
        if name in drawn and name in st.session_state:
            keep(name, st.session_state[name])
    return bool(st.session_state[CHOICES] != known)


def choose(name: str, text: str) -> None:
    """Set a choice from our side (an address, a click on the map)."""
    st.session_state[CHOICES][name] = text
    # A widget that starts on its default is left alone: it is sent again as it was at each rerun.
    if name in st.session_state or (text != DEFAULTS[name] and told()):
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

    Returns the place among the options that the widget starts on: its default's, or its value's as long
    as no run of this visit is over; None where there is none.
    """
    default = DEFAULTS[name] if options is None else default_of(name, options)
    text = chosen(name)
    if name in LISTS and options is not None:
        known = written([code for code in text.split(SEPARATOR) if code in options])
        if known != text:
            refuse(name, known)
        text = known
    elif options is not None and text:
        fit = fitting(name, options)
        if text not in (*options, DEFAULTS[name]):
            refuse(name, fit)
        text = fit
    value = st.session_state[DRAWING][name] = held(name, text)
    start = default
    if not told() and options is not None and name not in LISTS:
        # A value that is set would take the place of what the visitor has just clicked on (see finish).
        start = text
    elif (st.session_state[TURNED] and text != default) or value != st.session_state.get(
        name, held(name, default)
    ):
        st.session_state[name] = value
    return options.index(start) if options is not None and start else None


def refuse(name: str, text: str) -> None:
    """A choice cannot be used here; ``text`` stands for it."""
    st.session_state[REFUSED].append(name)
    st.session_state[CHOICES][name] = text
    if st.session_state[ARRIVED]:
        st.session_state[WRITTEN] = query()


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
    """Put the choices into the address, where they are no longer those that it came with."""
    wanted = query()
    if wanted != st.session_state[WRITTEN]:
        # A click that was made before the browser knew of this address comes with the one before.
        st.session_state[LEFT] = st.query_params.to_dict()
        st.query_params.from_dict(wanted)
        st.session_state[SEEN] = st.session_state[WRITTEN] = wanted


def told() -> bool:
    """Whether a run of this visit is over: what its widgets hold is known before they are drawn."""
    return TOLD in st.session_state


def finish() -> None:
    """At the end of a run: write the address, and know which widgets there are.

    A visitor whose process is gone goes on with another, which may have to draw the page after a click
    on it: what that widget holds is known only now, and the page is drawn again with it.
    """
    write()
    drawn, first = st.session_state[DRAWING], not told()
    st.session_state[DRAWN], st.session_state[DRAWING] = set(drawn), {}
    st.session_state[TURNED], st.session_state[TOLD] = False, True
    if first and any(st.session_state.get(name, value) != value for name, value in drawn.items()):
        st.rerun()
    st.session_state[REFUSED] = []


def refused() -> list[str]:
    """Names of the address's parameters that could not be used in this run, in quotation marks. Anybody
    may make up a name: it is said only where Streamlit has nothing in it to format, or to fetch."""
    names = dict.fromkeys(st.session_state[REFUSED])
    said = [f"« {name} »" for name in names if PLAIN.fullmatch(name)][:MOST_NAMED]
    return said if len(said) == len(names) else [*said, "un nom inconnu"]
