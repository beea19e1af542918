"""One line that says how a client's clock stands."""

from datetime import datetime, timedelta

from bot.policy import policy_of
from bot.sla import WaitState, wait_state
from handlers.texts import Texts
from handlers.wording import duration, moment_dated, moment_near
from storage.requests import Matter
from storage.tables import Brand, Request, Wait
from storage.vocabulary import RequestStatus, WaitStop

JUST_NOW = timedelta(minutes=1)
"""A deadline missed by less is told without a figure."""


def state_of(brand: Brand, wait: Wait, now: datetime) -> WaitState:
    return wait_state(wait.due_at, wait.stopped_at, now, policy_of(brand).due_soon)


def clock_line(t: Texts, brand: Brand, matter: Matter, now: datetime) -> str:
    request, wait = matter.request, matter.wait
    if request.status is RequestStatus.DISMISSED:
        return _aside(t, matter)
    if wait is None:
        return _without_clock(t, brand, request, now)
    due = moment_near(t, wait.due_at, now, brand.timezone)
    if wait.stopped_at is None:
        return _running(t, brand, wait, now, due)
    took = duration(t, wait.stopped_at - wait.started_at)
    late = wait.stopped_at > wait.due_at
    if wait.stop is not WaitStop.ANSWERED:
        return t("⚪ closed without an answer")
    if late:
        over = duration(t, wait.stopped_at - wait.due_at)
        return t("🟠 answered in {took}, {over} late", took=took, over=over)
    return t("🟢 answered in {took}", took=took)


def _without_clock(t: Texts, brand: Brand, request: Request, now: datetime) -> str:
    """A remark; or what was split off when its time had ended, which stays with the rest."""
    if not request.awaited:
        return t("💬 no answer needed")
    if request.answered_at is None:
        return t("⚪ closed without an answer")
    at = moment_dated(t, request.answered_at, now, brand.timezone)
    return t("💬 answered {at}", at=at)


def lasting_clock_line(t: Texts, brand: Brand, matter: Matter, now: datetime) -> str:
    """The same for a card, which stands for hours: no "tomorrow" and no span that runs on."""
    request, wait = matter.request, matter.wait
    if wait is None or wait.stopped_at is not None or request.status is RequestStatus.DISMISSED:
        return clock_line(t, brand, matter, now)
    due = moment_dated(t, wait.due_at, now, brand.timezone)
    match state_of(brand, wait, now):
        case WaitState.BREACHED:
            return t("🔴 late: was due {due}", due=due)
        case WaitState.DUE_SOON:
            return t("🟡 soon due: {due}", due=due)
        case _:
            return t("⏳ answer by: {due}", due=due)


def _aside(t: Texts, matter: Matter) -> str:
    if matter.merged_into:
        return t("🔗 goes on in #{number}", number=matter.merged_into)
    merged = matter.request.merged_into_id is not None
    return t("🔗 merged into another request") if merged else t("🚫 not a request")


def _running(t: Texts, brand: Brand, wait: Wait, now: datetime, due: str) -> str:
    match state_of(brand, wait, now):
        case WaitState.BREACHED:
            over = now - wait.due_at
            if over < JUST_NOW:
                return t("🔴 the deadline passed")
            return t("🔴 late by {over}: was due {due}", over=duration(t, over), due=due)
        case WaitState.DUE_SOON:
            return t("🟡 due {due}, {left} left", due=due, left=duration(t, wait.due_at - now))
        case _:
            return t("⏳ answer by: {due}", due=due)
