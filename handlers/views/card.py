"""A request's card: what it is, who waits, what was said, how the clock stands, what to do."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from aiogram.utils.formatting import BlockQuote, Bold, Text, TextLink

from bot.answers import is_carried
from bot.delivery import STILL_TRIED
from bot.exchange import exchange_of
from bot.hints import hints
from handlers.texts import Texts
from handlers.views.card_menus import Choice, card_buttons
from handlers.views.clock import lasting_clock_line
from handlers.views.hand_off import hand_off_line
from handlers.views.names import (
    door_name,
    handle_beside,
    hint_name,
    kind_icon,
    kind_name,
    outcome_name,
    source_name,
)
from handlers.views.quote import albums_joined, with_medium
from handlers.views.view import View, lines
from handlers.wording import clip, moment_dated
from storage.requests import Matter
from storage.tables import Brand, Department, HandOff, Message, Rating, Revision
from storage.vocabulary import ChatRole, Direction, RatingKind, RequestStatus, Source, Tier

QUOTE = 900
"""UTF-16 units of words on a card; the whole conversation is under More…"""

BEFORE = 160
"""UTF-16 units of the words before an edit."""

SHOWN = 5
"""Newest messages quoted on a card."""


@dataclass(frozen=True, slots=True)
class CardFacts:
    matter: Matter
    messages: Sequence[Message]
    revised: Mapping[int, Sequence[Revision]]  # message row -> its edits, oldest first
    menu: str = ""  # which choice is open: handlers/views/card_menus.py
    choices: Sequence[Choice] = ()  # what it offers, where that is read from the record
    asked: Sequence[tuple[HandOff, Department]] = ()
    ratings: Sequence[Rating] = ()
    unseen: int = 0  # photos and files of the client that this chat was not shown
    repeated: int = 0  # other clients who lately got the words of the last answer
    earlier: int = 0  # messages older than those above
    runs_on: bool = False  # the clock, for the last answer did not reach the client
    uncorrected: Collection[int] = ()  # message rows of answers whose correction was refused
    untold: Sequence[str] = ()  # of several clients, those whom the last answer did not reach


def card(t: Texts, brand: Brand, facts: CardFacts, now: datetime) -> View:
    matter = facts.matter
    request = matter.request
    return View(
        lines(
            Text(
                kind_icon(request.kind),
                " ",
                Bold(f"#{request.number}"),
                f" · {kind_name(t, request.kind)} · {_door(t, matter)}",
            ),
            client_line(t, matter),
            _post(matter),
            *_quotes(t, brand, facts, now),
            t("📎 {n} more: More… › Photos and files", n=facts.unseen) if facts.unseen else None,
            lasting_clock_line(t, brand, matter, now),
            *_hints(t, facts),
            _people(t, matter),
            *[hand_off_line(t, brand, one, department, now) for one, department in facts.asked],
            *[_rating(one) for one in facts.ratings if one.score is not None],
            _ending(t, facts),
            advice(t, matter),
        ),
        card_buttons(t, matter, facts.menu, facts.choices),
    )


def _door(t: Texts, matter: Matter) -> str:
    source = matter.request.own_source or source_name(t, matter.request.source)
    request = matter.request
    to_channel = request.chat_role is ChatRole.DIRECT and request.thread_id is not None
    door = t("message to the channel") if to_channel else door_name(t, request.chat_role)
    return f"{source}, {door}" if door else source


def _post(matter: Matter) -> Text | None:
    """The channel post that a comment stands under."""
    post = matter.post
    if post is None:
        return None
    title = clip(post.preview.partition("\n")[0] or post.link, 60)
    return Text("📣 ", TextLink(title, url=post.link) if post.link else title)


def client_line(t: Texts, matter: Matter) -> Text:
    client = matter.client
    before = matter.before
    known = (
        t.plural("{n} request before", "{n} requests before", before)
        if before > 0
        else t("first request")
    )
    handle = f" ({beside})" if (beside := handle_beside(client)) else ""
    star = "⭐ " if client.tier is Tier.FRIEND else ""
    mute = " · 🔕" if client.do_not_message else ""
    return Text("👤 ", star, Bold(clip(client.name, 64)), f"{handle} · {known}{mute}")


def _quotes(t: Texts, brand: Brand, facts: CardFacts, now: datetime) -> list[object]:
    """The newest messages, an album as one, each clipped so that the card stays a card."""
    shown = albums_joined(facts.messages)[-SHOWN:]
    left_out = facts.earlier + len(facts.messages) - sum(count for _message, count in shown)
    parts: list[object] = []
    if left_out > 0:
        parts.append(t.plural("… {n} earlier message", "… {n} earlier messages", left_out))
    for message, count in shown:
        edits = facts.revised.get(message.id, ())
        words = edits[-1].text if edits else message.text
        body = clip(words, QUOTE // len(shown)) if words else ""
        body = with_medium(t, message.content, body, count)
        if edits:
            body = f"{body}\n{_before(t, brand, message, edits, now)}"
        if message.id in facts.uncorrected:
            body = f"{body}\n" + t("⛔ the client keeps the earlier words")
        if message.deleted_at is not None:
            at = moment_dated(t, message.deleted_at, now, brand.timezone)
            body = f"{body} 🗑 " + t("deleted {at}", at=at)
        if message.direction is Direction.OUT:
            parts.append(Text("↩️ ", Bold(clip(message.author, 40)), ": ", body))
        else:
            parts.append(BlockQuote(body))
    return parts


def _before(
    t: Texts, brand: Brand, message: Message, edits: Sequence[Revision], now: datetime
) -> str:
    """What an edit replaced: /why tells of all of them."""
    at = moment_dated(t, edits[-1].edited_at, now, brand.timezone)
    words = edits[-2].text if len(edits) > 1 else message.text
    if not words:
        return t("✏️ edited {at}", at=at)
    return t("✏️ {at}, before: {words}", at=at, words=clip(words, BEFORE))


def _hints(t: Texts, facts: CardFacts) -> list[str]:
    """What a second look at the last answer might find missing, while it can still be mended."""
    matter = facts.matter
    last = exchange_of(facts.messages, matter.wait)
    if last is None or matter.request.status in {RequestStatus.CLOSED, RequestStatus.DISMISSED}:
        return []

    def words(messages: Sequence[Message]) -> str:
        return "\n".join(_as_it_reads(facts, one) for one in messages)

    found = hints(
        words(last.answer),
        matter.request.kind,
        words(last.asked),
        facts.repeated,
        client=matter.client.name,
        author=last.answer[0].author,
        first=last.first,
    )
    return [t("💡 a hint: {hint}", hint=hint_name(t, one)) for one in found[:2]]


def _as_it_reads(facts: CardFacts, message: Message) -> str:
    edits = facts.revised.get(message.id)
    return edits[-1].text if edits else message.text


def _people(t: Texts, matter: Matter) -> str | None:
    if matter.assignee is None:
        return None
    return t("🙋 with {name}", name=clip(matter.assignee.name, 40))


def _ending(t: Texts, facts: CardFacts) -> Text | None:
    request = facts.matter.request
    parts: list[object] = []
    if request.status is RequestStatus.CLOSED and request.outcome and request.awaited:
        parts.append(t("☑️ closed: {outcome}", outcome=outcome_name(t, request.outcome)))
    if request.cause:
        parts.append(t("🔎 cause: {cause}", cause=clip(request.cause, 40)))
    if request.told is not None:
        parts.append(t("📣 the client knows") if request.told else t("📣 still to be told"))
    if request.note:
        parts.append(t("📝 {note}", note=clip(request.note, 300)))
    if request.undeliverable or facts.untold:
        parts.append(_unreached(t, facts))
    return lines(*parts) if parts else None


def _unreached(t: Texts, facts: CardFacts) -> str:
    if facts.matter.request.undeliverable.startswith(STILL_TRIED):
        return _not_yet(t, facts)
    if facts.untold:
        names = clip(", ".join(facts.untold), 120)
        if facts.runs_on:
            return t("⛔ the last answer did not reach {names}: the clock runs on", names=names)
        return t("⛔ the last answer did not reach {names}", names=names)
    if facts.runs_on:
        return t("⛔ the last answer did not reach the client: the clock runs on")
    return t("⛔ the last answer did not reach the client")


def _not_yet(t: Texts, facts: CardFacts) -> str:
    names = clip(", ".join(facts.untold) or facts.matter.client.name, 120)
    if facts.runs_on:
        return t("⏳ the last answer has not reached {names} yet: the clock runs on", names=names)
    return t("⏳ the last answer has not reached {names} yet", names=names)


def _rating(rating: Rating) -> str:
    most = 10 if rating.kind is RatingKind.RECOMMEND else 5
    words = f" · {clip(rating.words, 200)}" if rating.words else ""
    return f"⭐ {rating.score}/{most}{words}"


def advice(t: Texts, matter: Matter) -> str | None:
    """Where a reply to this message goes."""
    request = matter.request
    if request.status is not RequestStatus.OPEN:
        return None
    if not is_carried(request):
        if request.source is Source.OTHER and not request.own_source:
            return t("Answer where the client wrote, then reply here with what you said.")
        source = request.own_source or source_name(t, request.source)
        return t("Answer via {source}, then reply here with what you said.", source=source)
    return t("Reply to this message: your answer goes to the client.")
