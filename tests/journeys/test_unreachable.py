"""Readers who cannot be reached: somebody else is told, and the last resort is the audit."""

from datetime import timedelta

from bot.housekeeping import audit
from bot.sandbox import Person
from storage.engine import open_store
from storage.tables import Request
from tests.stage import Stage


async def overdue(stage: Stage) -> None:
    stage.sandbox.person("Олена").writes("Де посилка?")
    await stage.seen(stage.desk, "#1")
    await stage.fast_forward(hours=24)


async def found_by_audit(stage: Stage) -> list[str]:
    """What the bot's own minute-by-minute check would find."""
    await stage.stop_bot()
    async with open_store(stage.settings.database_url) as store:
        return await audit(store, stage.clock(), stage.clock())


async def test_a_lead_who_blocked_the_bot_is_replaced_by_the_next_and_then_the_owner(
    stage: Stage,
) -> None:
    await stage.set_up(leads_chat=False)
    other = stage.sandbox.person("Петро")
    await stage.enrol(stage.lead, "lead")
    await stage.enrol(other, "lead")
    stage.sandbox.person("Олена").writes("Де посилка?")
    await stage.fast_forward(hours=19)
    stage.lead.blocks()
    await stage.fast_forward(hours=2)
    assert stage.said(other, "#1: 4 hr left")

    other.blocks()
    await stage.fast_forward(hours=3)
    assert stage.said(stage.owner, "#1: the deadline has passed")
    assert [] == stage.said(stage.lead, "#1")
    assert [] == await found_by_audit(stage)


async def test_alerts_of_a_leads_chat_that_threw_the_bot_out_go_to_the_leads_themselves(
    stage: Stage,
) -> None:
    await stage.set_up()
    await stage.enrol(stage.lead, "lead")
    stage.sandbox.person("Олена").writes("Де посилка?")
    await stage.seen(stage.desk, "#1")
    stage.sandbox.remove_bot(stage.leads, by=stage.owner)
    await stage.fast_forward(hours=24)
    assert stage.said(stage.lead, "I was removed from “Leads”")
    assert stage.said(stage.lead, "🔴 #1")


async def test_a_leads_chat_lost_without_a_word_is_noticed_when_an_alert_bounces(
    stage: Stage,
) -> None:
    """The update about the removal is not there: the refusal itself must be enough."""
    await stage.set_up()
    await stage.enrol(stage.lead, "lead")
    stage.sandbox.person("Олена").writes("Де посилка?")
    await stage.seen(stage.desk, "#1")
    stage.leads.chat.statuses[stage.sandbox.bot["id"]] = "kicked"
    await stage.fast_forward(hours=24)
    assert stage.said(stage.lead, "#1: 4 hr left")
    assert stage.said(stage.lead, "🔴 #1")


async def test_the_digest_of_an_unreachable_lead_reaches_the_next_as_one(stage: Stage) -> None:
    await stage.set_up(leads_chat=False)
    await stage.enrol(stage.lead, "lead")
    for name in ("Анна", "Богдан", "Віра", "Гліб"):
        stage.sandbox.person(name).writes("Де посилка?")
    await stage.seen(stage.desk, "#4")
    await stage.fast_forward(hours=19)
    stage.lead.blocks()
    await stage.fast_forward(hours=2)
    [digest] = stage.said(stage.owner, "#1")
    assert "4 clients wait" in digest.text


async def test_with_all_leads_unreachable_the_desk_hears_and_without_a_desk_the_audit_fails(
    stage: Stage,
) -> None:
    await stage.set_up(leads_chat=False)
    await stage.enrol(stage.lead, "lead")
    stage.sandbox.person("Олена").writes("Де посилка?")
    await stage.seen(stage.desk, "#1")
    await stage.fast_forward(hours=23.5)
    stage.lead.blocks()
    stage.owner.blocks()
    await stage.fast_forward(hours=0.5)
    assert stage.said(stage.desk, "🔴 #1: the deadline has passed")

    stage.sandbox.remove_bot(stage.desk, by=stage.owner)
    await stage.fast_forward(hours=4)
    assert [one for one in await found_by_audit(stage) if "no reader" in one]


async def nobody_but_managers(stage: Stage) -> tuple[Person, Person]:
    """Two of them, the second on shift; the only lead blocks the bot."""
    await stage.set_up(leads_chat=False)
    first, on_shift = (stage.sandbox.person(name) for name in ("Марко", "Нона"))
    for one in (first, on_shift):
        await stage.enrol(one, "manager")
    on_shift.writes("/shift on")
    stage.sandbox.person("Олена").writes("Де посилка?")
    await stage.seen(stage.desk, "#1")
    await stage.fast_forward(hours=23.5)
    stage.owner.blocks()
    await stage.quiet()
    return first, on_shift


async def test_with_the_desk_gone_too_a_manager_hears_whoever_is_on_shift_first(
    stage: Stage,
) -> None:
    first, on_shift = await nobody_but_managers(stage)
    stage.sandbox.remove_bot(stage.desk, by=stage.owner)
    await stage.fast_forward(hours=1)
    assert 1 == len(stage.said(on_shift, "🔴 #1"))
    assert [] == stage.said(first, "🔴 #1")
    assert [] == await found_by_audit(stage)


