"""What is loaded, for a supervisor: versions of the data, the structures' source and its age."""

import datetime as dt
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from geo.communes import available_departments
from geo.errors import MaillageError
from geo.paths import CODES, DEPARTMENTS, SOURCES, communes_path
from geo.standing import read_status
from geo.wording import last_session
from pages import address, source
from pages.settings import settings
from pages.versions import version


def endpoint(request: Request) -> Response:  # noqa: ARG001 - Starlette's form
    """JSON for the supervisor: 200 where pages can be shown, 503 where they cannot."""
    try:
        told = state()
    except MaillageError as error:
        return answer({"status": "failing", "reason": str(error)}, 503)
    return answer(told, 200)


def answer(told: dict[str, Any], status: int) -> Response:
    """An answer that nobody keeps."""
    return JSONResponse(told, status, headers={"Cache-Control": "no-store"})


def state() -> dict[str, Any]:
    """What is loaded. ``status``: ``degraded`` where the standing source is late or not there.

    Raises
    ------
    DataError : the data of the usual department, or every file of structures, are missing or damaged.
    """
    shown = source.current()
    usual = address.DEFAULTS["departement"]
    last = last_session(shown.reading.structures)
    return {
        "status": "degraded" if shown.notice else "ok",
        "structures": {
            "source": shown.kind.value,
            "version": shown.version,
            "rows": shown.reading.rows,
            "posts": shown.reading.posts,
            "as_of": last.isoformat() if last else None,
            **standing(),
        },
        "communes": {
            "departments": len(available_departments()),
            "usual": version(communes_path(usual)),
            "outlines": version(DEPARTMENTS),
            "codes": version(CODES),
            "sources": version(SOURCES),
        },
    }


def standing() -> dict[str, Any]:
    """Age of the copy of the standing source (seconds), and since when it fails; nothing without one.

    Its address is the operator's: it is not told.
    """
    set_up = settings()
    if not set_up.structures:
        return {}
    status = read_status(set_up.structures, set_up.state)
    return {"age_s": age(status.fetched), "failing_since": status.failing_since or None}


def age(moment: str) -> int | None:
    """Seconds since an ISO time; None where it is none."""
    try:
        since = dt.datetime.now(dt.UTC) - dt.datetime.fromisoformat(moment)
    except (ValueError, TypeError):
        return None
    return int(since.total_seconds())
