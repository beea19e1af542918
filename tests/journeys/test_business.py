"""A Telegram Business account: clients write to a person, the team sees to it that they hear."""

import pytest

from bot.sandbox import BusinessAccount, Message, Person
from storage.tables import BusinessConnection, Request
from storage.tables import Message as Logged
from tests.journeys.test_teamwork import chooses
from tests.stage import Stage


async def account_of(stage: Stage) -> BusinessAccount:
    """The owner's account, connected."""
    await stage.set_up()
    stage.iryna.writes("Я тут", chat=stage.desk)
    account = stage.sandbox.business(stage.owner)
    await stage.seen(stage.leads, "The Business account of Оксана is connected")
    return account


async def asked(
    stage: Stage, account: BusinessAccount, who: str = "Олена", words: str = "Де моя посилка?"
) -> tuple[Person, Message]:
    client = stage.sandbox.person(who)
    account.hears(client, words)
    return client, await stage.seen(stage.desk, words)


def got(account: BusinessAccount, client: Person) -> list[str]:
    return [one.text for one in account.inbox(client) if one.by_bot]


async def test_a_reply_to_the_card_goes_out_in_the_owners_name(stage: Stage) -> None:
    account = await account_of(stage)
    olena, card = await asked(stage, account)
    assert "Business account" in card.text
    stage.iryna.writes("Вже їде", chat=stage.desk, reply_to=card)
    await stage.sandbox.wait_for(lambda: "Вже їде" in got(account, olena))
    await stage.turns(card, "🟢 answered in")
    await stage.quiet()
    assert ["Вже їде"] == got(account, olena)  # no receipt in the owner's name, no echo
    assert 1 == await stage.record.count(Request)


@pytest.mark.parametrize(
    "medium", ["photo", "location", "venue", "contact", "poll", "dice", "voice"]
)
async def test_any_medium_goes_out_too(stage: Stage, medium: str) -> None:
    account = await account_of(stage)
    olena, card = await asked(stage, account)
    stage.iryna.sends(medium, chat=stage.desk, reply_to=card)
    await stage.sandbox.wait_for(
        lambda: any(medium in one.raw for one in account.inbox(olena) if one.by_bot)
    )


async def test_links_and_formatting_go_out_with_the_words(stage: Stage) -> None:
    account = await account_of(stage)
    olena, card = await asked(stage, account)
    link = {"type": "text_link", "offset": 15, "length": 3, "url": "https://track.example/1"}
    stage.iryna.writes("Ваша посилка — тут", chat=stage.desk, reply_to=card, entities=[link])
    await stage.sandbox.wait_for(lambda: got(account, olena))
    assert [link] == account.inbox(olena)[-1].raw["entities"]


async def test_what_cannot_be_sent_there_is_refused_before_the_clock_stops(stage: Stage) -> None:
    account = await account_of(stage)
    _olena, card = await asked(stage, account)
    stage.iryna.sends("checklist", chat=stage.desk, reply_to=card)
    await stage.seen(stage.desk, "Not sent: I cannot pass this on")
    assert "⏳ answer by" in card.text


@pytest.mark.parametrize("how", ["canned answer", "was this the answer"])
async def test_every_way_to_answer_learns_that_the_right_is_missing(stage: Stage, how: str) -> None:
    account = await account_of(stage)
    stage.owner.writes("/templates add uk Доставка: Вітаю, {client}!", chat=stage.desk)
    await stage.seen(stage.desk, "Kept:")
    olena, card = await asked(stage, account)
    account.allows(can_reply=False)
    await stage.seen(stage.leads, "I may not answer")
    if how == "canned answer":
        for label in ("More…", "Canned", "Доставка"):
            await stage.offers(card, label)
            await stage.iryna.presses(card, label)
        preview = await stage.seen(stage.desk, "Your answer to #1")
        await stage.iryna.presses(preview, "Send to the client")
    else:
        stage.iryna.writes("@oksana знаєш?", chat=stage.desk, reply_to=card)
        question = await stage.seen(stage.desk, "Was this the answer to #1?")
        await stage.iryna.presses(question, "#1")
    await stage.seen(stage.desk, "Not sent: I may not answer in the Business account of Оксана.")
    await stage.quiet()
    assert "⏳ answer by" in card.text
    assert [] == got(account, olena)


