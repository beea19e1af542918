"""Asking a department: its own clock, its words carried back, the client told the outcome."""

import pytest
from sqlmodel import col

from bot.sandbox import Group, Message, Person
from storage.tables import Department, HandOff
from tests.stage import Stage


async def with_department(stage: Stage, target: str = "8h") -> tuple[Group, Person]:
    """A group of IT with Taras, who is not on the team."""
    await stage.set_up()
    return await found_department(stage, target)


async def found_department(stage: Stage, target: str = "8h") -> tuple[Group, Person]:
    stage.iryna.writes("Я тут", chat=stage.desk)
    taras = stage.sandbox.person("Тарас")
    group = stage.sandbox.group("Айті", members=[taras], admins=[stage.owner])
    stage.sandbox.add_bot(group, by=stage.owner)
    stage.owner.writes(f"/departments IT {target}", chat=group)
    await stage.seen(group, "IT is a department now")
    await stage.quiet()
    return group, taras


async def with_delivery(stage: Stage) -> Person:
    """Taras of the team is the department of delivery."""
    await stage.set_up()
    stage.iryna.writes("Я тут", chat=stage.desk)
    taras = stage.sandbox.person("Тарас", username="taras")
    await stage.enrol(taras, "manager")
    stage.owner.writes("/departments Доставка @taras 30m", chat=stage.desk)
    await stage.seen(stage.desk, "Доставка is a department now, with 30 min to answer")
    return taras


async def picks(
    stage: Stage, department: str = "IT", again: tuple[Person, Message] | None = None
) -> tuple[Person, Message, Message]:
    """Iryna picks it on the card of Olena's question; she, the card, "What shall I ask?"."""
    if again is None:
        olena = stage.sandbox.person("Олена")
        olena.writes("Чому не працює оплата?")
        again = olena, await stage.seen(stage.desk, "#1")
    olena, card = again
    before = len(stage.said(stage.desk, "What shall I ask"))
    await stage.offers(card, "More…")
    await stage.iryna.presses(card, "More…")
    await stage.offers(card, "Ask a department…")
    await stage.iryna.presses(card, "Ask a department…")
    await stage.offers(card, department)
    await stage.iryna.presses(card, department)
    await stage.sandbox.wait_for(lambda: len(stage.said(stage.desk, "What shall I ask")) > before)
    return olena, card, stage.said(stage.desk, f"What shall I ask {department} about #1?")[-1]


async def asks(stage: Stage, question: str, department: str = "IT") -> tuple[Person, Message]:
    """Olena's question is handed over; she and her card."""
    olena, card, prompt = await picks(stage, department)
    stage.iryna.writes(question, chat=stage.desk, reply_to=prompt)
    return olena, card


async def test_a_department_is_asked_and_its_words_come_back_and_the_clients_clock_runs_on(
    stage: Stage,
) -> None:
    group, taras = await with_department(stage)
    olena, card = await asks(stage, "Чи впала оплата?")
    asked = await stage.seen(group, "Чи впала оплата?")
    assert "Чому не працює оплата?" in asked.text
    assert "Олена" not in asked.text
    assert "⏳ answer by: Mon 2 Nov, 20:00" in asked.text
    await stage.turns(card, "➡️ IT: due Mon 2 Nov, 20:00")

    said = taras.writes("Так, полагодили о 12:30", chat=group, reply_to=asked)
    back = await stage.seen(stage.desk, "IT answered about #1 (Тарас)")
    assert "Так, полагодили о 12:30" in back.text
    await stage.turns(card, "➡️ IT: answered by Тарас · Так, полагодили о 12:30")
    await stage.turns(asked, "🟢 answered by Тарас")
    assert "⏳ answer by" in card.text
    taras.edits(said, "Ні, полагодимо о 15:00")
    corrected = await stage.seen(stage.desk, "IT corrected its answer about #1 (Тарас)")
    assert "Ні, полагодимо о 15:00" in corrected.text
    await stage.turns(card, "➡️ IT: answered by Тарас · Ні, полагодимо о 15:00")

    await stage.fast_forward(hours=1, minutes=1)
    reminder = await stage.seen(stage.desk, "does not know yet what IT found")
    stage.iryna.writes("Уже працює, вибачте за незручність", chat=stage.desk, reply_to=reminder)
    await stage.seen(olena, "Уже працює")
    await stage.turns(card, "🟢 answered in")
    stage.iryna.writes("/why 1", chat=stage.desk)
    story = (await stage.seen(stage.desk, "The story of #1")).text
    assert "Ірина asked IT" in story
    assert "IT answered (Тарас)" in story


