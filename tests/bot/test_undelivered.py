"""A reader who cannot be reached, a message that is refused: nobody learns of it by silence."""

from datetime import datetime

from bot.brands import leave_chat
from bot.delivery import Refused, Sent, Throttled, Unreachable, Withheld
from bot.staff import Person, enrol
from bot.trouble import tell_owners
from storage.engine import Store
from storage.notices import count_unheard_waits, touch
from storage.tables import Client, Member, Notice, Request
from storage.vocabulary import MemberRole, NoticeKind, NoticeStatus, RequestStatus
from tests.bot.outbox_stage import OutboxStage, Post
from tests.builders import DAY, HOUR, NOON, Shop

DUE = NOON + DAY
BLOCKED = Unreachable("Forbidden: bot was blocked by the user")


class Silent(Post):
    """Some readers have blocked us."""

    def __init__(self, *blocked: int, now: datetime = DUE) -> None:
        super().__init__(now=now)
        self.blocked = set(blocked)

    async def deliver(self, notice: Notice) -> Sent | Unreachable:  # type: ignore[override]
        self.given.append(notice)
        return BLOCKED if notice.chat_id in self.blocked else Sent(len(self.given))


def alerts_to(post: Post) -> list[int]:
    return [one.chat_id for one in post.given if one.kind is NoticeKind.ALERT]


async def test_an_alert_goes_to_the_next_in_line_up_to_the_desk(store: Store) -> None:
    shop = await Shop.open(store)
    await shop.client_writes(at=NOON)
    await shop.alerted(DUE)
    line = [shop.leads, shop.lead.user_id, shop.owner.user_id, shop.desk]
    post = Silent(*line[:3])
    await OutboxStage.of(store, post).drains()

    assert line == alerts_to(post)
    assert [shop.desk] == [
        one.chat_id
        for one in await shop.notices(NoticeKind.ALERT)
        if one.status is NoticeStatus.SENT
    ]


async def test_who_hears_of_the_same_step_already_is_not_told_it_twice(store: Store) -> None:
    shop = await Shop.open(store, leads_chat=False)
    async with store.write() as session:
        other = await enrol(
            session,
            shop.brand_id,
            Person(777, "Петро"),
            MemberRole.LEAD,
            NOON,
            private_chat=True,
        )
    await shop.client_writes(at=NOON)
    await shop.alerted(DUE)
    post = Silent(shop.lead.user_id)
    await OutboxStage.of(store, post).drains()
    assert sorted([shop.lead.user_id, other.user_id]) == sorted(alerts_to(post))


async def test_who_has_read_it_stays_its_reader_though_its_edits_are_refused(
    store: Store,
) -> None:
    """Two leads: one has read the breach, and its message can be edited no more."""
    shop = await Shop.open(store, leads_chat=False)
    async with store.write() as session:
        reader = await enrol(
            session,
            shop.brand_id,
            Person(777, "Петро"),
            MemberRole.LEAD,
            NOON,
            private_chat=True,
        )
    request = await shop.client_writes(at=NOON)
    [(_, first), (_, second)] = await shop.alerted(DUE)
    assert {first, second} == {shop.lead.user_id, reader.user_id}
    post = Post(now=DUE)
    keys = {one.chat_id: one.dedup_key for one in await shop.notices(NoticeKind.ALERT)}
    post.replies[keys[shop.lead.user_id]] = [Throttled(300), BLOCKED]
    post.replies[keys[reader.user_id]] = [Sent(5), Refused("Bad Request: no more edits")]
    stage = OutboxStage.of(store, post)
    await stage.drains()
    async with store.write() as session:
        await touch(session, [request.id], [NoticeKind.ALERT], DUE)
    await stage.drains()
    post.pass_time(minutes=5)
    await stage.drains()
    assert {shop.lead.user_id, reader.user_id} == set(alerts_to(post))


