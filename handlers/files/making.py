"""Makes one file of a period, whole or not at all."""

import tempfile
from enum import StrEnum
from functools import partial
from pathlib import Path

from bot.export import Asked, Make, Progress
from handlers.files.facts import FileFacts, read_brand, read_facts, read_report
from storage.engine import Store
from storage.export import pages, sheets


class Form(StrEnum):
    XLSX = "xlsx"
    CSV = "csv"
    HTML = "html"
    PNG = "png"
    DARK = "dark"  # the picture for a dark screen


SUFFIX = {Form.CSV: "zip", Form.DARK: "png"}


def suffix_of(form: Form) -> str:
    return SUFFIX.get(form, form.value)


def maker_of(form: Form) -> Make:
    """What writes such a file: in a folder of its own beside its place, and moved there when it is
    whole. So two that write to one name do not meet, and of a failure nothing is left.
    """

    async def make(store: Store, asked: Asked, path: Path, progress: Progress) -> None:
        facts = await _read(form, store, asked)
        with tempfile.TemporaryDirectory(prefix=".vidhuk-", dir=path.parent) as folder:
            part = Path(folder) / path.name
            if form in {Form.XLSX, Form.CSV}:
                from handlers.files.sheets import write_csv, write_xlsx  # noqa: PLC0415 - heavy

                write = write_xlsx if form is Form.XLSX else write_csv
                chosen = sheets(asked.brand_id, asked.start, asked.end, asked.part)
                await write(part, facts, chosen, partial(pages, store), progress)
            else:
                part.write_bytes(_drawn(form, facts))
            part.replace(path)

    return make


async def _read(form: Form, store: Store, asked: Asked) -> FileFacts:
    if form is Form.CSV:
        return await read_brand(store, asked)
    return await (read_report if form is Form.XLSX else read_facts)(store, asked)


def _drawn(form: Form, facts: FileFacts) -> bytes:
    if form is Form.HTML:
        from handlers.files.page import write_page  # noqa: PLC0415 - heavy

        return write_page(facts).encode()
    from handlers.files.picture import draw  # noqa: PLC0415 - heavy

    return draw(facts, dark=form is Form.DARK)
