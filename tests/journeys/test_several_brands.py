"""One bot, three brands: nothing of one is ever seen or changed from another."""

from dataclasses import dataclass

from bot.sandbox import Group, Message, Person
from handlers.texts import texts
from handlers.views.help import lead_commands
from storage.tables import Brand, Chat
from tests.stage import Stage

SECRET = "ТАЄМНИЦЯ"


@dataclass
class Firm:
    """A brand with its own desk and leads' chats, a manager, a client, and a request."""

    number: int  # the brand's row
    name: str
    desk: Group
    leads: Group
    manager: Person
    client: Person
    card: Message


async def found(stage: Stage, number: int, name: str) -> Firm:
    """The owner makes the brand and connects its chats; a client comes by its link."""
    if number == 1:
        await stage.start_bot()
        stage.owner.starts()
        await stage.sandbox.wait_for(lambda: bool(stage.said(stage.owner, "getting ready")))
    else:
        stage.owner.writes(f"/brand new {name}")
        await stage.seen(stage.owner, f"{name}: getting ready")
    manager, client = (
        stage.sandbox.person(f"Менеджер {name}"),
        stage.sandbox.person(f"Клієнт {name}"),
    )
    desk = await stage.connect("desk", f"Desk {name}", [manager])
    leads = await stage.connect("leads", f"Leads {name}", [stage.owner])
    manager.writes("Я тут", chat=desk)
    await stage.quiet()
    client.starts(f"b{number}")
    await stage.sandbox.wait_for(lambda: client.inbox[-1].by_bot)
    client.writes(f"{SECRET} {name}: де посилка?")
    card = await stage.seen(desk, f"{SECRET} {name}")
    return Firm(number, name, desk, leads, manager, client, card)


async def three(stage: Stage) -> list[Firm]:
    return [await found(stage, number, f"Бренд{number}") for number in (1, 2, 3)]


async def test_each_client_and_chat_belongs_to_its_brand(stage: Stage) -> None:
    firms = await three(stage)
    for firm in firms:
        others = [one for one in firms if one is not firm]
        assert "#1" in firm.card.text  # each brand counts for itself
        for other in others:
            assert [] == stage.said(firm.desk, f"{SECRET} {other.name}")
            assert [] == stage.said(firm.leads, f"{SECRET} {other.name}")
    firms[2].client.writes("А коли?")
    await stage.turns(firms[2].card, "А коли?")
    firms[1].manager.writes("Вже їде", chat=firms[1].desk, reply_to=firms[1].card)
    await stage.seen(firms[1].client, "Вже їде")
    assert [] == stage.said(firms[0].client, "Вже їде")


async def test_a_lead_of_several_brands_sees_for_which_one_a_group_is_and_may_choose(
    stage: Stage,
) -> None:
    await stage.start_bot()
    stage.owner.starts()
    await stage.sandbox.wait_for(lambda: bool(stage.said(stage.owner, "getting ready")))
    for name in ("Чай", "Сік"):
        stage.owner.writes(f"/brand new {name}")
        await stage.seen(stage.owner, f"{name}: getting ready")
    group = stage.sandbox.group("Команда", admins=[stage.owner])
    stage.sandbox.add_bot(group, by=stage.owner)
    asked = await stage.seen(group, "What is “Команда” for?")
    assert asked.text.endswith("🏷 Сік")  # chosen last
    stage.owner.writes("/brand")
    listed = await stage.seen(stage.owner, "For which brand do you work here now?")
    await stage.owner.presses(listed, "My brand")
    await stage.turns(listed, "✅ My brand")

    await stage.owner.presses(asked, "It is for Чай")
    await stage.turns(asked, "🏷 Чай")
    await stage.offers(asked, "It is for Сік")
    await stage.owner.presses(asked, "managers' desk")  # the named one, whatever was chosen since
    await stage.turns(asked, "🏷 Чай\nThis is the managers' desk now.")
    [desk] = await stage.record.rows(Chat.__table__.select())
    assert (2, "desk") == (desk.brand_id, desk.role)
    stage.owner.writes("/connect", chat=group)  # a connected chat keeps its brand
    await stage.sandbox.wait_for(lambda: 1 == len(stage.said(group, "What is “Команда” for?")))
    assert "🏷" not in stage.said(group, "What is “Команда” for?")[0].text

    stranger = stage.sandbox.person("Зоя")
    for forged in ("ct:2:leads", "ct:9:leads", "ct:2:"):
        assert "for the team" in (await stranger.forges(asked, forged)).text
    assert "for the team" in (await stage.owner.forges(asked, "ct:3:leads")).text


