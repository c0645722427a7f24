"""Typst, fed with plain values: a template is ours, and what it prints is never read as its code.

Only the fonts inside Typst's package serve, so that a page is the same on every machine.
"""

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any, Literal

import typst

from geo.printable import printable

TEMPLATES = Path(__file__).parent / "templates"
# A name without a space or a hyphen may be cut after this many characters.
LONGEST_WORD = re.compile(r"([^\s\u2010-]{24})(?=[^\s\u2010-])")


def plain(value: Any) -> Any:
    """JSON values in which every text can be set."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return LONGEST_WORD.sub("\\1\u200b", printable(value)) if isinstance(value, str) else value


def pdf(template: str, content: dict[str, Any], images: dict[str, str], day: dt.date) -> bytes:
    """A PDF for everyone (PDF/UA-1), made on ``day``."""
    made = dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)
    return _compiled(template, content, images, "pdf", pdf_standards="ua-1", timestamp=made)


def png(template: str, content: dict[str, Any], images: dict[str, str], ppi: float) -> bytes:
    """A picture of a template's page."""
    return _compiled(template, content, images, "png", ppi=ppi)


def _compiled(
    template: str,
    content: dict[str, Any],
    images: dict[str, str],
    kind: Literal["pdf", "png"],
    **options: Any,
) -> bytes:
    inputs = {"content": json.dumps(plain(content)), **images}
    page: bytes = typst.compile(
        TEMPLATES / template,
        root=TEMPLATES,
        format=kind,
        ignore_system_fonts=True,
        sys_inputs=inputs,
        **options,
    )
    return page
