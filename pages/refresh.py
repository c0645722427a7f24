"""The operator's source of structures, fetched when the application starts and on a schedule."""

import asyncio

from geo.communes import load_codes
from geo.standing import refresh
from pages import journal
from pages.settings import settings


async def keep_fresh() -> None:
    """Fetch, wait, and begin again; a failure waits for the next turn."""
    chosen = settings()
    while True:
        try:
            status = await asyncio.to_thread(refresh, chosen.structures, chosen.state, load_codes())
            if status.error:
                journal.LOG.warning("structures not refreshed: %s", status.error)
            else:
                journal.LOG.info("structures refreshed at %s", status.fetched)
        except Exception as error:
            journal.fault("structures not refreshed", error)
        await asyncio.sleep(60 * chosen.refresh_minutes)
