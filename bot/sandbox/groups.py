"""Groups and channels, and what happens in them."""

from typing import Protocol

from bot.sandbox.chats import Chat
from bot.sandbox.files import media_content
from bot.sandbox.forwarding import forward_origin
from bot.sandbox.messages import Json, Message
from bot.sandbox.text import detect_entities
from bot.sandbox.world import World

_TELEGRAM_USER_ID = 777_000


CHANNEL_BOT: Json = {
    "id": 136_817_688,
    "is_bot": True,
    "first_name": "Channel",
    "username": "Channel_Bot",
}


class Someone(Protocol):
    """A person, as far as a group cares."""

    user: Json


class Place:
    """What groups and channels have in common."""

    def __init__(self, world: World, chat: Chat) -> None:
        self._world = world
        self.chat = chat

    def __repr__(self) -> str:
        return f"<{self.chat.type} {self.title} {self.id}>"

    @property
    def id(self) -> int:
        return self.chat.id

    @property
    def title(self) -> str:
        return self.chat.name

    @property
    def messages(self) -> list[Message]:
        """All that stands in the chat, oldest first."""
        return list(self.chat.messages.values())

    @property
    def creator(self) -> Json:
        """Whoever made the chat, or its first member."""
        ranked = sorted(self.chat.statuses.items(), key=lambda item: item[1] != "creator")
        return self._world.users[ranked[0][0]]


class Group(Place):
    def join(self, person: Someone, by: Someone | None = None) -> None:
        actor = by.user if by else person.user
        self._world.set_status(self.chat, person.user, "member", by=actor)
        content = {"new_chat_members": [person.user]}
        self._world.service(self.chat, {"from": actor}, content)

    def leave(self, person: Someone) -> None:
        self._remove(person, "left", person.user)

    def kick(self, person: Someone, by: Someone | None = None) -> None:
        self._remove(person, "kicked", by.user if by else self.creator)

    def promote(self, person: Someone, by: Someone | None = None) -> None:
        actor = by.user if by else self.creator
        self._world.set_status(self.chat, person.user, "administrator", by=actor)

    def demote(self, person: Someone, by: Someone | None = None) -> None:
        actor = by.user if by else self.creator
        self._world.set_status(self.chat, person.user, "member", by=actor)

    def topic(self, name: str, by: Someone | None = None) -> Message:
        """Open a forum topic; the message's id is the thread's."""
        if not self.chat.is_forum:
            raise ValueError(f"{self.title} is not a forum")
        author = {"from": by.user if by else self.creator}
        created = {"forum_topic_created": {"name": name, "icon_color": 0x6FB9F0}}
        message = self._world.post(self.chat, author, created)
        message.raw |= {"message_thread_id": message.id, "is_topic_message": True}
        self.chat.topics[message.id] = name
        self._world.tell(self.chat, message)
        return message

    def delete_topic(self, topic: Message) -> None:
        """The topic goes with all its messages; bots are not told."""
        del self.chat.topics[topic.id]
        for message in self.messages:
            if message.thread_id == topic.id:
                message.deleted = True
                del self.chat.messages[message.id]

    def upgrade(self, *, told: bool = True) -> "Group":
        """Telegram makes the basic group a supergroup with a new id; old messages stay behind.

        Not `told`, the bot's updates about it are still on the way.
        """
        if self.chat.type != "group":
            raise ValueError(f"{self.title} is a {self.chat.type} already")
        new = self._world.add_chat("supergroup", dict(self.chat.profile))
        new.statuses = dict(self.chat.statuses)
        author = {"from": self.creator}
        if told:
            self._world.service(self.chat, author, {"migrate_to_chat_id": new.id})
        self.chat.upgraded_to = new.id
        if told:
            self._world.service(new, author, {"migrate_from_chat_id": self.id})
        return Group(self._world, new)

    def _remove(self, person: Someone, status: str, actor: Json) -> None:
        self._world.set_status(self.chat, person.user, status, by=actor)
        self._world.service(self.chat, {"from": actor}, {"left_chat_member": person.user})


class Channel(Place):
    def opens_messages(self) -> "DirectMessages":
        """Let people write to the channel; its administrators are those of the messages."""
        profile = {"title": self.title, "is_direct_messages": True}
        chat = self._world.add_chat("supergroup", profile)
        chat.parent, chat.statuses = self.chat, self.chat.statuses
        return DirectMessages(self._world, chat)

    def link(self, discussion: Group) -> None:
        """From now on every post is forwarded to the discussion group by Telegram itself."""
        self.chat.linked, discussion.chat.linked = discussion.chat, self.chat

    def posts(self, text: str) -> Message:
        marks = detect_entities(text)
        content: Json = {"text": text, "entities": marks} if marks else {"text": text}
        return self._publish(content)[0]

    def posts_album(self, *captions: str) -> list[Message]:
        """Photos posted together; "" for one without a caption. Each is a message."""
        photos = [media_content(self._world.files.add("photo", b"sandbox")) for _ in captions]
        return self._publish(
            *[
                photo | ({"caption": caption} if caption else {})
                for photo, caption in zip(photos, captions, strict=True)
            ],
            album=f"album-{self.id}-{self.chat.last_message_id}",
        )

    def _publish(self, *contents: Json, album: str = "") -> list[Message]:
        """The copies of an album in the discussion are an album with a name of their own."""
        author = {"sender_chat": self.chat.card}
        posts = [
            self._world.post(self.chat, author, content | _of_album(album)) for content in contents
        ]
        for post in posts:
            self._world.tell(self.chat, post)
        discussion, name = self.chat.linked, f"copy-of-{album}" if album else ""
        if discussion is not None:
            for post in posts:
                post.automatic_forward = self._discuss(post, discussion, name)
        return posts

    def _discuss(self, post: Message, discussion: Chat, album: str) -> Message:
        author = {
            "from": {"id": _TELEGRAM_USER_ID, "is_bot": False, "first_name": "Telegram"},
            "sender_chat": self.chat.card,
        }
        content = {
            "forward_origin": forward_origin(post),
            "is_automatic_forward": True,
            **post.content,
            **_of_album(album),
        }
        copy = self._world.post(discussion, author, content)
        self._world.tell(discussion, copy)
        return copy


class DirectMessages(Place):
    """The messages that people write to a channel: a topic for each, answered as the channel."""

    def hears(self, person: Someone, text: str) -> Message:
        return self._say({"from": person.user}, person, text, None)

    def answers(self, person: Someone, text: str, reply_to: Message | None = None) -> Message:
        """An administrator answers a person in the app, as the channel."""
        if self.chat.parent is None:
            raise ValueError(f"{self.title} belongs to no channel")
        author = {"from": CHANNEL_BOT, "sender_chat": self.chat.parent.card}
        return self._say(author, person, text, reply_to)

    def of(self, person: Someone) -> list[Message]:
        """What stands in a person's topic."""
        return [one for one in self.messages if topic_of(one) == person.user["id"]]

    def _say(self, author: Json, person: Someone, text: str, reply_to: Message | None) -> Message:
        content = {"text": text, "direct_messages_topic": direct_topic(person.user)}
        message = self._world.post(self.chat, author, content, reply_to=reply_to)
        self._world.tell(self.chat, message)
        return message


def _of_album(name: str) -> Json:
    return {"media_group_id": name} if name else {}


def direct_topic(user: Json) -> Json:
    return {"topic_id": user["id"], "user": user}


def topic_of(message: Message) -> int | None:
    topic = message.raw.get("direct_messages_topic")
    return int(topic["topic_id"]) if topic else None
