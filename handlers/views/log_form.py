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


def ask_source(t: Texts, brand: Brand) -> View:
    """Where it came from; the brand's own sources first."""
    own = [button(name, OnForm(source=f"{OWN}{at}")) for at, name in enumerate(own_sources(brand))]
    usual = [button(source_name(t, one), OnForm(source=one.value)) for one in OFFERED]
    buttons = [*own, *usual]
    rows = [buttons[at : at + 2] for at in range(0, len(buttons), 2)]
    said = t(
        "Where did it come from? Or write it in one go:\n/log instagram Olena: where is my order?"
    )
    return View(Text(said), rows)
