"""The inbox over HTTP: POST /api/v1/requests, for website forms and automations."""

import asyncio
import hashlib
import json
import logging
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from pydantic import ValidationError
from pyrate_limiter import InMemoryBucket, Rate, RateItem

from bot.clock import Clock
from bot.inbox import Filing, KeyReusedError, due_of, file_once, hash_of, time_problem
from bot.pacing import monotonic_ms
from storage.directory import load_directory
from storage.engine import DatabaseFailure, Store
from storage.inbox import key_of_secret

log = logging.getLogger(__name__)

LARGEST = 64 * 1024  # bytes of a body
READ_SECONDS = 20.0
"""How long a caller may take over a body, so that slow ones hold no connection open."""
IDLE_SECONDS = 75.0
"""How long an idle connection stays open: longer than a reverse proxy keeps one by default."""
LINGER_SECONDS = 1.0
"""How long a refused caller may still send, so that the answer reaches them."""
STOP_SECONDS = 3.0
"""How long a stop waits for what is being filed."""
PER_KEY = Rate(60, 60_000)
GUESSES = Rate(30, 60_000)
"""Unknown keys a minute, from everywhere: guessing 192 bits is hopeless, and stays cheap."""
KEY_LIMIT = 200

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Refusal(Exception):  # noqa: N818 - an answer, not a failure
    """What a caller is told instead of an answer."""

    def __init__(self, status: int, code: str, message: str, **more: Any) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"error": {"code": code, "message": message, **more}}
        self.headers: dict[str, str] = {}


def _answer(
    status: int, body: dict[str, Any], headers: dict[str, str] | None = None
) -> web.Response:
    text = json.dumps(body, ensure_ascii=False)
    return web.Response(status=status, text=text, content_type="application/json", headers=headers)


