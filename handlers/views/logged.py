"""What the bot understood of a request logged by hand, with buttons to put it right."""

from datetime import datetime, timedelta

from aiogram.types import InlineKeyboardButton
from aiogram.utils.formatting import BlockQuote, Bold, Text

from bot.corrections import is_time_typed
from handlers.buttons import OnLog
from handlers.texts import Texts
from handlers.views.clock import clock_line
from handlers.views.names import content_name, kind_icon, kind_name, source_name
from handlers.views.view import View, button, lines
from handlers.wording import clip, duration, moment_near
from storage.requests import Matter
from storage.tables import Brand, Message
from storage.vocabulary import Kind, Source

EARLIER = (1, 3, 12, 24)  # hours ago


def logged_view(
    t: Texts,
    brand: Brand,
    matter: Matter,
    newest: Message | None,
    now: datetime,
    menu: str = "",
) -> View:
    """`newest` is the message that was logged: the client may have had a request before it."""
    request = matter.request
    words = newest.text or content_name(t, newest.content) if newest else request.preview
    sent_at = newest.sent_at if newest else request.started_at
    wrote = moment_near(t, sent_at, now, brand.timezone)
    return View(
        lines(
            Text("📥 ", Bold(t("On record as #{number}", number=request.number))),
            f"{request.own_source or source_name(t, request.source)} · {kind_icon(request.kind)} "
            f"{kind_name(t, request.kind)}",
            Text("👤 ", Bold(clip(matter.client.name, 64))),
            t("🕒 wrote {when}", when=wrote),
            BlockQuote(clip(words, 300)),
            clock_line(t, brand, matter, now),
        ),
        _menu(t, matter, newest, menu),
    )


def _menu(
    t: Texts, matter: Matter, logged: Message | None, menu: str
) -> list[list[InlineKeyboardButton]]:
    request, row = matter.request, logged.id if logged else 0

    def on(text: str, field: str, value: str = "") -> InlineKeyboardButton:
        return button(text, OnLog(request_id=request.id, field=field, value=value, message=row))

    back = [on(t("‹ Back"), "back", "1")]
    match menu:
        case "source":
            sources = [on(source_name(t, one), "source", one.value) for one in Source]
            return [*[sources[i : i + 3] for i in range(0, len(sources), 3)], back]
        case "kind":
            kinds = [on(f"{kind_icon(k)} {kind_name(t, k)}", "kind", k.value) for k in Kind]
            return [kinds[:2], kinds[2:4], kinds[4:] + back]
        case "time":
            hours = [
                on(t("{span} ago", span=duration(t, timedelta(hours=h))), "time", str(h))
                for h in EARLIER
            ]
            return [hours[:2], hours[2:], [on(t("Type the time"), "time", "?")], back]
    first = [on(t("Source"), "source"), on(t("Kind"), "kind")]
    if logged is not None and is_time_typed(request, logged):
        first.append(on(t("Time"), "time"))
    return [first]
