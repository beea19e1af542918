"""Makes one file of a period, whole or not at all."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from functools import partial
from pathlib import Path

from bot.export import Make
from handlers.files.facts import FileFacts, read_brand, read_facts, read_report
from storage.engine import Store
from storage.export import pages, sheets

Progress = Callable[[str, int], None]


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
    """What writes such a file: beside its place, and moved there when it is whole."""

    async def make(
        store: Store,
        brand_id: int,
        start: datetime,
        end: datetime,
        path: Path,
        *,
        now: datetime,
        progress: Progress,
    ) -> None:
        facts = await _read(form, store, brand_id, start, end, now)
        part = path.with_name(f"{path.name}.part")
        try:
            if form in {Form.XLSX, Form.CSV}:
                from handlers.files.sheets import write_csv, write_xlsx  # noqa: PLC0415 - heavy

                write = write_xlsx if form is Form.XLSX else write_csv
                chosen = sheets(brand_id, start, end)
                await write(part, facts, chosen, partial(pages, store), progress)
            else:
                part.write_bytes(_drawn(form, facts))
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)

    return make


async def _read(
    form: Form, store: Store, brand_id: int, start: datetime, end: datetime, now: datetime
) -> FileFacts:
    if form is Form.CSV:
        return await read_brand(store, brand_id, start, end)
    read = read_report if form is Form.XLSX else read_facts
    return await read(store, brand_id, start, end, now)


def _drawn(form: Form, facts: FileFacts) -> bytes:
    if form is Form.HTML:
        from handlers.files.page import write_page  # noqa: PLC0415 - heavy

        return write_page(facts).encode()
    from handlers.files.picture import draw  # noqa: PLC0415 - heavy

    return draw(facts, dark=form is Form.DARK)
