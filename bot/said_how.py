"""How an answer was said, where corrections must know it: they change what stands there."""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from storage.engine import DatabaseFailure, Store
from storage.relays import note_how
from storage.tables import Notice

log = logging.getLogger(__name__)

AGAIN_AFTER = 1.0  # seconds


async def keep_how(store: Store, notice: Notice, **how: Any) -> None:
    """Record it until it is recorded: forgetting what was said already would repeat it."""
    recorded = False
    while not recorded:
        recorded = await _keep_or_log(store, notice, how)


async def _keep_or_log(store: Store, notice: Notice, how: Mapping[str, Any]) -> bool:
    try:
        async with store.write() as session:
            await note_how(session, notice, how)
    except DatabaseFailure:
        log.exception("notice %s: what was said of it could not be recorded yet", notice.id)
        await asyncio.sleep(AGAIN_AFTER)
        return False
    return True
