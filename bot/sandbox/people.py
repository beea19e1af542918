"""People, and what they do in their Telegram apps."""

from datetime import datetime
from typing import TYPE_CHECKING

from bot.sandbox.chats import Chat
from bot.sandbox.files import media_content
from bot.sandbox.forwarding import forward_origin
from bot.sandbox.groups import CHANNEL_BOT
from bot.sandbox.messages import Json, Message
from bot.sandbox.pressing import callback_data, press
from bot.sandbox.text import detect_entities
from bot.sandbox.things import THINGS
from bot.sandbox.world import CallbackAnswer, World

if TYPE_CHECKING:
    from bot.sandbox.groups import Channel, Group

_GROUP_ANONYMOUS_BOT: Json = {
    "id": 1_087_968_824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}


class Person:
    """Someone with a Telegram account. Chats default to the private one with the bot."""

    def __init__(self, world: World, user: Json, press_timeout: float) -> None:
        self._world = world
        self._press_timeout = press_timeout
        self.user = user

    def __repr__(self) -> str:
        return f"<{self.name} {self.id}>"

    @property
    def id(self) -> int:
        return int(self.user["id"])

    @property
    def name(self) -> str:
        return str(self.user["first_name"])

    @property
    def private(self) -> Chat:
        return self._world.chats[self.id]

    @property
    def inbox(self) -> list[Message]:
        """Both sides of the private chat with the bot, oldest first."""
        return list(self.private.messages.values())

    def writes(
        self,
        text: str,
        chat: "Group | Channel | None" = None,
        reply_to: Message | None = None,
        thread: Message | int | None = None,
        *,
        entities: list[Json] | None = None,
        preview: Json | None = None,
        forward_of: Message | None = None,
        forward_hidden: bool = False,
        album: str | None = None,
        at: datetime | None = None,
    ) -> Message:
        """Say something. A forward takes the content of `forward_of`; `text` is then unused.

        `preview` is how the app shows a link, where that was changed.
        Forwarded together, parts of an album share an `album` again.
        """
        if forward_of is not None:
            origin = forward_origin(forward_of, hidden=forward_hidden)
            content = {"forward_origin": origin, **forward_of.content}
        else:
            content = _text(text, entities)
        if preview is not None:
            content["link_preview_options"] = preview
        if album is not None:
            content["media_group_id"] = album
        return self._say(
            {"from": self.user},
            content,
            self._in(chat),
            reply_to=reply_to,
            thread_id=_id_of(thread),
            at=at,
        )

    def writes_as(
        self,
        sender_chat: "Group | Channel",
        text: str,
        chat: "Group | None" = None,
        reply_to: Message | None = None,
        *,
        thread: Message | int | None = None,
        title: str | None = None,
        at: datetime | None = None,
    ) -> Message:
        """Say something as an anonymous admin (the group itself, with their custom title if they
        have one) or as a channel.
        """
        place = self._in(chat or sender_chat)
        anonymous = place is sender_chat.chat
        author: Json = {
            "from": _GROUP_ANONYMOUS_BOT if anonymous else CHANNEL_BOT,
            "sender_chat": sender_chat.chat.card,
            **({"author_signature": title} if title else {}),
        }
        return self._say(
            author, _text(text, None), place, reply_to=reply_to, thread_id=_id_of(thread), at=at
        )

    def sends(
        self,
        kind: str,
        chat: "Group | Channel | None" = None,
        caption: str | None = None,
        album: str | None = None,
        *,
        reply_to: Message | None = None,
        thread: Message | int | None = None,
        data: bytes = b"sandbox",
        file_name: str | None = None,
        caption_above: bool = False,
        at: datetime | None = None,
    ) -> Message:
        """Send a photo, voice, video, video_note, sticker, document, audio, contact, or THINGS."""
        content = self.medium(kind, data, file_name)
        if caption is not None:
            content["caption"] = caption
            if found := detect_entities(caption):
                content["caption_entities"] = found
            if caption_above:
                content["show_caption_above_media"] = True
        if album is not None:
            content["media_group_id"] = album
        return self._say(
            {"from": self.user},
            content,
            self._in(chat),
            reply_to=reply_to,
            thread_id=_id_of(thread),
            at=at,
        )

    def edits(
        self,
        message: Message,
        text: str,
        *,
        entities: list[Json] | None = None,
        at: datetime | None = None,
    ) -> Message:
        """Change the text, or the caption of a medium."""
        chat = self._world.chats[message.chat_id]
        content = _text(text, entities)
        if "text" not in message.raw:
            captioned = {"caption": text, "caption_entities": content.get("entities", [])}
            content = message.content | captioned
        message.change(content, self._world.timestamp(at))
        self._world.tell(chat, message, edited=True)
        return message

    def deletes(self, message: Message) -> None:
        """Bots are not told."""
        message.deleted = True
        self._world.chats[message.chat_id].messages.pop(message.id, None)

    def reacts(self, message: Message, emoji: str | None) -> None:
        """Put a reaction in place of the earlier one; None takes it away."""
        chat = self._world.chats[message.chat_id]
        old, new = message.reactions.get(self.id, []), [emoji] if emoji else []
        message.reactions[self.id] = new
        if chat.type == "channel":
            self._world.tell_counts(chat, message)
            return
        bot_id = self._world.bot_id
        heard = chat.has(bot_id) if chat.type == "private" else chat.is_admin(bot_id)
        if heard:
            self._world.updates.push(
                "message_reaction",
                {
                    "chat": chat.card,
                    "message_id": message.id,
                    "user": self.user,
                    "date": self._world.timestamp(),
                    "old_reaction": [{"type": "emoji", "emoji": one} for one in old],
                    "new_reaction": [{"type": "emoji", "emoji": one} for one in new],
                },
            )

    async def presses(
        self,
        message: Message,
        label: str,
        *,
        timeout: float | None = None,  # noqa: ASYNC109 - callers think in seconds
    ) -> CallbackAnswer:
        """Press an inline button, by its exact text or else by a part of it.

        Raises LookupError when there is none, ValueError for a link, TimeoutError when the
        bot does not answer in `timeout` seconds of real time.
        """
        return await self._press(message, callback_data(message, label), timeout)

    async def forges(
        self,
        target: "Message | Group | None",
        data: str,
        *,
        timeout: float | None = None,  # noqa: ASYNC109 - callers think in seconds
    ) -> CallbackAnswer:
        """Send callback data that no button need hold, from a message or from a chat's last."""
        if isinstance(target, Message):
            message = target
        else:
            chat = self.private if target is None else target.chat
            own = [one for one in chat.messages.values() if one.by_bot]
            if not own:
                raise LookupError(f"the bot has said nothing in {chat.name}")
            message = own[-1]
        return await self._press(message, data, timeout)

    def starts(self, payload: str = "") -> Message:
        return self.writes(f"/start {payload}".strip())

    def blocks(self) -> None:
        self._world.set_status(self.private, self._world.bot, "kicked", by=self.user)

    def unblocks(self) -> None:
        self._world.set_status(self.private, self._world.bot, "member", by=self.user)

    def deletes_account(self) -> None:
        self._world.deactivated.add(self.id)

    async def _press(self, message: Message, data: str, seconds: float | None) -> CallbackAnswer:
        wait = self._press_timeout if seconds is None else seconds
        return await press(self._world, self.user, message, data, wait)

    def _in(self, place: "Group | Channel | None") -> Chat:
        chat = self.private if place is None else place.chat
        if chat is self.private and chat.status(self._world.bot_id) == "kicked":
            raise ValueError(f"{self.name} has blocked the bot: unblock it first")
        if chat.upgraded_to is not None:
            raise ValueError(f"{chat.name} is a supergroup now: write there")
        if chat is self.private:
            chat.statuses.setdefault(self._world.bot_id, "member")
        elif not chat.has(self.id) and (chat.linked is None or chat.status(self.id) == "kicked"):
            raise ValueError(f"{self.name} is not in {chat.name}")
        return chat

    def _say(
        self,
        author: Json,
        content: Json,
        chat: Chat,
        *,
        reply_to: Message | None,
        thread_id: int | None,
        at: datetime | None,
    ) -> Message:
        if reply_to is not None and reply_to.chat_id != chat.id:
            reply_to = reply_to.automatic_forward  # a comment under a channel's post
            if reply_to is None or reply_to.chat_id != chat.id:
                raise ValueError(f"the message replied to is not in {chat.name}")
        message = self._world.post(
            chat, author, content, reply_to=reply_to, thread_id=thread_id, at=at
        )
        self._world.tell(chat, message)
        return message

    def medium(self, kind: str, data: bytes = b"sandbox", file_name: str | None = None) -> Json:
        """The content of a message that is not words."""
        if kind in THINGS:
            return THINGS[kind]
        if kind == "contact":
            card = {"phone_number": "+380441234567", "first_name": self.name, "user_id": self.id}
            return {"contact": card}
        return media_content(self._world.files.add(kind, data, file_name))


def _id_of(thread: Message | int | None) -> int | None:
    return thread.id if isinstance(thread, Message) else thread


def _text(text: str, entities: list[Json] | None) -> Json:
    marks = detect_entities(text) if entities is None else entities
    return {"text": text, "entities": marks} if marks else {"text": text}
