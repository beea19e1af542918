"""What a team knows of a client: profile, best friends, silence, one person with two names."""

from bot.sandbox import Message, Person
from storage.tables import Client, Request
from storage.tables import Message as Logged
from storage.vocabulary import NoticeKind
from tests.stage import Stage


async def asked(stage: Stage, who: str, words: str) -> tuple[Person, Message]:
    client = stage.sandbox.person(who)
    client.writes(words)
    return client, await stage.seen(stage.desk, words)


async def at_work(stage: Stage) -> None:
    await stage.set_up()
    stage.iryna.writes("Я тут", chat=stage.desk)
    await stage.quiet()


async def profile(stage: Stage, whom: str) -> Message:
    before = len(stage.said(stage.desk, "Known since"))
    stage.iryna.writes(f"/client {whom}", chat=stage.desk)
    await stage.sandbox.wait_for(lambda: len(stage.said(stage.desk, "Known since")) > before)
    return stage.said(stage.desk, "Known since")[-1]


async def test_a_profile_by_name_number_or_from_the_card(stage: Stage) -> None:
    await at_work(stage)
    _olena, card = await asked(stage, "Олена", "Де моя посилка?")
    for whom in ("олен", "1", "#1"):
        shown = await profile(stage, whom)
        assert "👤 Олена" in shown.text
        assert "1 request (open: 1)" in shown.text
        assert "❓ #1 Де моя посилка?" in shown.text
    await stage.iryna.presses(card, "More…")
    await stage.offers(card, "Client")
    before = len(stage.said(stage.desk, "Known since"))
    await stage.iryna.presses(card, "Client")
    await stage.sandbox.wait_for(lambda: len(stage.said(stage.desk, "Known since")) > before)
    stage.iryna.writes("/client нема", chat=stage.desk)
    await stage.seen(stage.desk, "I know no such client.")
    stage.iryna.writes("/client", chat=stage.desk)
    await stage.seen(stage.desk, "Whom? For example")


async def test_a_best_friend_has_a_target_of_their_own_from_the_start_of_the_wait(
    stage: Stage,
) -> None:
    await at_work(stage)
    olena, card = await asked(stage, "Олена", "Де моя посилка?")
    stage.owner.writes("/settings")
    settings = await stage.seen(stage.owner, "Time for best friends")
    await stage.owner.presses(settings, "Time for best friends")
    await stage.offers(settings, "4 hr")
    await stage.owner.presses(settings, "4 hr")
    await stage.quiet()
    assert "3 Nov, 12:00" in card.text
    shown = await profile(stage, "1")
    await stage.iryna.presses(shown, "⭐ Best friend")
    await stage.turns(card, "⭐ Олена")
    await stage.turns(card, "Mon 2 Nov, 16:00")
    stage.iryna.writes("Вже їде", chat=stage.desk, reply_to=card)
    await stage.turns(card, "🟢 answered in")
    await stage.fast_forward(hours=100)
    olena.writes("А коли відкриття?")
    later = await stage.seen(stage.desk, "А коли відкриття?")
    await stage.seen(olena, "Протягом 4 годин вам")  # as her own clock says
    [wait] = [one for one in await stage.record.waits() if one.stopped_at is None]
    assert 4 == (wait.due_at - wait.started_at).total_seconds() / 3600
    await stage.iryna.presses(shown, "Regular client")
    await stage.sandbox.wait_for(lambda: "⭐" not in later.text)
    [wait] = [one for one in await stage.record.waits() if one.stopped_at is None]
    assert 24 == (wait.due_at - wait.started_at).total_seconds() / 3600


async def test_who_asked_not_to_be_messaged_hears_nothing(stage: Stage) -> None:
    await at_work(stage)
    olena, _card = await asked(stage, "Олена", "Видаліть мене зі списку")
    shown = await profile(stage, "1")
    await stage.iryna.presses(shown, "🔕 Do not message")
    await stage.turns(shown, "🔕 Asked not to be messaged")
    await stage.quiet()
    before = len(stage.said(olena))
    await stage.fast_forward(hours=200)
    olena.writes("І ще одне?")
    card = await stage.seen(stage.desk, "І ще одне?")
    stage.iryna.writes("Добре", chat=stage.desk, reply_to=card)
    await stage.seen(stage.desk, "Not sent: Олена asked not to be messaged")
    await stage.quiet()
    assert before == len(stage.said(olena))
    await stage.iryna.presses(shown, "May be messaged")
    await stage.quiet()
    stage.iryna.writes("Добре!", chat=stage.desk, reply_to=card)
    await stage.seen(olena, "Добре!")


