"""How a message of the bot's own gets into a chat."""

from bot.sandbox.access import chat_to_write
from bot.sandbox.chats import Chat
from bot.sandbox.errors import bad_request
from bot.sandbox.keyboards import checked_markup, inline_part
from bot.sandbox.messages import Json, Message
from bot.sandbox.world import World


def post_as_bot(world: World, params: Json, content: Json) -> Message:
    """Check chat, thread, reply and keyboard as Telegram does, then post. Raises ApiError."""
    if params.get("business_connection_id"):
        account = world.accounts.get(str(params["business_connection_id"]))
        if account is None:
            raise bad_request("BUSINESS_CONNECTION_INVALID")
        buttons = inline_part(checked_markup(params.get("reply_markup")))
        return account.post(params, content | ({"reply_markup": buttons} if buttons else {}))
    chat = chat_to_write(world, params)
    markup = checked_markup(params.get("reply_markup"))
    thread_id = _thread_of(chat, params)
    reply_to = _replied(chat, params)
    author: Json = {"from": world.bot}
    if chat.type == "channel":
        author = {"sender_chat": chat.card}
    topic = _direct_topic(world, chat, params)
    shown = inline_part(markup)
    extra = {"reply_markup": shown} if shown else {}
    message = world.post(
        chat, author, content | topic | extra, reply_to=reply_to, thread_id=thread_id, by_bot=True
    )
    message.markup = markup
    return message


def _direct_topic(world: World, chat: Chat, params: Json) -> Json:
    """To whom it is said, among the messages written to a channel."""
    if chat.parent is None:
        return {}
    user = world.users.get(int(params.get("direct_messages_topic_id") or 0))
    if user is None:
        raise bad_request("channel direct messages topic must be specified")
    return {"direct_messages_topic": {"topic_id": user["id"], "user": user}}


def _thread_of(chat: Chat, params: Json) -> int | None:
    thread_id = params.get("message_thread_id")
    if not thread_id:
        return None
    if not chat.is_forum or thread_id not in chat.topics:
        raise bad_request("message thread not found")
    return int(thread_id)


def _replied(chat: Chat, params: Json) -> Message | None:
    reply = params.get("reply_parameters") or {}
    legacy_id = params.get("reply_to_message_id")
    if not reply and not legacy_id:
        return None
    if "message_id" not in reply and not legacy_id:
        raise bad_request('can\'t find field "message_id"')
    replied = chat.find(reply.get("message_id") or legacy_id)
    optional = reply.get("allow_sending_without_reply") or params.get("allow_sending_without_reply")
    if replied is None and not optional:
        raise bad_request("message to be replied not found")
    return replied
