"""What the buttons say back. Telegram allows 64 bytes; rights are checked at every press."""

from aiogram.filters.callback_data import CallbackData


class OnRequest(CallbackData, prefix="r"):
    """A verb on a request: take, release, close, outcome, snooze, kind, dismiss, reopen…"""

    request_id: int
    verb: str
    value: str = ""


class OnPage(CallbackData, prefix="p"):
    """Turns a list's pages."""

    what: str  # queue, mine, late, find
    offset: int


class OnConnect(CallbackData, prefix="c"):
    role: str


class OnSetting(CallbackData, prefix="s"):
    key: str  # "" is the list of settings
    value: str = ""  # "" asks for one


class OnStaff(CallbackData, prefix="m"):
    verb: str  # remove, sure, list
    member_id: int = 0


class OnLog(CallbackData, prefix="l"):
    """Corrects what was logged by hand."""

    request_id: int
    field: str  # source, kind, time
    value: str = ""


class OnAnswer(CallbackData, prefix="a"):
    """Was this the answer to…? 0 is nobody's."""

    request_id: int
