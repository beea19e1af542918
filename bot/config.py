"""The settings: read once at start, from the environment and `.env`, checked all together."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotenv import dotenv_values

LANGUAGES = ("uk", "ru", "en")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LOG_FORMATS = ("text", "json")

_SLA_HOURS_MIN, _SLA_HOURS_MAX = 0.25, 720.0
_SECRET_PART_MIN = 8  # a shorter half of a token would black out ordinary words


class SettingsError(Exception):
    """Names every variable that is missing or wrong, with the remedy for each.

    Never quotes a token, a password or an address that may hold one.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    bot_token: str = field(repr=False)
    owner_ids: frozenset[int]
    database_url: str = field(repr=False)
    """`sqlite+aiosqlite://…` or `postgresql+asyncpg://…`, ready for SQLAlchemy."""
    telegram_api_url: str
    """No slash at the end."""
    language: str
    timezone: str
    """An IANA name."""
    sla: timedelta
    """The default time in which a client is to be answered."""
    log_level: str
    log_format: str
    inbox: tuple[str, int] | None
    """Host and port at which other programs file requests; None keeps that door shut."""
    audit_ping_url: str | None = field(repr=False)
    """Pinged only while the audit finds nothing wrong. Who knows it could feign health."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no log line may hold: the token, the database password, the audit's address."""
        _, _, secret_part = self.bot_token.partition(":")
        written = _database_password(self.database_url)
        return tuple(
            secret
            for secret in (
                self.bot_token,
                # An address parser that takes the token's ":" for a port quotes only this half.
                secret_part if len(secret_part) >= _SECRET_PART_MIN else "",
                written,
                unquote(written),
                self.audit_ping_url or "",
            )
            if secret
        )


class _Wrong(Exception):  # noqa: N818 - it is caught in this module and becomes a SettingsError
    """What is wrong with one value and how to put it right."""


def _token(text: str) -> str:
    if not text:
        raise _Wrong("is not set. Ask @BotFather for a token and put it here")
    if not re.fullmatch(r"[0-9]+:[^\s/]+", text):
        raise _Wrong("is not a bot token. Copy the whole of it from @BotFather: digits, ':', rest")
    return text


def _owner_ids(text: str) -> frozenset[int]:
    words = re.split(r"[,;\s]+", text.strip(" ,;"))
    if not text.strip(" ,;"):
        return frozenset()
    if not all(re.fullmatch(r"[1-9][0-9]{0,15}", word) for word in words):
        raise _Wrong(
            f"is {text!r}. List numeric Telegram user ids with commas between them,"
            " such as 123456789,987654321"
        )
    return frozenset(int(word) for word in words)


def _database_url(text: str) -> str:
    scheme, separator, rest = text.partition("://")
    remedy = "Write sqlite:///data/vidhuk.sqlite3 or postgresql://USER:PASSWORD@HOST/DATABASE"
    if not separator or any(character.isspace() for character in text):
        raise _Wrong(f"is not a database address. {remedy}")
    if scheme in {"sqlite", "sqlite+aiosqlite"}:
        path, _, _ = rest.partition("?")
        if not path.startswith("/") or path in {"/", "//"} or ":memory:" in path:
            raise _Wrong(f"names no file, and a database in memory forgets every client. {remedy}")
        return f"sqlite+aiosqlite://{rest}"
    if scheme in {"postgres", "postgresql", "postgresql+asyncpg"}:
        parts = _split(text)
        if parts is None or not parts.path.strip("/"):
            raise _Wrong(f"is not a whole PostgreSQL address. {remedy}")
        # libpq's name for it, as hosting companies hand it out; asyncpg calls it ssl.
        rest = re.sub(r"([?&])sslmode=", r"\1ssl=", rest)
        return f"postgresql+asyncpg://{rest}"
    raise _Wrong(f"is for a database that Vidhuk does not know. {remedy}")


def _database_password(url: str) -> str:
    """The password as it is written in the address, possibly percent-encoded."""
    parts = _split(url)
    return (parts.password if parts else None) or ""


def _telegram_api_url(text: str) -> str:
    remedy = "Write the server's address alone, such as https://api.telegram.org or drop the line"
    parts = _http_address(text, remedy)
    if any(sign in text for sign in "{}<>") or re.search(r"/bot(\d|/?$)", parts.path):
        raise _Wrong(f"holds a place for the token, which is added by itself. {remedy}")
    if parts.query or parts.fragment:
        raise _Wrong(f"holds more than a server and a path. {remedy}")
    return text.rstrip("/")


def _audit_ping_url(text: str) -> str | None:
    if not text:
        return None
    _http_address(text, "Write the whole address, such as https://hc-ping.com/…, or drop the line")
    return text


def _inbox(text: str) -> tuple[str, int] | None:
    if not text:
        return None
    host, _, port = text.rpartition(":")
    host = host.strip("[]") or "127.0.0.1"
    if not re.fullmatch(r"\d{1,5}", port) or int(port) > 65535 or re.search(r"[\s/]", host):
        raise _Wrong(f"is {text!r}. Write a host and a port, such as 127.0.0.1:8080")
    return host, int(port)