async def test_a_client_of_two_brands_is_heard_by_the_one_they_reply_to_or_that_spoke_last(
    stage: Stage,
) -> None:
    one, two = [await found(stage, number, f"Бренд{number}") for number in (1, 2)]
    zoya = stage.sandbox.person("Зоя")
    for firm in (one, two):
        zoya.starts(f"b{firm.number}")
        zoya.writes(f"{firm.name}: чи є чай?")
    for firm in (one, two):
        card = await stage.seen(firm.desk, f"{firm.name}: чи є чай?")
        firm.manager.writes(f"{firm.name}: назвіть номер картки", chat=firm.desk, reply_to=card)
        await stage.seen(zoya, f"{firm.name}: назвіть номер картки")
    zoya.writes("4111", reply_to=await stage.seen(zoya, "Бренд1: назвіть номер картки"))
    zoya.writes("5222", reply_to=next(m for m in zoya.inbox if m.text == "Бренд1: чи є чай?"))
    zoya.writes("6333")
    await stage.seen(two.desk, "6333")
    await stage.seen(one.desk, "5222")
    assert [] == [*stage.said(two.desk, "4111"), *stage.said(two.desk, "5222")]
    assert [] == stage.said(one.desk, "6333")


async def test_a_lead_of_several_answers_what_each_brand_showed_them(stage: Stage) -> None:
    await stage.set_up(leads_chat=False)
    olena = stage.sandbox.person("Олена")
    olena.writes("Де моя посилка?")
    await stage.seen(stage.desk, "Де моя посилка?")
    await stage.fast_forward(hours=20, minutes=1)
    alert = await stage.seen(stage.owner, "left to answer")
    stage.owner.writes("/request 1")
    await stage.quiet()
    card = stage.said(stage.owner)[-1]
    stage.owner.writes("/brand new Чай")
    await stage.seen(stage.owner, "Чай: getting ready")
    stage.owner.writes("Вже їде", reply_to=alert)
    await stage.seen(olena, "Вже їде")
    await stage.turns(card, "🟢 answered in")
    await stage.owner.presses(card, "Close")
    await stage.offers(card, "Solved")
    await stage.owner.presses(card, "Solved")
    prompt = await stage.seen(stage.owner, "To leave a note for the team")
    stage.owner.writes("Кур'єр хворів", reply_to=prompt)
    await stage.seen(stage.owner, "Your note is on #1.")
    stage.owner.writes("/queue")  # what replies to nothing is for the brand chosen
    assert "🏷 Чай" in (await stage.seen(stage.owner, "Nobody is waiting")).text


async def test_who_sits_at_two_desks_works_for_both_in_private(stage: Stage) -> None:
    """Though they never spoke at either, or at one of them alone."""
    firms = await three(stage)
    silent, newcomer = stage.sandbox.person("Мія"), firms[0].manager
    for firm, person in ((0, silent), (2, silent), (1, newcomer)):
        firms[firm].desk.chat.statuses[person.id] = "member"  # since before the bot came
    await stage.fast_forward(minutes=15)  # for which Telegram's earlier word is believed
    for person, other in ((silent, "Бренд3"), (newcomer, "Бренд2")):
        person.writes("/brand")
        shown = await stage.seen(person, "For which brand do you work here now?")
        assert "✅ My brand" in shown.text
        assert [[other]] == [[text for text, _ in row] for row in shown.buttons]
        await person.presses(shown, other)
        await stage.turns(shown, f"✅ {other}")
        person.writes("/queue")
        assert f"{SECRET} {other}" in (await stage.seen(person, "Waiting for an answer")).text


