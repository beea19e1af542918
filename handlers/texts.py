"""The three languages. Texts are written in English in the code; catalogues hold the others.

`t("Hello, {name}", name=…)` translates and fills in; `t.plural(one, many, n)` chooses the form.
"""

import gettext
from functools import lru_cache
from pathlib import Path

LOCALES = Path(__file__).parent / "locales"
LANGUAGES = ("uk", "ru", "en")
SOURCE = "en"


class Texts:
    """One language's texts."""

    def __init__(self, language: str, catalogue: gettext.NullTranslations) -> None:
        self.language = language
        self._catalogue = catalogue

    def __call__(self, message: str, **values: object) -> str:
        return self._catalogue.gettext(message).format(**values)

    def plural(self, one: str, many: str, n: int, **values: object) -> str:
        """The form for `n`, which is filled in as {n}."""
        return self._catalogue.ngettext(one, many, n).format(n=n, **values)


@lru_cache(maxsize=len(LANGUAGES))
def texts(language: str) -> Texts:
    """Read at first use. `make texts` compiles the .po files; a test holds them to each other."""
    if language == SOURCE:
        return Texts(SOURCE, gettext.NullTranslations())
    with (LOCALES / f"{language}.mo").open("rb") as file:
        return Texts(language, gettext.GNUTranslations(file))


def language_of_user(code: str | None, fallback: str) -> str:
    """A Telegram language code ("uk", "en-GB") as one of ours."""
    short = (code or "").split("-")[0].lower()
    return short if short in LANGUAGES else fallback
