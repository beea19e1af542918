"""When Telegram refuses, delays or moves: no open breach goes unsaid while any channel works."""

import pytest

from bot.sandbox import Group, Message, Person
from tests.stage import Stage


async def asked(stage: Stage, *names: str) -> list[Message]:
    """The cards of these clients' questions, in their order."""
    cards = []
    for number, name in enumerate(names, start=1):
        stage.sandbox.person(name).writes("Де посилка?")
        cards.append(await stage.seen(stage.desk, f"#{number}"))
    return cards


async def close(stage: Stage, card: Message) -> None:
    await stage.iryna.presses(card, "Close")
    await stage.offers(card, "Nothing needed")
    await stage.iryna.presses(card, "Nothing needed")
    await stage.offers(card, "Reopen")


async def test_a_breach_that_waited_with_its_repeat_is_told_though_the_request_was_taken(
    stage: Stage,
) -> None:
    await stage.set_up()
    [card] = await asked(stage, "Олена")
    await stage.fast_forward(hours=23.5)
    for seconds in (4 * 3600 + 600, 600):  # until ten past four hours late, both
        stage.sandbox.fail_next(
            "sendMessage", status=429, retry_after=seconds, chat_id=stage.leads.id
        )
    await stage.fast_forward(hours=4, minutes=31)
    assert [] == stage.said(stage.leads, "🔴")
    await stage.iryna.presses(card, "Take")
    await stage.fast_forward(hours=3)
    assert 1 == len(stage.said(stage.leads, "🔴 #1"))


async def test_a_chat_that_is_closed_to_us_for_hours_lets_the_owner_hear_of_a_breach_at_once(
    stage: Stage,
) -> None:
    await stage.set_up()
    await asked(stage, "Олена")
    await stage.fast_forward(hours=23.5)
    stage.sandbox.fail_next("sendMessage", status=429, retry_after=7200, chat_id=stage.leads.id)
    await stage.fast_forward(minutes=35)
    assert 1 == len(stage.said(stage.owner, "🔴 #1: the deadline has passed"))
    await stage.fast_forward(hours=2)
    assert 1 == len(stage.said(stage.leads, "🔴 #1"))


async def test_a_chat_that_only_fails_lets_the_next_in_line_hear(stage: Stage) -> None:
    await stage.set_up()
    await asked(stage, "Олена")
    await stage.fast_forward(hours=23.5)
    stage.sandbox.fail_next("sendMessage", times=500, status=502, chat_id=stage.leads.id)
    await stage.fast_forward(hours=1)
    assert 1 == len(stage.said(stage.owner, "🔴 #1"))
    stage.sandbox.heal()
    await stage.fast_forward(minutes=6)
    assert 1 == len(stage.said(stage.leads, "🔴 #1"))
    assert "Possibly a repeat" in stage.said(stage.leads, "🔴 #1")[0].text


async def test_what_a_digest_left_out_is_told_once_it_waits_again(stage: Stage) -> None:
    await stage.set_up()
    [first, *_] = await asked(stage, "Анна", "Богдан", "Віра", "Гліб")
    await stage.fast_forward(hours=23.5)
    stage.sandbox.fail_next("sendMessage", status=429, retry_after=120, chat_id=stage.leads.id)
    await stage.fast_forward(minutes=31)
    await close(stage, first)
    await stage.fast_forward(minutes=3)
    digest = stage.said(stage.leads, "3 clients wait for an answer")[-1]
    assert "#1" not in digest.text
    await stage.iryna.presses(first, "Reopen")
    await stage.fast_forward(minutes=1)
    assert 1 == len(stage.said(stage.leads, "🔴 #1"))
    assert "#1" not in digest.text


async def test_alerts_say_who_took_a_request_and_when(stage: Stage) -> None:
    await stage.set_up()
    cards = await asked(stage, "Анна", "Богдан", "Віра", "Гліб")
    await stage.fast_forward(hours=24)
    [digest] = stage.said(stage.leads, "4 clients wait for an answer, all of them late")
    await stage.iryna.presses(cards[0], "Take")
    await stage.turns(digest, "taken by Ірина Tue 3 Nov, 12:00")
    for card in cards[1:]:
        stage.iryna.writes("Вже їде", chat=stage.desk, reply_to=card)
    await stage.turns(digest, "🔔 1 client waits for an answer, late\n")


