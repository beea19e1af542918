from bot.sandbox.access import chat_of
from bot.sandbox.chats import ADMINS, PRESENT, Chat
from bot.sandbox.errors import bad_request
from bot.sandbox.messages import Json
from bot.sandbox.world import World

_NO_GIFTS = {
    "unlimited_gifts": False,
    "limited_gifts": False,
    "unique_gifts": False,
    "premium_subscription": False,
    "gifts_from_channels": False,
}


def get_chat(world: World, params: Json) -> Json:
    chat = chat_of(world, params)
    if chat.type == "private" and chat.status(world.bot_id) is None:
        raise bad_request("chat not found")
    full = {
        **chat.card,
        "accent_color_id": 1,
        "max_reaction_count": 11,
        "accepted_gift_types": _NO_GIFTS,
    }
    if chat.linked is not None:
        full["linked_chat_id"] = chat.linked.id
    if chat.parent is not None:
        full |= {"is_direct_messages": True, "parent_chat": chat.parent.card}
    pinned = chat.find(chat.pinned_id)
    if pinned is not None:
        full["pinned_message"] = pinned.raw
    return full


def get_chat_member(world: World, params: Json) -> Json:
    chat = chat_of(world, params)
    user_id = int(params.get("user_id") or 0)
    user = world.users.get(user_id)
    if user is None:
        unknown = "PARTICIPANT_ID_INVALID" if chat.is_group else "member not found"
        raise bad_request(unknown)
    return chat.member(user, chat.status(user_id) or "left")


def get_chat_administrators(world: World, params: Json) -> list[Json]:
    """Other bots never show here; this sandbox has none."""
    chat = chat_of(world, params)
    if chat.type == "private":
        raise bad_request("there are no administrators in the private chat")
    return [
        chat.member(world.users[user_id], status)
        for user_id, status in chat.statuses.items()
        if status in ADMINS
    ]


def get_chat_member_count(world: World, params: Json) -> int:
    return _present(chat_of(world, params))


def leave_chat(world: World, params: Json) -> bool:
    chat = chat_of(world, params)
    if chat.type == "private":
        raise bad_request("chat member status can't be changed in private chats")
    world.set_status(chat, world.bot, "left", by=world.bot)
    return True


def _present(chat: Chat) -> int:
    return sum(status in PRESENT for status in chat.statuses.values())


METHODS = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getChatMemberCount": get_chat_member_count,
    "leaveChat": leave_chat,
}
