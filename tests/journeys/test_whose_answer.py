"""To whom a reply goes: to one client, or to nobody and the team is told."""

from bot.sandbox import Group, Message, Person
from tests.stage import Stage


async def waiting(stage: Stage, *names: str) -> list[Person]:
    """Clients who wrote in private, each with a card on the desk."""
    people = []
    for name in names:
        client = stage.sandbox.person(name)
        client.writes(f"{name}: де моє замовлення?")
        await stage.seen(stage.desk, f"{name}: де моє замовлення?")
        people.append(client)
    return people


async def goes_nowhere(stage: Stage, words: str, to: Message, *clients: Person) -> None:
    place = stage.desk if to in stage.desk.messages else stage.leads
    writer = stage.iryna if place is stage.desk else stage.lead
    before = len(stage.said(place, "This went nowhere."))
    writer.writes(words, chat=place, reply_to=to)
    await stage.sandbox.wait_for(lambda: len(stage.said(place, "This went nowhere.")) > before)
    await stage.quiet()
    assert [] == [m for client in clients for m in stage.said(client, words)]


async def test_a_reply_to_an_alert_goes_to_its_client_as_the_alert_says(stage: Stage) -> None:
    await stage.set_up()
    await stage.enrol(stage.lead, "lead")
    [olena] = await waiting(stage, "Олена")
    await stage.fast_forward(hours=20)
    alert = await stage.seen(stage.leads, "left to answer")
    assert "Reply to this message: your answer goes to the client." in alert.text
    stage.lead.writes("Вже їде", chat=stage.leads, reply_to=alert)
    await stage.seen(olena, "Вже їде")


async def test_an_alert_of_what_was_logged_by_hand_says_to_answer_elsewhere(stage: Stage) -> None:
    await stage.set_up()
    stage.iryna.writes("/log instagram Олена: де замовлення?", chat=stage.desk)
    await stage.seen(stage.desk, "On record as #1")
    await stage.fast_forward(hours=20)
    alert = await stage.seen(stage.leads, "left to answer")
    assert "Answer via Instagram, then reply here" in alert.text


async def test_a_reply_to_a_digest_or_to_a_story_goes_to_no_client(stage: Stage) -> None:
    await stage.set_up()
    await stage.enrol(stage.lead, "lead")
    clients = await waiting(stage, "Анна", "Богдан", "Віра", "Гліб")
    stage.iryna.writes("/why 1", chat=stage.desk)
    await goes_nowhere(stage, "Їде", await stage.seen(stage.desk, "The story of #1"), *clients)
    stage.iryna.writes("/queue", chat=stage.desk)
    await goes_nowhere(
        stage, "Уже їде", await stage.seen(stage.desk, "Waiting for an answer"), *clients
    )
    await stage.fast_forward(hours=20)
    digest = await stage.seen(stage.leads, "4 clients wait")
    await goes_nowhere(stage, "Їде!", digest, *clients)


async def test_a_reply_to_anything_else_of_ours_goes_nowhere_and_says_so(stage: Stage) -> None:
    await stage.set_up()
    await stage.enrol(stage.lead, "lead")
    [olena] = await waiting(stage, "Олена")
    await goes_nowhere(stage, "Їде", stage.said(stage.desk)[0], olena)  # the desk's welcome
    stage.lead.writes("/report week", chat=stage.leads)
    report = await stage.seen(stage.leads, "📊")
    await goes_nowhere(stage, "Їде!", report, olena)
    before = len(stage.said(stage.leads))
    guest = stage.sandbox.person("Гість")
    stage.leads.join(guest)
    guest.writes("Гарно!", chat=stage.leads, reply_to=report)
    await stage.quiet()
    assert before == len(stage.said(stage.leads))  # whoever is not of the team just talks


async def answers_one_of_two_without_a_desk(stage: Stage, *, asked_in: Group | Person) -> None:
    """The lead, to nobody by name; where it is asked whose answer it was, they say #2's."""
    olena, marko = stage.sandbox.person("Олена"), stage.sandbox.person("Марко")
    group = await stage.connect("community", "Наш чат", [olena, marko, stage.lead])
    olena.writes("Де моя посилка?", chat=group)
    marko.writes("А коли відкриття?", chat=group)
    await stage.seen(stage.desk, "#2")
    stage.sandbox.remove_bot(stage.desk, by=stage.owner)
    await stage.quiet()
    stage.lead.writes("У суботу!", chat=group)
    question = await stage.seen(asked_in, "Whose answer is it?")
    await stage.lead.presses(question, "#2")
    await stage.turns(question, "Noted: the answer to #2")


async def test_without_a_desk_the_leads_are_asked_whose_answer_it_was(stage: Stage) -> None:
    await stage.set_up()
    await stage.enrol(stage.lead, "lead")
    await answers_one_of_two_without_a_desk(stage, asked_in=stage.leads)


async def test_an_unknown_number_of_hours_moves_no_clock(stage: Stage) -> None:
    await stage.set_up()
    stage.iryna.writes("/log Олена: де замовлення?", chat=stage.desk)
    shown = await stage.seen(stage.desk, "On record as #1")
    [wait] = await stage.record.waits()
    await stage.iryna.presses(shown, "Time")
    await stage.turns(shown, "On record as #1")
    await stage.quiet()
    data = next(data for row in shown.buttons for text, data in row if "3 hr" in text)
    toast = await stage.iryna.forges(shown, data.replace(":3:", ":0:"))
    assert "This button is out of date." == toast.text
    assert wait == (await stage.record.waits())[0]


async def test_without_desk_and_leads_chat_whoever_answered_is_asked_in_private(
    stage: Stage,
) -> None:
    await stage.set_up(leads_chat=False)
    await stage.enrol(stage.lead, "lead")
    await answers_one_of_two_without_a_desk(stage, asked_in=stage.lead)
    await stage.quiet()
    assert [False, True] == [wait.stopped_at is not None for wait in await stage.record.waits()]
