"""What a brand may set, and what follows from a change."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

from bot import targets
from bot.causes import read_causes, written
from bot.checklist import refresh_checklists
from bot.hours import Interval, zone_named
from bot.ladder import Ladder, LadderError
from bot.notices import LIVE
from bot.planning import replan, replan_wait
from bot.policy import TARGET_LIMITS, policy_of
from bot.reviewing import read_weights
from bot.sla import Quiet, WorkingHours
from bot.summaries import first_untold, told_until
from bot.visible import is_plain_line
from storage.clients import whose_waits
from storage.engine import Session
from storage.merging import merged_waits
from storage.notices import touch
from storage.tables import Brand
from storage.vocabulary import Kind, Ratings, Tier
from storage.waits import open_waits

NAME_LIMIT = 64
MOST_WEEKS = 26
"""The working time of so many weeks holds every time to answer: a deadline is within sight."""
QUIET_MOST = timedelta(hours=20)
REOPEN_LIMITS = (0, 30)
OWN_SOURCES, OWN_SOURCE_LIMIT = 10, 24
LANGUAGES = ("uk", "ru", "en")


class SettingError(ValueError):
    """A setting cannot have this value. `code` names the reason for the texts."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(detail or code)
        self.code = code
        self.detail = detail


def _number(text: str, low: float, high: float) -> float:
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError as error:
        raise SettingError("number", f"{low:g}–{high:g}") from error
    if not low <= value <= high:
        raise SettingError("number", f"{low:g}–{high:g}")
    return value


def _wall_time(text: str) -> time:
    try:
        hours, _, minutes = text.strip().replace(".", ":").partition(":")
        return time(int(hours), int(minutes or 0))
    except ValueError as error:
        raise SettingError("time") from error


def apply_setting(brand: Brand, key: str, text: str) -> None:
    """Set one setting from what a person typed or tapped.

    Raises SettingError and changes nothing when the value does not fit.
    """
    if key not in SETTERS:
        raise SettingError("unknown", key)
    trial = Brand(**brand.model_dump())
    SETTERS[key](trial, text.strip())
    if key in {"sla", "friend_sla", "by_kind", "hours"}:
        _refuse_far_deadlines(trial)
    if key == "ladder":
        _refuse_early_warnings(trial)
    SETTERS[key](brand, text.strip())


def _longest(brand: Brand) -> timedelta:
    """The longest time to answer that the brand gives anybody."""
    return max(policy_of(brand, tier, kind).target for tier in Tier for kind in (None, *Kind))


def _refuse_far_deadlines(brand: Brand) -> None:
    hours = policy_of(brand).hours
    if hours is not None and _longest(brand) > MOST_WEEKS * hours.weekly:
        raise SettingError("hours_few", str(MOST_WEEKS))


