"""The first word to a client: it is on record, and when an answer is promised."""

from datetime import timedelta

from aiogram.utils.formatting import Text

from handlers.texts import Texts
from handlers.views.view import View
from handlers.wording import in_hours
from storage.tables import Brand

MINUTE = timedelta(minutes=1)

LATE = timedelta(minutes=2)
"""How old a message may be when it is confirmed, to be promised the whole time to answer."""


def receipt(t: Texts, brand: Brand, target: timedelta, left: timedelta | None = None) -> View:
    """Only what the request's own clock keeps: with working hours it runs in working time.

    `left` until the deadline is said instead, where we confirm the message late.
    """
    span = _promise(t, (target if left is None else left) // MINUTE)
    if left is not None and left < MINUTE:
        said = t("Thank you, we have your message. We are sorry for the delay: we are on it.")
    elif brand.working_hours and left is None:
        said = t(
            "Thank you, we have your message. A person will answer within {span} of our "
            "working time.",
            span=span,
        )
    else:
        said = t("Thank you, we have your message. A person will answer within {span}.", span=span)
    return View(Text(said))


def _promise(t: Texts, minutes: int) -> str:
    """In words where that reads well, as what follows "within" in each language."""
    hours, rest = divmod(minutes, 60)
    if rest:
        return in_hours(t, minutes)
    return t.plural("{n} hour", "{n} hours", hours)
