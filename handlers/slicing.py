"""Reads the part of a report that a person types: "Iryna", "complaint", "instagram", a link."""

from collections.abc import Iterator

from bot.posts import PostError, find_linked
from handlers.texts import LANGUAGES, texts
from handlers.views.log_form import own_sources
from handlers.views.names import kind_name, source_name
from storage.directory import Directory
from storage.engine import Session
from storage.slices import WHOLE, Slice
from storage.tables import Brand
from storage.vocabulary import Kind, Source
from storage.words import is_known_cause


class AmbiguousError(ValueError):
    """Several members or chats have this name; `ways` are words that each name one of them."""

    def __init__(self, ways: list[str]) -> None:
        super().__init__(", ".join(ways))
        self.ways = ways


async def read_slice(
    session: Session, directory: Directory, brand: Brand, words: str
) -> Slice | None:
    """The part that the words name; None where they name none. Raises AmbiguousError."""
    said = words.strip().casefold().removeprefix("@")
    if not said:
        return WHOLE
    found = dict(_members_and_chats(directory, brand, said))
    if len(found) > 1:
        raise AmbiguousError(list(found))
    named = next(iter(found.values()), None)
    named = named or _own_source(brand, said) or _kind_or_source(said)
    if named is not None:
        return named
    try:
        post = await find_linked(session, brand.id, words.strip())
        return Slice(post_id=post.id)
    except PostError:
        known = await is_known_cause(session, brand.id, words.strip())
    return Slice(cause=known) if known else None


def _members_and_chats(
    directory: Directory, brand: Brand, said: str
) -> Iterator[tuple[str, Slice]]:
    """(words that name this one alone, the part) of all that have the name, handle or number."""
    for one in directory.staff(brand.id):
        number = str(one.user_id)
        if said in {one.name.casefold(), (one.username or "").casefold(), number}:
            yield f"@{one.username}" if one.username else number, Slice(member_id=one.id)
    for chat in directory.chats.values():
        number = str(chat.chat_id)
        if chat.brand_id == brand.id and said in {chat.title.casefold(), number}:
            yield number, Slice(chat_id=chat.chat_id)


def _own_source(brand: Brand, said: str) -> Slice | None:
    names = {name.casefold(): name for name in own_sources(brand)}
    return Slice(own_source=names[said]) if said in names else None


def _kind_or_source(said: str) -> Slice | None:
    """In any of our languages."""
    for t in map(texts, LANGUAGES):
        for kind in Kind:
            if said in {kind.value, kind_name(t, kind).casefold()}:
                return Slice(kind=kind)
        for source in Source:
            if said in {source.value, source_name(t, source).casefold()}:
                return Slice(source=source)
    return None
