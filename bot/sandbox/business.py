"""Telegram Business accounts: their owners, their chats, and what the bot may do in them."""

from datetime import datetime, timedelta

from bot.sandbox.chats import Chat
from bot.sandbox.errors import bad_request
from bot.sandbox.messages import Json, Message
from bot.sandbox.people import Person
from bot.sandbox.world import World

WINDOW = timedelta(hours=24)
"""A bot may write so long after the client's last message."""


class BusinessAccount:
    """The account of a person who connected the bot to it. Its chats number their messages."""

    def __init__(self, world: World, owner: Person, connection_id: str) -> None:
        self._world = world
        self.owner = owner
        self.connection_id = connection_id
        self.enabled = True
        self.can_reply = True
        self.chats: dict[int, Chat] = {}
        self._since = world.timestamp()

    @property
    def card(self) -> Json:
        return {
            "id": self.connection_id,
            "user": self.owner.user,
            "user_chat_id": self.owner.id,
            "date": self._since,
            "is_enabled": self.enabled,
            "rights": {"can_reply": True} if self.can_reply else {},
        }

    def tells(self) -> None:
        """Telegram tells the bot how the connection stands."""
        self._world.updates.push("business_connection", self.card)

    def allows(self, *, enabled: bool = True, can_reply: bool = True) -> None:
        self.enabled, self.can_reply = enabled, can_reply
        self.tells()

    def chat(self, client: Person) -> Chat:
        profile = {"first_name": client.name}
        return self.chats.setdefault(client.id, Chat(client.id, "private", profile))

    def hears(
        self,
        client: Person,
        text: str,
        reply_to: Message | None = None,
        at: datetime | None = None,
    ) -> Message:
        """A client writes to the account."""
        return self._say(client, {"from": client.user}, {"text": text}, reply_to, at)

    def sends(self, client: Person, kind: str, caption: str = "") -> Message:
        """A client sends a photo, a file, a contact…: `Person.sends` names them."""
        content = client.medium(kind)
        if caption:
            content["caption"] = caption
        return self._say(client, {"from": client.user}, content, None, None)

    def answers(
        self,
        client: Person,
        text: str,
        reply_to: Message | None = None,
        *,
        automatic: bool = False,
    ) -> Message:
        """The owner writes to a client in the app; `automatic` for a greeting or an away text."""
        author: Json = {"from": self.owner.user}
        if automatic:
            author["is_from_offline"] = True
        return self._say(client, author, {"text": text}, reply_to, None)

    def edits(self, message: Message, text: str) -> None:
        message.change({"text": text}, self._world.timestamp())
        self._world.updates.push("edited_business_message", message.raw)

    def deletes(self, client: Person, *messages: Message) -> None:
        chat = self.chat(client)
        for message in messages:
            chat.messages.pop(message.id, None)
        self._world.updates.push(
            "deleted_business_messages",
            {
                "business_connection_id": self.connection_id,
                "chat": chat.card,
                "message_ids": [message.id for message in messages],
            },
        )

    def chat_with(self, chat_id: int) -> Chat:
        """The chat with a client. Raises ApiError where there is none."""
        if chat_id not in self.chats:
            raise bad_request("BUSINESS_PEER_INVALID")
        return self.chats[chat_id]

    def inbox(self, client: Person) -> list[Message]:
        return list(self.chat(client).messages.values())

    def post(self, params: Json, content: Json) -> Message:
        """The bot writes in the owner's name. Raises ApiError as Telegram does."""
        chat = self.chats.get(int(params.get("chat_id") or 0))
        if not (self.enabled and self.can_reply):
            raise bad_request("BUSINESS_CONNECTION_NOT_ALLOWED")
        heard = (
            [m for m in chat.messages.values() if m.raw["from"]["id"] == chat.id] if chat else []
        )
        now = self._world.timestamp()
        if chat is None or not heard or now - heard[-1].raw["date"] > WINDOW.total_seconds():
            raise bad_request("BUSINESS_PEER_INVALID")
        reply = (params.get("reply_parameters") or {}).get("message_id")
        message = self._world.post(
            chat,
            {
                "from": self.owner.user,
                "sender_business_bot": self._world.bot,
                "business_connection_id": self.connection_id,
            },
            content,
            reply_to=chat.find(reply),
            by_bot=True,
        )
        self._world.updates.push("business_message", message.raw)  # the bot's own echo
        return message

    def _is_open(self, chat: Chat) -> bool:
        said = [one.raw for one in chat.messages.values()]
        heard = [raw["date"] for raw in said if raw["from"]["id"] == chat.id]
        now = self._world.timestamp()
        return bool(heard) and now - heard[-1] <= WINDOW.total_seconds()

    def _say(
        self,
        client: Person,
        author: Json,
        content: Json,
        reply_to: Message | None,
        at: datetime | None,
    ) -> Message:
        author["business_connection_id"] = self.connection_id
        message = self._world.post(self.chat(client), author, content, reply_to=reply_to, at=at)
        if self.enabled:
            self._world.updates.push("business_message", message.raw)
        return message


def get_business_connection(world: World, params: Json) -> Json:
    account = world.accounts.get(str(params.get("business_connection_id")))
    if account is None:
        raise bad_request("BUSINESS_CONNECTION_INVALID")
    return account.card
