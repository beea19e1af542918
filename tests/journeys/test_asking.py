"""The question whose answer some words were: settled once, asked once, kept up to date."""

import pytest
from sqlmodel import col

from bot.housekeeping import tidy
from bot.sandbox import Group, Message
from storage.engine import open_store
from storage.tables import Message as Logged
from storage.vocabulary import Direction
from tests.journeys.test_business import account_of, got
from tests.journeys.test_business import asked as asked_in_business
from tests.stage import Stage


async def several_wait(
    stage: Stage, *names: str, kind: str = "supergroup"
) -> tuple[Group, list[Message]]:
    """A group with Iryna where clients of these names wait; their cards."""
    await stage.set_up()
    people = [stage.sandbox.person(name) for name in names]
    group = stage.sandbox.group(
        "Клієнти", members=[*people, stage.iryna], admins=[stage.owner], kind=kind
    )
    await stage.connect("community", "Клієнти", [], group=group)
    stage.iryna.writes("Я тут", chat=stage.desk)
    cards = []
    for person in people:
        person.writes(f"Де моя посилка? {person.name}", chat=group)
        cards.append(await stage.seen(stage.desk, f"Де моя посилка? {person.name}"))
    await stage.quiet()
    return group, cards


async def question_about(stage: Stage, group: Group, words: str) -> tuple[Message, Message]:
    """Iryna writes to nobody by name; what she wrote, and what the desk is asked."""
    said = stage.iryna.writes(words, chat=group)
    question = await stage.seen(stage.desk, "Whose answer is it?")
    await stage.quiet()
    return said, question


def labels(question: Message) -> list[str]:
    return [text for row in question.buttons for text, _ in row]


def data(question: Message, label: str) -> str:
    return next(data for row in question.buttons for text, data in row if label in text)


async def who_wait(stage: Stage) -> list[bool]:
    return [wait.stopped_at is None for wait in await stage.record.waits()]


@pytest.mark.parametrize("still_waits", [True, False])
async def test_it_is_answered_months_later_while_somebody_waits(
    stage: Stage, still_waits: bool
) -> None:
    group, cards = await several_wait(stage, "Олена", "Марко")
    await stage.record.set_brand(ladder="off, repeat off")
    _, question = await question_about(stage, group, "Вже їде")
    if not still_waits:
        for card in cards:
            stage.iryna.writes("Усе гаразд", chat=stage.desk, reply_to=card)
            await stage.turns(card, "answered in")
    await stage.fast_forward(days=62)
    await stage.stop_bot()
    async with open_store(stage.settings.database_url) as store:
        await tidy(store, stage.clock())
    await stage.start_bot()
    pressed = await stage.iryna.presses(question, "Олена")
    if still_waits:
        assert "Noted: the answer to #1." == pressed.text
        await stage.turns(cards[0], "🟢 answered in 0 sec")
    else:
        assert "This button is out of date." == pressed.text


async def test_the_story_tells_an_answer_where_it_was_given_and_since_when_it_is_known(
    stage: Stage,
) -> None:
    group, [card, _] = await several_wait(stage, "Олена", "Марко")
    await stage.fast_forward(minutes=10)
    _, question = await question_about(stage, group, "Вже їде")
    await stage.fast_forward(minutes=10)
    stage.iryna.writes("Буде о 15", chat=stage.desk, reply_to=card)
    await stage.turns(card, "answered in 20 min")
    await stage.fast_forward(hours=2)
    await stage.iryna.presses(question, "Олена")
    await stage.turns(card, "answered in 10 min")
    stage.iryna.writes("/why 1", chat=stage.desk)
    told = await stage.seen(stage.desk, "The story of #1")
    assert [
        "today at 12:10 — ⏹ the wait ended in time",
        "today at 12:10 — 💬 answered by Ірина, credited today at 14:20",
        "today at 12:20 — 💬 answered by Ірина",
    ] == told.text.split("\n")[3:6]


# --- settled once -----------------------------------------------------------------------------