async def test_where_nobody_is_left_the_audit_hears(store: Store) -> None:
    shop = await Shop.open(store)
    await shop.client_writes(at=NOON)
    await shop.alerted(DUE)
    post = Silent(shop.leads, shop.lead.user_id, shop.owner.user_id, shop.desk)
    await OutboxStage.of(store, post).drains()

    last = (await shop.notices(NoticeKind.ALERT))[-1]
    assert NoticeStatus.DEAD == last.status
    assert last.reason.startswith("nobody left")
    async with store.read() as session:
        assert 1 == await count_unheard_waits(session)


async def test_a_breach_that_reached_nobody_is_tried_again_though_repeats_are_off(
    store: Store,
) -> None:
    shop = await Shop.open(store, ladder="off")
    await shop.client_writes(at=NOON)
    await shop.alerted(DUE)
    nobody = Silent(shop.leads, shop.lead.user_id, shop.owner.user_id, shop.desk)
    await OutboxStage.of(store, nobody).drains()

    assert [] == await shop.alerted(DUE + HOUR / 2)
    await shop.alerted(DUE + HOUR)
    later = Silent(shop.lead.user_id, now=DUE + HOUR)  # the leads' chat takes messages again
    await OutboxStage.of(store, later).drains()
    assert [shop.leads] == alerts_to(later)
    sent = [one for one in await shop.notices(NoticeKind.ALERT) if one.message_id is not None]
    assert [shop.leads] == [one.chat_id for one in sent]


async def test_who_may_no_longer_read_is_not_taken_for_one_who_blocked_us(store: Store) -> None:
    shop = await Shop.open(store, leads_chat=False)
    await shop.client_writes(at=NOON)
    await shop.alerted(DUE)

    class Removed(Silent):
        async def deliver(self, notice: Notice) -> Sent | Withheld:  # type: ignore[override]
            self.given.append(notice)
            return Withheld() if notice.chat_id == shop.lead.user_id else Sent(len(self.given))

    post = Removed()
    await OutboxStage.of(store, post).drains()
    assert [shop.lead.user_id, shop.owner.user_id] == alerts_to(post)
    [lead] = await shop.rows(Member, Member.id == shop.lead.id)
    assert lead.private_chat


async def test_who_has_blocked_us_is_not_written_to_until_they_come_back(store: Store) -> None:
    shop = await Shop.open(store, leads_chat=False)
    await shop.client_writes(at=NOON)
    await shop.alerted(DUE)
    await OutboxStage.of(store, Silent(shop.lead.user_id)).drains()

    [lead] = await shop.rows(Member, Member.user_id == shop.lead.user_id)
    assert not lead.private_chat
    assert [("late:1", shop.owner.user_id)] == await shop.alerted(DUE + 4 * HOUR)


async def test_the_alerts_of_a_digest_go_on_together(store: Store) -> None:
    shop = await Shop.open(store)
    await shop.log(*[shop.message(client=f"{n}", at=NOON) for n in range(5)])
    await shop.alerted(DUE)
    post = Silent(shop.leads)
    await OutboxStage.of(store, post).drains()

    assert [shop.leads, shop.lead.user_id] == alerts_to(post)
    assert 5 == sum(
        one.chat_id == shop.lead.user_id and one.bundle_id is not None
        for one in await shop.notices(NoticeKind.ALERT)
    )


async def test_a_word_to_the_owners_reaches_another_reader(store: Store) -> None:
    shop = await Shop.open(store)
    async with store.write() as session:
        await tell_owners(session, "outage", {"code": "outage"}, NOON)
        await tell_owners(session, "outage", {"code": "outage"}, NOON)
    post = Silent(shop.owner.user_id)
    await OutboxStage.of(store, post).drains()
    told = [one.chat_id for one in post.given if one.kind is NoticeKind.TROUBLE]
    assert [shop.owner.user_id, shop.leads] == told


