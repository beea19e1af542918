"""Which messages of a chat reach the bot at all."""

from bot.sandbox.chats import Chat
from bot.sandbox.messages import CONTENT, Json, Message
from bot.sandbox.text import utf16_slice


def bot_hears(bot: Json, chat: Chat, message: Message, *, privacy: bool) -> bool:
    """In a group under privacy mode only what addresses the bot, and service messages."""
    if not chat.has(bot["id"]):
        return False
    if not chat.is_group or not privacy or chat.is_admin(bot["id"]):
        return True
    return _is_service(message.raw) or _addresses(bot, message.raw)


def _is_service(raw: Json) -> bool:
    return not any(name in raw for name in CONTENT)


def _addresses(bot: Json, raw: Json) -> bool:
    replied = raw.get("reply_to_message")
    if replied and replied.get("from", {}).get("id") == bot["id"]:
        return True
    name = f"@{bot['username']}".lower()
    text = raw.get("text") or raw.get("caption") or ""
    for entity in raw.get("entities") or raw.get("caption_entities") or []:
        marked = utf16_slice(text, entity["offset"], entity["length"]).lower()
        command, at, addressee = marked.partition("@")
        if entity["type"] == "bot_command" and (not at or f"@{addressee}" == name):
            return bool(command)
        if entity["type"] == "mention" and marked == name:
            return True
    return False
