"""Loyalty: who comes back, who was won back, who may leave. Requests of one client at a time."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

REPEAT_WITHIN = timedelta(days=90)
SAME_CAUSE_WITHIN = timedelta(days=30)
RECOVERY_WITHIN = timedelta(days=30)
QUIET = timedelta(days=60)
GOOD_RATING, BAD_RATING = 4, 2


class Span(NamedTuple):
    since: datetime
    until: datetime | None  # None while it lasts


@dataclass(frozen=True, slots=True)
class Contact:
    """One request of a client, as loyalty sees it."""

    at: datetime  # when it began
    complained: Sequence[datetime] = ()  # then, and again after an answer; () for no complaint
    praised: Sequence[datetime] = ()
    cause: str = ""  # recorded on closing; "" for none
    failures: Sequence[Span] = ()  # past a deadline, or at the moment of closing unanswered
    rating: int | None = None  # 1 to 5
    rated_at: datetime | None = None
    number: int = 0


class Risk(StrEnum):
    """Why a client may leave; the gravest first."""

    BAD_RATING = "bad_rating"
    COMPLAINT_FAILED = "complaint_failed"
    TWO_COMPLAINTS = "two_complaints"


class Reason(NamedTuple):
    risk: Risk
    contact: Contact  # the request to begin with
    weight: int  # of the same risk, the smaller is the graver


def is_repeat(moments: Iterable[datetime], end: datetime) -> bool:
    """Whether a client who wrote at these moments did so twice in the 90 days before `end`.

        |{moments in [end - 90 d, end)}| ≥ 2

    Source: the project's definition of a repeat client.
    """
    return sum(end - REPEAT_WITHIN <= one < end for one in moments) >= 2


def repeated_causes(contacts: Sequence[Contact], start: datetime, end: datetime) -> list[Contact]:
    """The contacts begun in [start, end) whose cause brought the same client within the 30 days
    before. A cause that comes back was not mended. Source: the project's definition, after
    first-contact resolution.
    """
    ordered = sorted(contacts, key=lambda one: one.at)
    found = []
    for place, one in enumerate(ordered):
        if not one.cause or not start <= one.at < end:
            continue
        earlier = (other for other in ordered[:place] if other.cause == one.cause)
        if any(one.at - other.at <= SAME_CAUSE_WITHIN for other in earlier):
            found.append(one)
    return found


def recovered_at(complaint: Contact, contacts: Iterable[Contact]) -> datetime | None:
    """When a complaint was made good: the first praise, or rating of 4 or 5, within 30 days
    after it began; None while that has not happened. Source: the project's definition, after
    the service recovery paradox (McCollough, Bharadwaj 1992).
    """
    good = [
        moment
        for one in contacts
        for moment in _good_moments(one)
        if complaint.at < moment <= complaint.at + RECOVERY_WITHIN
    ]
    return min(good, default=None)


def _good_moments(one: Contact) -> list[datetime]:
    moments = list(one.praised)
    if one.rating is not None and one.rating >= GOOD_RATING and one.rated_at is not None:
        moments.append(one.rated_at)
    return moments


def risks(
    contacts: Sequence[Contact], start: datetime, end: datetime, now: datetime
) -> list[Reason]:
    """Why the client is at risk at `now`, for reasons of [start, end), gravest first.

        bad rating:       a rating of 1 or 2, given within the period
        failed complaint: a wait of one that within the period was past its deadline, whenever it
                          began, or was closed without an answer
        two complaints:   two within 30 days, be it in one request, the later of the period

    Each only where nothing good (praise, a rating of 4 or 5) came after it by `now`. Source: the
    project's definition.
    """
    good = [moment for one in contacts for moment in _good_moments(one) if moment <= now]
    last_good = max(good, default=None)

    def unmended(moment: datetime) -> bool:
        return last_good is None or last_good <= moment

    def stands(moment: datetime) -> bool:
        return start <= moment < end and unmended(moment)

    marks = [
        Reason(Risk.BAD_RATING, one, one.rating)
        for one in contacts
        if one.rating is not None and one.rating <= BAD_RATING
        if one.rated_at is not None and stands(one.rated_at)
    ]
    failures = [
        Reason(Risk.COMPLAINT_FAILED, one, 0 if span.until is None else 1)
        for one in contacts
        if one.complained
        for span in one.failures
        if span.since < end and (span.until is None or span.until >= start)
        if unmended(span.since)
    ]
    complaints = sorted(
        ((at, one) for one in contacts for at in one.complained if at < end), key=lambda it: it[0]
    )
    pairs = [
        Reason(Risk.TWO_COMPLAINTS, later[1], 0)
        for earlier, later in itertools.pairwise(complaints)
        if later[0] - earlier[0] <= RECOVERY_WITHIN and stands(later[0])
    ]
    return [_gravest(reasons) for reasons in (marks, failures, pairs) if reasons]


def _gravest(reasons: Sequence[Reason]) -> Reason:
    """Of the same weight the latest."""
    return min(reversed(reasons), key=lambda one: one.weight)


def returned(moments: Iterable[datetime], start: datetime, end: datetime) -> bool:
    """Whether a client who wrote at these moments came back in [start, end).

        first moment of the period - last moment before it ≥ 60 d

    Source: the project's definition of a returned client.
    """
    known = list(moments)
    first = min((one for one in known if start <= one < end), default=None)
    last = max((one for one in known if one < start), default=None)
    return first is not None and last is not None and first - last >= QUIET
