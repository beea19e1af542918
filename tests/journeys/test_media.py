"""What clients send beside words reaches the desk, and is answered there like the card."""

import pytest

from bot.sandbox import Group, Message
from storage.tables import Notice
from storage.vocabulary import NoticeKind
from tests.stage import Stage


def media(place: Group, kind: str = "photo") -> list[Message]:
    """The bot's messages of that kind there."""
    return [one for one in place.messages if one.by_bot and kind in one.raw]


async def copied(stage: Stage, kind: str, place: Group | None = None) -> Message:
    found = await stage.sandbox.wait_for(lambda: media(place or stage.desk, kind))
    return found[-1]


@pytest.mark.parametrize("kind", ["photo", "voice", "location", "sticker"])
async def test_a_copy_replies_to_the_card_and_a_reply_to_it_answers_the_client(
    stage: Stage, kind: str
) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    olena.writes("Що це таке?")
    card = await stage.seen(stage.desk, "#1")
    await stage.quiet()
    olena.sends(kind)
    copy = await copied(stage, kind)
    assert card.id == copy.reply_to_id
    stage.iryna.writes("Бачу, це брак", chat=stage.desk, reply_to=copy)
    await stage.seen(olena, "Бачу, це брак")
    await stage.turns(card, "🟢 answered in")
    assert "📎" not in card.text


async def test_an_album_that_opens_a_request_follows_its_card_in_order(stage: Stage) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    olena.sends("photo", album="a", caption="Розбите!")
    for _ in range(3):
        olena.sends("photo", album="a")
    await stage.seen(stage.desk, "#1")
    await stage.quiet()
    copies = media(stage.desk)
    card = stage.said(stage.desk, "#1")[0]
    assert [True] * 4 == [one.id > card.id for one in copies]
    assert [card.id] * 4 == [one.reply_to_id for one in copies]
    assert "Розбите!" == copies[0].text
    assert [] == media(stage.leads)

    await stage.end_desk(stage.desk)
    await stage.turns(card, "no longer shown here")
    await stage.sandbox.wait_for(lambda: not media(stage.desk))


async def test_of_a_burst_ten_come_and_the_rest_on_demand(stage: Stage) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    for _ in range(12):
        olena.sends("photo")
    card = await stage.seen(stage.desk, "📎 2 more")
    await stage.quiet()
    assert 10 == len(media(stage.desk))
    await stage.iryna.presses(card, "More…")
    await stage.offers(card, "Photos and files")
    said = await stage.iryna.presses(card, "Photos and files")
    assert "Here they come." == said.text
    await stage.sandbox.wait_for(lambda: 12 == len(media(stage.desk)))
    await stage.offers(card, "Take")
    await stage.iryna.presses(card, "More…")
    await stage.offers(card, "Photos and files")
    assert "All of it is here already" in (await stage.iryna.presses(card, "Photos and files")).text
    assert "📎" not in card.text

    stage.owner.writes("/request 1", chat=stage.leads)
    other = await stage.seen(stage.leads, "📎 12 more")
    await stage.owner.presses(other, "More…")
    await stage.offers(other, "Photos and files")
    said = await stage.owner.presses(other, "Photos and files")
    assert "Here come 10. Press again for 2 more." == said.text


async def test_what_may_be_a_repeat_says_so(stage: Stage) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    stage.sandbox.fail_next("copyMessage", status=500, times=2)
    olena.sends("photo", caption="Тріщина")
    olena.sends("voice")
    await stage.seen(stage.desk, "#1")
    await stage.fast_forward(minutes=1)
    assert "🔁 Possibly a repeat:\nТріщина" == (await copied(stage, "photo")).text
    await copied(stage, "voice")
    assert stage.said(stage.desk, "🔁 Possibly a repeat:")


async def test_a_message_that_is_gone_comes_as_a_file_and_what_has_none_is_named(
    stage: Stage,
) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    stage.sandbox.fail_next("copyMessage", status=429, times=1, retry_after=5)
    olena.deletes(olena.sends("photo", caption="Тріщина"))
    olena.deletes(olena.sends("location"))
    card = await stage.seen(stage.desk, "#1")
    await stage.fast_forward(seconds=10)
    assert "Тріщина" == (await copied(stage, "photo")).text
    assert [] == media(stage.desk, "location")
    assert "📍 location: https://www.google.com/maps/place/50.4501,30.5234" in card.text
    assert "📎" not in card.text


async def test_a_clients_group_that_moved_does_not_move_the_desk(stage: Stage) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    shop = stage.sandbox.group("Клієнти", members=[olena], admins=[stage.owner], kind="group")
    await stage.connect("community", "Клієнти", [olena], group=shop)
    stage.sandbox.fail_next("copyMessage", status=429, times=1, retry_after=5)
    olena.sends("photo", chat=shop, caption="Чому зламане?")
    await stage.seen(stage.desk, "#1")
    shop.upgrade()
    await stage.fast_forward(seconds=10)
    copy = await copied(stage, "photo")
    stage.iryna.writes("Замінимо", chat=stage.desk, reply_to=copy)
    await stage.turns(stage.said(stage.desk, "#1")[0], "🟢 answered in")


async def test_a_business_clients_photo_comes_as_a_file(stage: Stage) -> None:
    await stage.set_up()
    account = stage.sandbox.business(stage.owner)
    await stage.seen(stage.leads, "is connected")
    olena = stage.sandbox.person("Олена")
    account.sends(olena, "photo", caption="Чому таке?")
    copy = await copied(stage, "photo")
    assert "Чому таке?" == copy.text
    account.sends(olena, "contact")
    await stage.seen(stage.desk, "👤 contact: Олена\n+380441234567")
    stage.iryna.writes("Перевіряємо", chat=stage.desk, reply_to=copy)
    await stage.sandbox.wait_for(
        lambda: any("Перевіряємо" in one.text for one in account.chat(olena).messages.values())
    )


async def test_what_a_member_logs_and_a_remark_are_not_copied(stage: Stage) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    shop = await stage.connect("community", "Клієнти", [olena])
    olena.sends("photo", chat=shop, caption="Дуже гарно, дякую!")
    stage.iryna.sends("photo", chat=stage.desk, caption="/log instagram Олена: де замовлення?")
    stage.iryna.writes("/log instagram Марта: коли відкриєтесь?", chat=stage.desk)
    await stage.seen(stage.desk, "Марта")
    await stage.quiet()
    assert 0 == await stage.record.count(Notice, Notice.kind == NoticeKind.MEDIA)


async def test_a_photo_split_off_is_answered_for_its_own_request(stage: Stage) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    olena.writes("Де замовлення?")
    card = await stage.seen(stage.desk, "#1")
    await stage.quiet()
    olena.sends("photo", caption="А це інше: тріщина")
    copy = await copied(stage, "photo")
    await stage.turns(card, "тріщина")
    await stage.iryna.presses(card, "More…")
    await stage.offers(card, "Split")
    await stage.iryna.presses(card, "Split")
    await stage.offers(card, "А це інше")
    await stage.iryna.presses(card, "А це інше")
    other = await stage.seen(stage.desk, "#2")
    stage.iryna.writes("Замінимо", chat=stage.desk, reply_to=copy)
    await stage.turns(other, "🟢 answered in")
    assert "⏳" in card.text
