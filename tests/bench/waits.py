"""Parts of the benchmark that drive a browser: the first paint, and a change of filter."""

from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

from tests.bench.browser import SITES, Change, Visit, chromium, visit
from tests.bench.figures import median, ratio
from tests.bench.report import Part
from tests.servers import serve

Visits = dict[str, list[Visit]]
FIRST_TOLD = (
    "x one widget, x inline map: painted ms over that of these pages, loaded in turn in the same run. "
    "painted ms: from navigation to the page's map (one widget: its paragraph), empty cache, 1366 x 900, "
    "median; least and most beside. http kb: on the wire; ws kb: messages of the web socket. Each server "
    "has had one visitor; all have the dashboard's settings."
)
FILTER_TOLD = (
    "ms: from the click to the repainted map (one widget: the changed paragraph), median, after its ratio "
    "to the two baselines; least and most beside. ws kb: messages received for it, median. asked: whether "
    "a visitor had asked for the same before. iframe kept: changes after which the map was still the same "
    "frame."
)


def browsed(runs: int, change: bool) -> Visits:
    """Visits of each site, all sites in turn, after one visit of each that does not count."""
    with ExitStack() as stack:
        servers = {site.name: stack.enter_context(serve(site.script)) for site in SITES}
        browser = stack.enter_context(chromium())
        for site in SITES:
            visit(browser, site, servers[site.name].url, False)
        found: Visits = {site.name: [] for site in SITES}
        for _ in range(runs):
            for site in SITES:
                found[site.name].append(visit(browser, site, servers[site.name].url, change))
    return found


def first_paint(visits: Visits) -> Part:
    """First loads."""
    painted = {
        name: [v.painted_ms for v in seen if v.painted_ms is not None] for name, seen in visits.items()
    }
    rows = [
        {
            "page": name,
            **ratios(median(painted[name]), {other: median(times) for other, times in painted.items()}),
            "painted_ms": median(painted[name]),
            **spread(painted[name]),
            "http_kb": median([v.http_bytes / 1000 for v in seen]),
            "ws_kb": median([v.ws_bytes / 1000 for v in seen]),
            "runs": len(seen),
            "failed": len(seen) - len(painted[name]),
        }
        for name, seen in visits.items()
    ]
    return Part("first-paint", FIRST_TOLD, rows)


def filter_change(visits: Visits) -> Part:
    """Changes of filter. Pages open on the last of their choices: only the first visit's other choices
    had been asked by nobody."""
    rows = []
    for asked in ("never", "before"):
        groups = {name: changes(seen, asked) for name, seen in visits.items()}
        times = {name: [c.ms for c in group if c.ms is not None] for name, group in groups.items()}
        rows += [
            {
                "page": name,
                "asked": asked,
                **ratios(median(times[name]), {other: median(ms) for other, ms in times.items()}),
                "ms": median(times[name]),
                **spread(times[name]),
                "ws_kb": median([c.ws_bytes / 1000 for c in group]),
                "iframe_kept": "-" if name == "one widget" else f"{sum(c.kept for c in group)}/{len(group)}",
                "changes": len(group),
                "failed": len(group) - len(times[name]),
            }
            for name, group in groups.items()
            if group
        ]
    return Part("filter", FILTER_TOLD, rows)


def changes(visits: Sequence[Visit], asked: str) -> list[Change]:
    """The changes that nobody had asked before, or the others."""
    first = visits[0].changes[:-1]
    if asked == "never":
        return first
    return visits[0].changes[-1:] + [change for seen in visits[1:] for change in seen.changes]


def ratios(value: float, medians: dict[str, float]) -> dict[str, float]:
    """A median over those of the two baselines."""
    return {
        f"x_{name.replace(' ', '_')}": ratio(value, medians[name]) for name in ("one widget", "inline map")
    }


def spread(times: Sequence[float]) -> dict[str, Any]:
    """Least and most (milliseconds)."""
    return {"least_ms": min(times, default=None), "most_ms": max(times, default=None)}
