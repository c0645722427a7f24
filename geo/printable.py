"""Texts that can be printed: whatever a file holds, one line of characters that the font has."""

import re
import unicodedata
from typing import Any

import pandas as pd

from geo.french import typographic
from geo.territories import WITHOUT, Level

FONT = "Libertinus Serif"
# What the font surely has: Latin letters, figures and the punctuation of French texts.
UNPRINTABLE = re.compile(r"[^ -~\u00a0-\u024f\u1e00-\u1eff\u2009\u2010-\u2026\u202f-\u203a\u20ac\u2212]")
UNKNOWN_CHARACTER = "\ufffd"
LONGEST_TEXT = 2_000
LONGEST_NAME = 80


def printable(text: str, longest: int = LONGEST_TEXT) -> str:
    """A text that can be set: one line, no control character, an unknown one shown as such, and
    what is above ``longest`` characters cut."""
    flat = unicodedata.normalize("NFC", re.sub(r"\s*[\t\n\v\f\r]\s*", " ", text))
    shown = UNPRINTABLE.sub(UNKNOWN_CHARACTER, flat)
    return shown if len(shown) <= longest else shown[: longest - 1] + "…"


def named(name: str) -> str:
    """A name as it is printed: no longer than a line."""
    return typographic(printable(name, LONGEST_NAME))


def named_epci(name: Any) -> str:
    """The name of a commune's EPCI, or that it has none."""
    return WITHOUT[Level.EPCI] if pd.isna(name) else named(str(name))
