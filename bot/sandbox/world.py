"""All that Telegram remembers: users, chats, messages, files and what the bot registered."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from bot.clock import Clock
from bot.sandbox.chats import Chat
from bot.sandbox.files import FileShelf
from bot.sandbox.hearing import bot_hears
from bot.sandbox.messages import Json, Message
from bot.sandbox.updates import UpdateQueue

if TYPE_CHECKING:
    from asyncio import Future

_FIRST_USER_ID = 7_000_000_001  # beyond 32 bits, as Telegram's newer ids are
_FIRST_SUPERGROUP_ID = -1_002_000_000_001
_FIRST_GROUP_ID = -4_000_001


@dataclass(frozen=True)
class CallbackAnswer:
    text: str
    show_alert: bool
    url: str | None = None


@dataclass
class Callback:
    """A pressed button that waits for the bot's answer."""

    pressed_at: datetime
    answered: "Future[CallbackAnswer]"


class Account(Protocol):
    """A Telegram Business account: bot/sandbox/business.py."""

    @property
    def card(self) -> Json: ...

    def post(self, params: Json, content: Json) -> Message: ...

    def chat_with(self, chat_id: int) -> Chat: ...


class World:
    def __init__(self, clock: Clock, *, bot_id: int, bot_username: str, privacy: bool) -> None:
        self.clock = clock
        self.privacy = privacy
        self.bot: Json = {
            "id": bot_id,
            "is_bot": True,
            "first_name": "Vidhuk",
            "username": bot_username,
        }
        self.users: dict[int, Json] = {bot_id: self.bot}
        self.deactivated: set[int] = set()
        self.accounts: dict[str, Account] = {}
        self.chats: dict[int, Chat] = {}
        self.files = FileShelf()
        self.updates = UpdateQueue()
        self.callbacks: dict[str, Callback] = {}
        self.commands: dict[tuple[str, str], list[Json]] = {}  # by scope and language
        self.profile_texts: dict[tuple[str, str], str] = {}  # by field and language
        self._next_user_id = _FIRST_USER_ID
        self._next_group_ids = {
            "group": _FIRST_GROUP_ID,
            "supergroup": _FIRST_SUPERGROUP_ID,
            "channel": _FIRST_SUPERGROUP_ID - 500_000_000,
        }

    @property
    def bot_id(self) -> int:
        return int(self.bot["id"])

    def timestamp(self, at: datetime | None = None) -> int:
        return int((at or self.clock()).timestamp())

    def add_user(self, profile: Json, user_id: int | None = None) -> Json:
        if user_id is None:
            user_id, self._next_user_id = self._next_user_id, self._next_user_id + 1
        user = {"id": user_id, "is_bot": False, **profile}
        self.users[user_id] = user
        card: Json = {
            key: profile[key] for key in ("first_name", "last_name", "username") if key in profile
        }
        private = Chat(user_id, "private", card, statuses={user_id: "member"})
        self.chats[user_id] = private
        return user

    def add_chat(self, kind: str, profile: Json) -> Chat:
        chat_id = self._next_group_ids[kind]
        self._next_group_ids[kind] -= 1
        chat = self.chats[chat_id] = Chat(chat_id, kind, profile)
        return chat

    def post(
        self,
        chat: Chat,
        author: Json,
        content: Json,
        *,
        reply_to: Message | None = None,
        thread_id: int | None = None,
        at: datetime | None = None,
        by_bot: bool = False,
    ) -> Message:
        """Put a message into a chat; nobody is told yet."""
        chat.last_message_id += 1
        message_id = chat.last_message_id
        reply_to, thread = _thread(chat, reply_to, thread_id)
        raw: Json = {
            "message_id": message_id,
            **author,
            "chat": chat.card,
            "date": self.timestamp(at),
            **thread,
            **content,
        }
        if reply_to is not None:
            raw["reply_to_message"] = reply_to.quoted()
        message = chat.messages[message_id] = Message(raw, by_bot=by_bot)
        return message

    def tell(self, chat: Chat, message: Message, *, edited: bool = False) -> None:
        """Queue the update about a message, if the bot would get it."""
        if not bot_hears(self.bot, chat, message, privacy=self.privacy):
            return
        kind = "channel_post" if chat.type == "channel" else "message"
        self.updates.push(f"edited_{kind}" if edited else kind, message.raw)

    def tell_counts(self, chat: Chat, message: Message) -> None:
        """Who reacts in a channel stays unknown: its administrators are told how many."""
        if not chat.is_admin(self.bot_id):
            return
        counted = Counter(emoji for one in message.reactions.values() for emoji in one)
        self.updates.push(
            "message_reaction_count",
            {
                "chat": chat.card,
                "message_id": message.id,
                "date": self.timestamp(),
                "reactions": [
                    {"type": {"type": "emoji", "emoji": emoji}, "total_count": count}
                    for emoji, count in counted.items()
                ],
            },
        )

    def service(self, chat: Chat, author: Json, content: Json) -> Message:
        """A service message (someone joined, the group moved), told at once."""
        message = self.post(chat, author, content)
        self.tell(chat, message)
        return message

    def set_status(
        self, chat: Chat, user: Json, status: str, by: Json, withheld: Collection[str] = ()
    ) -> None:
        """Change someone's standing in a chat and queue the update about it."""
        old = chat.member(user, chat.status(user["id"]) or "left")
        chat.statuses[user["id"]] = status
        chat.withheld = frozenset(withheld)
        change: dict[str, Any] = {
            "chat": chat.card,
            "from": by,
            "date": self.timestamp(),
            "old_chat_member": old,
            "new_chat_member": chat.member(user, status),
        }
        if user["id"] == self.bot_id:
            self.updates.push("my_chat_member", change)
        elif chat.is_admin(self.bot_id):
            self.updates.push("chat_member", change)


def _thread(
    chat: Chat, reply_to: Message | None, thread_id: int | None
) -> tuple[Message | None, Json]:
    """The message to show as replied to, and the thread's fields.

    In a forum a plain message in a topic shows as a reply to the topic's first message; in
    other supergroups a chain of replies has a thread id too, but is no topic.
    """
    replied_thread = reply_to.thread_id if reply_to else None
    if chat.is_forum:
        topic = thread_id or replied_thread
        if topic is None:
            return reply_to, {}
        root = reply_to or chat.find(topic)
        return root, {"message_thread_id": topic, "is_topic_message": True}
    if chat.type != "supergroup" or (reply_to is None and thread_id is None):
        return reply_to, {}
    thread = thread_id or replied_thread or (reply_to.id if reply_to else None)
    return reply_to, {"message_thread_id": thread}
