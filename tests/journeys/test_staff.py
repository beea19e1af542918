"""Who is on the team: the desk's people, those invited, and those who are not any more."""

import pytest

from bot.sandbox import Group, Message, Person
from storage.tables import Member, Request
from tests.stage import Stage

REFUSAL = "These buttons are for the team."
ONLY_LEADS = "Only leads and the owner can do this."


async def asked(stage: Stage, words: str = "Де моє замовлення?") -> Message:
    stage.sandbox.person("Олена").writes(words)
    return await stage.seen(stage.desk, words)


async def roster(stage: Stage) -> set[str]:
    rows = await stage.record.rows(Member.__table__.select().where(Member.active))
    return {row.name for row in rows}


async def test_people_of_the_desk_count_once_telegram_confirms_them(stage: Stage) -> None:
    await stage.set_up()
    card = await asked(stage)
    passer_by = stage.sandbox.person("Зоя")

    assert REFUSAL in (await passer_by.presses(card, "Take")).text
    assert {"Оксана"} == await roster(stage)
    await stage.iryna.presses(card, "Take")
    await stage.turns(card, "🙋 with Ірина")
    assert {"Оксана", "Ірина"} == await roster(stage)
    assert {passer_by.id, stage.iryna.id} == {
        call.params["user_id"] for call in stage.sandbox.calls.of("getChatMember")
    }

    petro = stage.sandbox.person("Петро")
    stage.desk.chat.statuses[petro.id] = "member"  # since before the bot came
    stage.sandbox.fail_next("getChatMember", times=3, status=502)
    assert "Please try again in a minute." in (await petro.presses(card, "Release")).text
    petro.writes("/queue", chat=stage.desk)
    await stage.seen(stage.desk, "I could not ask Telegram whether you are in the team's chat.")
    petro.writes("Вже в дорозі", chat=stage.desk, reply_to=card)
    await stage.quiet()
    assert 2 == len(stage.said(stage.desk, "I could not ask Telegram"))
    assert "🙋 with Ірина" in card.text
    await petro.presses(card, "Release")
    await stage.sandbox.wait_for(lambda: "🙋" not in card.text)


async def unknown_colleague(stage: Stage) -> tuple[Group, Message, Message, Person]:
    """A client group, what Olena asks there, her card, and who sat at the desk before the bot."""
    await stage.set_up()
    olena, zoia = stage.sandbox.person("Олена"), stage.sandbox.person("Зоя")
    group = await stage.connect("community", "Клієнти", [olena, zoia])
    stage.desk.chat.statuses[zoia.id] = "member"
    said = olena.writes("Де посилка?", chat=group)
    card = await stage.seen(stage.desk, "#1")
    await stage.quiet()
    return group, said, card, zoia


async def test_an_answer_waits_for_telegrams_word_on_who_gave_it(stage: Stage) -> None:
    group, said, card, zoia = await unknown_colleague(stage)
    stage.sandbox.fail_next("getChatMember", times=2, status=500)
    zoia.writes("Вже їде, як і обіцяли?", chat=group, reply_to=said)
    await stage.turns(card, "🟢 answered in")
    assert 1 == await stage.record.count(Request)


async def test_so_does_a_forward_in_private(stage: Stage) -> None:
    _group, _said, _card, zoia = await unknown_colleague(stage)
    elsewhere = stage.sandbox.group("Elsewhere", [zoia, ganna := stage.sandbox.person("Ганна")])
    stage.sandbox.fail_next("getChatMember", status=500)
    zoia.writes("", forward_of=ganna.writes("А де моя?", chat=elsewhere))
    assert "👤 Ганна" in (await stage.seen(zoia, "On record as #2")).text


