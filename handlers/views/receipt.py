"""The first word to a client: it is on record, and when an answer is promised."""

from datetime import timedelta

from aiogram.utils.formatting import Text

from handlers.texts import Texts
from handlers.views.view import View
from handlers.wording import duration
from storage.tables import Brand


def receipt(t: Texts, brand: Brand) -> View:
    """Only what we can keep: with working hours the promise is in working time."""
    promise = timedelta(minutes=brand.sla_minutes)
    span = duration(t, promise) if promise != timedelta(hours=24) else t("24 hours")
    if brand.working_hours:
        said = t(
            "Thank you, we have your message. A person will answer within {span} of our working time.",
            span=span,
        )
    else:
        said = t("Thank you, we have your message. A person will answer within {span}.", span=span)
    return View(Text(said))