async def test_a_longer_time_to_answer_takes_an_alert_back(stage: Stage) -> None:
    await stage.set_up()
    await asked(stage, "Олена")
    await stage.fast_forward(hours=20)
    alert = await stage.seen(stage.leads, "4 hr left to answer")
    stage.owner.writes("/settings")
    await stage.quiet()
    menu = await stage.seen(stage.owner, "settings")
    await stage.owner.presses(menu, "Time to answer")
    await stage.offers(menu, "48 hr")
    await stage.owner.presses(menu, "48 hr")
    await stage.turns(alert, "28 hr left to answer")


async def test_a_desk_that_may_be_written_to_again_gets_the_cards_it_missed(stage: Stage) -> None:
    await stage.set_up()
    await stage.quiet()
    stage.sandbox.mute_bot(stage.desk, by=stage.owner)
    await stage.quiet()
    stage.sandbox.person("Олена").writes("Де посилка?")
    await stage.fast_forward(hours=1)
    assert [] == stage.said(stage.desk, "#1")
    stage.sandbox.promote_bot(stage.desk, by=stage.owner)
    await stage.seen(stage.desk, "#1")


async def test_an_alert_quotes_what_the_client_waits_for_now(stage: Stage) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    olena.writes("Де посилка?")
    card = await stage.seen(stage.desk, "#1")
    stage.iryna.writes("Вже їде", chat=stage.desk, reply_to=card)
    await stage.turns(card, "answered in")
    await stage.fast_forward(minutes=5)
    olena.writes("А коли саме?")
    await stage.fast_forward(hours=20)
    alert = await stage.seen(stage.leads, "#1: 4 hr left to answer")
    assert "А коли саме?" in alert.text
    assert "Де посилка?" not in alert.text


async def it_department(stage: Stage) -> tuple[Group, Person, Message]:
    """Its basic group, who works there, and what it was asked."""
    taras = stage.sandbox.person("Тарас")
    group = stage.sandbox.group("IT", members=[taras], admins=[stage.owner], kind="group")
    stage.sandbox.add_bot(group, by=stage.owner)
    stage.owner.writes("/departments IT 8h", chat=group)
    await stage.seen(group, "IT is a department now")
    [card] = await asked(stage, "Олена")
    await stage.iryna.presses(card, "More…")
    await stage.offers(card, "Ask a department…")
    await stage.iryna.presses(card, "Ask a department…")
    await stage.offers(card, "IT")
    await stage.iryna.presses(card, "IT")
    prompt = await stage.seen(stage.desk, "What shall I ask IT about #1?")
    stage.iryna.writes("Що там?", chat=stage.desk, reply_to=prompt)
    return group, taras, await stage.seen(group, "Що там?")


@pytest.mark.parametrize("told", [True, False], ids=["told of the move", "not told yet"])
async def test_a_departments_group_that_grows_takes_no_desk_with_it(
    stage: Stage, *, told: bool
) -> None:
    await stage.set_up()
    group, taras, question = await it_department(stage)
    stage.sandbox.fail_next("copyMessage", status=429, retry_after=60, chat_id=stage.desk.id)
    taras.sends("photo", caption="ось знімок", chat=group, reply_to=question)
    await stage.quiet()
    group.upgrade(told=told)
    await stage.fast_forward(minutes=5)
    stage.sandbox.person("Марко").writes("Поверніть гроші!")
    await stage.seen(stage.desk, "Поверніть гроші!")


async def test_a_client_group_that_grows_takes_no_owners_chat_with_it(stage: Stage) -> None:
    stage.sandbox.privacy = True
    await stage.set_up()
    group = stage.sandbox.group("Чат", admins=[stage.owner], kind="group")
    stage.sandbox.add_bot(group, by=stage.owner)
    stage.owner.writes("/connect community", chat=group)
    await stage.quiet()
    new = group.upgrade(told=False)
    stage.owner.writes("/start")
    await stage.quiet()
    await stage.fast_forward(minutes=5)
    assert [] == stage.said(new)
    stage.owner.writes("/status")
    await stage.seen(stage.owner, "how things stand")
