"""HTML blocks of the pages, from templates that escape everything they are given.

Blocks are made apart from being written, so that those which depend on shared figures alone are
made once for every visitor.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import streamlit as st
from jinja2 import Environment, FileSystemLoader, Template
from markupsafe import escape

from geo.french import typographic

TEMPLATES = Path(__file__).parent / "assets"
Blocks = tuple[str, ...]


@dataclass(frozen=True)
class Figure:
    """A key figure: its name, its value, what it compares with, and its definition."""

    label: str
    value: str
    note: str
    definition: str


@dataclass(frozen=True)
class Column:
    """A column of a table: its title, and whether it holds numbers (aligned right)."""

    title: str
    numeric: bool = False


@lru_cache
def template(name: str) -> Template:
    """A template of pages/assets, with automatic escaping."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: typographic(value) if isinstance(value, str) else value,
    )
    return environment.get_template(name)


def write(*blocks: str) -> None:
    """Put blocks on the page, in their order."""
    for block in blocks:
        st.html(block)


@lru_cache
def style() -> str:
    """The style sheet of every page."""
    return f"<style>{(TEMPLATES / 'pages.css').read_text(encoding='utf-8')}</style>"


def heading(title: str, lead: str) -> str:
    """The page's only first-level title, and the sentence that says the essential."""
    return template("heading.html").render(title=title, lead=lead)


def figures(items: Sequence[Figure]) -> Blocks:
    """Key figures, and their definitions one gesture away (apart: they do not change with them)."""
    return (
        template("figures.html").render(figures=items),
        template("meanings.html").render(figures=items),
    )


def table(caption: str, columns: Sequence[Column], rows: Sequence[Sequence[str]], empty: str = "") -> str:
    """An HTML table; ``empty`` is said in place of rows where there are none."""
    # The style sheet aligns the columns that data-n names: cheaper than a class on every cell.
    numeric = " ".join(str(place) for place, column in enumerate(columns, 1) if column.numeric)
    return template("table.html").render(
        caption=caption, columns=columns, rows=rows, empty=empty, numeric=numeric
    )


def small(text: str) -> str:
    """A note in small print."""
    return f'<p class="m-small">{escape(typographic(text))}</p>'
