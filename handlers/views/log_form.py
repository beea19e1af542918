"""The first question of the /log form."""

from aiogram.utils.formatting import Text

from handlers.buttons import OnForm
from handlers.texts import Texts
from handlers.views.names import source_name
from handlers.views.view import View, button
from storage.tables import Brand
from storage.vocabulary import Source

OFFERED = (
    Source.INSTAGRAM,
    Source.FACEBOOK,
    Source.VIBER,
    Source.TIKTOK,
    Source.GOOGLE,
    Source.WEBSITE,
    Source.PHONE,
    Source.PERSON,
    Source.TELEGRAM,
    Source.OTHER,
)
OWN = "own"
"""Before the place of one of the brand's own sources in its list."""


def own_sources(brand: Brand) -> list[str]:
    return [one.strip() for one in brand.own_sources.split(",") if one.strip()]


def offered_sources(t: Texts, brand: Brand) -> list[tuple[str, str]]:
    """(what a button says, what it carries); the brand's own sources first."""
    own = [(name, f"{OWN}{at}") for at, name in enumerate(own_sources(brand))]
    return own + [(source_name(t, one), one.value) for one in OFFERED]


def chosen_source(brand: Brand, value: str) -> tuple[Source, str] | None:
    """(source, the brand's own name for it) that a button carries; None for no button of ours."""
    own = own_sources(brand)
    if value.startswith(OWN) and value.removeprefix(OWN).isdecimal():
        place = int(value.removeprefix(OWN)[:3])
        return (Source.OTHER, own[place]) if place < len(own) else None
    return (Source(value), "") if value in set(Source) else None


def ask_source(t: Texts, brand: Brand) -> View:
    buttons = [button(name, OnForm(source=value)) for name, value in offered_sources(t, brand)]
    rows = [buttons[at : at + 2] for at in range(0, len(buttons), 2)]
    said = t(
        "Where did it come from? Or write it in one go:\n/log instagram Olena: where is my order?"
    )
    return View(Text(said), rows)
