"""Reading a call's parameters, in each of the encodings Telegram takes."""

import json
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.sandbox.errors import bad_request
from bot.sandbox.messages import Json

_NESTED = frozenset({
    "allowed_updates", "caption_entities", "commands", "entities", "link_preview_options",
    "options", "reaction", "reply_markup", "reply_parameters", "scope",
})  # fmt: skip
_NUMBERS = frozenset({
    "limit", "message_id", "message_thread_id", "offset", "reply_to_message_id", "timeout",
    "user_id",
})  # fmt: skip
_CHATS = frozenset({"chat_id", "from_chat_id"})
_FLAGS = frozenset({
    "allow_sending_without_reply", "disable_notification", "drop_pending_updates", "is_big",
    "protect_content", "show_alert", "show_caption_above_media",
})  # fmt: skip


@dataclass(frozen=True)
class Upload:
    """A file that came with the call."""

    name: str
    mime_type: str
    data: bytes

    def __repr__(self) -> str:
        return f"Upload({self.name!r}, {len(self.data)} bytes)"


async def read_params(request: web.Request) -> Json:
    """Query string and body together, each field decoded to the type it has in the API."""
    fields: Json = dict(request.query)
    if request.content_type == "application/json":
        fields |= await _json_body(request)
    elif request.method == "POST":
        fields |= await _form(request)
    params = {name: _decoded(name, value) for name, value in fields.items()}
    return {name: _attached(value, params) for name, value in params.items()}


async def _json_body(request: web.Request) -> Json:
    body = await request.read()
    if not body:
        return {}
    try:
        decoded = json.loads(body)
    except ValueError:
        decoded = None
    if not isinstance(decoded, dict):
        raise bad_request("can't parse request JSON: expected an Object")
    return decoded


async def _form(request: web.Request) -> Json:
    fields: Json = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            with value.file as file:
                fields[name] = Upload(value.filename, value.content_type, file.read())
        else:
            fields[name] = value
    return fields


def _decoded(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if name in _NESTED:
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None
    if name in _FLAGS:
        return value.lower() in {"true", "yes", "1"}
    if name in _NUMBERS | _CHATS:
        try:
            return int(value)
        except ValueError:
            if name in _CHATS:
                return value
            raise bad_request(f"invalid {name} specified") from None
    return value


def _attached(value: Any, params: Json) -> Any:
    if isinstance(value, str) and value.startswith("attach://"):
        return params.get(value.removeprefix("attach://"), value)
    return value
