"""/export and the picture's buttons: files made in a process of their own, sent when ready."""

import asyncio
import json
import logging
import os
import sys
import tempfile
from collections.abc import AsyncIterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from aiogram import Bot, Router
from aiogram.exceptions import TelegramAPIError
from aiogram.types import CallbackQuery, FSInputFile, Message

from bot.export import file_name
from bot.periods import PeriodError, read_period
from handlers.buttons import OnFile
from handlers.files.making import Form, suffix_of
from handlers.filters import Says
from handlers.refusals import is_lead, pressed
from handlers.reports import part_of_report
from handlers.scene import Scene
from handlers.texts import Texts
from handlers.views.asking import period_refusal, plain
from handlers.views.names import sheet_name

log = logging.getLogger(__name__)

PATIENCE = 30 * 60
"""Seconds that a file may take."""

NEWS_EVERY = 15.0
"""Seconds between words on how far a file is."""

LARGEST = 49_000_000
"""Bytes that a bot may send through Telegram's own server."""

FORMS = {"": Form.XLSX, **{form.value: form for form in Form}}
PICTURES = frozenset({Form.PNG, Form.DARK})
_FILES = asyncio.Semaphore(1)
"""Two files at once would take the memory and the time of two."""

_PICTURES = asyncio.Semaphore(1)
"""A picture takes a second or two: it need not wait for another brand's long file."""


@dataclass(frozen=True, slots=True)
class Order:
    """What to make, and for whom. The period is of whole days: "2026-11-02..2026-11-08"."""

    brand_id: int
    chat_id: int
    period: str
    form: Form
    now: datetime
    t: Texts
    name: str = "vidhuk"  # of the file
    part: dict[str, Any] = field(default_factory=dict)  # as the report's notice knows it

    @property
    def turn(self) -> asyncio.Semaphore:
        return _PICTURES if self.form in PICTURES else _FILES


async def export(message: Message, scene: Scene, args: str) -> None:
    """Such as "/export", "/export month", "/export csv 01.11..15.11.2026"."""
    if not await is_lead(message, scene) or scene.brand is None:
        return
    first, _, rest = args.strip().partition(" ")
    form = FORMS.get(first.casefold())
    period = rest if form is not None else args
    words = period.strip() or "month"
    chosen = form or Form.XLSX
    try:
        span = read_period(words, scene.now, scene.brand.timezone)
    except PeriodError as error:
        examples = scene.t(
            "Examples: /export month, /export csv 01.11.2026..15.11.2026, /export html week"
        )
        said = f"{period_refusal(scene.t, error)} {examples}"
        await scene.say(plain(said), reply_to=message.message_id)
        return
    name = file_name(scene.brand, span, suffix_of(chosen))
    await _take(scene, words, chosen, name)
    said = scene.t("I am making the file. It comes here as soon as it is ready.")
    await scene.say(plain(said), reply_to=message.message_id)


async def press(query: CallbackQuery, callback_data: OnFile, scene: Scene) -> None:
    if await pressed(query, scene) is None:
        return
    form = Form.DARK if callback_data.dark else Form.PNG
    part = await part_of_report(query, scene)
    await _take(scene, callback_data.period, form, f"vidhuk.{suffix_of(form)}", part)
    scene.toast(query, scene.t("Drawing…"))


async def _take(
    scene: Scene, period: str, form: Form, name: str, part: dict[str, Any] | None = None
) -> None:
    """Begin once the transaction is over; whoever asked gets it where they asked."""
    assert scene.brand is not None  # noqa: S101 - asked by the callers
    assert scene.place is not None  # noqa: S101 - they write or press in a chat
    brand_id, chat_id = scene.brand.id, scene.place.id
    order = Order(brand_id, chat_id, period, form, scene.now, scene.t, name, part or {})
    bot, url = scene.bot, scene.defaults.database_url

    async def deliver() -> None:
        await make_and_send(bot, url, order)

    scene.unit.afterwards.append(deliver)


async def make_and_send(bot: Bot, database_url: str, order: Order) -> None:
    if order.turn.locked():
        await _say_that_it_waits(bot, order)
    async with order.turn:
        with tempfile.TemporaryDirectory(prefix="vidhuk-") as folder:
            path = Path(folder) / order.name
            problem = await _make(bot, database_url, order, path)
            if not problem and path.stat().st_size > LARGEST:
                problem = order.t("it is larger than Telegram takes")
            if problem:
                said = order.t(
                    "The file could not be made: {problem}. On the server “vidhuk export” makes "
                    "files of any size.",
                    problem=problem,
                )
                await bot.send_message(order.chat_id, said)
            elif order.form in PICTURES:
                await bot.send_photo(order.chat_id, FSInputFile(path))
            else:
                await bot.send_document(order.chat_id, FSInputFile(path))


async def _say_that_it_waits(bot: Bot, order: Order) -> None:
    said = order.t("Another file is being made; yours is next in line and comes here by itself.")
    try:
        await bot.send_message(order.chat_id, said)
    except TelegramAPIError as error:
        log.warning("it could not be said that a file waits: %s", error)


async def _make(bot: Bot, database_url: str, order: Order, path: Path) -> str:
    """Why it could not be made; "" when it is there."""
    arguments = [f"--brand={order.brand_id}", f"--period={order.period}"]
    arguments += [f"--form={order.form.value}", f"--out={path}"]
    arguments += [f"--at={order.now.isoformat()}", f"--part={json.dumps(order.part)}"]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "export",
        *arguments,
        env={**os.environ, "DATABASE_URL": database_url},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None  # noqa: S101 - they are pipes
    assert process.stderr is not None  # noqa: S101
    try:
        async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as group:
            group.create_task(show_progress(bot, order, process.stdout, every=NEWS_EVERY))
            reading = group.create_task(process.stderr.read())
        told = reading.result()
        await process.wait()
    except TimeoutError:
        return order.t("it took longer than half an hour")
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode == 0 and path.exists():  # noqa: ASYNC240 - one look
        return ""
    log.error("an export failed: %s", told.decode(errors="replace").strip()[-2000:])
    full = "No space left" in told.decode(errors="replace")
    return order.t("the disk is full") if full else order.t("the log says why")


async def show_progress(
    bot: Bot, order: Order, lines: AsyncIterable[bytes], *, every: float
) -> None:
    """Say in one message how far a long file is: each `every` seconds, nothing of a quick one.

    `lines` are what `vidhuk export` prints: "requests: 2000".
    """
    loop = asyncio.get_running_loop()
    next_at, shown = loop.time() + every, None
    async for line in lines:
        name, _, rows = line.decode().strip().partition(": ")
        if not rows.isdecimal() or loop.time() < next_at:
            continue
        next_at = loop.time() + every
        said = order.t(
            "The file is under way: {sheet}, {n} rows.", sheet=sheet_name(order.t, name), n=rows
        )
        try:
            if shown is None:
                shown = await bot.send_message(order.chat_id, said)
            else:
                await shown.edit_text(said)
        except TelegramAPIError as error:
            log.warning("progress could not be shown: %s", error)


def export_router() -> Router:
    router = Router(name="exports")
    router.message.register(export, Says("export"))
    router.callback_query.register(press, OnFile.filter())
    return router
