"""Rows of connected chats."""

from typing import Any

from sqlalchemy import CursorResult, update
from sqlmodel import col, select

from storage.engine import Session
from storage.tables import Chat, Request
from storage.vocabulary import ChatMode, ChatRole


async def find_chat(session: Session, chat_id: int) -> Chat | None:
    """Active or not, by Telegram's id."""
    return await session.scalar(
        select(Chat).where(Chat.chat_id == chat_id),
        execution_options={"populate_existing": True},
    )


async def move_chat_rows(session: Session, old_chat_id: int, new_chat_id: int) -> None:
    """Rename a chat wherever the record names it.

    Messages stay under the old id: Telegram numbers a supergroup's messages anew.
    """
    chat = await find_chat(session, old_chat_id)
    newer = await find_chat(session, new_chat_id)
    if chat is not None and newer is None:
        chat.chat_id = new_chat_id
    elif chat is not None and newer is not None:
        chat.active = False
    await session.flush()
    await session.execute(
        update(Request).where(col(Request.chat_id) == old_chat_id).values(chat_id=new_chat_id)
    )


async def set_mode(session: Session, chat: Chat, mode: ChatMode) -> None:
    chat.mode = mode
    await session.flush()


async def disconnect_other_desks(session: Session, brand_id: int, desk_chat_id: int) -> bool:
    """Whether there was another."""
    done: CursorResult[Any] = await session.execute(
        update(Chat)
        .where(
            col(Chat.brand_id) == brand_id,
            col(Chat.role) == ChatRole.DESK,
            col(Chat.chat_id) != desk_chat_id,
            col(Chat.active),
        )
        .values(active=False)
    )  # type: ignore[assignment]  # an UPDATE gives a CursorResult
    return done.rowcount > 0


async def set_linked_channel(session: Session, chat_id: int, linked_id: int) -> None:
    await session.execute(
        update(Chat).where(col(Chat.chat_id) == chat_id).values(linked_id=linked_id)
    )
