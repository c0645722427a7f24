"""HTML blocks of the pages, from templates that escape everything they are given."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import streamlit as st
from jinja2 import Environment, FileSystemLoader, Template
from markupsafe import escape

from geo.french import typographic

TEMPLATES = Path(__file__).parent / "assets"


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


def style() -> None:
    """The style sheet of every page."""
    st.html(f"<style>{(TEMPLATES / 'pages.css').read_text(encoding='utf-8')}</style>")


def heading(title: str, lead: str) -> None:
    """The page's only first-level title, and the sentence that says the essential."""
    st.html(template("heading.html").render(title=title, lead=lead))


def figures(items: Sequence[Figure]) -> None:
    """Key figures, and their definitions one gesture away (apart: they do not change with them)."""
    st.html(template("figures.html").render(figures=items))
    st.html(template("meanings.html").render(figures=items))


def table(caption: str, columns: Sequence[Column], rows: Sequence[Sequence[str]], empty: str = "") -> None:
    """An HTML table; ``empty`` is said in place of rows where there are none."""
    # The style sheet aligns the columns that data-n names: cheaper than a class on every cell.
    numeric = " ".join(str(place) for place, column in enumerate(columns, 1) if column.numeric)
    st.html(
        template("table.html").render(
            caption=caption, columns=columns, rows=rows, empty=empty, numeric=numeric
        )
    )


def small(text: str) -> None:
    """A note in small print."""
    st.html(f'<p class="m-small">{escape(typographic(text))}</p>')
