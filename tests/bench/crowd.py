"""Parts of the benchmark with many visitors at once: how long they wait, and the server's memory."""

import time
from contextlib import ExitStack
from typing import Any

from tests.bench.figures import median, p95, ratio
from tests.bench.memory import resident
from tests.bench.report import Part
from tests.bench.sessions import RERUNS, SEED, Run, visit_together
from tests.servers import BASELINES, DASHBOARD, ONE_WIDGET, ROOT, Server, deploy, serve

VISITORS = 20
MOST_ROUNDS = 3
CROWD = 50
PROCESSES = 2
# Streamlit keeps the session of a visitor who left, two minutes by default: here, this long (seconds).
KEPT_S = 3
GONE_S = KEPT_S + 2
FLOOR, DEFAULTS = "one widget", "one widget, defaults"
DEPLOYED = f"dashboard, {PROCESSES} processes behind nginx"
PAGES = {FLOOR: (ONE_WIDGET, ROOT), DEFAULTS: (ONE_WIDGET, BASELINES), "dashboard": (DASHBOARD, ROOT)}
WAIT_TOLD = (
    "s: from the question to the end of the script's run, over the web socket. x one widget: median, and 95th "
    "percentile, over those of a one-widget page with as many visitors and the dashboard's settings; x defaults: "
    "median over that of the same page with Streamlit's default settings, those of a page under development. "
    f"{VISITORS} visitors come within 2 s, run the page, then {RERUNS} times more, the filter set or not in turn, thinking 1 to "
    f"3 s in between; all pages in turn, at most {MOST_ROUNDS} times. Each server has had one visitor."
)
DEPLOYED_TOLD = (
    f"As above, with {CROWD} visitors on {PROCESSES} processes behind nginx, as deploy/start.py runs them; the "
    "one-widget page has one process."
)
MEMORY_TOLD = (
    "Resident memory of the dashboard's process. x idle: over the first line. Visitors run the page and rerun it as "
    f"above, and leave; their sessions, which this server keeps {KEPT_S} s, are gone when memory is read."
)


def waiting(rounds: int) -> Part:
    """Waits of visitors on the dashboard and on a one-widget page."""
    found: dict[str, list[Run]] = {page: [] for page in PAGES}
    with ExitStack() as stack:
        servers = {
            page: stack.enter_context(serve(script, folder)) for page, (script, folder) in PAGES.items()
        }
        for server in servers.values():
            visit_together(server.url, 1, 1, 0)
        for turn in range(min(rounds, MOST_ROUNDS)):
            for page, server in servers.items():
                found[page] += visit_together(server.url, VISITORS, seed=SEED + turn)
    return Part("sessions", WAIT_TOLD, wait_rows(found))


def deployed() -> Part:
    """Waits of many more visitors on the dashboard as it is deployed."""
    found = {}
    for page, running in ((FLOOR, serve(ONE_WIDGET, ROOT)), (DEPLOYED, deploy(PROCESSES))):
        with running as server:
            visit_together(server.url, PROCESSES, 1, 0)
            found[page] = visit_together(server.url, CROWD)
    return Part("sessions: deployed", DEPLOYED_TOLD, wait_rows(found))


def wait_rows(found: dict[str, list[Run]]) -> list[dict[str, Any]]:
    """Lines of the table: first runs of each page, then reruns."""
    rows = []
    for rerun in (False, True):
        runs = {page: [run for run in all_runs if run.rerun is rerun] for page, all_runs in found.items()}
        rows += [wait_row(page, rerun, runs) for page in runs]
    return rows


def wait_row(page: str, rerun: bool, found: dict[str, list[Run]]) -> dict[str, Any]:
    """A line of the table."""
    runs, taken, floor = found[page], seconds(found[page]), seconds(found[FLOOR])
    return {
        "page": page,
        "run": "rerun" if rerun else "first",
        "x_one_widget": ratio(median(taken), median(floor)),
        "x_one_widget_p95": ratio(p95(taken), p95(floor)),
        "x_defaults": ratio(median(taken), median(seconds(found.get(DEFAULTS, [])))),
        "median_s": median(taken),
        "p95_s": p95(taken),
        "max_s": max(taken, default=None),
        "ws_kb": median([run.received / 1000 for run in runs if not run.failure]),
        "runs": len(runs),
        "failed": len(runs) - len(taken),
        "failure": next((run.failure for run in runs if run.failure), ""),
    }


def seconds(runs: list[Run]) -> list[float]:
    """Durations of the runs that went well."""
    return [run.seconds for run in runs if not run.failure]


def memory(visitors: int = CROWD) -> Part:
    """Memory of a dashboard before and after many visitors."""
    with serve(DASHBOARD, server__disconnectedSessionTTL=str(KEPT_S)) as server:
        levels = [("idle", resident(server.pid), 0)]
        for state, number in (
            ("1 visitor", 1),
            (f"{visitors} visitors", visitors),
            (f"{visitors} more", visitors),
        ):
            failed = sum(bool(run.failure) for run in visit_together(server.url, number))
            levels.append((f"after {state}", settled(server), failed))
    idle = levels[0][1]
    rows = [
        {"state": state, "x_idle": ratio(mb, idle), "mb": mb, "failed": failed}
        for state, mb, failed in levels
    ]
    return Part("sessions: memory", MEMORY_TOLD, rows)


def settled(server: Server) -> float:
    """Memory once the sessions of those who left are dropped, which the next visitor's coming does."""
    time.sleep(GONE_S)
    visit_together(server.url, 1, 0, 0)
    time.sleep(GONE_S)
    return resident(server.pid)
