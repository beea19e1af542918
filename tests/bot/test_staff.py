"""The roster: who belongs to it, how they come and go, and who may send whom away."""

import asyncio
from datetime import timedelta
from typing import Any

from bot.staff import (
    CONFIRMED_FOR,
    INVITE_LIFE,
    Person,
    desk_membership,
    enrol,
    invite,
    new_claim,
    remove,
    to_confirm,
    use_invite,
)
from storage.directory import load_directory
from storage.engine import Store
from storage.tables import Chat, Invite, Member
from storage.vocabulary import ChatRole, MemberRole
from tests.builders import DAY, NOON, Shop

PETRO = Person(700, "Петро", "petro")
MANAGER, LEAD, OWNER = MemberRole.MANAGER, MemberRole.LEAD, MemberRole.OWNER


async def use(store: Store, secret: str, *, person: Person = PETRO, now: Any = NOON) -> bool:
    async with store.write() as session:
        return await use_invite(session, secret, person, now) is not None


async def invited(shop: Shop, role: MemberRole = MANAGER) -> str:
    async with shop.store.write() as session:
        secret, expires_at = await invite(session, role, shop.brand_id, NOON)
    assert NOON + INVITE_LIFE == expires_at
    return secret


async def member(shop: Shop, person: Person = PETRO) -> Member | None:
    rows = await shop.rows(Member, Member.user_id == person.user_id)
    return rows[0] if rows else None


async def in_desk(shop: Shop, *, present: bool, person: Person = PETRO, now: Any = NOON) -> None:
    async with shop.store.write() as session:
        desk = (await load_directory(session)).chat_of(shop.brand_id, ChatRole.DESK)
        assert desk is not None
        await desk_membership(session, desk, person, now, present=present)


async def test_an_invitation_works_once(store: Store) -> None:
    shop = await Shop.open(store)
    secret = await invited(shop, LEAD)
    assert await use(store, secret)
    assert not await use(store, secret, person=Person(701, "Інший"))

    petro = await member(shop)
    assert petro is not None
    assert (LEAD, True, True, "petro") == (
        petro.role,
        petro.active,
        petro.private_chat,
        petro.username,
    )
    assert await member(shop, Person(701, "")) is None


async def test_two_who_press_at_once_do_not_both_come_in(store: Store) -> None:
    shop = await Shop.open(store)
    secret = await invited(shop)
    people = [Person(800 + n, f"{n}") for n in range(8)]
    used = await asyncio.gather(*[use(store, secret, person=one) for one in people])
    assert 1 == used.count(True)


async def test_an_invitation_expires(store: Store) -> None:
    shop = await Shop.open(store)
    secret = await invited(shop)
    assert not await use(store, secret, now=NOON + INVITE_LIFE)
    assert await use(store, secret, now=NOON + INVITE_LIFE - timedelta(seconds=1))


async def test_a_secret_nobody_gave_opens_nothing(store: Store) -> None:
    shop = await Shop.open(store)
    secret = await invited(shop)
    for guess in ("", secret[:-1], secret.swapcase(), secret + " ", "x" * 32):
        assert not await use(store, guess)


async def test_only_the_hash_of_a_secret_is_kept_and_it_is_long(store: Store) -> None:
    shop = await Shop.open(store)
    secrets = [await invited(shop) for _ in range(20)]
    kept = str([row.model_dump() for row in await shop.rows(Invite)])
    assert 20 == len(set(secrets))
    for secret in secrets:
        assert len(secret) * 6 >= 128  # base64 letters carry six random bits each
        assert len(secret) <= 64  # what a deep link may carry
        assert secret not in kept


async def test_a_new_claim_ends_the_earlier_ones(store: Store) -> None:
    async with store.write() as session:
        first, second = await new_claim(session, NOON), await new_claim(session, NOON)
    assert not await use(store, first)
    assert not await use(store, second, now=NOON + DAY)
    assert await use(store, second)
    assert not await use(store, second)


# --- the desk's people ------------------------------------------------------------------------


async def test_people_of_the_desk_count_while_they_are_there(store: Store) -> None:
    shop = await Shop.open(store)
    states = []
    for present in (True, False, True):
        await in_desk(shop, present=present)
        petro = await member(shop)
        assert petro is not None
        states.append((petro.role, petro.active, petro.from_desk))
    assert [(MANAGER, True, True), (MANAGER, False, True), (MANAGER, True, True)] == states


