"""What a team knows of a client, and what it has decided about them."""

from dataclasses import dataclass
from datetime import datetime

from bot.notices import LIVE
from bot.planning import replan_wait
from storage.clients import fates_of, latest_of, open_waits_of, person_of
from storage.engine import Session
from storage.notices import touch
from storage.tables import Brand, Client, Request
from storage.vocabulary import RequestStatus, Tier

LATEST = 5


@dataclass(frozen=True, slots=True)
class Profile:
    """One person, under all their names; the first is the chief one, whose settings count."""

    names: tuple[Client, ...]
    fates: dict[RequestStatus, int]
    latest: tuple[Request, ...]

    @property
    def chief(self) -> Client:
        return self.names[0]

    @property
    def first_seen_at(self) -> datetime:
        return min(one.first_seen_at for one in self.names)


async def profile_of(session: Session, client: Client) -> Profile:
    names = await person_of(session, client)
    ids = [one.id for one in names]
    return Profile(
        tuple(names), await fates_of(session, ids), tuple(await latest_of(session, ids, LATEST))
    )


async def set_tier(
    session: Session, brand: Brand, client: Client, tier: Tier, now: datetime
) -> None:
    """A best friend has a target of their own: what waits is planned anew from its start."""
    names = await person_of(session, client)
    for one in names:
        one.tier = tier
    await session.flush()
    await _plan_anew(session, brand, [one.id for one in names], now)


async def _plan_anew(session: Session, brand: Brand, client_ids: list[int], now: datetime) -> None:
    waits = await open_waits_of(session, client_ids)
    for wait in waits:
        await replan_wait(session, brand, wait)
    await session.flush()
    await touch(session, [wait.request_id for wait in waits], LIVE, now)


async def set_do_not_message(session: Session, client: Client, *, wanted: bool) -> None:
    for one in await person_of(session, client):
        one.do_not_message = wanted
    await session.flush()


async def note_client(session: Session, client: Client, note: str) -> None:
    """On the chief name, after what is there: nothing that was noted is ever dropped."""
    chief = (await person_of(session, client))[0]
    chief.note = f"{chief.note}\n{note}".strip()
    await session.flush()


async def link(
    session: Session, brand: Brand, client: Client, other: Client, now: datetime
) -> bool:
    """Say that two clients are one person; what was decided about the first counts for both.

    False where they are one already, or of two brands.
    """
    names, others = await person_of(session, client), await person_of(session, other)
    chief = names[0]
    if client.brand_id != other.brand_id or chief.id == others[0].id:
        return False
    for one in others:
        if one.own_tier is None:
            one.own_tier, one.own_do_not_message = one.tier, one.do_not_message
        one.same_as_id, one.tier, one.do_not_message = chief.id, chief.tier, chief.do_not_message
    if others[0].note:
        chief.note = f"{chief.note}\n{others[0].note}".strip()
    await session.flush()
    await _plan_anew(session, brand, [one.id for one in others], now)
    return True


async def unlink(session: Session, brand: Brand, client: Client, now: datetime) -> bool:
    """Take the last linked name off the person; False where there is none.

    What was decided about it before it was linked holds again.
    """
    names = await person_of(session, client)
    if len(names) < 2:
        return False
    parted = names[-1]
    parted.same_as_id = None
    if parted.own_tier is not None and parted.own_do_not_message is not None:
        parted.tier, parted.do_not_message = parted.own_tier, parted.own_do_not_message
    parted.own_tier = parted.own_do_not_message = None
    await session.flush()
    await _plan_anew(session, brand, [parted.id], now)
    return True
