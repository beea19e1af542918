"""When a brand's weekly summary is due. A missed one is sent after a restart, once."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.notices import URGENT, leads_chats
from storage.directory import load_directory
from storage.engine import Session, Store
from storage.notices import add_notices, notice_row
from storage.summaries import brands_due, claim_summary, newest_key
from storage.tables import Brand
from storage.vocabulary import NoticeKind

TRY_AGAIN = timedelta(hours=1)
"""How soon a summary that found no reader is looked at again."""


def next_summary(brand: Brand, after: datetime) -> datetime:
    """The first moment (UTC) after `after` that is the brand's weekday and wall time.

    A wall time that the clocks skip or repeat counts once, at its first reading.
    """
    zone = ZoneInfo(brand.timezone)
    at = time.fromisoformat(brand.summary_time)
    day = after.astimezone(zone).date()
    while True:
        moment = datetime.combine(day, at, zone).astimezone(UTC)
        if day.weekday() == brand.summary_weekday and moment > after:
            return moment
        day += timedelta(days=1)


def latest_summary(brand: Brand, now: datetime) -> datetime:
    """The last moment up to `now` at which a summary was due: of several missed, the newest."""
    moment = next_summary(brand, now - timedelta(days=8))
    while (later := next_summary(brand, moment)) <= now:
        moment = later
    return moment


def first_untold(brand: Brand, told: date, now: datetime) -> datetime:
    """The moment of the first summary that says more than was told: past where one is missing."""
    moment = latest_summary(brand, now)
    while last_day(brand, moment) <= told:
        moment = next_summary(brand, moment)
    return moment


def last_day(brand: Brand, moment: datetime) -> date:
    """The local day with whose beginning the week ends: by it a week is known in any zone."""
    return moment.astimezone(ZoneInfo(brand.timezone)).date()


async def told_until(session: Session, brand: Brand) -> date:
    """The last day that a summary has told of; before the first one, as the plan has it, but no
    day before the brand was made.
    """
    told, made = await _last_told(session, brand), last_day(brand, brand.created_at)
    if told is None and brand.next_summary_at is not None:
        told = last_day(brand, brand.next_summary_at) - timedelta(days=7)
    return max(told or made, made)


async def _last_told(session: Session, brand: Brand) -> date | None:
    """The last day of the newest one; in names of earlier versions stands the moment."""
    prefix = f"summary:{brand.id}:"
    newest = await newest_key(session, prefix)
    if newest is None:
        return None
    week = newest.removeprefix(prefix)
    if week[10] == ":":
        return date.fromisoformat(week[:10])
    return last_day(brand, datetime.fromisoformat(week.rpartition(":")[0]))


def week_before(brand: Brand, moment: datetime) -> tuple[datetime, datetime]:
    """The seven local days that end where the summary's day begins, as UTC moments."""
    zone, last = ZoneInfo(brand.timezone), last_day(brand, moment)
    return tuple(  # type: ignore[return-value]  # exactly two
        datetime.combine(day, time(), zone).astimezone(UTC)
        for day in (last - timedelta(days=7), last)
    )


async def send_summaries(store: Store, now: datetime) -> int:
    """Queue the summaries that are due by `now`; returns for how many brands.

    One that nobody could read is not spent: it waits for a reader.
    """
    sent = 0
    async with store.write() as session:
        due = await brands_due(session, now)
        if not due:
            return 0
        directory = await load_directory(session)
        for brand in due:
            latest, told = latest_summary(brand, now), await _last_told(session, brand)
            readers = leads_chats(directory, brand.id)
            then = next_summary(brand, now)
            planned = brand.next_summary_at
            if told is not None and last_day(brand, latest) <= told:
                brand.next_summary_at = then
                continue
            if planned is None or not await claim_summary(
                session, brand.id, planned, then if readers else now + TRY_AGAIN
            ):
                continue
            start, end = week_before(brand, latest)
            await add_notices(
                session,
                [
                    notice_row(
                        NoticeKind.SUMMARY,
                        chat_id,
                        f"summary:{brand.id}:{last_day(brand, latest)}:{chat_id}",
                        now,
                        brand_id=brand.id,
                        priority=URGENT,
                        payload={"start": start.isoformat(), "end": end.isoformat()},
                    )
                    for chat_id in readers
                ],
            )
            sent += bool(readers)
    return sent
