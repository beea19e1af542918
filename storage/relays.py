"""What carries an answer to its clients, found by what was said."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import select

from storage.engine import Session
from storage.log import Origin
from storage.notices import name_begins
from storage.tables import Notice
from storage.vocabulary import NoticeKind, NoticeStatus

GIVEN_UP = frozenset({NoticeStatus.DEAD, NoticeStatus.SUPERSEDED})


async def still_carried(session: Session, prefix: str, said: Origin, *, but: int = 0) -> bool:
    """Whether one of an answer's carriers went out or may soon, this one aside."""
    carriers = await carriers_of(session, prefix, said)
    return any(one.id != but and _is_carried(one) for one in carriers)


def _is_carried(carrier: Notice) -> bool:
    """One that has failed for long is not, until it goes out after all."""
    is_sent = carrier.status is NoticeStatus.SENT or is_correction(carrier)
    return is_sent or (carrier.status not in GIVEN_UP and not is_delayed(carrier))


def is_delayed(carrier: Notice) -> bool:
    return bool(carrier.payload.get("delayed"))


async def any_delayed(session: Session, prefix: str, said: Origin) -> bool:
    """Whether one of an answer's carriers is still tried after it has failed for long."""
    carriers = await carriers_of(session, prefix, said)
    return any(is_delayed(one) and not _is_settled(one) for one in carriers)


def _is_settled(carrier: Notice) -> bool:
    return carrier.status in {NoticeStatus.SENT, *GIVEN_UP} or is_correction(carrier)


async def mark_delayed(session: Session, carrier: Notice) -> None:
    """Have it known that it keeps failing, while it is still tried."""
    row = await session.get_one(Notice, carrier.id)
    row.payload = {**row.payload, "delayed": True}
    await session.flush()


async def note_how(session: Session, carrier: Notice, how: Mapping[str, Any]) -> None:
    """Have it known how the answer stands in the client's chat."""
    row = await session.get_one(Notice, carrier.id)
    row.payload = {**row.payload, **how}
    await session.flush()


async def carriers_of(session: Session, prefix: str, said: Origin) -> list[Notice]:
    """By how their names begin: after a split the places of the clients lie in several requests."""
    rows = await session.scalars(
        select(Notice).where(name_begins(prefix), Notice.kind == NoticeKind.RELAY),
        execution_options={"populate_existing": True},
    )
    return [one for one in rows if one.payload.get("from_business", 0) == said[2]]


def is_correction(notice: Notice) -> bool:
    """Of an answer that stands in its chat: it is edited, never carried there again."""
    return notice.kind is NoticeKind.RELAY and notice.message_id is not None


def keeps_earlier(carrier: Notice) -> bool:
    """Whether its reader has the answer without the last correction, which was refused."""
    return is_correction(carrier) and carrier.status is NoticeStatus.SENT and carrier.reason != ""
