"""Logging from elsewhere: the form, the brand's own sources, several forwards at once."""

from sqlmodel import col, select

from bot.sandbox import Message
from storage.tables import Client, Request
from storage.tables import Message as Logged
from tests.journeys.deeds import types_setting
from tests.stage import Stage


async def at_work(stage: Stage) -> None:
    await stage.set_up()
    stage.iryna.writes("Я тут", chat=stage.desk)
    await stage.quiet()


async def form(stage: Stage, source: str) -> Message:
    """/log, a tap on the source, and the question that follows."""
    stage.iryna.writes("/log", chat=stage.desk)
    shown = await stage.seen(stage.desk, "Where did it come from?")
    before = len(stage.said(stage.desk, "who wrote what?"))
    await stage.iryna.presses(shown, source)
    await stage.sandbox.wait_for(lambda: len(stage.said(stage.desk, "who wrote what?")) > before)
    return stage.said(stage.desk, "who wrote what?")[-1]


async def test_two_steps_when_nothing_is_special(stage: Stage) -> None:
    await at_work(stage)
    question = await form(stage, "Viber")
    stage.iryna.writes("Олена: де моя посилка?", chat=stage.desk, reply_to=question)
    logged = await stage.seen(stage.desk, "On record as #1")
    assert ["Source", "Kind", "Time", "Who"] == [text for text, _ in logged.buttons[0]]
    card = await stage.seen(stage.desk, "де моя посилка?")
    assert "Viber" in card.text
    assert "👤 Олена" in card.text


async def test_what_is_known_already_is_not_asked_again(stage: Stage) -> None:
    await at_work(stage)
    stage.iryna.writes("/log instagram", chat=stage.desk)
    question = await stage.seen(stage.desk, "Instagram: who wrote what?")
    stage.iryna.writes("Марко: де чай?", chat=stage.desk, reply_to=question)
    assert "👤 Марко" in (await stage.seen(stage.desk, "On record as #1")).text

    stage.iryna.writes("/log instagram Олена @olena_k:", chat=stage.desk)
    question = await stage.seen(stage.desk, "Instagram: what did Олена write?")
    stage.iryna.writes("Питання: де торт?", chat=stage.desk, reply_to=question)
    logged = await stage.seen(stage.desk, "On record as #2")
    assert ["Instagram · ❓ question", "👤 Олена (@olena_k)"] == logged.text.split("\n")[1:3]
    assert "Питання: де торт?" in logged.text
    assert [] == stage.said(stage.desk, "Where did it come from?")


async def test_in_a_client_chat_nothing_is_asked_of_the_client_to_read(stage: Stage) -> None:
    await at_work(stage)
    group = await stage.connect("community", "Fans", [stage.iryna])
    before = len(stage.said(group))
    stage.iryna.writes("/log instagram Олена:", chat=group)
    await stage.seen(stage.desk, "Where did it come from?")
    assert before == len(stage.said(group))


async def test_a_handle_that_is_all_we_know_stands_once(stage: Stage) -> None:
    await at_work(stage)
    stage.iryna.writes("/log instagram @olena_k: де торт?", chat=stage.desk)
    await stage.seen(stage.desk, "On record as #1")
    card = await stage.seen(stage.desk, "❓ #1")
    assert "👤 @olena_k · first request" in card.text.split("\n")
    stage.iryna.writes("/client @olena_k", chat=stage.desk)
    profile = await stage.seen(stage.desk, "• Instagram")
    assert "• Instagram · @olena_k" in profile.text.split("\n")


async def test_a_photo_alone_will_do(stage: Stage) -> None:
    await at_work(stage)
    question = await form(stage, "in person")
    stage.iryna.sends("photo", chat=stage.desk, reply_to=question)
    await stage.seen(stage.desk, "On record as #1")
    rows = await stage.record.rows(select(col(Logged.content), col(Logged.file_id)))
    assert [("photo", True)] == [(content, file is not None) for content, file in rows]


async def test_an_album_as_the_reply_is_one_request_of_one_client(stage: Stage) -> None:
    await at_work(stage)
    question = await form(stage, "Viber")
    captions = (None, "Олена: такий прийшов", None)
    for caption in captions:  # perhaps in one batch, perhaps in more
        stage.iryna.sends("photo", chat=stage.desk, caption=caption, album="a1", reply_to=question)
    shown = await stage.seen(stage.desk, "On record as #1")
    stage.iryna.sends("photo", chat=stage.desk, album="a1")
    card = await stage.seen(stage.desk, "#1 · ")
    await stage.turns(card, "📷 photo ×4: такий прийшов")
    assert "👤 Олена" in card.text
    assert "Viber" in shown.text
    assert 1 == await stage.record.count(Client)
    assert 1 == len(stage.said(stage.desk, "On record as"))