async def test_an_answer_that_telegram_refuses_is_none_and_the_clock_runs_on(stage: Stage) -> None:
    account = await account_of(stage)
    olena, card = await asked(stage, account)
    due = next(line for line in card.text.splitlines() if "answer by" in line)
    account.can_reply = False  # withdrawn, and we have not heard of it yet
    stage.iryna.writes("Вже їде", chat=stage.desk, reply_to=card)
    told = await stage.seen(stage.desk, "#1: your answer did not reach Олена")
    assert "The clock runs on" in told.text
    await stage.turns(card, "did not reach the client: the clock runs on")
    assert due in card.text
    assert [] == got(account, olena)
    await stage.fast_forward(hours=20)
    await stage.seen(stage.leads, "left to answer")


async def test_the_owners_own_answer_stops_the_clock_and_a_machines_does_not(stage: Stage) -> None:
    account = await account_of(stage)
    olena, card = await asked(stage, account)
    account.answers(olena, "Зараз мене немає, відповім згодом", automatic=True)
    await stage.quiet()
    assert "⏳ answer by" in card.text
    account.answers(olena, "Вже їде!")
    await stage.turns(card, "🟢 answered in")
    assert "↩️ Оксана: Вже їде!" in card.text


async def test_what_went_out_while_the_owner_was_away_is_asked_about_once(stage: Stage) -> None:
    account = await account_of(stage)
    olena, card = await asked(stage, account)
    for _ in range(2):
        account.answers(olena, "Ми зачинені, відповімо зранку", automatic=True)
    question = await stage.seen(stage.desk, "Was this the answer to #1?")
    await stage.iryna.presses(question, "An automatic text")
    await stage.turns(question, "Noted: an automatic text")
    account.answers(olena, "Ми зачинені, відповімо зранку", automatic=True)
    await stage.quiet()
    assert [] == stage.said(stage.desk, "Was this the answer to #1?")
    account.answers(olena, "Посилка вже їде", automatic=True)  # scheduled yesterday
    scheduled = await stage.seen(stage.desk, "Was this the answer to #1?")
    await stage.iryna.presses(scheduled, "#1")
    await stage.turns(card, "🟢 answered in")
    assert "↩️ Оксана: Посилка вже їде" in card.text
    assert [] == got(account, olena)  # the client has it already


async def test_two_doors_of_one_client_are_two_places(stage: Stage) -> None:
    account = await account_of(stage)
    olena, card = await asked(stage, account)
    olena.writes("А тут ви відповідаєте?")
    direct = await stage.seen(stage.desk, "А тут ви відповідаєте?")
    stage.iryna.writes("Так!", chat=stage.desk, reply_to=direct)
    await stage.seen(olena, "Так!")
    await stage.quiet()
    assert [] == got(account, olena)
    assert "⏳ answer by" in card.text
    assert 2 == await stage.record.count(Request)


async def test_two_doors_of_one_client_number_their_messages_apart(stage: Stage) -> None:
    account = await account_of(stage)
    olena, card = await asked(stage, account)
    olena.writes("А тут ви відповідаєте?")
    direct = await stage.seen(stage.desk, "А тут ви відповідаєте?")
    stage.iryna.writes("Так!", chat=stage.desk, reply_to=direct)
    carried = await stage.seen(olena, "Так!")
    account.answers(olena, "Вже їде")
    await stage.turns(card, "🟢 answered in")
    away = account.answers(olena, "Мене немає", automatic=True)
    assert carried.id == away.id
    account.answers(olena, "Це я про відпустку", reply_to=away)
    await stage.quiet()
    assert "відпустку" not in direct.text
    assert [] == stage.said(olena, "відпустку")