async def test_who_presses_second_is_told_who_settled_it_and_how(stage: Stage) -> None:
    group, _ = await several_wait(stage, "Олена", "Марко")
    _, question = await question_about(stage, group, "Вже їде")
    others, nobodys = data(question, "Марко"), data(question, "Not an answer")
    first = await stage.iryna.presses(question, "Олена")
    assert "Noted: the answer to #1." == first.text
    for late in (others, nobodys):
        told = await stage.owner.forges(question, late)
        assert "Ірина was first: it is noted as the answer to #1." == told.text
    await stage.quiet()
    assert "Noted: the answer to #1." == question.text
    assert [] == question.buttons
    assert [False, True] == await who_wait(stage)


async def test_what_was_no_answer_is_none_for_who_presses_later(stage: Stage) -> None:
    group, _ = await several_wait(stage, "Олена", "Марко")
    _, question = await question_about(stage, group, "Вже їде")
    late = data(question, "Олена")
    await stage.iryna.presses(question, "Not an answer")
    told = await stage.owner.forges(question, late)
    assert "Ірина was first: it is noted as not an answer." == told.text
    await stage.quiet()
    assert [True, True] == await who_wait(stage)


async def test_an_automatic_text_is_none_for_who_presses_later(stage: Stage) -> None:
    account = await account_of(stage)
    olena, _card = await asked_in_business(stage, account)
    account.answers(olena, "Ми відповімо завтра", automatic=True)
    question = await stage.seen(stage.desk, "Was this the answer to #1?")
    await stage.quiet()
    late = data(question, "#1")
    await stage.iryna.presses(question, "An automatic text")
    told = await stage.owner.forges(question, late)
    assert "Ірина was first: it is noted as an automatic text." == told.text
    await stage.quiet()
    assert [True] == await who_wait(stage)


# --- kept up to date --------------------------------------------------------------------------


async def test_the_newest_words_are_asked_about_and_credited_with_the_old_as_evidence(
    stage: Stage,
) -> None:
    group, [card, _] = await several_wait(stage, "Олена", "Марко")
    said, question = await question_about(stage, group, "Вже їде")
    stage.iryna.edits(said, "Їде, буде завтра")
    await stage.turns(question, "Їде, буде завтра")
    await stage.fast_forward(minutes=1)
    stage.iryna.edits(said, "Не приїде, повернемо гроші")
    await stage.turns(question, "Не приїде, повернемо гроші")
    await stage.iryna.presses(question, "Олена")
    await stage.turns(card, "Не приїде, повернемо гроші")
    assert "before: Їде, буде завтра" in card.text
    stage.iryna.writes("/why 1", chat=stage.desk)
    story = await stage.seen(stage.desk, "The story of #1")
    assert "Вже їде" in story.text
    assert "Їде, буде завтра" in story.text


async def test_words_edited_at_the_desk_before_they_are_credited_reach_the_client_as_they_read_now(
    stage: Stage,
) -> None:
    account = await account_of(stage)
    olena, card = await asked_in_business(stage, account)
    stage.owner.writes("Я теж", chat=stage.desk)
    await stage.quiet()
    said = stage.iryna.writes("@oksana ціна 100", chat=stage.desk, reply_to=card)
    question = await stage.seen(stage.desk, "Was this the answer to #1?")
    stage.iryna.edits(said, "Ціна 1000")
    await stage.turns(question, "Ціна 1000")
    await stage.iryna.presses(question, "#1")
    await stage.turns(card, "answered in")
    await stage.quiet()
    assert ["Ціна 1000"] == got(account, olena)


async def test_what_may_be_an_automatic_text_is_kept_up_to_date_too(stage: Stage) -> None:
    account = await account_of(stage)
    olena, card = await asked_in_business(stage, account)
    said = account.answers(olena, "Вже їде", automatic=True)
    question = await stage.seen(stage.desk, "Was this the answer to #1?")
    await stage.quiet()
    account.edits(said, "Вже не їде")
    await stage.turns(question, "Вже не їде")
    await stage.iryna.presses(question, "#1")
    await stage.turns(card, "Вже не їде")


