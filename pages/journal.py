"""The log: one JSON object a line on standard error, with nothing of what visitors load or look at.

An exception's own message may hold a cell of somebody's file: its type and where it came from are kept.
"""

import logging
import sys
import traceback
from pathlib import Path

from pythonjsonlogger.json import JsonFormatter

ROOT = Path(__file__).resolve().parent.parent
LOG = logging.getLogger("maillage")
FORM = "%(asctime)s %(levelname)s %(message)s"
NAMES = {"asctime": "time", "levelname": "level"}
MOST_FRAMES = 12


def set_up() -> None:
    """Send what this application says to standard error, and nowhere else."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter(FORM, rename_fields=NAMES, json_ensure_ascii=False))
    LOG.handlers = [handler]
    LOG.setLevel(logging.INFO)
    LOG.propagate = False
    # Streamlit would write what a page raises with its message; trouble.show writes it without.
    logging.getLogger("streamlit.error_util").addFilter(_without_exception)


def _without_exception(record: logging.LogRecord) -> bool:
    return record.exc_info is None


def fault(message: str, error: BaseException) -> None:
    """Note that something went wrong: the error's type, and the lines it passed through."""
    LOG.error(message, extra={"error": type(error).__name__, "where": passed_through(error)})


def refused(error: BaseException) -> None:
    """Note that a visitor was told why a page cannot be shown."""
    LOG.warning("page not shown", extra={"error": type(error).__name__, "where": passed_through(error)})


def passed_through(error: BaseException) -> list[str]:
    """``pages/router.py:17 run``, the last line last; those of libraries by their file's name."""
    frames = traceback.extract_tb(error.__traceback__)[-MOST_FRAMES:]
    return [f"{_named(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]


def _named(path: str) -> str:
    file = Path(path)
    if file.is_relative_to(ROOT) and "site-packages" not in file.parts:
        return str(file.relative_to(ROOT))
    return file.name
