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

    what: str  # queue, mine, late, find
    offset: Annotated[int, Field(ge=0, lt=2**31)]


class OnConnect(CallbackData, prefix="c"):
    role: str


class OnSetting(CallbackData, prefix="s"):
    key: str  # "" is the list of settings
    value: str = ""  # "" asks for one


class OnStaff(CallbackData, prefix="m"):
    verb: str  # remove, sure, list
    member_id: RowId = 0


class OnLog(CallbackData, prefix="l"):
    """Corrects what was logged by hand."""

    request_id: RowId
    field: str  # source, kind, time
    value: str = ""
    message: RowId = 0  # the logged message that it is about


class OnAnswer(CallbackData, prefix="a"):
    """Was this the answer to…? 0 is nobody's."""

    request_id: RowId