async def test_no_reminder_once_the_client_knows(stage: Stage) -> None:
    group, taras = await with_department(stage)
    olena, _card = await asks(stage, "Чи впала оплата?")
    taras.writes("Так", chat=group, reply_to=await stage.seen(group, "Чи впала оплата?"))
    back = await stage.seen(stage.desk, "IT answered about #1")
    stage.iryna.writes("Полагодили", chat=stage.desk, reply_to=back)
    await stage.seen(olena, "Полагодили")
    await stage.fast_forward(hours=2)
    assert [] == stage.said(stage.desk, "does not know yet")


async def test_a_late_department_is_told_to_the_leads_across_a_restart_until_it_answers(
    stage: Stage,
) -> None:
    group, taras = await with_department(stage)
    await asks(stage, "Чи впала оплата?")
    asked = await stage.seen(group, "Чи впала оплата?")
    await stage.quiet()
    await stage.stop_bot()
    await stage.fast_forward(hours=8, minutes=5)
    await stage.start_bot()
    late = await stage.seen(stage.leads, "🔴 IT is late about #1")
    await stage.turns(asked, "🔴 late: was due")
    await stage.fast_forward(hours=4)
    assert 2 == len(stage.said(stage.leads, "IT is late about #1"))
    taras.writes("Так, впала", chat=group, reply_to=asked)
    await stage.turns(late, "IT has answered about #1")
    await stage.fast_forward(hours=5)
    assert 0 == len(stage.said(stage.leads, "IT is late about #1"))


async def test_a_file_comes_back_too_and_later_words_are_added(stage: Stage) -> None:
    group, taras = await with_department(stage)
    _olena, card = await asks(stage, "Що в журналі?")
    asked = await stage.seen(group, "Що в журналі?")
    taras.sends("document", chat=group, caption="Ось журнал", reply_to=asked)
    await stage.seen(stage.desk, "Ось журнал")
    await stage.sandbox.wait_for(
        lambda: any(m.by_bot and "document" in m.raw for m in stage.desk.messages)
    )
    taras.writes("І ще: причину знайдено", chat=group, reply_to=asked)
    await stage.turns(card, "причину знайдено")


async def test_the_button_says_that_it_is_done_and_only_there(stage: Stage) -> None:
    group, taras = await with_department(stage)
    _olena, card = await asks(stage, "Перезапустіть сервер")
    asked = await stage.seen(group, "Перезапустіть сервер")
    stranger = stage.sandbox.person("Хтось")
    stranger.writes("Привіт")
    await stage.quiet()
    refused = await stranger.forges(None, "h:1")
    assert "кнопки — для команди" in refused.text
    await taras.presses(asked, "Answered")
    await stage.turns(card, "➡️ IT: answered by Тарас")


async def test_a_hand_off_is_withdrawn_by_hand_or_by_closing(stage: Stage) -> None:
    group, _taras = await with_department(stage)
    _olena, card = await asks(stage, "Чи впала оплата?")
    asked = await stage.seen(group, "Чи впала оплата?")
    await stage.quiet()
    await stage.iryna.presses(card, "Close")
    await stage.offers(card, "Without a cause")
    await stage.iryna.presses(card, "Without a cause")
    await stage.offers(card, "Solved")
    await stage.iryna.presses(card, "Solved")
    await stage.turns(asked, "No answer is needed any more")
    await stage.fast_forward(hours=9)
    assert [] == stage.said(stage.leads, "IT is late")


async def test_nothing_is_asked_for_what_has_ended_and_of_merged_ones_where_they_go_on(
    stage: Stage,
) -> None:
    group, _taras = await with_department(stage)
    _olena, card, prompt = await picks(stage)
    await stage.offers(card, "Not a request")
    await stage.iryna.presses(card, "Not a request")
    stage.iryna.writes("Чи впала оплата?", chat=stage.desk, reply_to=prompt)
    await stage.seen(stage.desk, "#1 is closed. Reopen it to ask a department.")
    refused = await stage.iryna.forges(card, "r:1:ask:1")
    assert "#1 is closed. Reopen it to ask a department." == refused.text
    assert 0 == await stage.record.count(HandOff)
    await stage.offers(card, "Reopen")
    await stage.iryna.presses(card, "Reopen")
    stage.sandbox.person("Петро").writes("Я чоловік Олени")
    other = await stage.seen(stage.desk, "Я чоловік Олени")
    await stage.iryna.forges(card, "r:1:merge:2")
    stage.iryna.writes("Чи впала оплата?", chat=stage.desk, reply_to=prompt)
    assert "#2" in (await stage.seen(group, "Чи впала оплата?")).text
    await stage.turns(other, "➡️ IT: due")