def _refuse_early_warnings(brand: Brand) -> None:
    """A warning for which every wait is too short would never be said."""
    policy, span = policy_of(brand), _longest(brand)
    if policy.hours is not None and policy.hours.weekly:
        # In calendar time, which the ladder keeps, it is longer.
        span = timedelta(weeks=span / policy.hours.weekly + 1)
    if policy.due_soon >= span:
        raise SettingError("ladder_long", str(span // timedelta(minutes=1)))


def checked_name(text: str) -> str:
    """A brand's name: one line that shows what it holds. Raises SettingError."""
    if not text.strip() or len(text) > NAME_LIMIT:
        raise SettingError("name", str(NAME_LIMIT))
    if not is_plain_line(text):
        raise SettingError("name_signs")
    return text


def _set_name(brand: Brand, text: str) -> None:
    brand.name = checked_name(text)


def _set_language(brand: Brand, text: str) -> None:
    if text not in LANGUAGES:
        raise SettingError("language")
    brand.language = text


def _set_timezone(brand: Brand, text: str) -> None:
    try:
        zone = zone_named(text)
    except ValueError as error:
        raise SettingError("timezone") from error
    brand.timezone = zone.key


def _set_sla(brand: Brand, text: str) -> None:
    brand.sla_minutes = _target(text)


def _set_friend_sla(brand: Brand, text: str) -> None:
    brand.friend_sla_minutes = None if _is_off(text) else _target(text)


def _target(text: str) -> int:
    """Minutes in which to answer."""
    low, high = TARGET_LIMITS
    try:
        target = targets.read_span(text)
    except ValueError:
        target = None
    if target is None or not low <= target <= high:
        hour = timedelta(hours=1)
        raise SettingError("target", f"{low / hour:g}–{high / hour:g}")
    return target // timedelta(minutes=1)


def _set_kind_targets(brand: Brand, text: str) -> None:
    brand.kind_targets = (
        ""
        if _is_off(text)
        else _checked(lambda: targets.written(targets.read_targets(text, TARGET_LIMITS)), "by_kind")
    )


def _set_ladder(brand: Brand, text: str) -> None:
    try:
        brand.ladder = Ladder.parse(text).describe()
    except LadderError as error:
        code = "ladder" if error.code == "unreadable" else f"ladder_{error.code}"
        raise SettingError(code, str(error.limit)) from error


def _set_hours(brand: Brand, text: str) -> None:
    zone = brand.timezone
    brand.working_hours = (
        ""
        if _is_off(text) or text.casefold() in _ALWAYS
        else _checked(lambda: WorkingHours.parse(text, zone).describe(), "hours")
    )


def _set_quiet(brand: Brand, text: str) -> None:
    zone = brand.timezone
    brand.quiet_hours = "" if _is_off(text) else _checked(lambda: _quiet_text(text, zone), "quiet")


def _set_summary_day(brand: Brand, text: str) -> None:
    brand.summary_weekday = int(_number(text, 0, 6))


def _set_summary_time(brand: Brand, text: str) -> None:
    brand.summary_time = _wall_time(text).isoformat("minutes")


def _set_reopen(brand: Brand, text: str) -> None:
    brand.reopen_days = int(_number(text, *REOPEN_LIMITS))


def _set_own_sources(brand: Brand, text: str) -> None:
    names = [] if _is_off(text) else [one.strip() for one in text.split(",") if one.strip()]
    unique = {one.casefold() for one in names}
    if (not names and not _is_off(text)) or len(names) > OWN_SOURCES or len(unique) < len(names):
        raise SettingError("own_sources", str(OWN_SOURCES))
    if any(len(one) > OWN_SOURCE_LIMIT or not is_plain_line(one) for one in names):
        raise SettingError("own_sources", str(OWN_SOURCES))
    brand.own_sources = ", ".join(names)


def _set_causes(brand: Brand, text: str) -> None:
    brand.causes = "" if _is_off(text) else _checked(lambda: written(read_causes(text)), "causes")


def _set_scorecard(brand: Brand, text: str) -> None:
    if _is_off(text):
        brand.scorecard = ""
        return
    try:
        brand.scorecard = ", ".join(str(one) for one in read_weights(text).values())
    except ValueError as error:
        raise SettingError("scorecard") from error


def _set_ratings(brand: Brand, text: str) -> None:
    if text not in set(Ratings):
        raise SettingError("unknown", "ratings")
    brand.ratings = Ratings(text)


def _set_recommend(brand: Brand, text: str) -> None:
    if text != "on" and not _is_off(text):
        raise SettingError("unknown", "recommend")
    brand.asks_to_recommend = text == "on"


SETTERS: dict[str, Callable[[Brand, str], None]] = {
    "name": _set_name,
    "language": _set_language,
    "timezone": _set_timezone,
    "sla": _set_sla,
    "friend_sla": _set_friend_sla,
    "by_kind": _set_kind_targets,
    "ladder": _set_ladder,
    "hours": _set_hours,
    "quiet": _set_quiet,
    "summary_day": _set_summary_day,
    "summary_time": _set_summary_time,
    "reopen": _set_reopen,
    "own_sources": _set_own_sources,
    "causes": _set_causes,
    "ratings": _set_ratings,
    "scorecard": _set_scorecard,
    "recommend": _set_recommend,
}


_OFF = frozenset({"-", "off", "no", "none", "ні", "нема", "немає", "нет", "вимк", "выкл"})
_ALWAYS = frozenset({"24/7", "around the clock", "цілодобово", "круглосуточно"})


def _is_off(text: str) -> bool:
    return text.casefold() in _OFF


def _checked(parse: Callable[[], str], code: str) -> str:
    try:
        return parse()
    except SettingError:
        raise
    except ValueError as error:
        raise SettingError(code, str(error)) from error


def _quiet_text(text: str, timezone: str) -> str:
    quiet = Quiet.parse(text, timezone)
    if Interval(quiet.start, quiet.end).length > QUIET_MOST:
        raise SettingError("quiet_long", str(QUIET_MOST // timedelta(hours=1)))
    return f"{quiet.start:%H:%M}-{quiet.end:%H:%M}"


PLANNED_BY = frozenset({"sla", "friend_sla", "by_kind", "ladder", "hours", "quiet", "timezone"})
SHOWN_ON_CARDS = PLANNED_BY | {"language"}


async def change_setting(
    session: Session, brand: Brand, key: str, text: str, now: datetime
) -> None:
    """Apply a setting, and re-plan what depends on it: open waits from their start, the summary.

    The cards and alerts of those who wait show it, and so does the checklist.
    """
    told = await told_until(session, brand)
    apply_setting(brand, key, text)
    waits = await open_waits(session, brand.id) if key in SHOWN_ON_CARDS else []
    if key in PLANNED_BY:
        whose = await whose_waits(session, brand.id)
        merged = await merged_waits(session, whose)
        for wait in waits:
            if wait.id in merged:
                await replan_wait(session, brand, wait)
            else:
                replan(policy_of(brand, *whose[wait.id]), wait)
    if key in {"summary_day", "summary_time", "timezone"}:
        brand.next_summary_at = first_untold(brand, told, now)
    await session.flush()
    await touch(session, [wait.request_id for wait in waits], LIVE, now)
    if key in {"name", "language"}:
        await refresh_checklists(session, brand.id, now)
