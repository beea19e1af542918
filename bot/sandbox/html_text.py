"""Telegram's HTML: the few tags it knows, refused as strictly as it refuses."""

import html
import re
from dataclasses import dataclass

from bot.sandbox.errors import ApiError, bad_request
from bot.sandbox.messages import Json

_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
_TOKEN = re.compile(r"<(?P<close>/?)(?P<tag>[a-zA-Z][a-zA-Z0-9-]*)?(?P<rest>[^>]*)>?|[^<]+")
_ATTRIBUTE = re.compile(r"([\w-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+)))?")


@dataclass
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int


def parse_html(source: str) -> tuple[str, list[Json]]:
    """The plain text and its entities, outer ones first. Raises ApiError 400."""
    text = ""
    entities: list[Json] = []
    stack: list[_Open] = []
    for token in _TOKEN.finditer(source):
        if not token.group().startswith("<"):
            text += html.unescape(token.group())
            continue
        tag = (token["tag"] or "").lower()
        if token["close"]:
            opened = _closed(stack, tag, source, token.start())
            entity = _entity(opened, _units(text))
            if entity:
                entities.append(entity)
            continue
        if tag not in _TAGS or not token.group().endswith(">"):
            place = _byte_offset(source, token.start())
            raise _broken(f'Unsupported start tag "{tag}" at byte offset {place}')
        stack.append(_Open(tag, _attributes(token["rest"]), _units(text)))
    if stack:
        raise _broken(f'Can\'t find end tag corresponding to start tag "{stack[-1].tag}"')
    return text, sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def _closed(stack: list[_Open], tag: str, source: str, position: int) -> _Open:
    place = _byte_offset(source, position)
    if not stack:
        raise _broken(f"Unexpected end tag at byte offset {place}")
    opened = stack.pop()
    if tag not in {opened.tag, ""}:
        raise _broken(
            f'Unmatched end tag at byte offset {place}, expected "</{opened.tag}>", '
            f'found "</{tag}>"'
        )
    return opened


def _entity(opened: _Open, end: int) -> Json | None:
    kind = _TAGS[opened.tag]
    if end == opened.offset:
        return None
    if opened.tag == "blockquote" and "expandable" in opened.attributes:
        kind = "expandable_blockquote"
    entity: Json = {"type": kind, "offset": opened.offset, "length": end - opened.offset}
    if kind == "text_link":
        href = opened.attributes.get("href", "")
        if not href:
            return None
        entity["url"] = href
    if kind == "custom_emoji":
        entity["custom_emoji_id"] = opened.attributes.get("emoji-id", "")
    return entity


def _attributes(rest: str) -> dict[str, str]:
    return {
        name.lower(): html.unescape(double or single or bare)
        for name, double, single, bare in _ATTRIBUTE.findall(rest)
    }


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _byte_offset(source: str, position: int) -> int:
    return len(source[:position].encode("utf-8", "surrogatepass"))


def _broken(reason: str) -> ApiError:
    return bad_request(f"can't parse entities: {reason}")
