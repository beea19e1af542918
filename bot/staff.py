"""The roster: claims, invitations, and the desk's people."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.departments import retire_departments
from bot.notices import hide_from_lost_readers, readers_of
from bot.requests import release_all
from storage.directory import Directory
from storage.engine import Session
from storage.staff import (
    find_invite,
    find_member,
    open_claims,
)
from storage.tables import Chat, Invite, Member
from storage.vocabulary import ChatRole, MemberRole

INVITE_LIFE = timedelta(days=3)
CLAIM_LIFE = timedelta(days=1)
SECRET_BYTES = 24
"""192 random bits: 32 characters, within the 64 that a deep link may carry."""

CONFIRMED_FOR = timedelta(hours=6)
"""How long Telegram's word that somebody is in the desk chat is believed without asking again."""


@dataclass(frozen=True, slots=True)
class Person:
    """A Telegram user as an update shows them."""

    user_id: int
    name: str
    username: str | None = None


def hash_secret(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


async def invite(
    session: Session, role: MemberRole, brand_id: int | None, now: datetime
) -> tuple[str, datetime]:
    """Make a single-use secret for a role; returns it and when it expires.

    Without a brand it is a claim: whoever uses it first owns this bot.
    """
    secret = secrets.token_urlsafe(SECRET_BYTES)
    expires_at = now + (INVITE_LIFE if brand_id is not None else CLAIM_LIFE)
    session.add(
        Invite(brand_id=brand_id, role=role, secret_hash=hash_secret(secret), expires_at=expires_at)
    )
    await session.flush()
    return secret, expires_at


async def void_claims(session: Session, now: datetime) -> None:
    """The owner's secrets that nobody has used stop working."""
    for old in await open_claims(session):
        old.used_at = now
    await session.flush()


async def new_claim(session: Session, now: datetime) -> str:
    """A fresh owner's secret; the earlier unused ones stop working."""
    await void_claims(session, now)
    secret, _expires_at = await invite(session, MemberRole.OWNER, None, now)
    return secret


async def made_invite(session: Session, secret: str) -> Invite | None:
    """Whose secret it is, used and expired ones too; None for a deep link that is not ours."""
    return await find_invite(session, hash_secret(secret))


def is_open(invite: Invite, now: datetime) -> bool:
    return invite.used_at is None and invite.expires_at > now


def gives_nothing(invite: Invite, member: Member | None) -> bool:
    """Whether its role is no more than the member has, whom using it up would only cost a link.

    Who counts through the desk chat alone gains by it: they stay when they leave that chat.
    """
    if member is None or member.from_desk:
        return False
    return _rank(invite.role) <= _rank(member.role)


async def use_invite(session: Session, secret: str, person: Person, now: datetime) -> Invite | None:
    """Redeem a secret; None when it is unknown, used or expired."""
    found = await made_invite(session, secret)
    if found is None or not is_open(found, now):
        return None
    found.used_at = now
    found.used_by = person.user_id
    if found.brand_id is not None:
        await enrol(session, found.brand_id, person, found.role, now, private_chat=True)
    return found


async def enrol(
    session: Session,
    brand_id: int,
    person: Person,
    role: MemberRole,
    now: datetime,
    *,
    from_desk: bool = False,
    private_chat: bool = False,
) -> Member:
    """Put a person on the roster, or give them the role if it is higher than theirs."""
    member = await find_member(session, brand_id, person.user_id)
    if member is None:
        member = Member(
            brand_id=brand_id, user_id=person.user_id, role=role, active=False, joined_at=now
        )
        session.add(member)
    if not member.active:
        member.role, member.from_desk, member.active = role, from_desk, True
        member.removed = False
    elif _rank(role) > _rank(member.role):
        member.role = role
    member.from_desk = member.from_desk and from_desk
    member.name, member.username = person.name, person.username
    member.private_chat = member.private_chat or private_chat
    if from_desk:
        member.confirmed_at = now
    await session.flush()
    return member


def _rank(role: MemberRole) -> int:
    return [MemberRole.MANAGER, MemberRole.LEAD, MemberRole.OWNER].index(role)


async def desk_membership(
    session: Session, desk: Chat, person: Person, now: datetime, *, present: bool
) -> None:
    """Telegram says whether a person is in the desk chat: they count as staff while they are."""
    if desk.role is not ChatRole.DESK:
        return
    member = await find_member(session, desk.brand_id, person.user_id)
    if member is not None and member.removed:
        return
    if present:
        await enrol(session, desk.brand_id, person, MemberRole.MANAGER, now, from_desk=True)
    elif member is not None and member.active and member.from_desk:
        before = await readers_of(session, desk.brand_id)
        member.active = False
        await session.flush()
        await hide_from_lost_readers(session, desk.brand_id, before, now)
        await retire_departments(session, desk.brand_id, now)
        await release_all(session, member, now)


async def remove(session: Session, member: Member, by: Member, now: datetime) -> bool:
    """Take a person off the roster; False where the one who asks may not.

    What they were shown in private is taken back.

    Only an owner removes leads and owners, and nobody removes themselves: a brand keeps
    an owner.
    """
    if member.brand_id != by.brand_id or member.id == by.id or not member.active:
        return False
    if by.role is MemberRole.MANAGER:
        return False
    if member.role is not MemberRole.MANAGER and by.role is not MemberRole.OWNER:
        return False
    before = await readers_of(session, member.brand_id)
    member.active = False
    member.removed = True
    await session.flush()
    await hide_from_lost_readers(session, member.brand_id, before, now)
    await retire_departments(session, member.brand_id, now)
    await release_all(session, member, now)
    return True


def to_confirm(directory: Directory, desk: Chat, user_id: int, now: datetime) -> bool:
    """Whether Telegram must be asked if this person is in the desk chat."""
    member = directory.member(desk.brand_id, user_id)
    if member is None:
        return True
    if not member.from_desk:
        return False
    return member.confirmed_at is None or member.confirmed_at + CONFIRMED_FOR <= now