async def test_with_the_desk_lost_without_a_word_one_manager_after_the_other_is_tried(
    stage: Stage,
) -> None:
    first, on_shift = await nobody_but_managers(stage)
    for place, words in ((stage.desk, "kicked from the group"), (on_shift, "user is deactivated")):
        stage.sandbox.fail_next(
            "sendMessage", times=9, status=403, description=words, chat_id=place.id
        )
    await stage.fast_forward(hours=1)
    assert 1 == len(stage.said(first, "🔴 #1"))
    assert [] == await found_by_audit(stage)


async def test_a_client_who_blocked_the_bot_is_told_of_at_the_desk(stage: Stage) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    olena.writes("Де посилка?")
    card = await stage.seen(stage.desk, "#1")
    await stage.quiet()
    olena.blocks()
    stage.iryna.writes("Уже їде", chat=stage.desk, reply_to=card)
    told = await stage.seen(stage.desk, "your answer did not reach Олена")
    assert "blocked the bot" in told.text
    await stage.turns(card, "⛔ the last answer did not reach the client")


async def test_alerts_follow_a_leads_group_that_became_a_supergroup(stage: Stage) -> None:
    await stage.set_up(leads_chat=False)
    basic = stage.sandbox.group("Leads", members=[stage.lead], admins=[stage.owner], kind="group")
    await stage.connect("leads", "Leads", [], group=basic)
    stage.sandbox.person("Олена").writes("Де посилка?")
    await stage.seen(stage.desk, "#1")
    stage.sandbox.fail_next("sendMessage", status=429, retry_after=3600, chat_id=basic.id)
    await stage.fast_forward(hours=20)  # the warning waits
    now = basic.upgrade()
    await stage.fast_forward(hours=4)
    assert stage.said(now, "#1: 3 hr left")
    assert stage.said(now, "🔴 #1")
    assert [] == stage.said(basic, "#1")


async def test_an_alert_that_meets_the_supergroup_first_is_resent_there(stage: Stage) -> None:
    """The alert goes out before the update about the move is read: Telegram's refusal tells."""
    await stage.set_up(leads_chat=False)
    basic = stage.sandbox.group("Leads", members=[stage.lead], admins=[stage.owner], kind="group")
    await stage.connect("leads", "Leads", [], group=basic)
    stage.sandbox.person("Олена").writes("Де посилка?")
    await stage.seen(stage.desk, "#1")
    await stage.quiet()
    world = stage.sandbox._world
    new = world.add_chat("supergroup", dict(basic.chat.profile))
    new.statuses = dict(basic.chat.statuses)
    basic.chat.upgraded_to = new.id
    await stage.fast_forward(hours=20)
    said = [m for m in new.messages.values() if "#1: 4 hr left" in m.text]
    assert 1 == len(said)
    assert not said[0].text.startswith("🔁")


async def test_a_client_group_that_became_a_supergroup_keeps_its_requests(stage: Stage) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    basic = stage.sandbox.group("Чат", members=[olena], admins=[stage.owner], kind="group")
    await stage.connect("community", "Чат", [], group=basic)
    olena.writes("Де моя посилка?", chat=basic)
    card = await stage.seen(stage.desk, "#1")
    now = basic.upgrade()
    await stage.fast_forward(hours=1)
    olena.writes("Ну де ж вона?", chat=now)
    await stage.turns(card, "Ну де ж вона?")
    assert 1 == await stage.record.count(Request)

    stage.iryna.writes("Уже їде", chat=stage.desk, reply_to=card)
    assert await stage.seen(now, "Уже їде")
    [wait] = await stage.record.waits()
    assert timedelta(hours=1) == wait.stopped_at - wait.started_at


async def test_an_alert_held_up_until_its_lead_has_left_goes_to_the_next_in_line(
    stage: Stage,
) -> None:
    await stage.set_up(leads_chat=False)
    await stage.enrol(stage.lead, "lead")
    stage.sandbox.person("Олена").writes("Де посилка?")
    await stage.seen(stage.desk, "#1")
    stage.sandbox.fail_next("sendMessage", status=429, retry_after=1800, chat_id=stage.lead.id)
    await stage.fast_forward(hours=20)
    stage.owner.writes("/staff")
    team = await stage.seen(stage.owner, "Леся")
    await stage.owner.presses(team, "Remove Леся")
    await stage.turns(team, "Remove Леся from the team?")
    await stage.owner.presses(team, "Yes, remove")
    await stage.fast_forward(hours=1)
    assert [] == stage.said(stage.lead, "#1")
    assert stage.said(stage.owner, "#1: ")


async def test_an_alert_that_a_chat_refuses_for_a_new_reason_goes_to_the_next_in_line(
    stage: Stage,
) -> None:
    await stage.set_up()
    stage.sandbox.person("Олена").writes("Де посилка?")
    await stage.fast_forward(hours=23.5)
    stage.sandbox.fail_next(
        "sendMessage",
        times=9,
        status=400,
        description="Bad Request: CHAT_SEND_PLAIN_FORBIDDEN",
        chat_id=stage.leads.id,
    )
    await stage.fast_forward(hours=1)
    assert stage.said(stage.owner, "🔴 #1")
    assert [] == await found_by_audit(stage)
