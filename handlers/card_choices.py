"""What a card's menu offers, read from the record when the card is shown."""

from collections.abc import Awaitable, Callable, Sequence

from bot.undoing import last_answer
from handlers import closing, hand_offs, templates
from handlers.teamwork import colleagues, doors, messages_to_split, requests_to_merge_into
from handlers.texts import Texts
from handlers.views.card_menus import Choice, page_of
from storage.engine import Session
from storage.media import has_media
from storage.requests import Matter
from storage.templates import templates_of
from storage.vocabulary import Kind, RequestStatus

Choices = Callable[[Session, Texts, Matter], Awaitable[list[Choice]]]


async def choices_of(session: Session, t: Texts, matter: Matter, menu: str) -> Sequence[Choice]:
    """The open menu's choices; none for a menu that is written in the card itself."""
    offered = MENUS.get(page_of(menu)[0])
    return await offered(session, t, matter) if offered else ()


async def _more(session: Session, t: Texts, matter: Matter) -> list[Choice]:
    """The doors to the menus beside the everyday ones."""
    offered = doors(t, matter, len(await messages_to_split(session, t, matter)))
    if await last_answer(session, matter.request) is not None:
        offered.append(Choice(t("It was no answer"), "undo"))
    if await hand_offs.offered(session, t, matter):
        offered.append(Choice(t("Ask a department…"), "menu", "department"))
    if await templates_of(session, matter.request.brand_id):
        offered.append(Choice(t("Canned answer…"), "menu", "template"))
    if matter.request.kind is Kind.COMPLAINT and matter.request.status is RequestStatus.CLOSED:
        offered.append(Choice(t("Cause…"), "menu", "cause"))
        if not matter.request.told:
            offered.append(Choice(t("The client knows"), "told", "yes"))
    offered.append(Choice(t("Whole conversation"), "conversation"))
    if await has_media(session, matter.request.id):
        offered.append(Choice(t("Photos and files"), "media"))
    offered.append(Choice(t("Client"), "client"))
    return offered


MENUS: dict[str, Choices] = {
    "more": _more,
    "cause": closing.causes,
    "ask_first": closing.ask_first,
    "told": closing.told,
    "assign": colleagues,
    "department": hand_offs.offered,
    "template": templates.offered,
    "merge": requests_to_merge_into,
    "split": messages_to_split,
}
