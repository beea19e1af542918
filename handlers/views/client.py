"""A client's profile: who they are under all their names, and what became of their requests."""

from aiogram.types import InlineKeyboardButton
from aiogram.utils.formatting import BlockQuote, Bold, Text

from bot.clients import Profile
from bot.cutting import PIECE, pieces
from handlers.buttons import OnClient, OnRequest
from handlers.texts import Texts
from handlers.views.names import handle_beside, kind_icon, source_name
from handlers.views.view import View, button, lines
from handlers.wording import clip, day, utf16_length
from storage.tables import Brand, Client
from storage.vocabulary import RequestStatus, Tier

NOTE = 900
"""UTF-16 units of notes in a profile; longer ones are read with a button."""


def profile_view(t: Texts, brand: Brand, profile: Profile) -> View:
    chief = profile.chief
    star = "⭐ " if chief.tier is Tier.FRIEND else ""
    since = day(t, profile.first_seen_at, brand.timezone, year=True)
    return View(
        lines(
            Text("👤 ", star, Bold(clip(chief.name, 64))),
            *[_name_line(t, one) for one in profile.names],
            t("Known since {day}", day=since),
            _fates(t, profile),
            *[
                f"{kind_icon(one.kind)} #{one.number} {clip(one.preview, 60)}"
                for one in profile.latest
            ],
            t("🔕 Asked not to be messaged: nothing is sent to them.")
            if chief.do_not_message
            else None,
            BlockQuote(clip(chief.note, NOTE)) if chief.note else None,
        ),
        [
            [_tier_button(t, chief), button(t("Note"), OnClient(client_id=chief.id, verb="note"))],
            *(
                [[button(t("All notes"), OnClient(client_id=chief.id, verb="notes"))]]
                if utf16_length(chief.note) > NOTE
                else []
            ),
            [_message_button(t, chief)],
            [
                button(t("Same person as…"), OnClient(client_id=chief.id, verb="link")),
                *(
                    [button(t("Unlink"), OnClient(client_id=chief.id, verb="unlink"))]
                    if len(profile.names) > 1
                    else []
                ),
            ],
            [
                button(f"#{one.number}", OnRequest(request_id=one.id, verb="show"))
                for one in profile.latest
            ],
        ],
    )


def notes_views(t: Texts, chief: Client) -> list[View]:
    """All that was noted, in as many messages as it takes."""
    head = Bold(t("All notes about {name}", name=clip(chief.name, 40)))
    said = pieces(chief.note, PIECE)
    return [View(lines(head, BlockQuote(piece) if piece else None)) for piece in said]


def _name_line(t: Texts, client: Client) -> str:
    parts = (source_name(t, client.source), clip(client.name, 40), handle_beside(client))
    return "• " + " · ".join(part for part in parts if part)


def _fates(t: Texts, profile: Profile) -> str:
    names = {
        RequestStatus.OPEN: t("open"),
        RequestStatus.ANSWERED: t("answered"),
        RequestStatus.CLOSED: t("closed"),
        RequestStatus.DISMISSED: t("set aside"),
    }
    total = sum(profile.fates.values())
    told = [f"{names[one]}: {profile.fates[one]}" for one in names if profile.fates.get(one)]
    return t.plural("{n} request", "{n} requests", total) + (
        f" ({', '.join(told)})" if told else ""
    )


def _tier_button(t: Texts, client: Client) -> InlineKeyboardButton:
    friend = client.tier is Tier.FRIEND
    text = t("Regular client") if friend else t("⭐ Best friend")
    value = Tier.REGULAR if friend else Tier.FRIEND
    return button(text, OnClient(client_id=client.id, verb="tier", value=value.value))


def _message_button(t: Texts, client: Client) -> InlineKeyboardButton:
    text = t("May be messaged") if client.do_not_message else t("🔕 Do not message")
    value = "off" if client.do_not_message else "on"
    return button(text, OnClient(client_id=client.id, verb="silence", value=value))


def clients_found(t: Texts, clients: list[Client]) -> View:
    return View(
        Text(t("Which one?")),
        [
            [
                button(
                    f"{clip(one.name, 30)} · {source_name(t, one.source)}",
                    OnClient(client_id=one.id, verb="show"),
                )
            ]
            for one in clients
        ],
    )
