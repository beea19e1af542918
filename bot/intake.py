"""The intake: a batch of raw updates is one transaction, acknowledged only once committed.

An update that cannot be handled is set aside with its error and never blocks the rest; if
the database itself fails nothing is acknowledged, and Telegram keeps the updates. So it does
while Telegram itself could not be asked what an update needs, for some tries.
"""

import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

from bot.clock import Clock
from bot.errors import UnreachableError
from bot.trouble import tell_owners
from bot.unit import Afterwards, Unit
from storage.engine import DatabaseFailure, StorageError, Store
from storage.updates import keep_dead_letter, mark_seen, seen_updates

log = logging.getLogger(__name__)

Raw = dict[str, Any]

Feed = Callable[[Raw, Unit], Awaitable[None]]
"""Understands one raw update and changes what it asks for, inside the unit's transaction."""

Prepare = Callable[[Sequence[Raw]], Awaitable[dict[str, Any]]]
"""Asks Telegram what the batch will need to know, before its transaction begins.

What could not be asked now stands among the facts as its UnreachableError, for the feed to raise.
"""

TRIES = 3

TRIES_ASKING = 8
"""With the pauses of bot/polling.py a minute: longer than Telegram's usual hiccups, and the
updates behind it are not held up for ever.
"""

GIVING_UP = (*DatabaseFailure, StorageError)
"""No update is to blame: the database failed, or another copy has taken it."""


class Intake:
    def __init__(
        self,
        store: Store,
        feed: Feed,
        prepare: Prepare,
        *,
        bot_id: int,
        clock: Clock,
        after_commit: Callable[[Sequence[Afterwards]], None],
    ) -> None:
        self._store = store
        self._feed = feed
        self._prepare = prepare
        self._bot_id = bot_id
        self._clock = clock
        self._after_commit = after_commit
        self.set_aside = 0
        self.judged_until: datetime | None = None
        """The moment for which the queue at Telegram was seen empty; None before the first."""
        self.behind = False
        """Telegram holds more than the batch under way."""
        self._asked_in_vain: dict[int, int] = {}  # update -> tries

    def saw_empty(self, moment: datetime) -> None:
        self.judged_until = moment

    async def take(self, raws: Sequence[Raw]) -> None:
        """Handle a batch for good: when this returns, it may be acknowledged.

        Raises DatabaseFailure when nothing could be committed, UnreachableError when all was
        but what Telegram must be asked about first: do not acknowledge, and come again.
        """
        if not raws:
            return
        facts = await self._facts(raws)
        try:
            await self._together(raws, facts)
        except GIVING_UP:
            raise
        except UnreachableError:
            await self._separately(raws, facts)
        except Exception:  # whatever one update broke: find which, and save the others
            log.exception("a batch of %d updates failed; replaying one by one", len(raws))
            await self._separately(raws, facts)

    async def _facts(self, raws: Sequence[Raw]) -> dict[str, Any]:
        """What Telegram says beforehand; without it the batch is handled all the same."""
        try:
            return await self._prepare(raws)
        except GIVING_UP:
            raise
        except Exception:  # an odd update, or an answer that cannot be read
            log.exception("could not prepare a batch of %d updates", len(raws))
            return {}

    async def _together(self, raws: Sequence[Raw], facts: dict[str, Any]) -> None:
        async with self._store.write() as session:
            unit = Unit(session, self._clock(), facts)
            seen = await seen_updates(session, self._bot_id, [raw["update_id"] for raw in raws])
            new = {raw["update_id"]: raw for raw in raws if raw["update_id"] not in seen}
            for raw in new.values():
                await self._feed(raw, unit)
            await unit.finish()
            await mark_seen(session, self._bot_id, new, unit.now)
        self._after_commit(unit.afterwards)

    async def _separately(self, raws: Sequence[Raw], facts: dict[str, Any]) -> None:
        held: UnreachableError | None = None
        for raw in raws:
            try:
                await self._alone(raw, facts)
            except UnreachableError as error:
                held = error
        if held is not None:
            raise held

    async def _alone(self, raw: Raw, facts: dict[str, Any]) -> None:
        """Handle one update, or set it aside. Raises UnreachableError while it may still be."""
        for attempt in range(1, TRIES + 1):
            try:
                await self._together([raw], facts)
            except GIVING_UP:
                raise
            except UnreachableError as error:
                await self._ask_again(raw, error)
                return
            except Exception as error:
                log.exception("update %s failed (try %d)", raw["update_id"], attempt)
                if attempt == TRIES:
                    await self._set_aside(raw, error)
            else:
                self._asked_in_vain.pop(raw["update_id"], None)
                return

    async def _ask_again(self, raw: Raw, error: UnreachableError) -> None:
        """Leave the update with Telegram for another try, and at last set it aside."""
        tries = self._asked_in_vain.pop(raw["update_id"], 0) + 1
        if tries == TRIES_ASKING:
            await self._set_aside(raw, error)
            return
        self._asked_in_vain[raw["update_id"]] = tries
        raise error

    async def _set_aside(self, raw: Raw, error: Exception) -> None:
        """Keep what we could not handle, as it came, and tell the operator."""
        self.set_aside += 1
        now = self._clock()
        async with self._store.write() as session:
            await keep_dead_letter(
                session,
                bot_id=self._bot_id,
                update_id=raw["update_id"],
                raw=json.dumps(raw, ensure_ascii=True),
                error=f"{type(error).__name__}: {error}",
                now=now,
            )
            await mark_seen(session, self._bot_id, [raw["update_id"]], now)
            await tell_owners(
                session,
                f"set_aside:{self._bot_id}:{raw['update_id']}:{now:%Y-%m-%d}",
                {"code": "set_aside", "update_id": raw["update_id"]},
                now,
            )
