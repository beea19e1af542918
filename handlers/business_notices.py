"""Warns the desk that a business chat can soon be answered no more."""

from datetime import UTC, datetime

from aiogram.utils.formatting import BlockQuote, Bold, Text

from bot.business import WINDOW, heard_at
from handlers.texts import Texts
from handlers.views.names import awaited
from handlers.views.view import View, lines
from handlers.wording import clip, moment_near
from storage.business import get_connection
from storage.engine import Session
from storage.merging import standing_request
from storage.messages import awaited_words
from storage.requests import get_matter, open_wait
from storage.tables import Brand, Notice


async def window_view(
    session: Session, t: Texts, brand: Brand, notice: Notice, now: datetime
) -> View | None:
    """None once the client has had an answer or wrote again, and where we may not answer."""
    matter = await get_matter(session, notice.request_id or 0)  # the client's own
    standing = await standing_request(session, notice.request_id or 0)
    wait = await open_wait(session, standing.id) if standing is not None else None
    if matter is None or standing is None or wait is None:
        return None
    heard = await heard_at(session, matter.request)
    row = await get_connection(session, matter.request.business_id or 0)
    if row is None or not (row.enabled and row.can_reply):
        return None
    if int(heard.timestamp()) != notice.payload["heard"]:
        return None
    until = moment_near(t, (heard + WINDOW).astimezone(UTC), now, brand.timezone)
    asked = await awaited_words(session, wait, written_to=matter.request.id)
    number = standing.number
    owner = clip(row.name, 40)
    head = t("⏳ #{number}: I can answer only until {until}", number=number, until=until)
    return View(
        lines(
            Bold(head),
            Text("👤 ", clip(matter.client.name, 64)),
            BlockQuote(clip(awaited(t, matter.request, asked), 300)),
            t("Reply to the card now; later only {name} can, in the app.", name=owner),
        )
    )