async def test_where_telegram_stays_silent_it_is_logged_as_a_clients_and_nobody_else_waits(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.presence.TRIES_ASKING", 2)  # not a minute
    group, said, _card, zoia = await unknown_colleague(stage)
    stage.sandbox.fail_next("getChatMember", times=3, status=500)
    zoia.writes("А моя де?", chat=group, reply_to=said)
    await stage.seen(stage.desk, "#2")
    asked = len(stage.sandbox.calls.of("getChatMember"))
    marko = stage.sandbox.person("Марко")
    group.join(marko)
    marko.writes("І моя?", chat=group)
    await stage.seen(stage.desk, "#3")
    assert asked + 1 == len(stage.sandbox.calls.of("getChatMember"))
    assert [] == stage.said(stage.owner, "could not be handled")


async def test_who_is_in_the_desk_chat_is_no_client_in_private_though_they_never_spoke_there(
    stage: Stage,
) -> None:
    await stage.set_up()
    stage.iryna.starts()
    assert "You are on the team" in (await stage.seen(stage.iryna, "Hello!")).text
    olena = stage.sandbox.person("Олена")
    olena.starts()
    assert "on the team" not in (await stage.seen(olena, "")).text
    stage.iryna.writes("Хто сьогодні?")
    await stage.quiet()
    assert 0 == await stage.record.count(Request)


async def test_an_answer_among_clients_counts_though_its_writer_never_spoke_at_the_desk(
    stage: Stage,
) -> None:
    await stage.set_up()
    olena, passer_by = stage.sandbox.person("Олена"), stage.sandbox.person("Зоя")
    group = await stage.connect("community", "Fans", [olena, passer_by, stage.iryna])
    question = olena.writes("Чи є безглютенові?", chat=group)
    card = await stage.seen(stage.desk, "Чи є безглютенові?")
    passer_by.writes("Мені теж цікаво", chat=group, reply_to=question)
    passer_by.writes("Дуже", chat=group, reply_to=question)
    await stage.quiet()
    assert "⏳ answer by" in card.text
    stage.iryna.writes("Так, щодня! Який вам формат зручний?", chat=group, reply_to=question)
    await stage.turns(card, "🟢 answered in")
    assert {"Оксана", "Ірина"} == await roster(stage)
    assert 1 == await stage.record.count(Request, Request.awaited)
    asked_about = [call.params["user_id"] for call in stage.sandbox.calls.of("getChatMember")]
    assert 1 == asked_about.count(passer_by.id)  # known to be a stranger for a while


async def test_what_a_member_of_the_desk_forwards_in_private_is_the_clients_though_they_never_spoke(
    stage: Stage,
) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    group = stage.sandbox.group("Elsewhere", members=[olena, stage.iryna])
    complaint = olena.writes("Поверніть гроші!", chat=group)
    stage.iryna.writes("", forward_of=complaint)
    card = await stage.seen(stage.desk, "Поверніть гроші!")
    assert "👤 Олена" in card.text
    assert [] == stage.said(stage.iryna, "Дякуємо")


async def test_whoever_is_added_to_the_desk_counts_from_then_on(stage: Stage) -> None:
    await stage.set_up()
    petro = stage.sandbox.person("Петро")
    stage.desk.join(petro)
    await stage.quiet()
    assert {"Оксана", "Петро"} == await roster(stage)


async def test_people_who_leave_the_desk_stop_counting(stage: Stage) -> None:
    await stage.set_up()
    card = await asked(stage)

    async def is_known(person: Person) -> bool:
        return REFUSAL not in (await person.forges(card, "r:1:kind:question")).text

    async def leaves() -> None:
        assert await is_known(stage.iryna)
        stage.desk.leave(stage.iryna)
        await stage.quiet()
        assert {"Оксана"} == await roster(stage)
        assert not await is_known(stage.iryna)

    await leaves()  # as the service message tells
    stage.desk.join(stage.iryna)
    stage.sandbox.promote_bot(stage.desk, by=stage.owner)
    await leaves()  # as Telegram tells an administrator
    stage.desk.join(stage.iryna)
    assert await is_known(stage.iryna)

    stage.desk.chat.statuses[stage.iryna.id] = "left"  # unseen
    assert await is_known(stage.iryna)
    await stage.fast_forward(hours=6)
    assert not await is_known(stage.iryna)
    assert {"Оксана"} == await roster(stage)


async def test_staff_lists_the_team_and_removes_for_good(stage: Stage) -> None:
    await stage.set_up()
    card = await asked(stage)
    await stage.iryna.presses(card, "Take")
    await stage.enrol(stage.lead, "lead")
    stage.lead.writes("/staff", chat=stage.leads)
    team = await stage.seen(stage.leads, "My brand: the team")
    unwritten = " · from the desk chat · has not written to me, so gets no private alerts"
    assert [
        "My brand: the team",
        "Оксана (@oksana) · owner",
        "Леся (@lesia) · team lead",
        f"Ірина (@iryna) · manager{unwritten}",
    ] == team.text.split("\n")[:4]
    assert [["Remove Ірина"]] == [[text for text, _ in row] for row in team.buttons]

    await stage.lead.presses(team, "Remove Ірина")
    await stage.turns(team, "Remove Ірина from the team?")
    await stage.lead.presses(team, "No")
    await stage.turns(team, "My brand: the team")
    assert ONLY_LEADS == (await stage.iryna.presses(team, "Remove Ірина")).text
    await stage.lead.presses(team, "Remove Ірина")
    await stage.turns(team, "Remove Ірина from the team?")
    assert "Ірина is off the team." == (await stage.lead.presses(team, "Yes, remove")).text
    await stage.sandbox.wait_for(lambda: "Ірина" not in team.text)

    await stage.sandbox.wait_for(lambda: "🙋" not in card.text)  # it is free to take again
    # She is in the desk chat still, which does not bring her back.
    assert REFUSAL in (await stage.iryna.presses(card, "Take")).text
    stage.iryna.writes("Відповідаю", chat=stage.desk, reply_to=card)
    await stage.seen(stage.desk, "This is for the team's members.")
    await stage.fast_forward(hours=7)
    assert REFUSAL in (await stage.iryna.presses(card, "Take")).text
    assert {"Оксана", "Леся"} == await roster(stage)
    # An invitation does.
    await stage.enrol(stage.iryna, "manager")
    assert REFUSAL not in (await stage.iryna.presses(card, "Take")).text


async def test_who_is_only_in_the_leads_chat_is_told_how_to_join_the_team(stage: Stage) -> None:
    await stage.set_up()
    stage.owner.writes("/settings", chat=stage.leads)
    menu = await stage.seen(stage.leads, "My brand: settings")
    for language, said in {
        "en": "Ask Оксана to send me /invite lead in private",
        "uk": "Оксана може надіслати мені в особистому чаті /invite lead",
    }.items():
        newcomer = stage.sandbox.person("Зоя", language=language)
        stage.leads.join(newcomer)
        assert said in (await newcomer.presses(menu, "Name")).text
        newcomer.writes("/queue", chat=stage.leads)
        await stage.seen(stage.leads, said)
    await stage.enrol(newcomer, "lead")
    await newcomer.presses(menu, "Name")
    await stage.offers(menu, "Type another")


async def test_a_managers_press_of_a_leads_button_is_told_whose_it_is(stage: Stage) -> None:
    await stage.set_up()
    await asked(stage)
    passer_by = stage.sandbox.person("Зоя")
    stage.owner.writes("/settings", chat=stage.desk)
    menu = await stage.seen(stage.desk, "My brand: settings")
    assert ONLY_LEADS == (await stage.iryna.presses(menu, "Name")).text
    assert REFUSAL in (await passer_by.presses(menu, "Name")).text

    group = stage.sandbox.group("Нова", members=[stage.iryna], admins=[stage.owner])
    stage.sandbox.add_bot(group, by=stage.owner)
    question = await stage.seen(group, "What is “Нова” for?")
    [(label, _data)] = question.buttons[0]
    assert ONLY_LEADS == (await stage.iryna.presses(question, label)).text
    assert REFUSAL in (await passer_by.presses(question, label)).text


async def test_who_may_see_and_remove_whom(stage: Stage) -> None:
    await stage.set_up()
    second = stage.sandbox.person("Марта", language="en")
    await stage.enrol(stage.lead, "lead")
    await stage.enrol(second, "lead")
    await stage.enrol(stage.iryna, "manager")
    owner_row, lead_row, second_row, manager_row = range(1, 5)

    stage.iryna.writes("/staff")
    await stage.seen(stage.iryna, "Only leads and the owner can do this.")
    stage.lead.writes("/staff")
    team = await stage.seen(stage.lead, "the team")
    assert "Remove Марта" not in str(team.buttons)
    for row in (owner_row, lead_row, second_row):
        said = await stage.lead.forges(team, f"m:sure:{row}")
        assert "You cannot remove this person." == said.text
    assert "is off the team" in (await stage.lead.forges(team, f"m:sure:{manager_row}")).text

    stage.owner.writes("/staff")
    team = await stage.seen(stage.owner, "the team")
    await stage.owner.presses(team, "Remove Марта")
    await stage.turns(team, "Remove Марта from the team?")
    await stage.owner.presses(team, "Yes, remove")
    said = await stage.owner.forges(team, f"m:sure:{owner_row}")
    assert "You cannot remove this person." == said.text  # a brand keeps an owner
    assert {"Оксана", "Леся"} == await roster(stage)
    second.writes("/staff")
    await stage.seen(second, "This is for the team's members.")
