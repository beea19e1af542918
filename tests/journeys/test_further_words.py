"""What the team says once nobody waits: it is on record with the answer, and moves no clock."""

from sqlmodel import col, select

from bot.sandbox import BusinessAccount, Message
from storage.tables import Event, Request
from storage.tables import Message as Logged
from storage.vocabulary import Direction
from tests.journeys.deeds import answers, closes
from tests.journeys.test_business import account_of, asked, got
from tests.journeys.test_channel_messages import channel
from tests.journeys.test_client_chats import community
from tests.stage import Stage

REFUND = "Повернемо 500 грн завтра до обіду, номер 12345"


async def said_by_team(stage: Stage, number: int = 1) -> list[str]:
    await stage.quiet()
    query = (
        select(Logged)
        .join(Request, col(Request.id) == Logged.request_id)
        .where(Request.number == number, Logged.direction == Direction.OUT)
        .order_by(col(Logged.id))
    )
    return [one.text or one.content for one in await stage.record.rows(query)]


async def greeted(stage: Stage) -> tuple[BusinessAccount, Message]:
    """The owner greets in the app at once, and says what matters a while later."""
    account = await account_of(stage)
    olena, card = await asked(stage, account)
    account.answers(olena, "Добрий день!")
    await stage.turns(card, "🟢 answered in")
    await stage.turns(card, "very short")
    await stage.fast_forward(minutes=10)
    account.answers(olena, REFUND)
    await stage.turns(card, REFUND)
    return account, card


async def test_an_owners_next_words_in_the_app_are_on_record_and_move_no_clock(
    stage: Stage,
) -> None:
    _account, card = await greeted(stage)
    assert ["Добрий день!", REFUND] == await said_by_team(stage)
    assert "very short" not in card.text  # the hint is of the answer as it reads by now
    [wait] = await stage.record.waits()
    assert wait.started_at == wait.stopped_at
    stage.iryna.writes("/find 12345", chat=stage.desk)
    assert "#1" in (await stage.seen(stage.desk, "12345")).text
    assert [] == stage.said(stage.desk, "a moment ago")


async def test_where_the_greeting_was_no_answer_the_next_words_are(stage: Stage) -> None:
    _account, card = await greeted(stage)
    await stage.iryna.presses(card, "More…")
    await stage.offers(card, "It was no answer")
    await stage.iryna.presses(card, "It was no answer")
    await stage.turns(card, "🟢 answered in 10 min")


async def test_an_owner_who_contradicts_the_desk_at_once_is_told_of_at_the_desk_alone(
    stage: Stage,
) -> None:
    account = await account_of(stage)
    olena, card = await asked(stage, account)
    olena.starts()
    await answers(stage, card, "Вже їде")
    account.answers(olena, REFUND)
    await stage.seen(stage.desk, "Ірина answered #1 a moment ago")
    await stage.seen(stage.desk, "Оксана has answered #1 as well")
    assert ["Вже їде", REFUND] == await said_by_team(stage)
    assert [] == stage.said(olena, "a moment ago")


async def test_a_desk_that_contradicts_the_owner_at_once_hears_of_it_and_the_client_does_not(
    stage: Stage,
) -> None:
    account = await account_of(stage)
    olena, card = await asked(stage, account)
    olena.starts()
    account.answers(olena, REFUND)
    await stage.turns(card, "🟢 answered in")
    stage.iryna.writes("Вже їде", chat=stage.desk, reply_to=card)
    await stage.sandbox.wait_for(lambda: "Вже їде" in got(account, olena))
    await stage.seen(stage.desk, "Оксана answered #1 a moment ago")
    await stage.seen(stage.desk, "Ірина has answered #1 as well")
    await stage.quiet()
    assert [] == stage.said(olena, "a moment ago")


async def test_words_of_an_owner_to_whom_nobody_has_written_open_nothing(stage: Stage) -> None:
    account = await account_of(stage)
    account.answers(stage.sandbox.person("Марко"), "Вітаю, ваш чай приїхав")
    await stage.quiet()
    assert 0 == await stage.record.count(Request)
    assert 0 == await stage.record.count(Logged)


async def test_words_after_closing_are_on_record_and_reopen_nothing(stage: Stage) -> None:
    account = await account_of(stage)
    olena, card = await asked(stage, account)
    account.answers(olena, "Вже їде")
    await stage.turns(card, "🟢 answered in")
    await closes(stage, card)
    account.answers(olena, REFUND)
    assert ["Вже їде", REFUND] == await said_by_team(stage)
    assert "☑️ closed: solved" in card.text


async def test_an_administrators_next_words_in_a_channels_messages_are_on_record(
    stage: Stage,
) -> None:
    messages = await channel(stage)
    olena, petro = stage.sandbox.person("Олена"), stage.sandbox.person("Петро")
    for client, words in ((olena, "Де моя посилка?"), (petro, "А чи є чай?")):
        messages.hears(client, words)
        card = await stage.seen(stage.desk, words)
        messages.answers(client, "Добрий день")
        await stage.turns(card, "🟢 answered in")
    messages.answers(olena, REFUND)
    assert ["Добрий день", REFUND] == await said_by_team(stage, 1)
    assert ["Добрий день"] == await said_by_team(stage, 2)


async def test_an_album_is_one_answer_to_the_one_whom_its_first_part_answers(
    stage: Stage,
) -> None:
    await stage.set_up()
    olena, marko = stage.sandbox.person("Олена"), stage.sandbox.person("Марко")
    group = await community(stage, olena, marko)
    asked_by_olena = olena.writes("Де моя посилка?", chat=group)
    marko.writes("А коли відкриття?", chat=group)
    first, second = await stage.seen(stage.desk, "#1"), await stage.seen(stage.desk, "#2")
    for part in range(3):
        reply_to = asked_by_olena if part == 0 else None
        caption = "ось номер" if part == 2 else None
        stage.iryna.sends("photo", chat=group, album="a", caption=caption, reply_to=reply_to)
    await stage.turns(first, "📷 photo ×3: ось номер")
    assert ["photo", "photo", "ось номер"] == await said_by_team(stage, 1)
    assert "⏳ answer by" in second.text
    assert [] == await said_by_team(stage, 2)


async def test_a_further_reply_in_a_group_is_on_record(stage: Stage) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    group = await community(stage, olena)
    question = olena.writes("Де моя посилка?", chat=group)
    await stage.seen(stage.desk, "#1")
    answer = stage.iryna.writes("Вже їде", chat=group, reply_to=question)
    await stage.quiet()
    stage.iryna.writes("Буде о шостій", chat=group, reply_to=answer)
    stage.iryna.writes(REFUND, chat=group, reply_to=question)
    assert ["Вже їде", "Буде о шостій", REFUND] == await said_by_team(stage)
    assert 3 == await stage.record.count(Event, Event.what == "answered")
