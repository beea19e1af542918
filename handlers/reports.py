"""/report: the figures of a period, of all or of a part; buttons look closer."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.loyalty import clients_at_risk
from bot.months import month_of
from bot.periods import PeriodError, read_period
from bot.quality import make_quality
from bot.reporting import make_more, make_report
from bot.speed import by_member
from handlers.buttons import OnReport
from handlers.filters import Says
from handlers.refusals import is_staff, pressed
from handlers.scene import Scene
from handlers.slicing import AmbiguousError, read_slice
from handlers.texts import Texts
from handlers.views.asking import period_refusal, plain
from handlers.views.more import more_view
from handlers.views.quality import at_risk_view, causes_view, members_view
from handlers.views.view import View
from handlers.wording import clip, days_between
from storage.directory import load_directory
from storage.engine import Session
from storage.notices import notice_of_message
from storage.slices import Slice
from storage.tables import Brand, Notice
from storage.vocabulary import NoticeKind

PART = ("part", "part_name")

CLOSER = re.compile(r"member|causes|more|risk(?P<page>\d{0,3})")
"""What a button looks closer at; the list of clients at risk has pages."""


async def report(message: Message, scene: Scene, args: str) -> None:
    if not await is_staff(message, scene) or scene.brand is None:
        return
    t, brand = scene.t, scene.brand
    words, rest = _split(args, scene.now, brand.timezone)
    try:
        part = await read_slice(await scene.session(), scene.directory, brand, rest)
        if month_of(args, whole=True):  # a colleague may be called so: Марта, June
            named = await read_slice(await scene.session(), scene.directory, brand, args)
            part, words, rest = (named, "week", args) if named else (part, words, rest)
    except AmbiguousError as error:
        said = t(
            "Several are called “{name}”. Which one? {ways}",
            name=clip(rest, 60),
            ways=" · ".join(f"/report {words} {way}" for way in error.ways),
        )
        await scene.say(plain(said), reply_to=message.message_id)
        return
    if part is None:
        said = t(
            "I could not read the period or the part “{words}”. A part is a member, a kind, a "
            "source, a chat, a cause or a post's link: /report week complaint",
            words=rest[:60],
        )
        await scene.say(plain(f"{said}\n{_examples(t)}"), reply_to=message.message_id)
        return
    try:
        period = read_period(words, scene.now, brand.timezone)
    except PeriodError as error:
        said = f"{period_refusal(t, error)} {_examples(t)}"
        await scene.say(plain(said), reply_to=message.message_id)
        return
    span = {"start": period.start.isoformat(), "end": period.end.isoformat()}
    about = {"part": part.known(), "part_name": rest} if rest else {}
    await scene.post(NoticeKind.SUMMARY, {**span, "on_demand": True, **about})


def _examples(t: Texts) -> str:
    return t(
        "Examples: /report week, /report month, /report October 2026, "
        "/report 01.11.2026..15.11.2026"
    )


def _split(args: str, now: datetime, timezone: str) -> tuple[str, str]:
    """(the period, the part): "week Iryna", "Iryna", "01.11..15.11.2026 complaint"."""
    words = args.split()
    for length in range(len(words), 0, -1):
        period = " ".join(words[:length])
        try:
            read_period(period, now, timezone)
        except PeriodError as error:
            if error.code == "unreadable":
                continue
        return period, " ".join(words[length:])
    first = words[0] if words else ""
    looks_like_period = any(one.isdigit() for one in first) and "/" not in first
    return (args, "") if looks_like_period else ("week", args.strip())


async def look_closer(query: CallbackQuery, callback_data: OnReport, scene: Scene) -> None:
    """Posts the view; it is read from the database when it is sent, beside the intake."""
    if await pressed(query, scene) is None or scene.brand is None:
        return
    if CLOSER.fullmatch(callback_data.what) is None:
        scene.toast(query, scene.t("This button is out of date."))
        return
    zone = ZoneInfo(scene.brand.timezone)
    first = date.fromordinal(callback_data.first)
    start, end = (
        datetime.combine(one, time(), zone).astimezone(UTC)
        for one in (first, first + timedelta(days=callback_data.days))
    )
    span = {"start": start.isoformat(), "end": end.isoformat()}
    days = {"first": callback_data.first, "days": callback_data.days}
    part = await part_of_report(query, scene)
    await scene.post(NoticeKind.SUMMARY, {**span, **days, **part, "closer": callback_data.what})
    scene.toast(query)


async def part_of_report(query: CallbackQuery, scene: Scene) -> dict[str, Any]:
    """The part that the pressed report is of: its words would not fit the button's 64 bytes."""
    if query.message is None or scene.brand is None:
        return {}
    session = await scene.session()
    notice = await notice_of_message(session, query.message.chat.id, query.message.message_id)
    if notice is None or notice.brand_id != scene.brand.id:
        return {}
    return {name: notice.payload[name] for name in PART if name in notice.payload}


async def closer_view(
    session: Session, t: Texts, brand: Brand, notice: Notice, now: datetime
) -> View:
    start = datetime.fromisoformat(notice.payload["start"])
    end = datetime.fromisoformat(notice.payload["end"])
    part = Slice.of(notice.payload.get("part", {}))
    of_what = _of_what(t, brand, notice.payload)
    match notice.payload["closer"]:
        case "member":
            members = await by_member(session, brand, (start, end), part)
            directory = await load_directory(session)
            names: dict[int | None, str] = {one.id: one.name for one in directory.staff(brand.id)}
            return members_view(t, members, names, of_what)
        case "causes":
            quality = await make_quality(session, brand.id, start, end, part)
            return causes_view(t, quality, of_what)
        case "more":
            report = await make_report(session, brand, start, end, now, part)
            more = await make_more(session, brand, start, end, now, part)
            return more_view(t, brand, report, more, notice.payload.get("part_name", ""))
    return await _at_risk(session, t, brand, notice.payload, now)


def _of_what(t: Texts, brand: Brand, payload: dict[str, Any]) -> str:
    """The days, and the part, that a closer look is at."""
    start, end = (datetime.fromisoformat(payload[name]) for name in ("start", "end"))
    days = days_between(t, start, end, brand.timezone)
    part = payload.get("part_name", "")
    return f"{days} · {clip(part, 40)}" if part else days


async def _at_risk(
    session: Session, t: Texts, brand: Brand, payload: dict[str, Any], now: datetime
) -> View:
    start, end = (datetime.fromisoformat(payload[name]) for name in ("start", "end"))

    def more(page: int) -> OnReport:
        return OnReport(what=f"risk{page}", first=payload["first"], days=payload["days"])

    page = int(payload["closer"].removeprefix("risk") or 0)
    at_risk = await clients_at_risk(session, brand.id, start, end, now)
    of_what = _of_what(t, brand, payload)
    return at_risk_view(t, at_risk, page, more if "first" in payload else None, of_what)


def report_router() -> Router:
    router = Router(name="reports")
    router.message.register(report, Says("report"))
    router.callback_query.register(look_closer, OnReport.filter())
    return router
