"""Departments move and go; nobody waits in vain for one that cannot answer."""

from bot.sandbox import Group, Person
from tests.journeys.test_hand_offs import asks, picks, with_department
from tests.journeys.test_media import copied
from tests.stage import Stage


async def another_group(stage: Stage, taras: Person, target: str = "4h") -> Group:
    """IT is asked there from now on."""
    group = stage.sandbox.group("Айті 2", members=[taras], admins=[stage.owner])
    stage.sandbox.add_bot(group, by=stage.owner)
    stage.owner.writes(f"/departments IT {target}", chat=group)
    await stage.seen(group, "IT is a department now")
    return group


async def test_a_department_whose_group_became_a_supergroup_is_asked_there_anew(
    stage: Stage,
) -> None:
    await stage.set_up()
    stage.iryna.writes("Я тут", chat=stage.desk)
    taras = stage.sandbox.person("Тарас")
    group = stage.sandbox.group("Айті", members=[taras], admins=[stage.owner], kind="group")
    stage.sandbox.add_bot(group, by=stage.owner)
    stage.owner.writes("/departments IT 8h", chat=group)
    await stage.seen(group, "IT is a department now")
    await stage.quiet()
    await asks(stage, "Чи впала оплата?")
    old = await stage.seen(group, "Чи впала оплата?")
    await stage.recorded()
    now = group.upgrade()
    asked = await stage.seen(now, "Чи впала оплата?")
    await stage.quiet()
    assert "The desk knows" in (await taras.presses(old, "Answered")).text
    await stage.seen(stage.desk, "IT answered about #1 (Тарас)")
    taras.writes("Повернемо до 15:00", chat=now, reply_to=asked)
    await stage.seen(stage.desk, "Повернемо до 15:00")


async def test_what_is_open_is_asked_anew_where_a_department_is_asked_now_and_both_may_answer(
    stage: Stage,
) -> None:
    group, taras = await with_department(stage)
    _olena, card, prompt = await picks(stage)
    stage.iryna.sends("photo", chat=stage.desk, caption="Чи впала оплата?", reply_to=prompt)
    old = await stage.seen(group, "Чи впала оплата?\n")  # not the photo
    await stage.quiet()
    other = await another_group(stage, taras)
    asked = await stage.seen(other, "Чи впала оплата?\n")
    assert asked.id == (await copied(stage, "photo", other)).reply_to_id
    assert "The desk knows" in (await taras.presses(old, "Answered")).text
    await stage.turns(card, "➡️ IT: answered by Тарас")
    await stage.turns(asked, "🟢 answered by Тарас")
    await stage.turns(old, "🟢 answered by Тарас")


async def test_the_desk_hears_that_a_department_is_gone_and_the_card_says_so_until_it_is_back(
    stage: Stage,
) -> None:
    group, taras = await with_department(stage)
    _olena, card = await asks(stage, "Чи впала оплата?")
    await stage.seen(group, "Чи впала оплата?")
    await stage.quiet()
    stage.sandbox.remove_bot(group, by=stage.owner)
    await stage.seen(stage.desk, "#1: IT could not be asked.")
    await stage.turns(card, "➡️ IT: ⛔ can no longer be asked")
    other = await another_group(stage, taras)
    asked = await stage.seen(other, "Чи впала оплата?")
    await stage.turns(card, "➡️ IT: due")
    taras.writes("Так, впала", chat=other, reply_to=asked)
    await stage.turns(card, "➡️ IT: answered by Тарас · Так, впала")
