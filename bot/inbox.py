"""Requests that other programs file: a website's form, an automation."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Annotated, Literal
from unicodedata import category

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from bot.classify import classify, language_of
from bot.incoming import Incoming
from bot.logbook import log_by_hand
from bot.visible import one_line, shows
from storage.directory import Directory
from storage.engine import Session
from storage.inbox import filed_before
from storage.requests import get_request, open_wait
from storage.tables import ApiKey, Brand, Filed, Member, Request
from storage.vocabulary import Kind, Source

SECRET_BYTES = 24  # 192 random bits
PREFIX = "vidhuk_"
HINT = len(PREFIX) + 4
NAME_LIMIT = 64
TEXT_LIMIT = 4000
OLDEST = timedelta(days=366)
SKEW = timedelta(minutes=5)
"""How far ahead of ours a caller's clock may go."""

FORGET_AFTER = timedelta(days=7)
"""How long an idempotency key is remembered."""


class KeyReusedError(Exception):
    """The idempotency key came with another body before."""


def _printable(text: str) -> str:
    if "\0" in text:
        raise ValueError("must not hold the character U+0000")
    return text


def _shown(text: str) -> str:
    if not shows(text):
        raise ValueError("must hold a character that can be seen")
    return _printable(text)


def _one_line(text: str) -> str:
    """On a card it stands beside the bot's own lines."""
    if any(category(sign) in {"Cc", "Zl", "Zp"} for sign in text):
        raise ValueError("must be one line, without line breaks and control characters")
    return one_line(_shown(text))


Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=NAME_LIMIT),
    AfterValidator(_one_line),
    Field(description="One line with something to see, without control characters."),
]
Words = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=TEXT_LIMIT),
    AfterValidator(_shown),
]


class FiledClient(BaseModel):
    """Who wrote. With an `id` they are known again: a handle, a telephone number, an e-mail.

    Without one nobody can tell two people of one name apart: each filing is by somebody new.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name
    id: (
        Annotated[
            str,
            StringConstraints(strip_whitespace=True, min_length=1, max_length=128),
            AfterValidator(_printable),
        ]
        | None
    ) = None


class Filing(BaseModel):
    """The body of POST /api/v1/requests; docs/openapi.json describes it to callers."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    client: FiledClient
    text: Words
    source: Name = Source.WEBSITE.value
    kind: Kind | None = None
    language: Literal["uk", "ru", "en"] | None = None
    sent_at: AwareDatetime | None = Field(default=None)


def time_problem(filing: Filing, now: datetime) -> str | None:
    """What is wrong with the time that the caller gives; None when nothing is."""
    if filing.sent_at is None:
        return None
    if filing.sent_at > now + SKEW:
        return "must not lie in the future"
    if filing.sent_at < now - OLDEST:
        return "must not lie more than a year back"
    return None


async def file_request(
    session: Session, directory: Directory, brand: Brand, filing: Filing, now: datetime
) -> Request:
    """Put it on record as if a member had logged it by hand: its wait starts when it was sent."""
    source, own = _source(brand, filing.source)
    who = f"id:{own.casefold()}:{filing.client.id.casefold()}" if filing.client.id else _nobody()
    incoming = Incoming(
        brand_id=brand.id,
        source=source,
        external_id=who,
        name=filing.client.name,
        username=None,
        sent_at=min(filing.sent_at or now, now),
        content="text",
        text=filing.text,
        kind=filing.kind or classify(filing.text),
        language=filing.language or language_of(filing.text, brand.language),
        own_source=own,
    )
    request_id = await log_by_hand(session, directory, incoming, now)
    request = await get_request(session, request_id or 0)
    if request is None:
        raise RuntimeError("a request that was filed is not on record")
    return request


def _nobody() -> str:
    """Names a client who said no more than what they are called: no one else, ever."""
    return f"once:{secrets.token_hex(16)}"


def _source(brand: Brand, typed: str) -> tuple[Source, str]:
    """One of our words, else the brand's own name for the door."""
    try:
        return Source(typed.casefold()), ""
    except ValueError:
        own = {one.strip().casefold(): one.strip() for one in brand.own_sources.split(",")}
        return Source.OTHER, own.get(typed.casefold(), typed)


async def file_once(
    session: Session,
    directory: Directory,
    key: ApiKey,
    filing: Filing,
    idempotency: tuple[str, str] | None,
    now: datetime,
) -> tuple[Request, bool]:
    """(the request, whether it is new). `idempotency` is the caller's key and the body's hash.

    Raises KeyReusedError.
    """
    key.used_at = now
    if idempotency is not None:
        known = await filed_before(session, key.id, idempotency[0])
        if known is not None and known.body_hash != idempotency[1]:
            raise KeyReusedError
        if known is not None:
            earlier = await get_request(session, known.request_id)
            if earlier is not None:
                return earlier, False
    brand = directory.brands[key.brand_id]
    request = await file_request(session, directory, brand, filing, now)
    if idempotency is not None:
        session.add(
            Filed(
                key_id=key.id,
                idempotency_key=idempotency[0],
                body_hash=idempotency[1],
                request_id=request.id,
                filed_at=now,
            )
        )
    await session.flush()
    return request, True


async def due_of(session: Session, request: Request) -> datetime | None:
    """The open wait's deadline."""
    wait = await open_wait(session, request.id)
    return wait.due_at if wait is not None else None


def hash_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


async def new_key(session: Session, name: str, member: Member, now: datetime) -> tuple[ApiKey, str]:
    """A key for the member's brand, and its secret, which is kept nowhere."""
    secret = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    key = ApiKey(
        brand_id=member.brand_id,
        name=name[:NAME_LIMIT],
        hint=secret[:HINT],
        secret_hash=hash_of(secret),
        created_by=member.id,
        created_at=now,
    )
    session.add(key)
    await session.flush()
    return key, secret