async def test_a_department_whose_chat_is_gone_is_asked_no_more_and_the_leads_are_told(
    stage: Stage,
) -> None:
    group, _taras = await with_department(stage)
    _olena, card, prompt = await picks(stage)
    stage.sandbox.remove_bot(group, by=stage.owner)
    told = await stage.seen(stage.leads, "IT can no longer be asked")
    assert "/departments sets it up again" in told.text
    stage.iryna.writes("Чи впала оплата?", chat=stage.desk, reply_to=prompt)
    await stage.seen(stage.desk, "This department is gone.")
    await stage.iryna.presses(card, "More…")
    await stage.offers(card, "Client")
    assert "Ask a department…" not in {text for row in card.buttons for text, _ in row}
    assert 0 == await stage.record.count(HandOff)


@pytest.mark.parametrize("change", ["left", "clients", "other brand"])
async def test_a_question_does_not_reach_a_group_that_is_the_departments_no_more(
    stage: Stage, change: str
) -> None:
    group, taras = await with_department(stage)
    olena, card, prompt = await picks(stage)
    stage.iryna.writes("Чи впала оплата?", chat=stage.desk, reply_to=prompt)
    asked = await stage.seen(group, "Чи впала оплата?")
    _olena, _card, prompt = await picks(stage, again=(olena, card))
    await stage.quiet()
    await stage.stop_bot()  # all that follows comes in one batch: the question is queued before
    stage.iryna.writes("Який номер інциденту?", chat=stage.desk, reply_to=prompt)
    if change == "other brand":
        stage.owner.writes("/brand new Чай")
    if change != "clients":
        stage.sandbox.remove_bot(group, by=stage.owner)
    if change == "other brand":
        stage.sandbox.add_bot(group, by=stage.owner, admin=True)
    if change != "left":
        stage.owner.writes("/connect community", chat=group)
    await stage.start_bot()
    await stage.seen(stage.desk, "#1: IT could not be asked.")
    await stage.seen(stage.leads, "IT can no longer be asked")
    assert [] == stage.said(group, "Який номер інциденту?")
    if change != "left":  # where it can be edited, what stands there is taken back
        await stage.turns(asked, "This is no longer shown here.")
        taras.writes("Так, впала", chat=group, reply_to=asked)
        await stage.quiet()
        assert [] == stage.said(stage.desk, "IT answered about #1")


async def test_a_person_off_the_team_is_no_department_any_more(stage: Stage) -> None:
    taras = await with_delivery(stage)
    await asks(stage, "Де кур'єр?", "Доставка")
    asked = await stage.seen(taras, "Де кур'єр?")
    stage.owner.writes("/staff", chat=stage.desk)
    staff = await stage.seen(stage.desk, "Тарас")
    await stage.owner.presses(staff, "Remove Тарас")
    await stage.offers(staff, "Yes, remove")
    await stage.owner.presses(staff, "Yes, remove")
    await stage.seen(stage.leads, "Доставка can no longer be asked")
    await stage.turns(asked, "This is no longer shown here.")
    assert 0 == await stage.record.count(Department, col(Department.active))


async def test_talk_in_a_department_is_nobodys_request_and_its_commands_are_refused(
    stage: Stage,
) -> None:
    group, taras = await with_department(stage)
    before = len(stage.said(group))
    taras.writes("Хто бачив мій чайник?", chat=group)
    taras.writes("/queue", chat=group)
    taras.writes("/departments Хак 1h", chat=group)
    await stage.quiet()
    assert 0 == len([one for one in stage.said(group)[before:] if "#" in one.text])
    assert 1 == await stage.record.count(Department)
    assert 0 == await stage.record.count(HandOff)


async def test_bad_names_and_times_make_no_department(stage: Stage) -> None:
    await stage.set_up()
    for typed in ("IT", "IT soon", "8h", "IT 0h", "IT 999h", f"{'І' * 40} 4h", "IT @nobody 4h"):
        before = len(stage.said(stage.desk))
        stage.owner.writes(f"/departments {typed}", chat=stage.desk)
        await stage.sandbox.wait_for(lambda before=before: len(stage.said(stage.desk)) > before)
    assert 0 == await stage.record.count(Department)


async def test_a_member_may_be_a_department(stage: Stage) -> None:
    await with_delivery(stage)
    stage.owner.writes("/departments", chat=stage.desk)
    shown = await stage.seen(stage.desk, "Departments")
    await stage.owner.presses(shown, "Remove “Доставка”")
    await stage.turns(shown, "There are no departments yet.")
    assert 0 == await stage.record.count(Department, col(Department.active))