async def test_the_brands_own_sources_are_offered_and_read(stage: Stage) -> None:
    await at_work(stage)
    await types_setting(stage, "Own sources", "none", "Rozetka, Prom UA")
    await stage.seen(stage.owner, "Own sources: Rozetka, Prom UA")
    question = await form(stage, "Prom UA")
    stage.iryna.writes("Петро: чи є чай?", chat=stage.desk, reply_to=question)
    assert "Prom UA" in (await stage.seen(stage.desk, "чи є чай?")).text
    stage.iryna.writes("/log prom ua Олена: де посилка?", chat=stage.desk)
    card = await stage.seen(stage.desk, "Answer via Prom UA, then reply here")
    assert "Prom UA" in card.text.splitlines()[0]
    shown = await stage.seen(stage.desk, "On record as #2")
    await stage.iryna.presses(shown, "Source")
    await stage.offers(shown, "Rozetka")
    await stage.iryna.presses(shown, "Rozetka")
    await stage.turns(shown, "Rozetka · ❓ question")
    stage.iryna.writes("/log @Rozetka: Олена: ау", chat=stage.desk)
    await stage.seen(stage.desk, "Added to #2 of Олена")


async def test_several_messages_forwarded_at_once_are_one_request_told_once(stage: Stage) -> None:
    await at_work(stage)
    await stage.enrol(stage.iryna, "manager")
    olena = stage.sandbox.person("Олена")
    group = stage.sandbox.group("Десь", members=[olena, stage.iryna])
    said = [olena.writes(words, chat=group) for words in ("Добрий день", "Де посилка?", "Ау!")]
    await stage.stop_bot()
    for one in said:
        stage.iryna.writes("", forward_of=one)
    await stage.start_bot()
    await stage.seen(stage.iryna, "On record as #1")
    await stage.quiet()
    assert 1 == await stage.record.count(Request)
    assert 3 == await stage.record.count(Logged)
    assert 1 == len(stage.said(stage.iryna, "On record as #1"))


async def test_a_stale_or_forged_source_logs_nothing(stage: Stage) -> None:
    await at_work(stage)
    stage.iryna.writes("/log", chat=stage.desk)
    shown = await stage.seen(stage.desk, "Where did it come from?")
    for data in ("lf:own7", "lf:own", "lf:fax", "lf:", f"lf:own{'9' * 40}"):
        await stage.iryna.forges(shown, data)
    await stage.quiet()
    assert [] == stage.said(stage.desk, "who wrote what?")
    stranger = stage.sandbox.person("Хтось")
    stranger.writes("Привіт")
    await stage.quiet()
    assert "команди" in (await stranger.forges(None, "lf:viber")).text


async def test_requests_are_found_by_the_day_they_began(stage: Stage) -> None:
    await at_work(stage)
    stage.iryna.writes("/log viber Олена: де посилка?", chat=stage.desk)
    await stage.seen(stage.desk, "On record as #1")
    await stage.fast_forward(hours=24)
    stage.iryna.writes("/log viber Петро: де чайник?", chat=stage.desk)
    await stage.seen(stage.desk, "On record as #2")
    for words, found in (
        ("02.11", "#1"),
        ("3.11.2026", "#2"),
        ("02.11..03.11 чайник", "#2"),
        ("02.11 чайник", ""),
    ):
        before = len(stage.said(stage.desk, "ound"))
        stage.iryna.writes(f"/find {words}", chat=stage.desk)
        await stage.sandbox.wait_for(
            lambda before=before: len(stage.said(stage.desk, "ound")) > before
        )
        shown = stage.said(stage.desk, "ound")[-1].text
        assert {"#1", "#2"} & set(shown.split()) == ({found} if found else set())


async def test_where_the_source_is_not_known_the_answer_goes_where_the_client_wrote(
    stage: Stage,
) -> None:
    await stage.set_up()
    stage.iryna.writes("/log Олена: де торт?", chat=stage.desk)
    card = await stage.seen(stage.desk, "Answer where the client wrote, then reply here")
    stage.iryna.writes("Вже їде", chat=stage.desk, reply_to=card)
    await stage.seen(stage.desk, "please send it yourself where the client wrote.")


async def test_leads_who_forward_a_clients_words_hear_how_to_log_them(stage: Stage) -> None:
    await at_work(stage)
    await stage.enrol(stage.lead, "lead")
    olena = stage.sandbox.person("Олена")
    group = stage.sandbox.group("Десь", members=[olena, stage.lead])
    said = [olena.writes(words, chat=group) for words in ("Добрий день", "Де посилка?")]
    own = stage.lead.writes("Завтра зустріч о 10", chat=group)
    for one in (own, *said):
        forwarded = stage.lead.writes("", chat=stage.leads, forward_of=one)
    told = await stage.seen(stage.leads, "reply to the message with /log")
    await stage.quiet()
    assert [told] == stage.said(stage.leads, "reply to the message with /log")
    assert 0 == await stage.record.count(Request)
    stage.lead.writes("/log", chat=stage.leads, reply_to=forwarded)
    assert "👤 Олена" in (await stage.seen(stage.leads, "On record as #1")).text
