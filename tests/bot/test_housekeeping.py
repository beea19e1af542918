"""Housekeeping forgets what nobody will ask about; the audit says when a promise is in danger."""

from datetime import timedelta

from bot.answers import Answer
from bot.brands import leave_chat
from bot.housekeeping import STUCK_AFTER, audit, tidy
from bot.questions import Question, Settled
from bot.watch import watch
from storage.engine import Store
from storage.forgetting import KEEP_TOLD
from storage.notices import add_notices, notice_row
from storage.tables import Member, Notice
from storage.updates import KEEP_SEEN, mark_seen, seen_updates
from storage.vocabulary import NoticeKind, NoticeStatus
from tests.bot.outbox_stage import OutboxStage, Post
from tests.builders import DAY, MINUTE, NOON, Shop

DUE = NOON + DAY


async def test_update_ids_are_kept_longer_than_telegram_keeps_updates(store: Store) -> None:
    assert timedelta(hours=24) < KEEP_SEEN < timedelta(days=7)  # then ids may start anew
    async with store.write() as session:
        await mark_seen(session, 1, [1, 2], NOON)
        await mark_seen(session, 1, [3], NOON + MINUTE)
    await tidy(store, NOON + KEEP_SEEN)
    async with store.read() as session:
        assert {1, 2, 3} == await seen_updates(session, 1, [1, 2, 3])
    await tidy(store, NOON + KEEP_SEEN + timedelta(seconds=1))
    async with store.read() as session:
        assert {3} == await seen_updates(session, 1, [1, 2, 3])


async def test_plain_words_are_forgotten_after_a_month_cards_and_alerts_never(
    store: Store,
) -> None:
    shop = await Shop.open(store)
    await shop.client_writes(at=NOON)
    await watch(store, DUE)
    async with store.write() as session:
        for kind in (NoticeKind.SAY, NoticeKind.EDIT, NoticeKind.TROUBLE):
            row = notice_row(kind, -1, f"{kind}", NOON, brand_id=shop.brand_id)
            waiting = notice_row(kind, -1, f"{kind}:waits", NOON, brand_id=shop.brand_id)
            await add_notices(session, [row | {"status": NoticeStatus.SENT}, waiting])
    kept = {row.dedup_key for row in await shop.rows(Notice)}
    await tidy(store, NOON + KEEP_TOLD)
    assert kept == {row.dedup_key for row in await shop.rows(Notice)}
    await tidy(store, NOON + 2 * KEEP_TOLD)
    assert kept - {"say", "edit", "trouble"} == {row.dedup_key for row in await shop.rows(Notice)}


async def test_a_question_is_kept_while_somebody_it_names_waits(store: Store) -> None:
    shop = await Shop.open(store)
    waits, answered = [await shop.client_writes(client=name) for name in ("Олена", "Марко")]
    await shop.answers(answered, at=NOON + MINUTE)
    said = Answer(shop.desk, 1, NOON, "Ірина", None, "text")
    asked = {
        "open": Question([answered.id, waits.id], (said,)),
        "settled": Question([waits.id], (said,), settled=Settled("Ірина")),
        "answered": Question([answered.id], (said,)),
    }
    async with store.write() as session:
        for key, question in asked.items():
            payload = {"prompt": question.prompt}
            row = notice_row(
                NoticeKind.SAY, shop.desk, key, NOON, brand_id=shop.brand_id, payload=payload
            )
            await add_notices(session, [row | {"status": NoticeStatus.SENT}])

    async def left() -> set[str]:
        return {row.dedup_key for row in await shop.notices(NoticeKind.SAY)}

    await tidy(store, NOON + 2 * KEEP_TOLD)
    assert {"open"} == await left()
    await shop.answers(waits, at=NOON + 2 * KEEP_TOLD)
    await tidy(store, NOON + 3 * KEEP_TOLD)
    assert set() == await left()


async def test_all_is_well_while_everything_is_said_in_time(store: Store) -> None:
    shop = await Shop.open(store)
    await shop.client_writes(at=NOON)
    await OutboxStage.of(store, Post(now=NOON)).drains()
    assert [] == await audit(store, NOON, NOON)
    await watch(store, DUE)
    await OutboxStage.of(store, Post(now=DUE)).drains()
    assert [] == await audit(store, DUE + MINUTE, DUE + MINUTE)


async def test_the_audit_sees_a_watch_that_stands_still(store: Store) -> None:
    shop = await Shop.open(store, ladder="off")
    await shop.client_writes(at=NOON)
    await OutboxStage.of(store, Post(now=NOON)).drains()
    late = DUE + STUCK_AFTER
    assert [] == await audit(store, late, late)
    late += MINUTE
    assert ["1 breached waits have not been alerted"] == await audit(store, late, late)


async def test_the_audit_sees_an_outbox_that_stands_still(store: Store) -> None:
    shop = await Shop.open(store)
    await shop.client_writes(at=NOON)
    [problem] = await audit(store, NOON + 6 * MINUTE, NOON + 6 * MINUTE)
    assert "wait to be sent" in problem


async def test_the_audit_sees_that_telegram_is_silent(store: Store) -> None:
    assert ["no word from Telegram yet"] == await audit(store, None, NOON)
    [problem] = await audit(store, NOON, NOON + 6 * MINUTE)
    assert "last heard" in problem


async def test_the_audit_sees_an_alert_without_any_reader(store: Store) -> None:
    shop = await Shop.open(store, leads_chat=False)
    await shop.client_writes(at=NOON)
    async with store.write() as session:
        for row in await shop.rows(Member):
            (await session.merge(row)).private_chat = False
        desk = await session.merge((await shop.rows(Notice, Notice.kind == NoticeKind.CARD))[0])
        desk.status = NoticeStatus.SENT
    async with store.write() as session:
        await leave_chat(session, shop.desk, DUE)
    await watch(store, DUE)
    await OutboxStage.of(store, Post(now=DUE)).drains()
    assert ["waiting clients whose alerts found no reader: 1"] == await audit(store, DUE, DUE)
