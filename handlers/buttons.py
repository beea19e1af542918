"""What the buttons say back. Telegram allows 64 bytes; rights are checked at every press."""

from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

RowId = Annotated[int, Field(ge=0, lt=2**63)]
"""Anybody may send any callback data: what no database takes as an id is none of ours."""


class OnRequest(CallbackData, prefix="r"):
    """A verb on a request: take, release, close, outcome, snooze, kind, dismiss, reopen…"""

    request_id: RowId
    verb: str
    value: str = ""


class OnPage(CallbackData, prefix="p"):
    """Turns a list's pages."""

    what: str  # queue, mine, late, remarks, find, conversation
    offset: Annotated[int, Field(ge=0, lt=2**31)]


class OnConnect(CallbackData, prefix="c"):
    role: str


class OnConnectTo(CallbackData, prefix="ct"):
    """The same where a lead of several brands must see for which one it is."""

    brand_id: int
    role: str = ""  # "" chooses that brand, and asks again


class OnDeskEnds(CallbackData, prefix="cd"):
    """The desk is to be something else: yes."""

    role: str  # "" leaves it as it is


class OnSetting(CallbackData, prefix="s"):
    key: str  # "" is the list of settings
    value: str = ""  # "" asks for one


class OnStaff(CallbackData, prefix="m"):
    verb: str  # remove, sure, list
    member_id: RowId = 0


class OnLog(CallbackData, prefix="l"):
    """Corrects what was logged by hand."""

    request_id: RowId
    field: str  # source, kind, time, name, else
    value: str = ""
    message: RowId = 0  # the logged message that it is about


class OnRating(CallbackData, prefix="q"):
    """The client's mark."""

    rating_id: RowId
    score: int


class OnGoal(CallbackData, prefix="g"):
    """Drops a goal."""

    goal_id: RowId


class OnReport(CallbackData, prefix="w"):
    """Looks closer at a period of whole local days."""

    what: str  # member, causes, risk, risk1…
    first: Annotated[int, Field(ge=700_000, lt=1_000_000)]  # the day's number in the calendar
    days: Annotated[int, Field(ge=1, le=2000)]


class OnReview(CallbackData, prefix="v"):
    """Points of one criterion, or the next answer."""

    message_row: RowId
    criterion: str
    points: int


class OnFile(CallbackData, prefix="f"):
    """A picture of a period of whole local days."""

    period: str  # "2026-11-02..2026-11-08"
    dark: bool


class OnHandOff(CallbackData, prefix="h"):
    """A department says that it is done."""

    hand_off_id: RowId


class OnDepartment(CallbackData, prefix="d"):
    """Removes a department."""

    department_id: RowId


class OnApiKey(CallbackData, prefix="k"):
    """Revokes a key of the HTTP inbox."""

    key_id: RowId


class OnClient(CallbackData, prefix="o"):
    """What the team decides about a client: tier, silence, notes, link, unlink."""

    client_id: RowId
    verb: str
    value: str = ""


class OnBrand(CallbackData, prefix="b"):
    """Chooses the brand for which somebody works in private."""

    brand_id: RowId


class OnForm(CallbackData, prefix="lf"):
    """The source of a request that is logged by the form."""

    source: str


class OnTemplate(CallbackData, prefix="t"):
    """Removes a canned answer."""

    template_id: RowId


class OnAnswer(CallbackData, prefix="a"):
    """Was this the answer to…? 0 is nobody's."""

    request_id: RowId


class OnCandidates(CallbackData, prefix="ac"):
    """The same question: shows more of the clients who wait."""

    offset: int


class OnAutomatic(CallbackData, prefix="aa"):
    """The same question: it was a greeting or an away text, which goes out by itself."""
