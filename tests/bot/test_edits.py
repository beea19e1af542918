"""Edits stand beside the words they changed, and move no clock that runs."""

from datetime import datetime

from sqlmodel import col, select

from bot.edits import record_edit
from bot.requests import add_note
from storage.edits import Revised, edits_of, revisions_of
from storage.engine import Store
from storage.search import find
from storage.tables import Message, Request, Revision
from storage.vocabulary import NoticeKind
from tests.builders import HOUR, MINUTE, NOON, Shop


async def edit(
    shop: Shop, text: str, at: datetime, message_id: int | None = None
) -> Revised | None:
    [message] = await shop.rows(Message)
    async with shop.store.write() as session:
        return await record_edit(
            session,
            chat_id=message.chat_id,
            message_id=message_id or message.message_id,
            text=text,
            edited_at=at,
            now=at,
        )


async def newest(shop: Shop) -> str | None:
    [message] = await shop.rows(Message)
    async with shop.store.read() as session:
        revisions = (await revisions_of(session, [message.id])).get(message.id)
    return revisions[-1].text if revisions else None


async def test_an_edit_is_kept_beside_the_first_words(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes("Де моє замовлення?", at=NOON)
    [card] = await shop.notices(NoticeKind.CARD)
    before = await shop.waits(request)
    assert await newest(shop) is None

    assert await edit(shop, "Де моє замовлення №5?", NOON + MINUTE)
    assert await edit(shop, "Уже знайшла", NOON + HOUR)
    assert ["Де моє замовлення?"] == [row.text for row in await shop.rows(Message)]
    assert "Уже знайшла" == await newest(shop)
    assert before == await shop.waits(request)
    assert [card.version + 2] == [one.version for one in await shop.notices(NoticeKind.CARD)]


async def test_an_edit_that_shows_nothing_or_comes_again_is_no_edit(store: Store) -> None:
    shop = await Shop.open(store)
    await shop.client_writes("Де?", at=NOON)
    assert not await edit(shop, "Де?", NOON + MINUTE)
    assert await edit(shop, "Де?!", NOON + 2 * MINUTE)
    assert not await edit(shop, "Де?!", NOON + 2 * MINUTE)
    assert not await edit(shop, "Де ж?", NOON + MINUTE)  # older than what is known
    async with store.read() as session:
        assert 1 == len((await session.scalars(Revision.__table__.select())).all())  # type: ignore[attr-defined]


async def test_words_put_back_are_an_edit_too(store: Store) -> None:
    shop = await Shop.open(store)
    await shop.client_writes("Де?", at=NOON)
    assert await edit(shop, "Жах!", NOON + MINUTE)
    assert await edit(shop, "Де?", NOON + 2 * MINUTE)
    assert "Де?" == await newest(shop)


async def test_an_unknown_message_is_nobodys_edit(store: Store) -> None:
    shop = await Shop.open(store)
    await shop.client_writes(at=NOON)
    assert not await edit(shop, "x", NOON + MINUTE, message_id=999_999)


async def test_two_edits_within_telegrams_one_second_are_both_kept(store: Store) -> None:
    shop = await Shop.open(store)
    await shop.client_writes("Де?", at=NOON)
    for words in ("Де моє?", "Де моє замовлення?", "Де моє замовлення №5?"):
        assert await edit(shop, words, NOON + MINUTE)
    assert not await edit(shop, "Де моє замовлення №5?", NOON + MINUTE)
    assert "Де моє замовлення №5?" == await newest(shop)
    async with store.read() as session:
        rows = await session.scalars(select(Revision.text).order_by(col(Revision.edited_at)))
        kept = [one for one in rows if one.startswith("Де моє")]
    assert ["Де моє?", "Де моє замовлення?", "Де моє замовлення №5?"] == kept[-3:]


async def test_words_before_and_after_an_edit_are_told_and_found_and_so_are_notes(
    store: Store,
) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes("Ви обіцяли 100 грн", at=NOON)
    for minutes, words in ((1, "Ви обіцяли 500 грн"), (2, "Ви обіцяли 900 грн")):
        assert await edit(shop, words, NOON + minutes * MINUTE)
    async with store.write() as session:
        row = await session.get_one(Request, request.id)
        await add_note(session, row, "рекламація 777", "Ірина", NOON)
    async with store.read() as session:
        told = await edits_of(session, request.id)
        for words in ("100 грн", "500 ГРН", "900 грн", "Рекламація"):
            assert 1 == (await find(session, shop.brand_id, words)).total
    assert [
        (NOON + MINUTE, "Олена", "Ви обіцяли 100 грн", "Ви обіцяли 500 грн"),
        (NOON + 2 * MINUTE, "Олена", "Ви обіцяли 500 грн", "Ви обіцяли 900 грн"),
    ] == told
