from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]

CONTENT = (
    "text",
    "entities",
    "caption",
    "caption_entities",
    "show_caption_above_media",
    "photo",
    "voice",
    "video",
    "video_note",
    "sticker",
    "document",
    "audio",
    "animation",
    "location",
    "venue",
    "contact",
    "poll",
    "dice",
    "checklist",
    "link_preview_options",
)
"""The fields of a message that a copy or a forward takes along."""


@dataclass(eq=False)
class Message:
    """One message as it stands now: edits show here at once."""

    raw: Json
    by_bot: bool = False
    markup: Json | None = None  # as the bot sent it, also when it is no inline keyboard
    edits: list[str] = field(default_factory=list)  # earlier texts, oldest first
    deleted: bool = False
    reactions: dict[int, list[str]] = field(default_factory=dict)  # by who reacted
    automatic_forward: "Message | None" = None  # a channel post's copy in the discussion

    @property
    def id(self) -> int:
        return int(self.raw["message_id"])

    @property
    def chat_id(self) -> int:
        return int(self.raw["chat"]["id"])

    @property
    def text(self) -> str:
        return str(self.raw.get("text") or self.raw.get("caption") or "")

    @property
    def date(self) -> datetime:
        return datetime.fromtimestamp(self.raw["date"], UTC)

    @property
    def reply_to_id(self) -> int | None:
        replied = self.raw.get("reply_to_message")
        return replied["message_id"] if replied else None

    @property
    def thread_id(self) -> int | None:
        return self.raw.get("message_thread_id")

    @property
    def buttons(self) -> list[list[tuple[str, str]]]:
        """The inline keyboard: rows of (text, callback data or URL)."""
        rows = self.raw.get("reply_markup", {}).get("inline_keyboard", [])
        return [
            [(one["text"], one.get("callback_data") or one.get("url", "")) for one in row]
            for row in rows
        ]

    @property
    def content(self) -> Json:
        return {name: self.raw[name] for name in CONTENT if name in self.raw}

    def quoted(self) -> Json:
        """How it shows inside a reply: replies are one level deep."""
        return {name: value for name, value in self.raw.items() if name != "reply_to_message"}

    def change(self, content: Json, edited_at: int) -> None:
        """Put new content in place of the old; `edited_at` in Unix seconds.

        The earlier dictionary stays as it was: recorded answers still hold it.
        """
        self.edits.append(self.text)
        kept = {name: value for name, value in self.raw.items() if name not in CONTENT}
        self.raw = {**kept, "edit_date": edited_at, **content}

    def show_buttons(self, markup: Json | None) -> None:
        """Put an inline keyboard in place of the old one, or take it away."""
        kept = {name: value for name, value in self.raw.items() if name != "reply_markup"}
        self.raw = {**kept, "reply_markup": markup} if markup else kept
        self.markup = markup

    def __str__(self) -> str:
        return f"#{self.id} {self.raw.get('from', {}).get('first_name', '')}: {self.text}"
