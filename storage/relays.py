"""What carries an answer to its clients, found by what was said."""

from collections.abc import Sequence

from sqlmodel import select

from storage.engine import Session
from storage.log import Origin
from storage.notices import name_begins
from storage.tables import Notice
from storage.vocabulary import NoticeKind, NoticeStatus


async def carried_to(session: Session, prefix: str, said: Origin) -> list[Notice]:
    """Those of an answer's carriers whose message stands in its chat."""
    return [one for one in await _of(session, prefix, said) if one.message_id is not None]


async def still_carried(session: Session, prefix: str, said: Origin, *, but: int = 0) -> bool:
    """Whether one of an answer's carriers went out or still may, this one aside."""
    dead = NoticeStatus.DEAD
    carriers = await _of(session, prefix, said)
    return any(one.id != but and one.status is not dead for one in carriers)


async def _of(session: Session, prefix: str, said: Origin) -> Sequence[Notice]:
    """By how their names begin: after a split the places of the clients lie in several requests."""
    rows = await session.scalars(
        select(Notice).where(name_begins(prefix), Notice.kind == NoticeKind.RELAY),
        execution_options={"populate_existing": True},
    )
    return [one for one in rows if one.payload.get("from_business", 0) == said[2]]
