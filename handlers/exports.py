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
from functools import partial
from pathlib import Path
from typing import Any

from aiogram import Bot, Router
from aiogram.exceptions import TelegramAPIError
from aiogram.methods import SendDocument, SendPhoto
from aiogram.types import CallbackQuery, FSInputFile, Message

from bot.clock import Clock
from bot.delivery import Delivery, Failed, Moved, Sent, Throttled
from bot.export import file_name
from bot.notices import say
from bot.pacing import Pacer
from bot.periods import PeriodError, read_period
from handlers.buttons import OnFile
from handlers.delivery import outcome_of
from handlers.files.making import Form, suffix_of
from handlers.filters import Says
from handlers.refusals import is_lead, pressed
from handlers.reports import part_of_report
from handlers.scene import Scene
from handlers.texts import Texts
from handlers.views.asking import period_refusal, plain
from handlers.views.names import sheet_name
from storage.engine import Store

log = logging.getLogger(__name__)

PATIENCE = 30 * 60
"""Seconds that a file may take."""

NEWS_EVERY = 15.0
"""Seconds between words on how far a file is."""

LARGEST = 49_000_000
"""Bytes that a bot may send through Telegram's own server."""

FORMS = {"": Form.XLSX, **{form.value: form for form in Form}}
PICTURES = frozenset({Form.PNG, Form.DARK})
UPLOAD_TIMEOUT = 300
"""Seconds for the largest file over a slow line."""

TRIES = 5
PAUSE = 2.0
"""Seconds between the first two tries; the pauses double."""

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
    key: str
    name: str = "vidhuk"  # of the file
    part: dict[str, Any] = field(default_factory=dict)  # as the report's notice knows it


async def export(message: Message, scene: Scene, args: str, exporter: "Exporter") -> None:
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
            "Examples: /export month, /export October 2026, /export csv 01.11.2026..15.11.2026, "
            "/export html week"
        )
        said = f"{period_refusal(scene.t, error)} {examples}"
        await scene.say(plain(said), reply_to=message.message_id)
        return
    name = file_name(scene.brand, span, suffix_of(chosen))
    _take(scene, exporter, words, chosen, name)
    said = scene.t("I am making the file. It comes here as soon as it is ready.")
    await scene.say(plain(said), reply_to=message.message_id)


async def press(
    query: CallbackQuery, callback_data: OnFile, scene: Scene, exporter: "Exporter"
) -> None:
    if await pressed(query, scene) is None:
        return
    form = Form.DARK if callback_data.dark else Form.PNG
    part = await part_of_report(query, scene)
    _take(scene, exporter, callback_data.period, form, f"vidhuk.{suffix_of(form)}", part)
    scene.toast(query, scene.t("Drawing…"))


def _take(
    scene: Scene,
    exporter: "Exporter",
    period: str,
    form: Form,
    name: str,
    part: dict[str, Any] | None = None,
) -> None:
    """Begin once the transaction is over; whoever asked gets it where they asked."""
    assert scene.brand is not None  # noqa: S101 - asked by the callers
    assert scene.place is not None  # noqa: S101 - they write or press in a chat
    key = f"file:{scene.me.id}:{scene.update_id}:{scene.now:%Y-%m-%d}"
    brand_id, chat_id = scene.brand.id, scene.place.id
    order = Order(brand_id, chat_id, period, form, scene.now, scene.t, key, name, part or {})
    scene.unit.afterwards.append(partial(exporter.carry_out, order))


def _not_made(order: Order, problem: str) -> str:
    return order.t(
        "The file could not be made: {problem}. On the server “vidhuk export” makes "
        "files of any size.",
        problem=problem,
    )


def _not_delivered(order: Order) -> str:
    return order.t("The file could not be delivered. Please ask for it again.")