async def test_two_names_of_one_person_are_linked_by_hand(stage: Stage) -> None:
    await at_work(stage)
    await asked(stage, "Олена", "Де моя посилка?")
    stage.iryna.writes("/log instagram olena.kyiv: чому мовчите?", chat=stage.desk)
    second = await stage.seen(stage.desk, "#2")
    shown = await profile(stage, "1")
    await stage.iryna.presses(shown, "Same person as…")
    question = await stage.seen(stage.desk, "Who else is Олена?")
    stage.iryna.writes("#2", chat=stage.desk, reply_to=question)
    linked = await stage.seen(stage.desk, "• Instagram · olena.kyiv")
    assert "• Telegram · Олена" in linked.text
    assert "2 requests" in linked.text
    card = await stage.seen(stage.desk, "чому мовчите?")
    assert second.id <= card.id
    stage.iryna.writes("/request 2", chat=stage.desk)
    await stage.sandbox.wait_for(
        lambda: "1 request before" in stage.said(stage.desk, "чому мовчите?")[-1].text
    )
    await stage.iryna.presses(linked, "Unlink")
    await stage.turns(linked, "1 request (open: 1)")


async def test_a_note_about_a_client_and_an_ambiguous_link(stage: Stage) -> None:
    await at_work(stage)
    for who in ("Олена К", "Олена М", "Петро"):
        await asked(stage, who, f"Це {who}, чи є чай?")
    shown = await profile(stage, "Петро")
    await stage.iryna.presses(shown, "Note")
    question = await stage.seen(stage.desk, "What shall I note about Петро?")
    stage.iryna.writes("Любить міцний чай", chat=stage.desk, reply_to=question)
    await stage.seen(stage.desk, "Любить міцний чай")
    await stage.iryna.presses(shown, "Same person as…")
    question = await stage.seen(stage.desk, "Who else is Петро?")
    stage.iryna.writes("Олена", chat=stage.desk, reply_to=question)
    await stage.seen(stage.desk, "Several clients fit.")
    assert 0 == await stage.record.count(Client, Client.same_as_id.is_not(None))  # type: ignore[union-attr]  # a column


async def test_five_hundred_messages_are_one_request_and_one_card_and_hold_nobody_up(
    stage: Stage,
) -> None:
    await at_work(stage)
    olena, petro = stage.sandbox.person("Олена"), stage.sandbox.person("Петро")
    for number in range(500):
        olena.writes(f"Де посилка? {number}")
        if number == 250:
            petro.writes("А чи є чай?")
    await stage.seen(stage.desk, "А чи є чай?")
    await stage.quiet()
    assert 2 == await stage.record.count(Request)
    assert 501 == await stage.record.count(Logged)
    cards = [one for one in stage.said(stage.desk) if "Де посилка?" in one.text]
    assert 1 == len(cards)
    assert len(cards[0].edits) <= 20
    assert 1 == len(stage.said(olena))  # one receipt
    assert NoticeKind.CARD


async def test_notes_about_a_client_are_kept_whole_and_a_button_shows_them_all(
    stage: Stage,
) -> None:
    await at_work(stage)
    await asked(stage, "Олена", "Де моя посилка?")
    for words in ("АЛЕРГІЯ на горіхи!", "слово " * 650 + "КІНЕЦЬ"):
        shown = await profile(stage, "1")
        await stage.iryna.presses(shown, "Note")
        await stage.quiet()
        question = stage.said(stage.desk, "What shall I note about Олена?")[-1]
        stage.iryna.writes(words, chat=stage.desk, reply_to=question)
        await stage.quiet()
    shown = await profile(stage, "1")
    assert "АЛЕРГІЯ на горіхи!" in shown.text
    await stage.iryna.presses(shown, "All notes")
    await stage.seen(stage.desk, "КІНЕЦЬ")
    first, rest = stage.said(stage.desk, "All notes about Олена")
    assert "АЛЕРГІЯ на горіхи!" in first.text
    assert 650 == first.text.count("слово") + rest.text.count("слово")