async def test_a_matter_of_two_doors_is_answered_at_both(stage: Stage) -> None:
    account = await account_of(stage)
    olena, card = await asked(stage, account)
    asked_here = olena.writes("Я й тут спитаю: де вона?")
    direct = await stage.seen(stage.desk, "Я й тут спитаю")
    await chooses(stage, stage.iryna, card, "Merge into…", "#2 Олена")
    await stage.turns(card, "🔗 goes on in #2")
    stage.iryna.writes("Вже їде", chat=stage.desk, reply_to=direct)
    carried = await stage.seen(olena, "Вже їде")
    assert asked_here.id == carried.reply_to_id
    await stage.sandbox.wait_for(lambda: got(account, olena))
    theirs, ours = account.inbox(olena)
    assert ("Вже їде", theirs.id) == (ours.text, ours.reply_to_id)
    account.answers(olena, "Буде завтра", reply_to=theirs)
    await stage.turns(direct, "Буде завтра")
    await stage.quiet()
    assert [] == stage.said(olena, "Буде завтра")  # she has read it there
    assert [] == stage.said(stage.desk, "not everyone")
    assert ["Вже їде"] == got(account, olena)


async def test_edits_and_deletions_are_evidence_and_move_no_clock(stage: Stage) -> None:
    account = await account_of(stage)
    olena, card = await asked(stage, account)
    due = next(line for line in card.text.splitlines() if "answer by" in line)
    said = account.inbox(olena)[0]
    account.edits(said, "Де моя посилка, шахраї?")
    await stage.turns(card, "Де моя посилка, шахраї?\n✏️ Mon 2 Nov, 12:00, before: Де моя посилка?")
    account.deletes(olena, said)
    await stage.turns(card, "🗑 deleted")
    assert "шахраї" in card.text
    assert due in card.text
    assert 1 == await stage.record.count(Logged)


async def test_an_account_connected_anew_is_the_same_account(stage: Stage) -> None:
    account = await account_of(stage)
    olena, card = await asked(stage, account)
    account.allows(enabled=False)
    await stage.seen(stage.leads, "is disconnected: I see nothing")
    again = stage.sandbox.business(stage.owner)
    again.chats = account.chats
    await stage.quiet()
    stage.iryna.writes("Вже їде", chat=stage.desk, reply_to=card)
    await stage.sandbox.wait_for(lambda: "Вже їде" in got(again, olena))
    account.tells()  # late news of the old connection, which has ended
    again.hears(olena, "Дякую! А коли?")
    await stage.turns(card, "⏳ answer by")
    again.answers(olena, "О шостій")
    await stage.turns(card, "🟢 answered in")
    stage.owner.writes("/status")
    assert "Business accounts" not in (await stage.seen(stage.owner, "how things stand")).text
    assert 1 == await stage.record.count(BusinessConnection)


async def test_a_colleague_who_writes_to_the_owner_is_no_client(stage: Stage) -> None:
    account = await account_of(stage)
    account.hears(stage.iryna, "Шефе, я захворіла")
    await stage.quiet()
    assert 0 == await stage.record.count(Request)


async def test_a_strangers_account_is_refused_and_nothing_recorded(stage: Stage) -> None:
    await stage.set_up()
    stranger = stage.sandbox.person("Хтось")
    stranger.starts()
    await stage.sandbox.wait_for(lambda: stranger.inbox[-1].by_bot)
    account = stage.sandbox.business(stranger)
    await stage.sandbox.wait_for(lambda: len([m for m in stranger.inbox if m.by_bot]) > 1)
    account.hears(stage.sandbox.person("Олена"), "Де моя посилка?")
    await stage.quiet()
    assert 0 == await stage.record.count(Request)


@pytest.mark.parametrize("status", [None, 500, 429])
async def test_a_connection_made_while_we_were_away_is_asked_about_until_telegram_answers(
    stage: Stage, status: int | None
) -> None:
    await stage.set_up()
    account = stage.sandbox.business(stage.owner)
    await stage.quiet()
    await stage.record.forget_connections()
    if status is not None:
        stage.sandbox.fail_next("getBusinessConnection", status=status, retry_after=1)
    _olena, card = await asked(stage, account)
    assert "Business account" in card.text