class Exporter:
    """Makes files beside the bot and sends each, or says that it will not come."""

    def __init__(
        self, store: Store, bot: Bot, database_url: str, clock: Clock, pacer: Pacer
    ) -> None:
        self._store = store
        self._bot = bot
        self._database_url = database_url
        self._clock = clock
        self._pacer = pacer
        self._making = asyncio.Semaphore(1)  # two at once would take the memory and time of two
        self._drawing = asyncio.Semaphore(1)  # a second or two: waits for no long file

    async def carry_out(self, order: Order) -> None:
        turn = self._drawing if order.form in PICTURES else self._making
        if turn.locked():
            await self._say_that_it_waits(order)
        with tempfile.TemporaryDirectory(prefix="vidhuk-") as folder:
            path = Path(folder) / order.name
            try:
                async with turn:
                    problem = await self._make(order, path)
                if problem:
                    await self._say(order, _not_made(order, problem))
                elif not await self.send(order, path):
                    await self._say(order, _not_delivered(order))
            except BaseException:  # a stop as well: what was promised must not end in silence
                await self._say(order, _not_delivered(order))
                raise

    async def _say_that_it_waits(self, order: Order) -> None:
        said = order.t(
            "Another file is being made; yours is next in line and comes here by itself."
        )
        await self._say(order, said, "waits")

    async def send(self, order: Order, path: Path) -> bool:
        """Whether it arrived. A 429 is waited for, other troubles are tried a few times."""
        chat_id, pause, tries = order.chat_id, PAUSE, TRIES
        while tries:
            while delay := self._pacer.delay(chat_id):  # noqa: ASYNC110 - a pace, no event
                await asyncio.sleep(delay)
            match await outcome_of(self._upload(order, chat_id, path)):
                case Sent():
                    return True
                case Throttled(seconds):
                    self._pacer.hold(chat_id, seconds)
                    await asyncio.sleep(seconds)
                case Failed(reason):
                    log.warning("a file could not be sent yet: %s", reason)
                    tries -= 1
                    if tries:
                        await asyncio.sleep(pause)
                    pause *= 2
                case Moved(new_id):
                    chat_id = new_id
                case other:
                    log.error("a file could not be sent: %s", other)
                    return False
        return False

    async def _upload(self, order: Order, chat_id: int, path: Path) -> Delivery:
        if order.form in PICTURES:
            send: Any = SendPhoto(chat_id=chat_id, photo=FSInputFile(path))
        else:
            send = SendDocument(chat_id=chat_id, document=FSInputFile(path))
        return Sent((await self._bot(send, UPLOAD_TIMEOUT)).message_id)

    async def _say(self, order: Order, text: str, what: str = "end") -> None:
        async with self._store.write() as session:
            payload = {"send": plain(text).payload()}
            now = self._clock()
            key = f"{order.key}:{what}"
            await say(session, order.chat_id, key, payload, now, brand_id=order.brand_id)

    async def _make(self, order: Order, path: Path) -> str:
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
            env={**os.environ, "DATABASE_URL": self._database_url},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        assert process.stdout is not None  # noqa: S101 - they are pipes
        assert process.stderr is not None  # noqa: S101
        try:
            async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as group:
                group.create_task(self.show_progress(order, process.stdout, every=NEWS_EVERY))
                reading = group.create_task(process.stderr.read())
            told = reading.result()
            await process.wait()
        except TimeoutError:
            return order.t("it took longer than half an hour")
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode != 0 or not path.exists():  # noqa: ASYNC240 - one look
            log.error("an export failed: %s", told.decode(errors="replace").strip()[-2000:])
            full = "No space left" in told.decode(errors="replace")
            return order.t("the disk is full") if full else order.t("the log says why")
        too_large = path.stat().st_size > LARGEST  # noqa: ASYNC240 - one look
        return order.t("it is larger than Telegram takes") if too_large else ""

    async def show_progress(
        self, order: Order, lines: AsyncIterable[bytes], *, every: float
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
            if self._pacer.delay(order.chat_id):
                continue  # others have something to say there: the next line will do
            next_at = loop.time() + every
            said = order.t(
                "The file is under way: {sheet}, {n} rows.", sheet=sheet_name(order.t, name), n=rows
            )
            try:
                if shown is None:
                    shown = await self._bot.send_message(order.chat_id, said)
                else:
                    await shown.edit_text(said)
            except TelegramAPIError as error:
                log.warning("progress could not be shown: %s", error)


def export_router() -> Router:
    router = Router(name="exports")
    router.message.register(export, Says("export"))
    router.callback_query.register(press, OnFile.filter())
    return router
