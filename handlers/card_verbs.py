"""What every button of a card shares: a verb's shape, and the choices that open on the card."""

from collections.abc import Awaitable, Callable

from aiogram.types import CallbackQuery

from bot.notices import URGENT
from handlers.scene import Scene
from storage.notices import notice_of_message, notice_row, post_or_touch, show_anew
from storage.tables import Member, Request
from storage.vocabulary import NoticeKind

Verb = Callable[[CallbackQuery, Scene, Request, Member, str], Awaitable[str]]
"""Does what a button says for an authorised member; returns the words of the toast.

Raises ValueError for a value that no button of ours carries.
"""


def row_id(value: str) -> int:
    """A row's id that a button carries. Raises ValueError: anybody may send anything."""
    number = int(value)
    if not 0 <= number < 2**63:
        raise ValueError(value)
    return number


async def open_menu(
    query: CallbackQuery, scene: Scene, _request: Request, _member: Member, value: str
) -> str:
    """Open a choice on the card that was pressed, and only on that one."""
    if query.message is not None:
        session = await scene.session()
        pressed = await notice_of_message(session, query.message.chat.id, query.message.message_id)
        if pressed is not None and pressed.kind is NoticeKind.CARD:
            await show_anew(session, pressed, {"menu": value}, scene.now)
    return ""


async def show_list_anew(query: CallbackQuery, scene: Scene) -> None:
    """The list whose button was pressed, without what no longer belongs there."""
    if query.message is None:
        return
    session = await scene.session()
    pressed = await notice_of_message(session, query.message.chat.id, query.message.message_id)
    if pressed is not None and pressed.kind is NoticeKind.LIST:
        await show_anew(session, pressed, {}, scene.now)


async def show_card_here(scene: Scene, chat_id: int, request: Request) -> None:
    """Post another live card of the request, here."""
    await post_or_touch(
        await scene.session(),
        [
            notice_row(
                NoticeKind.CARD,
                chat_id,
                f"card:{request.id}:{chat_id}:{scene.update_id}:{scene.now:%Y-%m-%d}",
                scene.now,
                brand_id=request.brand_id,
                request_id=request.id,
                payload=scene.topic_in(chat_id),
                priority=URGENT,
            )
        ],
    )
