"""What the bot understood of a request logged by hand, with buttons to put it right."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiogram.types import InlineKeyboardButton
from aiogram.utils.formatting import BlockQuote, Bold, Text

from bot.corrections import is_name_typed, is_source_typed, is_time_typed
from bot.typed import is_bare_name
from handlers.buttons import OnLog
from handlers.texts import Texts
from handlers.views.clock import clock_line
from handlers.views.log_form import offered_sources
from handlers.views.names import handle_beside, kind_icon, kind_name, source_name
from handlers.views.quote import albums_joined, with_medium
from handlers.views.view import View, button, lines
from handlers.wording import clip, duration, moment_near
from storage.requests import Matter
from storage.tables import Brand, Client, Message, Request
from storage.vocabulary import Kind

EARLIER = (1, 3, 12, 24)  # hours ago

QUOTED = 5
"""Messages quoted of those told at once: it is to fit a phone's screen."""


@dataclass(frozen=True, slots=True)
class Told:
    """The message that was logged, and what the team said last, where that was after the client.

    `at_once` is all of the client's that was told together, that message among it.
    """

    message: Message | None
    at_once: Sequence[Message] = ()
    answer: Message | None = None
    is_added: bool = False  # to a request that was there
    own: Request | None = None  # to which it was written, where it goes on in another


def logged_view(
    t: Texts, brand: Brand, matter: Matter, told: Told, now: datetime, menu: str = ""
) -> View:
    request, newest = matter.request, told.message
    own = told.own or request
    sent_at = newest.sent_at if newest else request.started_at
    wrote = moment_near(t, sent_at, now, brand.timezone)
    return View(
        lines(
            _head(t, brand, matter, told, now),
            f"{own.own_source or source_name(t, own.source)} · {kind_icon(request.kind)} "
            f"{kind_name(t, request.kind)}",
            Text("👤 ", Bold(clip(called(matter.client), 64))),
            t("🕒 wrote {when}", when=wrote),
            *_quote(t, matter, told),
            _answered(t, brand, told, now),
            clock_line(t, brand, matter, now),
        ),
        _menu(t, brand, matter, told, menu),
    )


def _quote(t: Texts, matter: Matter, told: Told) -> Iterator[str | Text]:
    """All of one message, or how many there are and how each of them begins."""
    if told.message is None:
        yield BlockQuote(clip(matter.request.preview, 300))
        return
    said = albums_joined(told.at_once or [told.message])
    if len(said) == 1:
        [(only, count)] = said
        yield BlockQuote(with_medium(t, only.content, clip(only.text, 300), count))
        return
    yield t.plural("✉️ {n} message", "✉️ {n} messages", len(told.at_once))
    shown = [
        with_medium(t, one.content, clip(" ".join(one.text.split()), 60), count)
        for one, count in said[:QUOTED]
    ]
    if more := sum(count for _, count in said[QUOTED:]):
        shown.append(t.plural("… and {n} more", "… and {n} more", more))
    yield BlockQuote("\n".join(shown))


def called(client: Client) -> str:
    """The name, and the handle beside it where the name is another."""
    handle = handle_beside(client)
    return f"{client.name} ({handle})" if handle else client.name


def _is_guess(matter: Matter, told: Told) -> bool:
    """Whether it was added to a request for the sake of a name alone."""
    return told.is_added and is_bare_name(matter.client.external_id)


def _head(t: Texts, brand: Brand, matter: Matter, told: Told, now: datetime) -> Text:
    number = matter.request.number
    if not _is_guess(matter, told):
        return Text("📥 ", Bold(t("On record as #{number}", number=number)))
    since = moment_near(t, matter.request.started_at, now, brand.timezone)
    name = clip(matter.client.name, 40)
    said = t(
        "Added to #{number} of {name}, open since {when}", number=number, name=name, when=since
    )
    return Text("📎 ", Bold(said))


def _answered(t: Texts, brand: Brand, told: Told, now: datetime) -> str | None:
    if told.answer is None:
        return None
    when = moment_near(t, told.answer.sent_at, now, brand.timezone)
    return t("💬 answered elsewhere: {name}, {when}", name=clip(told.answer.author, 40), when=when)


def _menu(
    t: Texts, brand: Brand, matter: Matter, told: Told, menu: str
) -> list[list[InlineKeyboardButton]]:
    request, logged = matter.request, told.message
    row = logged.id if logged else 0

    def on(text: str, field: str, value: str = "") -> InlineKeyboardButton:
        return button(text, OnLog(request_id=request.id, field=field, value=value, message=row))

    back = [on(t("‹ Back"), "back", "1")]
    match menu:
        case "source":
            sources = [on(name, "source", value) for name, value in offered_sources(t, brand)]
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
    own = told.own or request
    first = [on(t("Source"), "source")] if is_source_typed(own) else []
    first.append(on(t("Kind"), "kind"))
    if logged is not None and is_time_typed(own, logged):
        first.append(on(t("Time"), "time"))
    if is_name_typed(matter.client):
        first.append(on(t("Who"), "name", "?"))
    return [first, [on(t("Somebody else"), "else", "1")]] if _is_guess(matter, told) else [first]