async def test_who_was_invited_stays_when_they_leave_the_desk(store: Store) -> None:
    shop = await Shop.open(store)
    await in_desk(shop, present=True)
    assert await use(store, await invited(shop))
    await in_desk(shop, present=False)
    petro = await member(shop)
    assert petro is not None
    assert petro.active


async def test_leads_and_owners_do_not_leave_with_the_desk(store: Store) -> None:
    shop = await Shop.open(store)
    lead = Person(shop.lead.user_id, "Леся")
    await in_desk(shop, present=True, person=lead)
    await in_desk(shop, present=False, person=lead)
    found = await member(shop, lead)
    assert found is not None
    assert (LEAD, True) == (found.role, found.active)


async def test_another_chat_makes_nobody_a_manager(store: Store) -> None:
    shop = await Shop.open(store)
    async with store.write() as session:
        chat = Chat(brand_id=shop.brand_id, chat_id=-5, role=ChatRole.COMMUNITY, connected_at=NOON)
        await desk_membership(session, chat, PETRO, NOON, present=True)
    assert await member(shop) is None


async def test_removed_stays_removed_though_in_the_desk_until_invited_again(store: Store) -> None:
    shop = await Shop.open(store)
    await in_desk(shop, present=True)
    async with store.write() as session:
        petro = await session.get_one(Member, (await member(shop)).id)  # type: ignore[union-attr]
        assert await remove(session, petro, shop.owner, NOON)
        assert not await remove(session, petro, shop.owner, NOON)
    await in_desk(shop, present=True)
    found = await member(shop)
    assert found is not None
    assert not found.active
    assert await use(store, await invited(shop))
    found = await member(shop)
    assert found is not None
    assert (True, False) == (found.active, found.removed)


async def test_telegrams_word_is_believed_for_some_hours(store: Store) -> None:
    shop = await Shop.open(store)

    async def asks(user_id: int, now: Any) -> bool:
        async with store.read() as session:
            directory = await load_directory(session)
        desk = directory.chat_of(shop.brand_id, ChatRole.DESK)
        assert desk is not None
        return to_confirm(directory, desk, user_id, now)

    assert await asks(PETRO.user_id, NOON)
    await in_desk(shop, present=True)
    assert not await asks(PETRO.user_id, NOON + CONFIRMED_FOR - timedelta(seconds=1))
    assert await asks(PETRO.user_id, NOON + CONFIRMED_FOR)
    assert not await asks(shop.lead.user_id, NOON + DAY)


# --- roles ------------------------------------------------------------------------------------


async def test_a_lower_role_never_takes_a_higher_one_away(store: Store) -> None:
    shop = await Shop.open(store)
    owner = Person(shop.owner.user_id, "Оксана")
    assert await use(store, await invited(shop, MANAGER), person=owner)
    assert await use(store, await invited(shop, LEAD), person=Person(shop.iryna.user_id, "Ірина"))
    assert [OWNER, LEAD, LEAD] == [row.role for row in await shop.rows(Member)]


MAY_REMOVE = {(OWNER, LEAD), (OWNER, MANAGER), (OWNER, OWNER), (LEAD, MANAGER)}


async def test_who_may_remove_whom(store: Store) -> None:
    shop = await Shop.open(store)
    pairs = [(by, whom) for by in MemberRole for whom in MemberRole]
    removed = set()
    async with store.write() as session:
        for place, (by, whom) in enumerate(pairs):
            one = await enrol(session, shop.brand_id, Person(2 * place, "а"), by, NOON)
            other = await enrol(session, shop.brand_id, Person(2 * place + 1, "б"), whom, NOON)
            if await remove(session, other, one, NOON):
                removed.add((by, whom))
            assert ((by, whom) in removed) != other.active
    assert MAY_REMOVE == removed


async def test_nobody_removes_themselves_or_another_brands_people(store: Store) -> None:
    shop, other = await Shop.open(store), await Shop.open(store)
    async with store.write() as session:
        owner = await session.get_one(Member, shop.owner.id)
        stranger = await session.get_one(Member, other.iryna.id)
        assert not await remove(session, owner, owner, NOON)
        assert not await remove(session, stranger, owner, NOON)
