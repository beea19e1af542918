"""Pressing an inline button, from the person's side."""

import asyncio
from typing import TYPE_CHECKING

from bot.sandbox.messages import Json, Message
from bot.sandbox.world import Callback, CallbackAnswer, World

if TYPE_CHECKING:
    from asyncio import Future

_FIRST_QUERY_ID = 4_300_000_000_000_000_000


def callback_data(message: Message, label: str) -> str:
    """The data of the button with this text, or else of the first whose text contains it.

    Raises LookupError when there is none, ValueError when it sends no callback.
    """
    rows = message.raw.get("reply_markup", {}).get("inline_keyboard", [])
    buttons: list[Json] = [button for row in rows for button in row]
    exact = [button for button in buttons if button["text"] == label]
    near = [button for button in buttons if label in button["text"]]
    found = exact or near
    if not found:
        raise LookupError(f"no button {label!r} among {[button['text'] for button in buttons]}")
    if "callback_data" not in found[0]:
        raise ValueError(f"{found[0]['text']!r} sends no callback: {found[0]}")
    return str(found[0]["callback_data"])


async def press(
    world: World, user: Json, message: Message, data: str, seconds: float
) -> CallbackAnswer:
    """Send the callback query and wait for its answer. Raises TimeoutError."""
    query_id = str(_FIRST_QUERY_ID + len(world.callbacks))
    answered: Future[CallbackAnswer] = asyncio.get_running_loop().create_future()
    world.callbacks[query_id] = Callback(world.clock(), answered)
    query = {
        "id": query_id,
        "from": user,
        "message": _as_seen(message),
        "chat_instance": str(-message.chat_id),
        "data": data,
    }
    world.updates.push("callback_query", query)
    try:
        async with asyncio.timeout(seconds):
            return await answered
    except TimeoutError:
        raise TimeoutError(f"no answer to {data!r} from {user['first_name']}") from None


def _as_seen(message: Message) -> Json:
    """A deleted message is inaccessible to the bot."""
    if not message.deleted:
        return message.raw
    return {"chat": message.raw["chat"], "message_id": message.id, "date": 0}
