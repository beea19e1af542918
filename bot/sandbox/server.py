"""The HTTP side: tokens, dispatch to the methods, planned failures and the record of calls."""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from aiohttp import web

from bot.sandbox.calls import Call, CallLog
from bot.sandbox.errors import ApiError, not_found, too_many_requests, unauthorized
from bot.sandbox.faults import Drop, Faults, Hang, Refusal
from bot.sandbox.messages import Json
from bot.sandbox.methods import METHODS
from bot.sandbox.wire import read_params
from bot.sandbox.world import World

if TYPE_CHECKING:
    from bot.sandbox.limits import FloodLimits

_BODY_LIMIT_BYTES = 50 * 1024 * 1024
_SHUTDOWN_SECONDS = 0.2
_LIMITED = ("send", "copymessage", "forwardmessage", "editmessage")
_GET_UPDATES = "getupdates"


class ApiServer:
    """Answers `/bot<token>/<method>` and `/file/bot<token>/<path>` on loopback."""

    def __init__(self, world: World, token: str, on_call: Callable[[], None]) -> None:
        self.world = world
        self.token = token
        self.calls = CallLog()
        self.faults = Faults()
        self.limits: FloodLimits | None = None  # switched on by the sandbox
        self.url = ""
        self._on_call = on_call
        self._closing = asyncio.Event()
        self._runner: web.AppRunner | None = None

    async def start(self, port: int) -> None:
        app = web.Application(client_max_size=_BODY_LIMIT_BYTES)
        app.router.add_route("*", "/bot{token}/{method}", self._api)
        app.router.add_get("/file/bot{token}/{path:.+}", self._file)
        app.router.add_route("*", "/{anything:.*}", _nothing_here)
        self._closing.clear()
        self._runner = web.AppRunner(
            app,
            handler_cancellation=True,  # a killed bot must not leave its poll waiting
            shutdown_timeout=_SHUTDOWN_SECONDS,
            access_log=None,
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        self._closing.set()
        self.world.updates.release()
        if self._runner is not None:
            await self._runner.cleanup()

    async def _api(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.token:
            return _json_response(unauthorized())
        method = request.match_info["method"]
        params: Json = {}
        try:
            params = await read_params(request)
        except ApiError as error:
            return self._answer(method, params, error)
        if method.lower() == _GET_UPDATES:
            return await self._get_updates(request, params)
        fault = self.faults.next_for(method, params)
        if isinstance(fault, Drop):
            return self._drop(request, method, params)
        if isinstance(fault, Refusal):
            return self._answer(method, params, fault.error)
        response = self._answer(method, params, self._outcome(method, params))
        if isinstance(fault, Hang):
            await self._hang(fault.seconds)
        return response

    def _outcome(self, method: str, params: Json) -> Json | ApiError:
        action = METHODS.get(method.lower())
        if action is None:
            return not_found()
        wait = self._flood_wait(method, params)
        if wait:
            return too_many_requests(wait)
        try:
            return {"ok": True, "result": action(self.world, params)}
        except ApiError as error:
            return error

    def _flood_wait(self, method: str, params: Json) -> int:
        if self.limits is None or not method.lower().startswith(_LIMITED):
            return 0
        chat_id = params.get("chat_id")
        if method.lower() == "sendchataction" or not isinstance(chat_id, int):
            return 0
        return self.limits.retry_after(chat_id)

    async def _get_updates(self, request: web.Request, params: Json) -> web.StreamResponse:
        method = "getUpdates"
        fault = self.faults.next_for(method, params)
        if isinstance(fault, Drop):
            return self._drop(request, method, params)
        if isinstance(fault, Refusal):
            return self._answer(method, params, fault.error)
        try:
            batch = await self.world.updates.get(
                params.get("offset") or 0,
                params.get("limit") or 100,
                params.get("timeout") or 0,
                params.get("allowed_updates"),
            )
        except ApiError as error:
            return self._answer(method, params, error)
        self._record(method, params, {"ok": True, "result": len(batch)})
        if isinstance(fault, Hang):
            await self._hang(fault.seconds)
        body = b'{"ok":true,"result":[' + b",".join(batch) + b"]}"
        return web.Response(body=body, content_type="application/json")

    async def _file(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.token:
            return _json_response(unauthorized())
        stored = self.world.files.at_path(request.match_info["path"])
        if stored is None:
            return _json_response(not_found())
        return web.Response(body=stored.data, content_type=stored.mime_type)

    async def _hang(self, seconds: float | None) -> None:
        """Hold the answer back; the sandbox's end releases it too."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._closing.wait()

    def _drop(self, request: web.Request, method: str, params: Json) -> web.StreamResponse:
        self._record(method, params, None)
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    def _answer(self, method: str, params: Json, outcome: Json | ApiError) -> web.Response:
        answer = outcome.answer() if isinstance(outcome, ApiError) else outcome
        response = _json_response(outcome)
        self._record(method, params, answer)
        return response

    def _record(self, method: str, params: Json, answer: Json | None) -> None:
        self.calls.add(Call(method, params, answer, self.world.clock()))
        self._on_call()


async def _nothing_here(_request: web.Request) -> web.StreamResponse:
    return _json_response(not_found())


def _json_response(outcome: Json | ApiError) -> web.Response:
    """Serialised at once: a later edit must not change an answer on its way."""
    if isinstance(outcome, ApiError):
        body, status = outcome.answer(), outcome.code
    else:
        body, status = outcome, 200
    return web.Response(
        body=json.dumps(body).encode(), status=status, content_type="application/json"
    )
