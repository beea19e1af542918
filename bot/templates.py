"""Canned answers: per brand and language, with places for the client's name and the like."""

import re
from collections.abc import Sequence
from datetime import datetime

from bot.places import places_of, where_of
from bot.typed import UNNAMED
from storage.engine import Session
from storage.requests import Matter
from storage.tables import Brand, Client, Member, Request, Template
from storage.templates import find_template

PLACES = frozenset({"client", "number", "brand", "member"})
"""What a template may name in braces."""

NAME_LIMIT, TEXT_LIMIT = 32, 3000
_PLACE = re.compile(r"\{([^{}]*)\}")
_NAME_FIRST = re.compile(r"(^|[.!?…]\s+)\{client\}[,!.:]?\s*(\w?)", re.MULTILINE)
_NAME = re.compile(r",?[ \t]*\{client\}")


class TemplateError(ValueError):
    """`code` says what is wrong: name, text, place or brace; `detail` which."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


async def save_template(
    session: Session,
    brand_id: int,
    language: str,
    name: str,
    text: str,
    member: Member,
    now: datetime,
) -> Template:
    """Keep a canned answer; one of the same name and language is replaced. Raises TemplateError."""
    name, text = name.strip(), text.strip()
    if not 1 <= len(name) <= NAME_LIMIT:
        raise TemplateError("name", str(NAME_LIMIT))
    if not 1 <= len(text) <= TEXT_LIMIT:
        raise TemplateError("text", str(TEXT_LIMIT))
    unknown = [place for place in _PLACE.findall(text) if place not in PLACES]
    if unknown:
        raise TemplateError("place", unknown[0])
    if set("{}") & set(_PLACE.sub("", text)):
        raise TemplateError("brace")
    template = await find_template(session, brand_id, language, name)
    if template is None:
        template = Template(
            brand_id=brand_id, language=language, name=name, text=text, changed_at=now
        )
        session.add(template)
    template.text, template.changed_by, template.changed_at = text, member.id, now
    await session.flush()
    return template


def filled(
    template: Template, brand: Brand, matter: Matter, member: Member, *, name: str | None = None
) -> str:
    """The answer's words for this client, or for one of another name; "" leaves it out."""
    name = _called(matter.client) if name is None else name
    values = {
        "client": name,
        "number": str(matter.request.number),
        "brand": brand.name,
        "member": member.name,
    }
    text = template.text if name else _without_name(template.text)
    return _PLACE.sub(lambda found: values.get(found[1], found[0]), text)


def _called(client: Client) -> str:
    """The client's name; "" where nobody knows it, or nothing in it can be said."""
    is_name = any(map(str.isalnum, client.name))
    return client.name if is_name and not client.external_id.startswith(UNNAMED) else ""


def _without_name(text: str) -> str:
    """“Hello, {client}!” reads “Hello!”, and “{client}, hello!” reads so too."""
    text = _NAME_FIRST.sub(lambda found: found[1] + found[2].upper(), text)
    return _NAME.sub("", text)


def filled_for_each(
    template: Template,
    brand: Brand,
    matter: Matter,
    member: Member,
    parties: Sequence[tuple[Request, Client]],
) -> dict[int, str]:
    """What each of several clients reads, by their own request.

    Of several in one place, who all read the same words, none is named.
    """
    readers = places_of(parties)
    names = {
        own.id: "" if (at := where_of(own)) and len(readers[at]) > 1 else _called(client)
        for own, client in parties
    }
    usual = filled(template, brand, matter, member, name=matter.client.name)
    return {
        own_id: filled(template, brand, matter, member, name=name) or usual
        for own_id, name in names.items()
    }
