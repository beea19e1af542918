"""A caption for which a medium has no room is said in a message of its own."""

import asyncio
import logging

from storage.engine import DatabaseFailure, Store
from storage.relays import note_words_at
from storage.tables import Notice

log = logging.getLogger(__name__)

AGAIN_AFTER = 1.0  # seconds


async def keep_words_at(store: Store, notice: Notice, message_id: int) -> None:
    """Record which message says them, until it is recorded: forgetting it would repeat them."""
    recorded = False
    while not recorded:
        recorded = await _keep_or_log(store, notice, message_id)


async def _keep_or_log(store: Store, notice: Notice, message_id: int) -> bool:
    try:
        async with store.write() as session:
            await note_words_at(session, notice, message_id)
    except DatabaseFailure:
        log.exception("notice %s: what was said of it could not be recorded yet", notice.id)
        await asyncio.sleep(AGAIN_AFTER)
        return False
    return True
