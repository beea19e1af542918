"""One transaction's work: what handlers pass to verbs."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from bot.incoming import Incoming
from bot.logbook import log_messages
from storage.directory import Directory, load_directory
from storage.engine import Session
from storage.ratings import clients_asked_lately

Afterwards = Callable[[], Awaitable[None]]
"""Something quick to tell Telegram once the transaction is committed; never awaited inside it."""

Ending = Callable[[], Awaitable[None]]


class Unit:
    """Clients' messages are gathered and logged together, before anything else looks."""

    def __init__(self, session: Session, now: datetime, facts: dict[str, Any]) -> None:
        self._session = session
        self.now = now
        self.facts = facts
        self.afterwards: list[Afterwards] = []
        self.shown: set[int] = set()
        """Tellings (rows of events) that this unit will confirm to whoever logged them by hand."""
        self.unplaced: set[tuple[int, int]] = set()
        """Chats and members who forwarded there what is no client's and belongs to none yet."""
        self.parts: dict[tuple[int, str], list[Any]] = {}
        """Messages by chat and album, none of which is on record yet."""
        self._endings: list[Ending] = []
        self._incoming: list[Incoming] = []
        self._directory: Directory | None = None
        self._asked: set[tuple[int, str]] | None = None

    def log(self, incoming: Incoming) -> None:
        """Put a client's message on record when the unit settles."""
        self._incoming.append(incoming)

    async def settle(self) -> None:
        """Write the gathered messages, in the order in which they came."""
        if self._incoming:
            gathered, self._incoming = self._incoming, []
            await log_messages(self._session, await self.directory(), gathered, self.now)
        await self._session.flush()

    def at_end(self, ending: Ending) -> None:
        """Do something when all of the batch is known, still inside the transaction."""
        self._endings.append(ending)

    async def finish(self) -> None:
        await self.settle()
        for ending in self._endings:
            await ending()
        await self.settle()

    async def session(self) -> Session:
        """The transaction, with everything gathered so far written."""
        await self.settle()
        self._asked = None
        return self._session

    def peek(self) -> Session:
        """The transaction as it is, for a look at what earlier batches wrote."""
        return self._session

    async def directory(self) -> Directory:
        if self._directory is None:
            self._directory = await load_directory(self._session)
        return self._directory

    async def was_asked(self, brand_id: int, user_id: str, since: datetime) -> bool:
        """Whether a client was asked for a mark, or gave one, since then.

        Read once for all messages of a batch: most clients were not.
        """
        if self._asked is None:
            self._asked = await clients_asked_lately(self._session, since)
        return (brand_id, user_id) in self._asked

    def roster_changed(self) -> None:
        """Have chats, staff and settings read anew."""
        self._directory = None
