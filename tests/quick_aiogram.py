"""What aiogram works out anew at each start of a bot is worked out once for all of a run.

Reading the certificates takes 20 ms, though the emulator has no TLS; looking at the signatures of
a thousand callbacks takes as long. Closing a session waits a quarter of a second for TLS.
"""

import functools
import ssl
from types import CodeType, FunctionType, SimpleNamespace

from aiogram.client.session import aiohttp
from aiogram.dispatcher.event.handler import CallableObject

_look = CallableObject.__post_init__
_seen: dict[CodeType, tuple[bool, set[str], bool]] = {}


def _look_once(self: CallableObject) -> None:
    """Functions of one piece of code take the same arguments, unless they are marked."""
    callback = self.callback
    if not isinstance(callback, FunctionType) or vars(callback):
        _look(self)
        return
    code = callback.__code__
    if code not in _seen:
        _look(self)
        _seen[code] = (self.awaitable, self.params, self.varkw)
    self.awaitable, self.params, self.varkw = _seen[code]


async def _close_at_once(self: aiohttp.AiohttpSession) -> None:
    if self._session is not None:
        await self._session.close()


def spare_the_starts() -> None:
    CallableObject.__post_init__ = _look_once  # type: ignore[method-assign]
    aiohttp.AiohttpSession.close = _close_at_once  # type: ignore[method-assign]
    certified = functools.cache(ssl.create_default_context)
    aiohttp.ssl = SimpleNamespace(create_default_context=certified)  # type: ignore[attr-defined]
