"""Many alerts for one reader become one message, which shows what still waits."""

from storage.engine import Store
from storage.vocabulary import NoticeKind, NoticeStatus
from tests.bot.outbox_stage import OutboxStage, Post
from tests.bot.test_undelivered import DUE, alerts_to
from tests.builders import NOON, Shop


async def test_from_four_alerts_up_it_is_one_digest(store: Store) -> None:
    for clients, messages in [(3, 3), (4, 1)]:
        shop = await Shop.open(store)
        await shop.log(*[shop.message(client=f"{n}", at=NOON) for n in range(clients)])
        await shop.alerted(DUE)
        post = Post(now=DUE)
        await OutboxStage.of(store, post).drains()
        assert messages == len(alerts_to(post))
        rows = await shop.notices(NoticeKind.ALERT)
        bundled = [row for row in rows if row.status is NoticeStatus.BUNDLED]
        assert (clients - messages) == len(bundled)
        assert {rows[0].id} >= {row.bundle_id for row in bundled}


async def test_an_answer_has_the_digest_shown_anew(store: Store) -> None:
    shop = await Shop.open(store)
    asked = [await shop.client_writes(client=f"{n}", at=NOON) for n in range(4)]
    await shop.alerted(DUE)
    post = Post(now=DUE)
    stage = OutboxStage.of(store, post)
    await stage.drains()
    digest = next(one for one in post.given if one.kind is NoticeKind.ALERT)
    for request in asked[2:]:
        await shop.answers(request, at=DUE)
    await stage.drains()
    edits = [one for one in post.given if one.id == digest.id][1:]
    assert [True] == [one.message_id is not None for one in edits]


async def test_after_an_outage_two_are_a_digest(store: Store) -> None:
    shop = await Shop.open(store)
    await shop.log(*[shop.message(client=f"{n}", at=NOON) for n in range(2)])
    await shop.alerted(DUE, after_outage=True)
    post = Post(now=DUE)
    await OutboxStage.of(store, post).drains()
    assert [shop.leads] == alerts_to(post)


async def test_two_brands_with_one_lead_have_a_digest_each(store: Store) -> None:
    shops = [await Shop.open(store) for _ in range(2)]
    for shop in shops:
        await shop.log(*[shop.message(client=f"{n}", at=NOON) for n in range(4)])
        await shop.alerted(DUE)
    async with store.write() as session:
        for notice in await shops[1].notices(NoticeKind.ALERT):
            (await session.merge(notice)).chat_id = shops[0].leads
    post = Post(now=DUE)
    await OutboxStage.of(store, post).drains()
    assert [shop.brand_id for shop in shops] == [
        one.brand_id for one in post.given if one.kind is NoticeKind.ALERT
    ]
