"""Numbers, dates and words in French form (locale data: Unicode CLDR, through Babel)."""

import datetime as dt
import math
import unicodedata
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

LOCALE = "fr"
NBSP = "\u00a0"
THIN = "\u202f"
UNKNOWN = "non connu"
TYPOGRAPHY = [
    ("'", "’"),
    (" :", f"{NBSP}:"),
    (" ;", f"{THIN};"),
    (" ?", f"{THIN}?"),
    (" !", f"{THIN}!"),
    ("« ", f"«{NBSP}"),
    (" »", f"{NBSP}»"),
]


def number(value: float, decimals: int = 0) -> str:
    """``1051309`` -> ``1 051 309`` (narrow non-breaking spaces); an unknown value is said so."""
    if value is None or not math.isfinite(value):
        return UNKNOWN
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return str(format_decimal(_rounded(value, decimals), pattern, locale=LOCALE))


def percent(share: float, decimals: int = 1) -> str:
    """``0.7253`` -> ``72,5 %``."""
    if share is None or not math.isfinite(share):
        return UNKNOWN
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "") + NBSP + "%"
    return str(format_percent(_rounded(share, decimals + 2), pattern, locale=LOCALE))


def _rounded(value: float, decimals: int) -> Decimal:
    """Rounded as one does by hand, halves away from zero (Babel would round them to even)."""
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def kilometres(metres: float, decimals: int = 1) -> str:
    """``8697.2`` (metres) -> ``8,7 km``."""
    if metres is None or not math.isfinite(metres):
        return UNKNOWN
    return f"{number(metres / 1000, decimals)}{NBSP}km"


def euros(amount: float) -> str:
    """``50000`` -> ``50 000 €``."""
    return f"{number(amount)}{NBSP}€"


def date(day: dt.date) -> str:
    """``14/04/2021``."""
    return str(format_date(day, "dd/MM/yyyy", locale=LOCALE))


def month(day: dt.date) -> str:
    """``juin 2021``."""
    return str(format_date(day, "MMMM yyyy", locale=LOCALE))


def count(value: float, singular: str, plural: str | None = None) -> str:
    """A number with its noun; in French the plural begins at two: ``0 poste``, ``2 postes``."""
    noun = singular if abs(value) < 2 else (plural or f"{singular}s")
    return f"{number(value)}{NBSP}{noun}"


def enumeration(words: Sequence[str]) -> str:
    """``a, b et c``."""
    return str(format_list(list(words), locale=LOCALE))


def typographic(text: str) -> str:
    """A text with French typography: the curved apostrophe, and non-breaking spaces before double
    punctuation and inside quotation marks."""
    for plain, set_ in TYPOGRAPHY:
        text = text.replace(plain, set_)
    return text


def sort_key(name: str) -> str:
    """A name as a French dictionary orders it: without accents, case or ligatures."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("œ", "oe").replace("æ", "ae"))
    return "".join(character for character in plain if not unicodedata.combining(character))


def sentence_case(text: str) -> str:
    """A text with a capital first letter, its acronyms kept."""
    return text[:1].upper() + text[1:]