async def test_an_edit_of_what_is_settled_leaves_the_question_as_it_is(stage: Stage) -> None:
    group, _ = await several_wait(stage, "Олена", "Марко")
    said, question = await question_about(stage, group, "Вже їде")
    await stage.iryna.presses(question, "Not an answer")
    await stage.turns(question, "Noted: not an answer")
    stage.iryna.edits(said, "Вже приїхала")
    await stage.quiet()
    assert question.text.startswith("Noted: not an answer")


# --- everybody who waits ----------------------------------------------------------------------


async def test_everybody_who_waits_can_be_chosen_page_by_page(stage: Stage) -> None:
    names = [f"Клієнт{number}" for number in range(1, 9)]
    group, cards = await several_wait(stage, *names)
    _, question = await question_about(stage, group, "Клієнт7, вже їде")
    assert [f"#{n} Клієнт{n}" for n in range(1, 7)] + ["More ›", "Not an answer"] == labels(
        question
    )
    await stage.iryna.presses(question, "More ›")
    await stage.offers(question, "Клієнт7")
    assert ["#7 Клієнт7", "#8 Клієнт8", "‹ Back", "Not an answer"] == labels(question)
    await stage.iryna.presses(question, "Back")
    await stage.offers(question, "Клієнт1")
    await stage.iryna.presses(question, "More ›")
    await stage.offers(question, "Клієнт7")
    await stage.iryna.presses(question, "Клієнт7")
    await stage.turns(cards[6], "answered in")
    await stage.quiet()
    assert [6] == [n for n, waits in enumerate(await who_wait(stage)) if not waits]


# --- an album ---------------------------------------------------------------------------------


def sends_album(stage: Stage, group: Group, parts: range) -> None:
    for number in parts:
        caption = "Ось накладна" if number == 0 else None
        stage.iryna.sends("photo", chat=group, album="z", caption=caption)


async def test_an_album_is_asked_about_once_and_credited_as_a_whole(stage: Stage) -> None:
    group, [card, _] = await several_wait(stage, "Олена", "Марко")
    sends_album(stage, group, range(2))
    question = await stage.seen(stage.desk, "Ось накладна")
    await stage.quiet()
    sends_album(stage, group, range(2, 4))  # in a batch of its own
    await stage.quiet()
    assert [question] == stage.said(stage.desk, "Whose answer is it?")
    await stage.iryna.presses(question, "Олена")
    await stage.turns(card, "answered in")
    sends_album(stage, group, range(4, 5))  # after it is settled
    await stage.quiet()
    assert [] == stage.said(stage.desk, "Whose answer is it?")
    assert 5 == await stage.record.count(Logged, col(Logged.direction) == Direction.OUT)
    assert [False, True] == await who_wait(stage)


# --- a group that moves -----------------------------------------------------------------------


async def test_words_said_in_a_group_that_moved_since_are_not_said_there_again(
    stage: Stage,
) -> None:
    group, [_, card] = await several_wait(stage, "Олена", "Марко", kind="group")
    _, question = await question_about(stage, group, "Вже їде")
    now = group.upgrade()
    await stage.quiet()
    await stage.iryna.presses(question, "Марко")
    await stage.turns(card, "answered in")
    await stage.quiet()
    assert [] == stage.said(now, "Вже їде")
    assert [True, False] == await who_wait(stage)


async def test_an_open_question_moves_with_the_desk_and_a_settled_one_stays(stage: Stage) -> None:
    group, _ = await several_wait(stage, "Олена", "Марко")
    basic = stage.sandbox.group("Desk", members=[stage.iryna], admins=[stage.owner], kind="group")
    stage.desk = await stage.connect("desk", "Desk", [], group=basic)
    _, settled = await question_about(stage, group, "Усім гарного дня")
    await stage.iryna.presses(settled, "Not an answer")
    await stage.turns(settled, "Noted: not an answer")
    await question_about(stage, group, "Вже їде")
    stage.desk = basic.upgrade()
    question = await stage.seen(stage.desk, "Вже їде")
    await stage.quiet()
    assert [] == stage.said(stage.desk, "Noted:")
    await stage.iryna.presses(question, "Олена")
    await stage.turns(question, "Noted: the answer to #1")
    await stage.quiet()
    assert [False, True] == await who_wait(stage)
