"""The settings: read once at start, from the environment and `.env`, checked all together."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import SplitResult

from dotenv import dotenv_values

from bot.database_address import AddressError, secrets_in, split_address, with_driver
from bot.hours import zone_named

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
        return tuple(
            secret
            for secret in (
                self.bot_token,
                # An address parser that takes the token's ":" for a port quotes only this half.
                secret_part if len(secret_part) >= _SECRET_PART_MIN else "",
                *secrets_in(self.database_url),
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
    try:
        return with_driver(text)
    except AddressError as error:
        raise _Wrong(str(error)) from None


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
    parts = split_address(text)
    if parts is None or parts.scheme not in {"http", "https"} or not parts.hostname:
        raise _Wrong(f"is not an http or https address. {remedy}")
    return parts


def _timezone(text: str) -> str:
    try:
        return zone_named(text).key
    except ValueError:
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


def _language(text: str) -> str:
    """A language of ours; of a locale such as "uk_UA.UTF-8" its first part."""
    spoken = _locale_language(text)
    if spoken is None:
        raise _Wrong(f"is {text!r}. Write one of: {', '.join(LANGUAGES)}")
    return spoken


def _locale_language(text: str) -> str | None:
    found = re.fullmatch(r"([a-z]{2})(?:[_-][a-z]+)?(?:[.@].*)?", text.casefold())
    return found[1] if found and found[1] in LANGUAGES else None


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
    "LANGUAGE": Variable("language", "uk", _language),
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
        text = _written(environ, written, name) or variable.default
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
        return _database_url(_written(environ, written, name) or variable.default)
    except _Wrong as wrong:
        raise SettingsError(f"{name} {wrong}.") from None


def _written(environ: Mapping[str, str], dotenv: Mapping[str, str], name: str) -> str:
    """A variable of the environment, else of the file, "" for not set.

    Desktops export a LANGUAGE of their own, gettext's list such as "en_US:en": that is not ours,
    so the file goes before it. Its first language that we speak is better than none.
    """
    exported, filed = environ.get(name, "").strip(), dotenv.get(name, "")
    if name == "LANGUAGE" and ":" in exported:
        spoken = filter(None, map(_locale_language, exported.split(":")))
        return filed or next(spoken, "")
    return exported or filed


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
