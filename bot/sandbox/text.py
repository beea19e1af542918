"""Text as Telegram counts and checks it: in UTF-16 code units, with entities over it."""

import re
from typing import Any

from bot.sandbox.errors import bad_request
from bot.sandbox.html_text import parse_html
from bot.sandbox.messages import Json

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
_ENTITY_TYPES = frozenset({
    "mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bold",
    "italic", "underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote",
    "code", "pre", "text_link", "text_mention", "custom_emoji", "date_time",
})  # fmt: skip
_DETECTED = {
    "bot_command": re.compile(r"(?<![\w/@])/\w{1,64}(?:@\w{3,32})?", re.ASCII),
    "mention": re.compile(r"(?<![\w@/])@\w{4,32}", re.ASCII),
    "url": re.compile(r"https?://\S+"),
    "hashtag": re.compile(r"(?<!\w)#\w*[^\W\d]\w*"),
}


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def utf16_slice(text: str, offset: int, length: int) -> str:
    encoded = text.encode("utf-16-le", "surrogatepass")
    return encoded[2 * offset : 2 * (offset + length)].decode("utf-16-le", "surrogatepass")


def detect_entities(text: str) -> list[Json]:
    """What a Telegram app marks by itself in what a person writes."""
    found = [
        {
            "type": kind,
            "offset": utf16_length(text[: match.start()]),
            "length": utf16_length(match.group()),
        }
        for kind, pattern in _DETECTED.items()
        for match in pattern.finditer(text)
    ]
    return sorted(found, key=lambda entity: int(str(entity["offset"])))


def formatted_text(params: Json) -> Json:
    """The content of a text message. Raises ApiError for what Telegram would not send."""
    text, entities = _formatted(params, "text", "entities")
    if not text:
        raise bad_request("message text is empty")
    if utf16_length(text) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return {"text": text, "entities": entities} if entities else {"text": text}


def formatted_caption(params: Json) -> Json:
    """The same for a caption, which may be absent."""
    text, entities = _formatted(params, "caption", "caption_entities")
    if utf16_length(text) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    if not text:
        return {}
    above = {"show_caption_above_media": True} if params.get("show_caption_above_media") else {}
    return {"caption": text, **({"caption_entities": entities} if entities else {}), **above}


def _formatted(params: Json, text_field: str, entities_field: str) -> tuple[str, list[Json]]:
    text = str(params.get(text_field) or "")
    parse_mode = str(params.get("parse_mode") or "").lower()
    if parse_mode == "html":
        text, entities = parse_html(text)
    elif parse_mode:
        # Vidhuk never sends Markdown, so the sandbox does not read it.
        raise bad_request("unsupported parse_mode")
    else:
        entities = _checked(params.get(entities_field) or [], utf16_length(text))
    return _trimmed(text, entities)


def _checked(entities: Any, length: int) -> list[Json]:
    if not isinstance(entities, list):
        raise bad_request("can't parse entities: expected an Array")
    for entity in entities:
        _check(entity, length)
    return entities


def _check(entity: Any, length: int) -> None:
    if not isinstance(entity, dict) or entity.get("type") not in _ENTITY_TYPES:
        raise bad_request("can't parse MessageEntity: Unsupported type specified")
    begin, size = entity.get("offset"), entity.get("length")
    if not isinstance(begin, int) or begin < 0:
        raise bad_request(f"receive an entity with incorrect offset {begin}")
    if not isinstance(size, int) or size < 0:
        raise bad_request(f"receive an entity with incorrect length {size}")
    if begin > length:
        raise bad_request(f"entity begins after the end of the text at UTF-16 offset {begin}")
    if begin + size > length:
        raise bad_request(
            f"entity beginning at UTF-16 offset {begin} ends after the end of the text "
            f"at UTF-16 offset {begin + size}"
        )


def _trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Telegram drops outer white space, and entities shrink with it."""
    cut = utf16_length(text) - utf16_length(text.lstrip())
    text = text.strip()
    length = utf16_length(text)
    kept = []
    for entity in entities:
        begin = min(max(entity["offset"] - cut, 0), length)
        end = min(max(entity["offset"] + entity["length"] - cut, 0), length)
        if end > begin:
            kept.append({**entity, "offset": begin, "length": end - begin})
    return text, kept
