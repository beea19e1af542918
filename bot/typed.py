"""Reads what a member types of a client elsewhere: "instagram Олена @olena_k: де мій торт?"."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from bot.visible import one_line
from storage.vocabulary import Source

BY_NAME = "name:"
"""How the key of a client begins whom a member named."""

UNNAMED, NAMESAKE = "unnamed:", "namesake:"
"""The same of one whom nobody named, and of one who bears a name that is another's too."""

HIDDEN = "hidden:"
"""The same of one whose forwarded words name no account."""

WHATSAPP = "WhatsApp"
"""A door that clients use and that has no word of its own in `Source`."""

_WORDS: dict[Source, str] = {
    Source.TELEGRAM: "tg тг телеграм телеграмм",
    Source.INSTAGRAM: "insta inst ig інстаграм инстаграм інстаграмм инстаграмм інста инста",
    Source.FACEBOOK: "fb фб фейсбук фейсбуці",
    Source.VIBER: "вайбер вібер вибер",
    Source.TIKTOK: "тікток тикток",
    Source.GOOGLE: "гугл googlereviews гуглвідгуки гуглотзывы",
    Source.WEBSITE: "site сайт",
    Source.PHONE: "тел телефон дзвінок звонок",
    Source.PERSON: "inperson особисто лично",
    Source.OTHER: "",
}
SOURCES: dict[str, Source] = {
    word: source for source, words in _WORDS.items() for word in (source.value, *words.split())
}
"""By what people type, in lower case, without spaces and hyphens."""

_WHATSAPP = frozenset(["whatsapp", "вотсап", "вотсапп", "ватсап", "ватсапп", "вацап", "воцап"])
_FIRST = re.compile(r"[@#]?(?P<word>[^\s:,@]+)(?:[ \t]+(?P<next>[^\s:,@]+))?")
_NAMED = re.compile(r"(?P<name>[^:\n]{1,64}):(?![/\d])\s*(?P<words>.*)", re.DOTALL)
"""A name, a colon, the words; but neither "10:30" nor an address names anybody."""
_HANDLE = re.compile(r"\(?(?<![\w.])@(?P<handle>\w[\w.]{1,31})\)?")
_HANDLED = re.compile(rf"{_HANDLE.pattern},?\s+(?P<words>.+)", re.DOTALL)
_GLUE = " \t\r\n:,"


class Who(NamedTuple):
    """A client as a member calls them; both "" for nobody in particular."""

    name: str = ""
    handle: str = ""

    @property
    def shown(self) -> str:
        return self.name or (f"@{self.handle}" if self.handle else "")

    def key(self, own: str = "") -> str:
        """By what the client is known again; `own` is the brand's own name for the source."""
        said = f"@{self.handle}" if self.handle else self.name
        return f"{BY_NAME}{own.casefold()}{said.casefold()}"


NOBODY = Who()


class Typed(NamedTuple):
    source: Source
    own: str  # the brand's own name for the source, or the network's that we have no word for
    who: Who
    words: str


def is_bare_name(external_id: str) -> bool:
    """Whether nothing but a name tells who the client is: two people may bear it."""
    return external_id.startswith((BY_NAME, HIDDEN)) and "@" not in external_id


def read_typed(said: str, own_sources: Iterable[str] = ()) -> Typed:
    """Each part is optional but the words; the brand's own sources go before ours."""
    source, own, rest = _read_source(said.strip(), own_sources)
    who, words = read_words(rest)
    return Typed(source or Source.OTHER, own, who, words)


def read_anew(said: str, before: str, own_sources: Iterable[str] = ()) -> Typed:
    """What a member typed without a command, after an edit; `before` is what was read as words.

    Where those begin with the source's name, the client said it: it was not read as a source.
    """
    typed, (who, words) = read_typed(said, own_sources), read_words(said)
    first = said.split(maxsplit=1)[:1]
    was_said = bool(first) and before.startswith(first[0])
    return Typed(Source.OTHER, "", who, words) if was_said else typed


def read_words(said: str) -> tuple[Who, str]:
    """(who wrote, what) of "Олена: текст", "Олена @olena_k: текст", "@olena_k текст"."""
    body = said.strip()
    if named := _NAMED.fullmatch(body):
        return read_who(named["name"]), named["words"].strip()
    if handled := _HANDLED.fullmatch(body):
        return Who(handle=handled["handle"]), handled["words"].strip()
    return Who(), body


def read_who(said: str) -> Who:
    found = _HANDLE.search(said)
    name = one_line(said if found is None else _HANDLE.sub(" ", said))
    return Who(name.strip(",: ")[:64], found["handle"].rstrip(".") if found else "")


def _read_source(said: str, own_sources: Iterable[str]) -> tuple[Source | None, str, str]:
    bare = said.removeprefix("@").removeprefix("#")
    own = sorted(own_sources, key=len, reverse=True)  # "Prom UA" before "Prom"
    for name in own:
        head, rest = bare[: len(name)], bare[len(name) :]
        if head.casefold() == name.casefold() and rest[:1] in {"", *_GLUE}:
            return Source.OTHER, name, rest.lstrip(_GLUE)
    first = _FIRST.match(said)
    if first is None:
        return None, "", said
    for end in ("next", "word"):
        if first[end] is None:
            continue
        word = _plain(said[first.start("word") : first.end(end)])
        rest = said[first.end(end) :].lstrip(_GLUE)
        if word in SOURCES:
            return SOURCES[word], "", rest
        if word in _WHATSAPP:
            return Source.OTHER, WHATSAPP, rest
    return None, "", said


def _plain(word: str) -> str:
    return re.sub(r"[\s'’ʼ-]", "", word.casefold())