async def test_an_answer_that_does_not_arrive_is_told_to_the_desk(store: Store) -> None:
    for outcome in (BLOCKED, Refused("Bad Request: message is too long")):
        shop = await Shop.open(store)
        request = await shop.client_writes(at=NOON)
        await shop.answers(request, at=NOON + HOUR, message_id=4711)
        post = Post(now=NOON + HOUR)
        post.replies[f"relay:{shop.desk}:4711:{request.chat_id}"] = [outcome]
        await OutboxStage.of(store, post).drains()

        [told] = await shop.notices(NoticeKind.UNDELIVERED)
        assert (shop.desk, 4711, outcome.reason) == (
            told.chat_id,
            told.payload["reply_to"],
            told.payload["reason"],
        )
        assert [outcome.reason] == [row.undeliverable for row in await shop.rows(Request)]
        assert (outcome is BLOCKED) == any(one.blocked_at for one in await shop.rows(Client))
        assert "undelivered" in await shop.story(request)


async def test_without_a_desk_the_leads_hear_that_an_answer_did_not_arrive(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    await shop.answers(request, at=NOON + HOUR, message_id=4711)
    async with store.write() as session:
        await leave_chat(session, shop.desk, NOON + HOUR)
    await refused(store, shop, request, 4711)
    [told] = await shop.notices(NoticeKind.UNDELIVERED)
    assert (shop.leads, NoticeStatus.SENT) == (told.chat_id, told.status)


async def refused(store: Store, shop: Shop, request: Request, *messages: int) -> None:
    post = Post(now=NOON + 2 * HOUR)
    for message in messages:
        key = f"relay:{shop.desk}:{message}:{request.chat_id}"
        post.replies[key] = [Refused("Bad Request: BUSINESS_PEER_INVALID")]
    await OutboxStage.of(store, post).drains()


async def test_a_refused_answer_was_none_and_a_blocked_client_is_not_waited_for(
    store: Store,
) -> None:
    for outcome in (BLOCKED, Refused("Bad Request: message is too long")):
        shop = await Shop.open(store)
        request = await shop.client_writes(at=NOON)
        await shop.answers(request, at=NOON + HOUR, message_id=4711)
        post = Post(now=NOON + HOUR)
        post.replies[f"relay:{shop.desk}:4711:{request.chat_id}"] = [outcome]
        await OutboxStage.of(store, post).drains()

        wait = await shop.wait(request)
        assert (outcome is BLOCKED) == (wait is None)
        if wait is not None:
            assert (NOON, NOON + DAY, NOON + 20 * HOUR) == (
                wait.started_at,
                wait.due_at,
                wait.next_alert_at,
            )
            fresh = await shop.request(request.id)
            assert (RequestStatus.OPEN, None) == (fresh.status, fresh.answered_at)


async def test_a_private_chat_that_is_not_found_may_be_again_and_the_clock_runs_on(
    store: Store,
) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    await shop.answers(request, at=NOON + HOUR, message_id=4711)
    post = Post(now=NOON + HOUR)
    post.replies[f"relay:{shop.desk}:4711:{request.chat_id}"] = [
        Unreachable("Bad Request: chat not found")
    ]
    await OutboxStage.of(store, post).drains()
    assert await shop.wait(request) is not None


async def test_of_two_answers_the_one_that_arrived_ends_the_wait(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    await shop.answers(request, at=NOON + HOUR, message_id=1)
    await shop.answers(request, at=NOON + 2 * HOUR, message_id=2)
    await refused(store, shop, request, 1)
    [wait] = await shop.waits(request)
    assert NOON + 2 * HOUR == wait.stopped_at


async def test_of_two_answers_that_were_refused_neither_ends_the_wait(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    await shop.answers(request, at=NOON + HOUR, message_id=1)
    await shop.answers(request, at=NOON + 2 * HOUR, message_id=2)
    await refused(store, shop, request, 1, 2)
    assert await shop.wait(request) is not None


async def test_the_next_answer_clears_the_mark(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    await shop.answers(request, at=NOON + HOUR, message_id=1)
    post = Post(now=NOON + HOUR)
    post.replies[f"relay:{shop.desk}:1:{request.chat_id}"] = [BLOCKED]
    await OutboxStage.of(store, post).drains()
    await shop.answers(request, at=NOON + 2 * HOUR)
    assert "" == (await shop.request(request.id)).undeliverable
