"""Whether the bot may see a chat or write to it, and Telegram's words when it may not."""

from bot.sandbox.chats import Chat
from bot.sandbox.errors import bad_request, forbidden, upgraded
from bot.sandbox.messages import Json, Message
from bot.sandbox.world import World

_NAMES = {
    "group": "group chat",
    "supergroup": "supergroup chat",
    "channel": "channel chat",
}


def chat_of(world: World, params: Json, field: str = "chat_id") -> Chat:
    """The chat that a call names and the bot is in. Raises ApiError."""
    chat = _named(world, params.get(field))
    if chat.upgraded_to is not None:
        raise upgraded(chat.upgraded_to)
    status = chat.status(world.bot_id)
    if chat.type == "private":
        if chat.id == world.bot_id:
            raise forbidden("bots can't send messages to bots")
        return chat
    if status is None:
        raise bad_request("chat not found")
    if status == "kicked":
        raise forbidden(f"bot was kicked from the {_NAMES[chat.type]}")
    if status == "left":
        raise forbidden(f"bot is not a member of the {_NAMES[chat.type]}")
    return chat


def chat_to_write(world: World, params: Json) -> Chat:
    """The same for sending: a private chat must be open, a channel the bot's to post in."""
    chat = chat_of(world, params)
    if chat.type == "private":
        if chat.id in world.deactivated:
            raise forbidden("user is deactivated")
        status = chat.status(world.bot_id)
        if status is None:
            raise forbidden("bot can't initiate conversation with a user")
        if status == "kicked":
            raise forbidden("bot was blocked by the user")
    if chat.status(world.bot_id) == "restricted":
        raise bad_request("not enough rights to send text messages to the chat")
    if chat.type == "channel" and not chat.is_admin(world.bot_id):
        raise bad_request("need administrator rights in the channel chat")
    return chat


def message_of(chat: Chat, params: Json, purpose: str, field: str = "message_id") -> Message:
    """The message a call names, or ApiError "message to <purpose> not found"."""
    message = chat.find(params.get(field))
    if message is None:
        raise bad_request(f"message to {purpose} not found")
    return message


def _named(world: World, chat_id: object) -> Chat:
    if chat_id in {None, ""}:
        raise bad_request("chat_id is empty")
    if isinstance(chat_id, int):
        chat = world.chats.get(chat_id)
    else:
        public = {
            f"@{one.profile['username']}": one
            for one in world.chats.values()
            if one.type != "private" and "username" in one.profile
        }
        chat = public.get(str(chat_id))
    if chat is None:
        raise bad_request("chat not found")
    return chat
