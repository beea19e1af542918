"""Clients' words are shown to those who may read them now, and taken back from the others."""

from bot.sandbox import Message
from tests.stage import Stage

HIDDEN = "This is no longer shown here."


async def alert_in_private(stage: Stage) -> Message:
    """Lesia, a lead, is warned of Olena's request."""
    await stage.set_up(leads_chat=False)
    await stage.enrol(stage.lead, "lead")
    stage.sandbox.person("Олена").writes("Де посилка?")
    await stage.seen(stage.desk, "#1")
    await stage.fast_forward(hours=20)
    return await stage.seen(stage.lead, "#1: 4 hr left")


async def test_a_removed_lead_keeps_no_clients_words(stage: Stage) -> None:
    alert = await alert_in_private(stage)
    assert "Де посилка?" in alert.text
    stage.owner.writes("/staff")
    team = await stage.seen(stage.owner, "Леся")
    await stage.owner.presses(team, "Remove Леся")
    await stage.turns(team, "Remove Леся from the team?")
    await stage.owner.presses(team, "Yes, remove")
    await stage.turns(alert, HIDDEN)
    assert [] == alert.buttons

    await stage.fast_forward(hours=9)
    assert HIDDEN == alert.text
    assert [] == stage.said(stage.lead, "#1")


async def test_a_chat_that_becomes_a_clients_chat_shows_no_cards_any_more(stage: Stage) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    olena.writes("Де посилка?")
    card = await stage.seen(stage.desk, "Де посилка?")
    await stage.end_desk(stage.desk)
    await stage.turns(card, HIDDEN)
    olena.writes("Ну де ж вона?")
    await stage.quiet()
    assert HIDDEN == card.text
    assert [] == stage.said(stage.desk, "Ну де ж вона?")


async def test_the_old_desk_shows_no_cards_and_does_again_when_it_is_back(stage: Stage) -> None:
    await stage.set_up()
    old = stage.desk
    stage.sandbox.person("Олена").writes("Де посилка?")
    card = await stage.seen(old, "Де посилка?")
    new = await stage.connect("desk", "New desk", [])
    await stage.seen(new, "Де посилка?")
    await stage.turns(card, HIDDEN)
    stage.owner.writes("/connect desk", chat=old)
    await stage.turns(card, "Де посилка?")


async def test_an_answer_keeps_its_hidden_link(stage: Stage) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    olena.writes("Де посилка?")
    card = await stage.seen(stage.desk, "#1")
    link = {"type": "text_link", "offset": 8, "length": 3, "url": "https://example.com/track"}
    stage.iryna.writes("Дивіться тут", chat=stage.desk, reply_to=card, entities=[link])
    carried = await stage.seen(olena, "Дивіться тут")
    assert [link] == carried.content.get("entities")
