from datetime import timedelta

from bot.sandbox.access import chat_of, chat_to_write, message_of
from bot.sandbox.chats import Chat
from bot.sandbox.errors import bad_request
from bot.sandbox.keyboards import checked_inline
from bot.sandbox.messages import Json, Message
from bot.sandbox.text import formatted_caption, formatted_text
from bot.sandbox.world import World

_DELETABLE_FOR = timedelta(hours=48)
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are "
    "exactly the same as a current content and reply markup of the message"
)
_REACTIONS = frozenset({
    "👍", "👎", "❤", "🔥", "🥰", "👏", "😁", "🤔", "🤯", "😱", "🤬", "😢", "🎉", "🤩", "🤮",
    "💩", "🙏", "👌", "🕊", "🤡", "🥱", "🥴", "😍", "🐳", "\u2764\u200d\U0001f525", "🌚",
    "🌭", "💯", "🤣", "⚡", "🍌", "🏆", "💔", "🤨", "😐", "🍓", "🍾", "💋", "🖕", "😈", "😴",
    "😭", "🤓", "👻", "\U0001f468\u200d\U0001f4bb", "👀", "🎃", "🙈", "😇", "😨", "🤝",
    "✍", "🤗", "🫡", "🎅", "🎄", "☃", "💅", "🤪", "🗿", "🆒", "💘", "🙉", "🦄", "😘", "💊",
    "🙊", "😎", "👾", "\U0001f937\u200d\u2642", "🤷", "\U0001f937\u200d\u2640", "😡",
})  # fmt: skip


def edit_message_text(world: World, params: Json) -> Json:
    content = formatted_text(params)
    if params.get("link_preview_options"):
        content["link_preview_options"] = params["link_preview_options"]
    message = _own(world, params)
    if "text" not in message.raw:
        raise bad_request("there is no text in the message to edit")
    return _edited(world, message, content, checked_inline(params.get("reply_markup")))


def edit_message_caption(world: World, params: Json) -> Json:
    caption = formatted_caption(params)
    message = _own(world, params)
    if "text" in message.raw:
        raise bad_request("there is no caption in the message to edit")
    parts = ("caption", "caption_entities", "show_caption_above_media")
    if all(caption.get(part) == message.raw.get(part) for part in parts):
        raise bad_request(_NOT_MODIFIED)
    bare = {name: one for name, one in message.content.items() if "caption" not in name}
    message.change({**bare, **caption}, world.timestamp())
    return message.raw


def edit_message_reply_markup(world: World, params: Json) -> Json:
    message = _own(world, params)
    markup = checked_inline(params.get("reply_markup"))
    if markup == message.raw.get("reply_markup"):
        raise bad_request(_NOT_MODIFIED)
    message.show_buttons(markup)
    return message.raw


def delete_message(world: World, params: Json) -> bool:
    chat = chat_of(world, params)
    message = message_of(chat, params, "delete")
    if not _may_delete(world, chat, message):
        raise bad_request("message can't be deleted for everyone")
    message.deleted = True
    del chat.messages[message.id]
    return True


def set_message_reaction(world: World, params: Json) -> bool:
    chat = chat_to_write(world, params)
    message = message_of(chat, params, "react")
    wanted = params.get("reaction") or []
    if len(wanted) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    emoji = [str(one.get("emoji")) for one in wanted]
    if not all(one.removesuffix("\ufe0f") in _REACTIONS for one in emoji):
        raise bad_request("REACTION_INVALID")
    message.reactions[world.bot_id] = emoji
    return True


def pin_chat_message(world: World, params: Json) -> bool:
    chat = chat_to_write(world, params)
    if chat.is_group and not chat.is_admin(world.bot_id):
        raise bad_request("not enough rights to manage pinned messages in the chat")
    chat.pinned_id = message_of(chat, params, "pin").id
    return True


def unpin_chat_message(world: World, params: Json) -> bool:
    chat = chat_to_write(world, params)
    chat.pinned_id = None
    return True


def _own(world: World, params: Json) -> Message:
    account = world.accounts.get(str(params.get("business_connection_id")))
    if account is not None:
        chat = account.chat_with(int(params.get("chat_id") or 0))
    else:
        chat = chat_to_write(world, params)
    message = message_of(chat, params, "edit")
    if not message.by_bot:
        raise bad_request("message can't be edited")
    return message


def _edited(world: World, message: Message, content: Json, markup: Json | None) -> Json:
    same = all(content.get(part) == message.raw.get(part) for part in ("text", "entities"))
    if same and markup == message.raw.get("reply_markup"):
        raise bad_request(_NOT_MODIFIED)
    message.change(content, world.timestamp())
    message.show_buttons(markup)
    return message.raw


def _may_delete(world: World, chat: Chat, message: Message) -> bool:
    """Admins with the right delete anything; without it only what is young and the bot's own
    or, in a private chat, the person's.
    """
    if chat.type != "private" and chat.is_admin(world.bot_id):
        return True
    young = world.clock() - message.date < _DELETABLE_FOR
    return young and (message.by_bot or chat.type == "private")


METHODS = {
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "setMessageReaction": set_message_reaction,
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
}
