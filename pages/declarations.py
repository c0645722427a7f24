"""What the law wants said: the declaration of accessibility, and the legal notice.

Plain HTML pages outside Streamlit: they open at once, without a script, for whoever cannot use the
dashboard itself.
"""

import datetime as dt
from functools import lru_cache
from pathlib import Path

from geo.errors import DataError
from geo.french import date, enumeration
from geo.paths import SOURCES
from geo.sources import load_sources
from pages import journal, markup, serving
from pages.settings import Operator, read_operator, settings
from pages.versions import version

ACCESSIBILITY, LEGAL = "accessibilite", "mentions-legales"
# Path of each page, its template and its title.
PAGES = {
    ACCESSIBILITY: ("accessibility.html", "Accessibilité"),
    LEGAL: ("legal.html", "Mentions légales"),
}
# When the declaration of accessibility was last gone through.
DECLARED_ON = dt.date(2026, 11, 23)


def page(name: str) -> serving.ServedFile:
    """A page by its path, ready to be sent (KeyError: there is no such page)."""
    return _page(name, operator(), _version(SOURCES))


@lru_cache(maxsize=8)
def _page(name: str, told: Operator, of_version: str) -> serving.ServedFile:  # noqa: ARG001 - part of the key
    template, title = PAGES[name]
    html = markup.template(template).render(
        title=title,
        pages={path: of_page for path, (_, of_page) in PAGES.items()},
        here=name,
        operator=told,
        declared_on=date(DECLARED_ON),
        sources=sources(),
    )
    return serving.served(f"{name}.html", html.encode())


def operator() -> Operator:
    """What the operator's file says now; what is wrong with it is in the log, once."""
    path = settings().operator
    return _operator(path, _version(Path(path))) if path else Operator()


@lru_cache(maxsize=2)
def _operator(path: str, of_version: str) -> Operator:  # noqa: ARG001 - part of the key
    told, problems = read_operator(Path(path))
    for problem in problems:
        journal.LOG.warning("MAILLAGE_OPERATOR, %s: %s", path, problem)
    return told


def _version(path: Path) -> str:
    """Version of a file; "" where there is none, which its reader tells."""
    try:
        return version(path)
    except DataError:
        return ""


def sources() -> list[dict[str, str]]:
    """The shipped data by producer and licence: content, producer, licence; none where their register
    is damaged."""
    try:
        records = load_sources()
    except DataError as error:
        journal.LOG.warning("Legal notice: %s", error)
        return []
    contents: dict[tuple[str, str], list[str]] = {}
    for record in records:
        known = contents.setdefault((record.producer, record.licence), [])
        if record.content not in known:
            known.append(record.content)
    return [
        {"content": enumeration(content), "producer": producer, "licence": licence}
        for (producer, licence), content in contents.items()
    ]
