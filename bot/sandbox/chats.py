"""Chats and who is in them, as Telegram keeps them."""

from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.messages import Json, Message

_ADMIN_RIGHTS = {
    "can_manage_chat": True,
    "can_delete_messages": True,
    "can_manage_video_chats": True,
    "can_restrict_members": True,
    "can_promote_members": False,
    "can_change_info": True,
    "can_invite_users": True,
    "can_post_stories": False,
    "can_edit_stories": False,
    "can_delete_stories": False,
    "can_send_welcome_messages": False,
    "can_pin_messages": True,
    "can_manage_topics": True,
}
_CHANNEL_RIGHTS = {
    "can_post_messages": True,
    "can_edit_messages": True,
    "can_manage_direct_messages": True,
}
_RESTRICTIONS = [
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
]
PRESENT = frozenset({"creator", "administrator", "member", "restricted"})
ADMINS = frozenset({"creator", "administrator"})


@dataclass(eq=False)
class Chat:
    """A chat of any type; a private one has the person's id."""

    id: int
    type: str
    profile: Json  # title, username, first_name… as the Chat object shows them
    statuses: dict[int, str] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    last_message_id: int = 0
    topics: dict[int, str] = field(default_factory=dict)
    linked: "Chat | None" = None
    parent: "Chat | None" = None  # of a channel's direct messages: the channel
    upgraded_to: int | None = None
    pinned_id: int | None = None
    withheld: frozenset[str] = frozenset()  # rights that its administrators do not have

    @property
    def card(self) -> Json:
        return {"id": self.id, "type": self.type, **self.profile}

    @property
    def name(self) -> str:
        return str(self.profile.get("title") or self.profile.get("first_name"))

    @property
    def is_forum(self) -> bool:
        return bool(self.profile.get("is_forum"))

    @property
    def is_group(self) -> bool:
        return self.type in {"group", "supergroup"}

    def status(self, user_id: int) -> str | None:
        """None when the user was never here."""
        return self.statuses.get(user_id)

    def has(self, user_id: int) -> bool:
        return self.statuses.get(user_id) in PRESENT

    def is_admin(self, user_id: int) -> bool:
        return self.statuses.get(user_id) in ADMINS

    def member(self, user: Json, status: str) -> Json:
        """The ChatMember object of a user with this status here."""
        card = chat_member(user, status, self.type)
        return card | {right: False for right in self.withheld if right in card}

    def find(self, message_id: int | None) -> Message | None:
        return self.messages.get(message_id) if message_id is not None else None


def chat_member(user: Json, status: str, chat_type: str) -> Json:
    """The ChatMember object of a user with this status."""
    card: dict[str, Any] = {"user": user, "status": status}
    if status == "creator":
        card["is_anonymous"] = False
    elif status == "administrator":
        channel = _CHANNEL_RIGHTS if chat_type == "channel" else {}
        card |= {"can_be_edited": False, "is_anonymous": False, **_ADMIN_RIGHTS, **channel}
    elif status == "restricted":
        card |= {"is_member": True, "until_date": 0, **dict.fromkeys(_RESTRICTIONS, False)}
    elif status == "kicked":
        card["until_date"] = 0
    return card
