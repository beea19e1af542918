"""Where a client wrote: put right by buttons only where Telegram does not show it."""

from handlers.buttons import OnLog
from storage.tables import Request
from storage.vocabulary import Source
from tests.stage import Stage


async def test_what_stands_in_a_client_group_has_telegram_as_its_source(stage: Stage) -> None:
    await stage.set_up()
    stage.iryna.writes("/mine", chat=stage.desk)
    olena = stage.sandbox.person("Олена")
    group = await stage.connect("community", "Fans", [olena, stage.iryna])
    missed = olena.writes("Ну й торти у вас цього року", chat=group)
    await stage.quiet()
    stage.iryna.writes("/log", chat=group, reply_to=missed)
    shown = await stage.seen(stage.desk, "On record as #1")
    assert "Source" not in {text for row in shown.buttons for text, _ in row}
    assert "Kind" in {text for row in shown.buttons for text, _ in row}


async def test_a_button_from_before_says_why_the_source_stays(stage: Stage) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    group = await stage.connect("community", "Fans", [olena, stage.iryna])
    missed = olena.writes("Ну й торти у вас цього року", chat=group)
    stage.iryna.writes("/log", chat=group, reply_to=missed)
    shown = await stage.seen(stage.desk, "On record as #1")
    [request] = await stage.record.all(Request)
    phone = OnLog(request_id=request.id, field="source", value=Source.PHONE.value)
    told = await stage.iryna.forges(shown, phone.pack())
    assert "It was written in Telegram: your answer goes there." == told.text
    assert [Source.TELEGRAM] == [one.source for one in await stage.record.all(Request)]
    stage.iryna.writes("Дякуємо!", chat=stage.desk, reply_to=shown)
    await stage.seen(group, "Дякуємо!")