def _http_address(text: str, remedy: str) -> SplitResult:
    parts = _split(text)
    if parts is None or parts.scheme not in {"http", "https"} or not parts.hostname:
        raise _Wrong(f"is not an http or https address. {remedy}")
    return parts


def _split(url: str) -> SplitResult | None:
    """The parts of an address, or None. The parser's own errors quote the address: not for us."""
    if not url.isprintable() or " " in url:
        return None
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _timezone(text: str) -> str:
    try:
        return ZoneInfo(text).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise _Wrong(
            f"is {text!r}. Write an IANA name such as Europe/Kyiv or Europe/Warsaw"
        ) from None


def _sla(text: str) -> timedelta:
    try:
        hours = float(text.replace(",", "."))
    except ValueError:
        hours = 0.0
    if not _SLA_HOURS_MIN <= hours <= _SLA_HOURS_MAX:
        raise _Wrong(
            f"is {text!r}. Write the hours in which a client is to be answered,"
            f" from {_SLA_HOURS_MIN:g} to {_SLA_HOURS_MAX:g}"
        )
    return timedelta(hours=hours)


def _one_of(choices: Iterable[str]) -> Callable[[str], str]:
    by_folded = {choice.casefold(): choice for choice in choices}

    def read(text: str) -> str:
        choice = by_folded.get(text.casefold())
        if choice is None:
            raise _Wrong(f"is {text!r}. Write one of: {', '.join(by_folded.values())}")
        return choice

    return read


class Variable(NamedTuple):
    field: str
    default: str
    read: Callable[[str], object]


VARIABLES: Mapping[str, Variable] = {
    "BOT_TOKEN": Variable("bot_token", "", _token),
    "OWNER_IDS": Variable("owner_ids", "", _owner_ids),
    "DATABASE_URL": Variable(
        "database_url", "sqlite+aiosqlite:///data/vidhuk.sqlite3", _database_url
    ),
    "TELEGRAM_API_URL": Variable("telegram_api_url", "https://api.telegram.org", _telegram_api_url),
    "LANGUAGE": Variable("language", "uk", _one_of(LANGUAGES)),
    "TIMEZONE": Variable("timezone", "Europe/Kyiv", _timezone),
    "SLA_HOURS": Variable("sla", "24", _sla),
    "LOG_LEVEL": Variable("log_level", "INFO", _one_of(LOG_LEVELS)),
    "LOG_FORMAT": Variable("log_format", "text", _one_of(LOG_FORMATS)),
    "INBOX_ADDRESS": Variable("inbox", "", _inbox),
    "AUDIT_PING_URL": Variable("audit_ping_url", "", _audit_ping_url),
}
"""Every variable Vidhuk reads, with its default as it would be written in `.env`."""


def load_settings(environ: Mapping[str, str], dotenv: Path | None) -> Settings:
    """Read `environ` over the file `dotenv`, which may be missing; an empty value is not set.

    Raises `SettingsError` with everything that is wrong, not just the first.
    """
    written = _read_dotenv(dotenv) if dotenv else {}
    values: dict[str, Any] = {}
    problems: list[str] = []
    for name, variable in VARIABLES.items():
        text = _exported(environ, name) or written.get(name, "") or variable.default
        try:
            values[variable.field] = variable.read(text)
        except _Wrong as wrong:
            problems.append(f"{name} {wrong}.")
    if problems:
        lines = "\n".join(f"  - {problem}" for problem in problems)
        raise SettingsError(
            f"Vidhuk cannot start with these settings:\n{lines}\n"
            "Correct them in the environment or in .env (.env.example explains each)."
        )
    return Settings(**values)


def load_database_url(environ: Mapping[str, str], dotenv: Path | None) -> str:
    """DATABASE_URL alone, for what needs no token. Raises `SettingsError`."""
    name, variable = "DATABASE_URL", VARIABLES["DATABASE_URL"]
    written = _read_dotenv(dotenv) if dotenv else {}
    try:
        return _database_url(
            environ.get(name, "").strip() or written.get(name, "") or variable.default
        )
    except _Wrong as wrong:
        raise SettingsError(f"{name} {wrong}.") from None


def _exported(environ: Mapping[str, str], name: str) -> str:
    """A variable of the environment, "" for not set.

    Desktops export a LANGUAGE of their own for gettext, such as "en_US:en": that is not ours.
    """
    text = environ.get(name, "").strip()
    return "" if name == "LANGUAGE" and ("_" in text or ":" in text) else text


def _read_dotenv(path: Path) -> dict[str, str]:
    # Values are taken as written: a password may hold "${". Windows editors leave a byte mark.
    try:
        found = dotenv_values(path, interpolate=False, encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"Vidhuk cannot read {path} ({type(error).__name__})."
            " Make it readable for the user who runs the bot, and save it as UTF-8."
        ) from None
    return {name: (text or "").strip() for name, text in found.items()}