async def test_an_owner_switches_and_private_commands_follow(stage: Stage) -> None:
    firms = await three(stage)
    stage.owner.writes("/brand")
    shown = await stage.seen(stage.owner, "For which brand do you work here now?")
    assert "✅ Бренд3" in shown.text
    assert "?start=b2" in shown.text
    await stage.owner.presses(shown, "Бренд2")
    await stage.turns(shown, "✅ Бренд2")
    stage.owner.writes("/queue")
    queue = await stage.seen(stage.owner, "Waiting for an answer")
    assert f"{SECRET} Бренд2" in queue.text
    assert queue.text.startswith("🏷 Бренд2")
    assert 1 == queue.text.count(SECRET)
    stage.owner.writes("/settings")
    settings = await stage.seen(stage.owner, "Бренд2: settings")
    await stage.owner.presses(shown, "Бренд3")
    await stage.turns(shown, "✅ Бренд3")
    for label in ("Name", "Type another"):  # of the brand whose settings these are
        await stage.owner.presses(settings, label)
        await stage.quiet(0)
    await stage.seen(stage.owner, "Type the brand's name")
    stage.owner.writes("Солодка Мрія")
    await stage.seen(stage.owner, "Солодка Мрія: settings")
    names = await stage.record.rows(Brand.__table__.select().order_by(Brand.id))
    assert "Солодка Мрія" == names[1].name
    assert firms[2].name == names[2].name


COMMANDS = sorted({*lead_commands(texts("en"))} - {"connect", "invite", "export"})
"""Without what changes the chat or makes files, which takes seconds and shows no words."""


async def test_no_command_shows_anything_of_another_brand(stage: Stage) -> None:
    firms = await three(stage)
    first, second = firms[0], firms[1]
    snapshot = await stage.record.everything(second.number)
    seen = len(second.desk.messages) + len(second.leads.messages)
    words = [
        "",
        " 1",
        " #1",
        f" {SECRET}",
        f" {second.name}",
        " week",
        " on",
        f" @{second.manager.name}",
    ]
    for command in COMMANDS:
        for args in words:  # the owner of both has every right that a manager has
            stage.owner.writes(f"/{command}{args}", chat=first.desk)
        first.manager.writes(f"/{command} {second.name}", chat=first.desk)
    await stage.quiet()
    for place in (first.desk, first.leads, first.manager):
        told = "\n".join(one.text for one in stage.said(place))
        assert f"{SECRET} {second.name}" not in told
    assert snapshot == await stage.record.everything(second.number)
    assert seen == len(second.desk.messages) + len(second.leads.messages)


async def test_only_an_owner_makes_brands_with_a_name_of_their_own(stage: Stage) -> None:
    await stage.set_up()
    await stage.enrol(stage.iryna, "manager")
    stage.iryna.writes("/brand new Чай")
    await stage.seen(stage.iryna, "Only an owner makes a new brand.")
    stage.owner.writes("/brand new My brand")
    await stage.seen(stage.owner, "You have a brand of this name already.")
    for typed in ("new", "new   ", f"new {'Ч' * 65}", "delete"):
        before = len(stage.said(stage.owner, "Send /brand new and its name"))
        stage.owner.writes(f"/brand {typed}")
        await stage.sandbox.wait_for(
            lambda before=before: len(stage.said(stage.owner, "Send /brand new")) > before
        )
    stage.owner.writes("/brand", chat=stage.desk)
    await stage.seen(stage.desk, "A group belongs to one brand.")


async def test_an_account_connected_by_a_lead_of_several_belongs_to_the_brand_chosen(
    stage: Stage,
) -> None:
    firms = await three(stage)
    stage.owner.writes("/brand")
    shown = await stage.seen(stage.owner, "For which brand do you work here now?")
    await stage.owner.presses(shown, "Бренд2")
    await stage.turns(shown, "✅ Бренд2")
    account = stage.sandbox.business(stage.owner)
    await stage.seen(firms[1].leads, "The Business account of Оксана is connected")
    account.hears(stage.sandbox.person("Зоя"), "Чи є доставка?")
    await stage.seen(firms[1].desk, "Чи є доставка?")
    assert [] == stage.said(firms[2].desk, "Чи є доставка?")
