"""Canned answers: per brand and language, with places for the client's name and the like."""

import re
from datetime import datetime

from storage.engine import Session
from storage.requests import Matter
from storage.tables import Brand, Member, Template
from storage.templates import find_template

PLACES = frozenset({"client", "number", "brand", "member"})
"""What a template may name in braces."""

NAME_LIMIT, TEXT_LIMIT = 32, 3000
_PLACE = re.compile(r"\{([^{}]*)\}")


class TemplateError(ValueError):
    """`code` says what is wrong: name, text or place; `detail` which."""

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
    template = await find_template(session, brand_id, language, name)
    if template is None:
        template = Template(
            brand_id=brand_id, language=language, name=name, text=text, changed_at=now
        )
        session.add(template)
    template.text, template.changed_by, template.changed_at = text, member.id, now
    await session.flush()
    return template


def filled(template: Template, brand: Brand, matter: Matter, member: Member) -> str:
    """The answer's words for this client."""
    values = {
        "client": matter.client.name,
        "number": str(matter.request.number),
        "brand": brand.name,
        "member": member.name,
    }
    return _PLACE.sub(lambda found: values.get(found[1], found[0]), template.text)
