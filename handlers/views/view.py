"""A message ready to be sent: text with entities (so no client text can become markup), buttons."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.utils.formatting import Text

from handlers.wording import clip

LIMIT = 4096
"""Telegram's limit of a message in UTF-16 code units."""

Buttons = Sequence[Sequence[InlineKeyboardButton]]


@dataclass(frozen=True, slots=True)
class View:
    text: Text
    buttons: Buttons = ()

    def payload(self) -> dict[str, Any]:
        """What sendMessage and editMessageText take, as plain JSON values."""
        rendered = self.text.as_kwargs()
        words = clip(rendered["text"], LIMIT)
        kept = len(words.encode("utf-16-le", "surrogatepass")) // 2
        entities = [
            entity.model_dump(exclude_none=True, mode="json")
            for entity in rendered["entities"]
            if 0 < entity.length <= kept - entity.offset
        ]
        payload: dict[str, Any] = {"text": words, "entities": entities}
        if self.buttons:
            markup = InlineKeyboardMarkup(inline_keyboard=[list(row) for row in self.buttons])
            payload["reply_markup"] = markup.model_dump(exclude_none=True, mode="json")
        return payload


def button(text: str, data: CallbackData) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=data.pack())


def lines(*parts: object | None) -> Text:
    """The parts that are there, one under another; "" is an empty line."""
    return _joined([part for part in parts if part is not None])


def _joined(parts: Iterable[object]) -> Text:
    body: list[object] = []
    for part in parts:
        if body:
            body.append("\n")
        body.append(part)
    return Text(*body)
