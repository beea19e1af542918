"""The queue of updates that getUpdates reads and acknowledges."""

import asyncio
import json
from collections import deque
from collections.abc import Sequence
from itertools import islice
from typing import Any

from bot.sandbox.errors import other_poll, webhook_is_set

_FIRST_ID = 700_000_001
_LONGEST_POLL_SECONDS = 50
_OPT_IN = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


class UpdateQueue:
    """Updates wait here, serialised once, until an offset passes beyond them."""

    def __init__(self) -> None:
        self.next_id = _FIRST_ID
        self._pending: deque[tuple[int, bytes]] = deque()
        self._allowed: frozenset[str] | None = None
        self._poll: asyncio.Future[None] | None = None
        self._owes_empty = False
        self._has_webhook = False

    def __len__(self) -> int:
        return len(self._pending)

    def push(self, kind: str, payload: dict[str, Any]) -> None:
        """Queue an update if its kind is allowed now: later changes of the list come too late."""
        if self._allows(kind):
            self.push_raw({kind: payload})

    def push_raw(self, update: dict[str, Any]) -> int:
        """Queue it whatever it holds; a missing update_id is given. Returns the id."""
        update_id = int(update.get("update_id", self.next_id))
        body = json.dumps({**update, "update_id": update_id}).encode()
        self._pending.append((update_id, body))
        # A lone lower id restarts the count, as Telegram does after a week without updates.
        restarted = len(self._pending) == 1
        self.next_id = update_id + 1 if restarted else max(self.next_id, update_id + 1)
        self._wake()
        return update_id

    async def get(
        self, offset: int, limit: int, seconds: float, allowed: Sequence[str] | None
    ) -> list[bytes]:
        """Acknowledge what is below `offset`, then answer up to `limit` updates, waiting
        for one up to `seconds`. Raises ApiError 409 in a poll that was waiting when
        a newer one came: Telegram lets the newcomer win. So it does while there is a webhook.
        """
        if self._has_webhook:
            raise webhook_is_set()
        if allowed is not None:
            self._allowed = frozenset(allowed) or None
        self._acknowledge(offset)
        if self._pending:
            return self._head(limit)
        if seconds <= 0 or self._owes_empty:
            self._owes_empty = False
            return []
        await self._wait(min(seconds, _LONGEST_POLL_SECONDS))
        return self._head(limit)

    def release(self) -> None:
        """Answer the waiting poll at once, or else the next one that finds nothing."""
        self._owes_empty = not self._wake()

    def set_webhook(self) -> None:
        """From now on updates wait for a webhook, which never answers."""
        self._has_webhook = True
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(webhook_is_set(just_now=True))

    def delete_webhook(self) -> None:
        self._has_webhook = False

    def clear(self) -> None:
        self._pending.clear()

    def _allows(self, kind: str) -> bool:
        if self._allowed is None:
            return kind not in _OPT_IN
        return kind in self._allowed

    def _acknowledge(self, offset: int) -> None:
        if offset < 0:
            while len(self._pending) > -offset:
                self._pending.popleft()
            return
        if offset > self.next_id + 10:
            return  # an offset from before the ids restarted: Telegram ignores it
        while self._pending and self._pending[0][0] < offset:
            self._pending.popleft()

    def _head(self, limit: int) -> list[bytes]:
        return [body for _, body in islice(self._pending, min(max(limit, 1), 100))]

    def _wake(self) -> bool:
        if self._poll is None or self._poll.done():
            return False
        self._poll.set_result(None)
        return True

    async def _wait(self, seconds: float) -> None:
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(other_poll())
        poll = self._poll = asyncio.get_running_loop().create_future()
        try:
            done, _ = await asyncio.wait([poll], timeout=seconds)
        finally:  # also when the bot hung up
            if self._poll is poll:
                self._poll = None
        if done:
            poll.result()  # raises the conflict
