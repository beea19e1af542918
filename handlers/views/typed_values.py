"""What a person types is read as what the bot shows it for."""

from handlers.texts import Texts, texts
from handlers.views.settings import CHOICES, LANGUAGE_NAMES, shown_value, value_of
from storage.tables import Brand

OPTIONAL = frozenset(
    {"friend_sla", "by_kind", "hours", "quiet", "own_sources", "causes", "scorecard"}
)
"""What may be off."""


def typed_value(brand: Brand, key: str, text: str) -> str:
    """What is typed just as it is shown, in whichever language, is what it is shown for."""
    typed = " ".join(text.split()).casefold()
    for value in ("off", *CHOICES.get(key, ()), value_of(brand, key)):
        for language in LANGUAGE_NAMES:
            shown = _shown_or_none(texts(language), key, value)
            if shown is not None and typed == " ".join(shown.split()).casefold():
                return value
    return text


def _shown_or_none(t: Texts, key: str, value: str) -> str | None:
    """None where "off" is no value of the setting."""
    return shown_value(t, key, value) if value != "off" or key in OPTIONAL else None
