"""The catalogues against the code. `make texts` runs this: it puts new texts into each catalogue,
untranslated, takes out what the code no longer says, and compiles them for the bot, which would
need a megabyte more to read the .po files themselves.
"""

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from handlers.texts import LANGUAGES, LOCALES, SOURCE

ROOT = Path(__file__).parents[1]
CODE = "handlers"
KEYWORDS = {"t": None, "plural": (1, 2)}
TRANSLATED = tuple(language for language in LANGUAGES if language != SOURCE)

# Of its own, because Babel's would change with every run and every version of Babel.
HEADER = r"""# Vidhuk's texts. `make texts` brings them up to date with the code.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Language: {language}\n"
"Plural-Forms: {plural_forms};\n"

"""


def extracted() -> Catalog:
    """Every text in the code, in the order of files and lines."""
    template = Catalog()
    found = extract_from_dir(ROOT / CODE, [("**.py", "python")], keywords=KEYWORDS)
    for name, line, message, comments, context in found:
        template.add(
            message, None, [(f"{CODE}/{name}", line)], auto_comments=comments, context=context
        )
    return template


def stored(language: str) -> Catalog:
    with (LOCALES / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


def updated(language: str) -> Catalog:
    catalogue = stored(language)
    catalogue.update(extracted(), no_fuzzy_matching=True)
    return catalogue


def untranslated(catalogue: Catalog) -> list[str]:
    """The English of every text that has no translation, or a plural that lacks a form."""
    return [
        message.id if isinstance(message.id, str) else message.id[0]
        for message in catalogue
        if message.id and (not message.string or "" in tuple(message.string))
    ]


def written(catalogue: Catalog) -> bytes:
    """The file's contents: nothing in it depends on the day, the place or line numbers."""
    head = HEADER.format(
        language=catalogue.locale_identifier, plural_forms=catalogue.plural_forms.rstrip(";")
    )
    body = BytesIO()
    write_po(
        body, catalogue, width=98, omit_header=True, ignore_obsolete=True, include_lineno=False
    )
    return head.encode() + body.getvalue().strip() + b"\n"


class Timeless(Catalog):
    """Its head says nothing of the day, or of Babel's version: only how to count."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [
            ("Content-Type", "text/plain; charset=UTF-8"),
            ("Plural-Forms", self.plural_forms),
        ]


def compiled(language: str) -> bytes:
    """The texts of a stored catalogue as gettext reads them."""
    bare, body = Timeless(locale=language), BytesIO()
    for message in stored(language):
        if message.id:
            bare.add(message.id, message.string)
    write_mo(body, bare)
    return body.getvalue()


def main() -> None:
    for language in TRANSLATED:
        catalogue = updated(language)
        (LOCALES / f"{language}.po").write_bytes(written(catalogue))
        (LOCALES / f"{language}.mo").write_bytes(compiled(language))
        missing = len(untranslated(catalogue))
        print(f"{language}.po: {len(catalogue)} texts, {missing} to translate")  # noqa: T201


if __name__ == "__main__":
    main()
