"""The watch: each step is said once, to the right people, in time, whatever happens between."""

import asyncio
from contextlib import suppress
from datetime import timedelta

from bot.requests import release
from bot.watch import watch
from storage.engine import Store
from storage.tables import Brand, Event, Request, Wait
from storage.vocabulary import Kind, NoticeKind, NoticeStatus
from tests.builders import DAY, HOUR, MINUTE, NOON, Shop

DUE = NOON + DAY
SECOND = timedelta(seconds=1)


async def test_each_step_is_said_once_and_to_whom(store: Store) -> None:
    shop = await Shop.open(store)
    await shop.client_writes(at=NOON)
    said = {}
    moment = NOON
    while moment < DUE + 9 * HOUR:
        moment += 20 * MINUTE
        if alerts := await shop.alerted(moment):
            said[moment - DUE] = alerts
    assert {
        -4 * HOUR: [("due_soon:240", shop.desk), ("due_soon:240", shop.leads)],
        -HOUR: [("due_soon:60", shop.leads)],
        0 * HOUR: [("breach", shop.leads)],
        4 * HOUR: [("late:1", shop.leads)],
        8 * HOUR: [("late:2", shop.leads)],
    } == said


async def test_the_assignee_is_warned_too_where_the_bot_may_write(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    await shop.takes(request, at=NOON)
    assert [shop.desk, shop.leads] == [chat for _, chat in await shop.alerted(DUE - 4 * HOUR)]

    other = await shop.client_writes(at=NOON + DAY, client="Петро")
    await shop.takes(other, at=NOON + DAY)
    async with store.write() as session:
        iryna = await session.merge(shop.iryna)
        iryna.private_chat = True
    assert shop.iryna.user_id in [chat for _, chat in await shop.alerted(DUE + 20 * HOUR)]


async def test_without_a_leads_chat_the_leads_hear_in_private(store: Store) -> None:
    shop = await Shop.open(store, leads_chat=False)
    await shop.client_writes(at=NOON)
    assert [("breach", shop.lead.user_id)] == await shop.alerted(DUE)


async def test_without_any_lead_the_owner_hears_and_else_the_desk(store: Store) -> None:
    shop = await Shop.open(store, leads_chat=False)
    await shop.client_writes(at=NOON)
    for member, reader in [(shop.lead, shop.owner.user_id), (shop.owner, shop.desk)]:
        async with store.write() as session:
            (await session.merge(member)).private_chat = False
        assert [reader] == [chat for _, chat in await shop.alerted(DUE)]
        await shop.client_writes(at=NOON, client=f"after {member.name}")


async def test_after_an_outage_only_the_latest_is_said_and_as_a_digest(store: Store) -> None:
    shop = await Shop.open(store)
    await shop.client_writes(at=NOON)
    await shop.client_writes(at=NOON - 9 * HOUR, client="Петро")
    said = await shop.alerted(DUE - 30 * MINUTE, after_outage=True)

    assert [
        ("breach", shop.leads),
        ("due_soon:60", shop.desk),  # the desk heard no warning before
        ("due_soon:60", shop.leads),
    ] == said
    assert [True, True, True] == [
        notice.payload["digest"] for notice in await shop.notices(NoticeKind.ALERT)
    ]
    assert [] == await shop.alerted(DUE - 29 * MINUTE)


async def test_a_breach_is_told_before_its_repeats_however_late(store: Store) -> None:
    shop = await Shop.open(store)
    await shop.client_writes(at=NOON)
    assert [("breach", shop.leads)] == await shop.alerted(DUE + 9 * HOUR)
    assert [("late:3", shop.leads)] == await shop.alerted(DUE + 12 * HOUR)


async def test_a_breach_is_told_though_taken_and_snoozed(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    await shop.takes(request, at=DUE - 5 * HOUR)
    await shop.snoozes(request, 10 * HOUR, at=DUE - 5 * HOUR)

    assert [] == await shop.alerted(DUE - SECOND)
    assert [("breach", shop.leads)] == await shop.alerted(DUE)


async def test_taking_silences_repeats_for_eight_hours_only(store: Store) -> None:
    shop = await Shop.open(store, ladder="4h, repeat 1h")
    request = await shop.client_writes(at=NOON)
    await shop.alerted(DUE)
    await shop.takes(request, at=DUE + 10 * MINUTE)

    assert [] == await shop.alerted(DUE + 8 * HOUR)
    assert [("late:8", shop.leads)] == await shop.alerted(DUE + 8 * HOUR + 10 * MINUTE)


async def test_releasing_brings_the_reminder_back_that_taking_put_off(store: Store) -> None:
    shop = await Shop.open(store, ladder="4h, repeat 1h")
    request = await shop.client_writes(at=NOON)
    await shop.alerted(DUE)
    await shop.takes(request, at=DUE + 10 * MINUTE)
    assert [] == await shop.alerted(DUE + 2 * HOUR)
    async with store.write() as session:
        row = await session.get_one(Request, request.id)
        await release(session, row, shop.iryna, DUE + 3 * HOUR + MINUTE)
    assert [("late:3", shop.leads)] == await shop.alerted(DUE + 3 * HOUR + 2 * MINUTE)
    assert [("late:4", shop.leads)] == await shop.alerted(DUE + 4 * HOUR)


async def test_releasing_says_nothing_twice(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    await shop.alerted(DUE + 4 * HOUR)
    await shop.alerted(DUE + 4 * HOUR + MINUTE)
    await shop.takes(request, at=DUE + 5 * HOUR)
    before = await shop.wait(request)
    async with store.write() as session:
        row = await session.get_one(Request, request.id)
        await release(session, row, shop.iryna, DUE + 6 * HOUR)
    assert before == await shop.wait(request)


async def test_a_shorter_snooze_ends_when_it_says(store: Store) -> None:
    shop = await Shop.open(store, ladder="4h, repeat 1h")
    request = await shop.client_writes(at=NOON)
    await shop.alerted(DUE)
    await shop.snoozes(request, 8 * HOUR, at=DUE + MINUTE)
    assert [] == await shop.alerted(DUE + HOUR)
    await shop.snoozes(request, HOUR, at=DUE + HOUR + MINUTE)
    assert [] == await shop.alerted(DUE + 2 * HOUR)
    assert ["late:2"] == [step for step, _ in await shop.alerted(DUE + 2 * HOUR + MINUTE)]


async def test_a_snoozed_warning_is_said_when_the_pause_ends(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    await shop.snoozes(request, 2 * HOUR, at=DUE - 5 * HOUR)
    assert [] == await shop.alerted(DUE - 4 * HOUR)
    assert ["due_soon:240"] * 2 == [step for step, _ in await shop.alerted(DUE - 3 * HOUR)]


# --- quiet hours: the night is 22:00 to 08:00 UTC, noon is 10:00 ------------------------------


async def test_quiet_hours_delay_a_breach_to_their_end(store: Store) -> None:
    shop = await Shop.open(store, quiet="22:00-08:00", ladder="off, repeat 2h")
    await shop.client_writes(at=NOON + 15 * HOUR)  # due at 01:00
    night, morning = DUE + 15 * HOUR, DUE + 22 * HOUR
    assert [] == await shop.alerted(night)
    assert [] == await shop.alerted(morning - SECOND)
    assert [("breach", shop.leads)] == await shop.alerted(morning + MINUTE)
    assert [] == await shop.alerted(morning + HOUR)  # less than half a repeat behind it
    assert [("late:5", shop.leads)] == await shop.alerted(morning + 3 * HOUR)


async def test_quiet_hours_bring_each_warning_forward_that_would_come_too_late(
    store: Store,
) -> None:
    shop = await Shop.open(store, quiet="22:00-08:00", ladder="12h 4h")
    await shop.client_writes(at=NOON + 20 * HOUR)  # due at 06:00
    assert ["due_soon:720"] == [
        s for s, chat in await shop.alerted(DUE + 8 * HOUR) if chat == shop.leads
    ]
    assert [("due_soon:240", shop.leads)] == await shop.alerted(DUE + 12 * HOUR)
    assert [] == await shop.alerted(DUE + 21 * HOUR)
    assert [("breach", shop.leads)] == await shop.alerted(DUE + 22 * HOUR)


async def test_a_pause_that_ends_at_night_waits_for_the_morning(store: Store) -> None:
    shop = await Shop.open(store, quiet="22:00-08:00", ladder="4h, repeat 1h")
    request = await shop.client_writes(at=NOON + 9 * HOUR)  # due at 19:00
    await shop.alerted(DUE + 9 * HOUR)
    await shop.takes(request, at=DUE + 9 * HOUR + MINUTE)  # silent until 03:01
    for hours in range(10, 22):
        assert [] == await shop.alerted(DUE + hours * HOUR + 2 * MINUTE)
    assert ["late:13"] == [step for step, _ in await shop.alerted(DUE + 22 * HOUR)]


async def test_a_snoozed_breach_at_night_waits_for_the_morning_too(store: Store) -> None:
    shop = await Shop.open(store, quiet="22:00-08:00", ladder="12h")
    request = await shop.client_writes(at=NOON + 15 * HOUR)  # due at 01:00
    await shop.snoozes(request, 2 * DAY, at=NOON + 16 * HOUR)
    for hours in range(1, 22):
        assert [] == await shop.alerted(DUE + hours * HOUR)
    assert [("breach", shop.leads)] == await shop.alerted(DUE + 22 * HOUR)


async def test_planning_anew_at_night_wakes_nobody(store: Store) -> None:
    shop = await Shop.open(store, quiet="22:00-08:00", ladder="off")
    await shop.client_writes(at=NOON + 15 * HOUR)  # due at 01:00
    await shop.sets(at=DUE + 16 * HOUR, ladder="off, repeat 1h")
    assert [] == await shop.alerted(DUE + 16 * HOUR)
    assert [("breach", shop.leads)] == await shop.alerted(DUE + 22 * HOUR)


# --- changes of the policy, endings, crashes --------------------------------------------------


async def test_a_new_target_plans_open_waits_anew_from_their_start(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    await shop.sets(at=NOON + HOUR, sla="8")

    wait = await shop.wait(request)
    assert wait is not None
    assert (NOON + 8 * HOUR, NOON + 4 * HOUR) == (wait.due_at, wait.next_alert_at)
    assert [("breach", shop.leads)] == await shop.alerted(NOON + 8 * HOUR)
    await shop.sets(at=NOON + 9 * HOUR, sla="24")
    assert [("breach", shop.leads)] == await shop.alerted(DUE)  # of the new deadline


async def test_nothing_is_said_after_the_wait_has_ended(store: Store) -> None:
    shop = await Shop.open(store)
    answered, closed, spam = [await shop.client_writes(at=NOON, client=f"{n}") for n in range(3)]
    await shop.answers(answered, at=NOON + HOUR)
    await shop.closes(closed, at=NOON + HOUR)
    await shop.dismisses(spam, at=NOON + HOUR)

    assert [] == await shop.alerted(DUE + DAY)
    assert [None] * 3 == [wait.next_alert_at for wait in await shop.rows(Wait)]


async def test_an_alert_that_was_overtaken_unsaid_is_due_again_on_reopening(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    await shop.alerted(DUE)
    await shop.closes(request, at=DUE + MINUTE)
    async with store.write() as session:  # as the outbox records it
        for notice in await shop.notices(NoticeKind.ALERT):
            (await session.merge(notice)).status = NoticeStatus.SUPERSEDED
    await shop.reopens(request, at=DUE + 2 * MINUTE)
    await watch(store, DUE + 3 * MINUTE)

    [alert] = await shop.notices(NoticeKind.ALERT)
    assert NoticeStatus.PENDING == alert.status


async def test_what_is_said_can_be_told_later(store: Store) -> None:
    shop = await Shop.open(store)
    await shop.client_writes(at=NOON, kind=Kind.COMPLAINT)
    await watch(store, DUE)
    alerted = [event for event in await shop.rows(Event) if event.what == "alerted"]
    assert [{"level": "breach", "due_at": DUE.isoformat()}] == [one.data for one in alerted]


async def test_the_watch_says_of_how_many_and_takes_any_number(store: Store) -> None:
    shop = await Shop.open(store)
    await shop.log(*[shop.message(client=f"{n}", at=NOON) for n in range(450)])
    assert 450 == await watch(store, DUE)
    assert 0 == await watch(store, DUE)
    assert 450 == len(await shop.alerts())


async def test_watching_twice_at_once_says_nothing_twice(store: Store) -> None:
    shop = await Shop.open(store)
    await shop.log(*[shop.message(client=f"{n}", at=NOON) for n in range(30)])
    assert [0, 0, 0, 30] == sorted(await asyncio.gather(*[watch(store, DUE) for _ in range(4)]))
    assert 30 == len(await shop.alerts())


async def test_a_crash_in_the_middle_neither_loses_nor_doubles_an_alert(store: Store) -> None:
    shop = await Shop.open(store)
    await shop.log(*[shop.message(client=f"{n}", at=NOON) for n in range(30)])
    for turns in range(0, 24, 3):
        task = asyncio.ensure_future(watch(store, DUE))
        for _ in range(turns):
            await asyncio.sleep(0.0005)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        told = [event for event in await shop.rows(Event) if event.what == "alerted"]
        assert len(told) == len(await shop.alerts())
    await watch(store, DUE)
    assert 30 == len(await shop.alerts())


async def test_a_brand_whose_settings_cannot_be_read_stops_nobodys_clock(store: Store) -> None:
    shop, broken = await Shop.open(store), await Shop.open(store)
    async with store.write() as session:
        row = await session.get_one(Brand, broken.brand_id)
        row.ladder, row.working_hours, row.quiet_hours = "soon", "some day", "at night"
    for each in (broken, shop):
        await each.client_writes(at=NOON)
    assert [("breach", shop.leads)] == await shop.alerted(DUE)
    assert [("breach", broken.leads)] == await broken.alerts()
