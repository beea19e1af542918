"""Logging to stderr, as text or JSON lines, in which no secret ever shows.

Secrets are replaced in the finished text of every record, tracebacks included, because the
libraries below quote addresses (and so the token) in their exceptions.
"""

import asyncio
import json
import logging
import sys
import threading
import traceback
from collections.abc import Iterable
from datetime import UTC, datetime
from types import TracebackType
from typing import Any
from urllib.parse import quote, quote_plus

MASK = "[secret]"

# Below WARNING these tell of every call; some of them with what clients wrote.
_QUIET = ("aiogram", "aiohttp", "aiosqlite", "apscheduler", "sqlalchemy", "alembic.runtime.plugins")

_STANDARD_FIELDS = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}

_log = logging.getLogger(__name__)


class Redactor:
    """Replaces every secret, also in its percent-encoded and its quoted form, by `MASK`."""

    def __init__(self, secrets: Iterable[str]) -> None:
        forms = {
            form
            for secret in secrets
            if secret
            for form in (secret, quote(secret, safe=""), quote_plus(secret), repr(secret)[1:-1])
        }
        # A secret may be a part of another one: the longest goes first.
        self._forms = sorted(forms, key=lambda form: (-len(form), form))

    def __call__(self, text: str) -> str:
        for form in self._forms:
            text = text.replace(form, MASK)
        return text


class _Formatter(logging.Formatter):
    def __init__(self, redact: Redactor) -> None:
        super().__init__()
        self._redact = redact

    def _time(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC)
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def _message(self, record: logging.LogRecord) -> str:
        try:
            message = record.getMessage()
        except (TypeError, ValueError, KeyError):
            # A wrong format string must not cost the record.
            message = f"{record.msg} {record.args!r}"
        return self._redact(message)

    def _exception(self, record: logging.LogRecord) -> str:
        parts = []
        if record.exc_info and record.exc_info[0]:
            parts.append("".join(traceback.format_exception(*record.exc_info)).rstrip("\n"))
        if record.stack_info:
            parts.append(record.stack_info)
        return self._redact("\n".join(parts))

    def _extra(self, record: logging.LogRecord) -> dict[str, Any]:
        return {
            key: self._plain(value)
            for key, value in vars(record).items()
            if key not in _STANDARD_FIELDS
        }

    def _plain(self, value: object) -> object:
        """The value as JSON can hold it, without secrets."""
        if isinstance(value, dict):
            return {self._redact(str(key)): self._plain(item) for key, item in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self._plain(item) for item in value]
        text = str(value)
        redacted = self._redact(text)
        plain = value is None or isinstance(value, bool | int | float)
        return value if plain and redacted == text else redacted


class TextFormatter(_Formatter):
    """One line a record; a traceback follows it, indented so that no line of it looks like one."""

    def format(self, record: logging.LogRecord) -> str:
        extra = "".join(f" {key}={value}" for key, value in self._extra(record).items())
        line = f"{record.levelname:<8} {record.name}: {self._message(record)}{extra}"
        lines = [f"{self._time(record)} {_visible(line)}"]
        exception = self._exception(record)
        if exception:
            lines.extend(f"    {_visible(row)}" for row in exception.split("\n"))
        return "\n".join(lines)


class JsonFormatter(_Formatter):
    """One JSON object a line, in plain ASCII: nothing a client writes can break a line."""

    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, Any] = {
            "time": self._time(record),
            "level": record.levelname,
            "logger": record.name,
            "message": self._message(record),
        }
        exception = self._exception(record)
        if exception:
            fields["exception"] = exception
        # An extra never takes the place of a field of ours.
        return json.dumps(self._extra(record) | fields)


def _visible(text: str) -> str:
    """Escape line ends, terminal commands and characters that turn the reading direction."""
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in text
    )


class _StderrHandler(logging.Handler):
    def __init__(self, redact: Redactor) -> None:
        super().__init__()
        self._redact = redact

    def emit(self, record: logging.LogRecord) -> None:
        try:
            print(self.format(record), file=sys.stderr, flush=True)  # noqa: T201 - this is the log
        except Exception:  # noqa: BLE001 - logging must not break what it tells about
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        """Say that a record was lost; the standard report would print its arguments unredacted."""
        error = sys.exc_info()[1]
        if isinstance(error, BrokenPipeError):
            return
        print(  # noqa: T201 - logging has just failed
            self._redact(f"lost a record of {record.pathname}:{record.lineno}: {error!r}"),
            file=sys.stderr,
        )


def configure(level: str, format: str, secrets: Iterable[str]) -> None:  # noqa: A002 - as LOG_FORMAT
    """Send all logging, warnings and uncaught exceptions to stderr as `text` or `json`.

    A second call replaces the first one's arrangement.
    """
    redact = Redactor(secrets)
    handler = _StderrHandler(redact)
    handler.setFormatter(JsonFormatter(redact) if format == "json" else TextFormatter(redact))
    root = logging.getLogger()
    for old in [handler for handler in root.handlers if isinstance(handler, _StderrHandler)]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    logging.captureWarnings(capture=True)
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread
    sys.unraisablehook = _unraisable


def asyncio_exception_handler(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """For `loop.set_exception_handler`: what no one awaited still reaches the log."""
    _log.error("%s", context["message"], exc_info=context.get("exception"))


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    _log.critical("Uncaught exception", exc_info=(kind, error, trace))


def _uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None:
        name = args.thread.name if args.thread else "unknown"
        _log.critical("Uncaught exception in thread %s", name, exc_info=args.exc_value)


def _unraisable(args: "sys.UnraisableHookArgs") -> None:
    _log.error("Exception that could not be raised", exc_info=args.exc_value)