@web.middleware
async def in_json(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Every refusal is JSON with a code for programs and a sentence for people."""
    try:
        return await handler(request)
    except Refusal as told:
        refusal = told
    except web.HTTPException as error:
        code, message = _STANDARD.get(error.status, ("error", error.reason))
        allow = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else None
        return _answer(error.status, {"error": {"code": code, "message": message}}, allow)
    except DatabaseFailure:
        log.exception("a filed request could not be kept")
        refusal = _unavailable()
    except Exception:  # nothing of it is shown to the caller
        log.exception("a filed request met an error of ours")
        refusal = Refusal(500, "internal", "Nothing was filed: the fault is ours, and was noted.")
    return _answer(refusal.status, refusal.body, refusal.headers)


_STANDARD = {
    404: ("not_found", "There is nothing here. Requests are filed at POST /api/v1/requests."),
    405: ("method_not_allowed", "Requests are filed with POST."),
    413: ("too_large", f"The body may have {LARGEST} bytes at most."),
}


class Inbox:
    def __init__(self, store: Store, clock: Clock, wake: Callable[[], None]) -> None:
        self._store = store
        self._clock = clock
        self._wake = wake
        self._buckets: dict[int, InMemoryBucket] = {}
        self._guesses = InMemoryBucket([GUESSES])
        self._reading: set[asyncio.Timeout] = set()
        self._stopping = False

    async def file(self, request: web.Request) -> web.Response:
        secret_hash = hash_of(self._secret(request))
        if request.content_type != "application/json":
            raise Refusal(
                415, "not_json", "The body is JSON, sent as Content-Type: application/json."
            )
        await self._admit(secret_hash)
        body = _unpacked(request, await self._body(request))
        filing = self._read(body)
        idempotency = _idempotency(request, body)
        async with self._store.write() as session:
            key = await key_of_secret(session, secret_hash)
            if key is None:
                raise _unknown_key()
            directory = await load_directory(session)
            try:
                kept, is_new = await file_once(
                    session, directory, key, filing, idempotency, self._clock()
                )
            except KeyReusedError:
                raise Refusal(
                    409,
                    "key_reused",
                    "This Idempotency-Key came with another body before: use a new one.",
                ) from None
            due_at = await due_of(session, kept)
            answer = {
                "id": kept.id,
                "number": kept.number,
                "status": kept.status.value,
                "due_at": due_at.isoformat() if due_at else None,
            }
        self._wake()
        return _answer(201 if is_new else 200, answer)

    def _secret(self, request: web.Request) -> str:
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not secret.strip() or not secret.isascii():
            raise _unknown_key()
        return secret.strip()

    async def _admit(self, secret_hash: str) -> None:
        """Before the body is read: who is unknown or too quick costs no more than this."""
        now = monotonic_ms()
        async with self._store.read() as session:
            key = await key_of_secret(session, secret_hash)
        bucket = (
            self._guesses
            if key is None
            else self._buckets.setdefault(key.id, InMemoryBucket([PER_KEY]))
        )
        bucket.leak(now)
        if not bucket.put(RateItem("", now)):
            raise _too_quick(bucket, now)
        if key is None:
            raise _unknown_key()

    async def _body(self, request: web.Request) -> bytes:
        try:
            async with asyncio.timeout(READ_SECONDS) as patience:
                self._reading.add(patience)
                try:
                    return await request.read()
                finally:
                    self._reading.discard(patience)
        except web.RequestPayloadError:
            raise Refusal(400, "malformed", "The body broke off.") from None
        except TimeoutError:
            if self._stopping:
                raise _unavailable() from None
            told = f"The body did not arrive within {READ_SECONDS:g} seconds."
            raise Refusal(408, "too_slow", told) from None

    async def stop_reading(self, _app: web.Application) -> None:
        """A stop waits for no body."""
        self._stopping = True
        for patience in self._reading:
            patience.reschedule(0)

    def _read(self, body: bytes) -> Filing:
        try:
            filing = Filing.model_validate_json(body)
        except ValidationError as error:
            if any(one["type"] == "json_invalid" for one in error.errors()):
                raise Refusal(400, "malformed", "The body is not JSON.") from None
            raise _wrong_fields(
                [
                    (_path(one["loc"]), one["msg"].removeprefix("Value error, "))
                    for one in error.errors()
                ]
            ) from None
        problem = time_problem(filing, self._clock())
        if problem is not None:
            raise _wrong_fields([("sent_at", problem)])
        return filing


def _unpacked(request: web.Request, body: bytes) -> bytes:
    """Unpacked here, within the limit: the web server itself refuses in plain text."""
    packing = request.headers.get("Content-Encoding", "identity").strip().lower()
    if packing == "identity":
        return body
    if packing != "gzip":
        raise Refusal(415, "packed", "Send the body as it is, or with Content-Encoding: gzip.")
    try:
        plain = zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(body, LARGEST + 1)
    except zlib.error:
        raise Refusal(400, "malformed", "The body is not gzip.") from None
    if len(plain) > LARGEST:
        raise Refusal(413, *_STANDARD[413])
    return plain


def _path(place: tuple[int | str, ...]) -> str:
    return ".".join(map(str, place)) or "body"


def _wrong_fields(problems: list[tuple[str, str]]) -> Refusal:
    told = "; ".join(f"{field}: {problem}" for field, problem in problems)
    fields = [{"field": field, "problem": problem} for field, problem in problems]
    return Refusal(422, "invalid", told, fields=fields)


def _unavailable() -> Refusal:
    refusal = Refusal(503, "unavailable", "Nothing was filed: try again soon.")
    refusal.headers["Retry-After"] = "10"
    return refusal


def _unknown_key() -> Refusal:
    refusal = Refusal(
        401, "unauthorized", "Send a key that is in force: Authorization: Bearer vidhuk_…"
    )
    refusal.headers["WWW-Authenticate"] = 'Bearer realm="vidhuk"'
    return refusal


def _too_quick(bucket: InMemoryBucket, now: int) -> Refusal:
    wait = bucket.waiting(RateItem("", now))
    seconds = max(1, -(-int(wait) // 1000)) if isinstance(wait, int | float) else 60
    refusal = Refusal(429, "too_many", f"Too many requests: wait {seconds} seconds.")
    refusal.headers["Retry-After"] = str(seconds)
    return refusal


def _idempotency(request: web.Request, body: bytes) -> tuple[str, str] | None:
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not 1 <= len(key) <= KEY_LIMIT or not key.isprintable():
        raise _wrong_fields(
            [("Idempotency-Key", f"has from 1 to {KEY_LIMIT} printable characters")]
        )
    return key, hashlib.sha256(body).hexdigest()


async def _alive(_request: web.Request) -> web.Response:
    return _answer(200, {"status": "ok"})


@asynccontextmanager
async def serving_inbox(
    store: Store, clock: Clock, wake: Callable[[], None], host: str, port: int
) -> AsyncIterator[int]:
    """Serve while inside; gives the port. Raises OSError where the address cannot be had."""
    inbox = Inbox(store, clock, wake)
    app = web.Application(middlewares=[in_json], client_max_size=LARGEST)
    app.router.add_post("/api/v1/requests", inbox.file)
    app.router.add_get("/api/v1/health", _alive)
    app.on_shutdown.append(inbox.stop_reading)
    runner = web.AppRunner(
        app,
        access_log=None,
        shutdown_timeout=STOP_SECONDS,
        keepalive_timeout=IDLE_SECONDS,
        lingering_time=LINGER_SECONDS,
        auto_decompress=False,
    )
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()
