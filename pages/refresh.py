"""The operator's source of structures, fetched when the application starts and on a schedule."""

import asyncio
import logging

from geo.communes import load_codes
from geo.standing import refresh
from pages.settings import settings

LOG = logging.getLogger("maillage")


async def keep_fresh() -> None:
    """Fetch, wait, and begin again; a failure waits for the next turn."""
    chosen = settings()
    while True:
        try:
            status = await asyncio.to_thread(refresh, chosen.structures, chosen.state, load_codes())
            if status.error:
                LOG.warning("Structures not refreshed: %s", status.error)
            else:
                LOG.info("Structures refreshed at %s", status.fetched)
        except Exception:
            LOG.exception("Structures not refreshed")
        await asyncio.sleep(60 * chosen.refresh_minutes)
