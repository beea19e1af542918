"""From an empty database to a working brand, all of it in chat."""

import base64

import pytest

from bot.sandbox import Message, Person
from storage.tables import Brand, Chat, Invite, Member
from storage.tables import Message as Logged
from tests.stage import Stage

TOKEN_IN_LINK = "?start="


def secret_in(message: Message) -> str:
    return message.text.partition(TOKEN_IN_LINK)[2].split()[0]


async def checklist(stage: Stage) -> Message:
    return await stage.seen(stage.owner, "getting ready")


def ticks(message: Message) -> int:
    return message.text.count("✅")


async def test_the_owner_sets_the_brand_up_by_buttons_while_the_checklist_ticks_itself(
    stage: Stage,
) -> None:
    await stage.start_bot()
    stage.owner.starts()
    todo = await checklist(stage)
    assert 5 == ticks(todo) + todo.text.count("▫️")
    assert 1 == ticks(todo)  # privacy mode is off
    assert "Tap “Name the brand” and write it." in todo.text
    await stage.owner.presses(todo, "Name the brand")
    question = await stage.seen(stage.owner, "Type the brand's name")
    stage.owner.writes("Пекарня", reply_to=question)
    await stage.turns(todo, "✅ the brand's name")
    assert [] == todo.buttons
    assert "Пекарня: getting ready" in todo.text
    zoya = stage.sandbox.person("Зоя", language="en")
    zoya.starts()
    await stage.seen(zoya, "Hello! This is Пекарня.")

    desk = stage.sandbox.group("Our desk", admins=[stage.owner])
    stage.sandbox.add_bot(desk, by=stage.owner)
    question = await stage.seen(desk, "What is “Our desk” for?")
    assert ["managers' desk", "leads' chat", "client group", "channel comments"] == [
        text for [(text, _)] in question.buttons
    ]
    await stage.owner.presses(question, "managers' desk")
    await stage.turns(question, "This is the managers' desk now.")
    assert [] == question.buttons  # asked and settled
    await stage.turns(todo, "✅ the managers' desk")

    lead = stage.sandbox.person("Леся")
    await stage.enrol(lead, "lead")
    await stage.turns(todo, "✅ the leads")
    group = stage.sandbox.group("Shop talk", admins=[stage.owner])
    stage.sandbox.add_bot(group, by=stage.owner)
    await stage.owner.presses(await stage.seen(group, "What is “Shop talk” for?"), "client group")
    await stage.turns(todo, "All set.")
    assert 5 == ticks(todo)
    assert [todo] == stage.said(stage.owner, "getting ready")


async def test_privacy_mode_is_told_with_the_exact_fix_and_ticked_off_after_a_promotion(
    stage: Stage,
) -> None:
    stage.sandbox.privacy = True
    await stage.start_bot()
    stage.owner.starts()
    todo = await checklist(stage)
    group = stage.sandbox.group("Shop talk", admins=[stage.owner])
    stage.sandbox.add_bot(group, by=stage.owner)
    stage.owner.writes("/connect community", chat=group)
    await stage.turns(todo, "In Shop talk I see only commands. Make me an administrator there")
    assert "@BotFather → /setprivacy → @vidhuk_test_bot → Disable" in todo.text

    stage.sandbox.promote_bot(group, by=stage.owner)
    await stage.turns(todo, "✅ I can read the client chats")
    stage.sandbox.demote_bot(group, by=stage.owner)
    await stage.turns(todo, "In Shop talk I see only commands")
    stage.sandbox.promote_bot(group, by=stage.owner)
    await stage.turns(todo, "✅ I can read the client chats")

    second = stage.sandbox.group("Fans", admins=[stage.owner])
    stage.sandbox.add_bot(second, by=stage.owner, admin=True)  # before it is connected
    stage.owner.writes("/connect comments", chat=second)
    await stage.seen(second, "I watch the comments now")
    await stage.quiet()
    assert "✅ I can read the client chats" in todo.text


async def test_a_claim_link_makes_the_first_who_opens_it_the_owner(
    sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async with Stage.open(sqlite_url, OWNER_IDS="") as stage:
        stage.owner.user["language_code"] = "en"
        await stage.start_bot()
        printed = [capsys.readouterr().out]
        await stage.stop_bot()
        await stage.start_bot()
        printed.append(capsys.readouterr().out)
        assert [1, 1] == [one.count("https://t.me/vidhuk_test_bot?start=") for one in printed]
        old, secret = (one.partition(TOKEN_IN_LINK)[2].split()[0] for one in printed)
        assert 128 <= 8 * len(base64.urlsafe_b64decode(secret))

        first, second = stage.owner, stage.sandbox.person("Зоя", language="en")
        first.starts(old)
        await stage.seen(first, "has been used or is out of date")
        first.starts(secret)
        await checklist(stage)
        second.starts(secret)
        await stage.seen(second, "has been used or is out of date")
        second.writes("/staff")
        await stage.seen(second, "for the team's members")
        assert 1 == await stage.record.count(Member)
        assert not await stage.record.count(Invite, Invite.secret_hash.contains(secret))

        await stage.stop_bot()
        await stage.start_bot()
        assert TOKEN_IN_LINK not in capsys.readouterr().out


async def test_connecting_a_group_by_command(stage: Stage) -> None:
    await stage.start_bot()
    group = stage.sandbox.group("Shop", admins=[stage.owner])
    stage.sandbox.add_bot(group, by=stage.owner)
    stage.owner.writes("/connect desk", chat=group)
    await stage.seen(group, "I am not set up yet: my owner sends me /start in private first.")
    stage.owner.starts()
    await checklist(stage)

    for role, said in {
        "comments": "I watch the comments now",
        "community": "I watch this group now",
        "leads": "This is the leads' chat now.",
        "desk": "This is the managers' desk now.",
    }.items():
        stage.owner.writes(f"/connect@vidhuk_test_bot {role}", chat=group)
        await stage.seen(group, said)
    stage.owner.writes("/connect kitchen", chat=group)
    await stage.seen(group, "What is “Shop” for? So far: managers' desk.")
    stage.owner.writes("/connect desk")
    await stage.seen(stage.owner, "Send /connect in the group that you want to connect.")
    stage.owner.writes_as(group, "/connect leads")
    await stage.seen(group, "switch “Remain anonymous” off")
    newcomer = stage.sandbox.person("Павло")
    group.join(newcomer)
    newcomer.writes("/connect leads", chat=group)
    await stage.seen(group, "Only the brand's owner or lead can connect a chat.")
    assert 1 == await stage.record.count(Chat, Chat.role == "desk")


async def test_a_stranger_who_adds_the_bot_gets_an_explanation_and_then_silence(
    stage: Stage,
) -> None:
    await stage.set_up()
    stranger = stage.sandbox.person("Зоя")
    group = stage.sandbox.group("Neighbours", [stage.iryna], admins=[stranger])
    stage.sandbox.add_bot(group, by=stranger, admin=True)
    told = await stage.seen(group, "Until then I keep silent and record nothing.")
    assert "Only the brand's owner or lead can switch me on here, with /connect." in told.text
    assert [] == told.buttons

    stranger.writes("Чому знову зламалось?!", chat=group)
    stranger.sends("photo", chat=group, caption="Поверніть гроші")
    stranger.writes("/queue", chat=group)
    await stage.quiet()
    assert [told] == stage.said(group)
    stage.iryna.writes("/queue", chat=stage.desk)  # on the roster from now on
    await stage.seen(stage.desk, "Nobody is waiting.")
    stage.iryna.writes("/queue", chat=group)
    await stage.seen(group, "I am not switched on in this group.")
    stranger.writes("/connect desk", chat=group)
    await stage.seen(group, "Only the brand's owner or lead can connect a chat.")
    assert 0 == await stage.record.count(Logged)
    assert 2 == await stage.record.count(Chat)  # the desk and the leads'


async def test_the_leads_hear_when_the_bot_is_removed_from_a_chat(stage: Stage) -> None:
    await stage.set_up()
    stage.owner.writes("/start")
    todo = await checklist(stage)
    await stage.turns(todo, "✅ the managers' desk")
    stage.sandbox.remove_bot(stage.desk, by=stage.iryna)
    told = await stage.seen(stage.leads, "I was removed from “Desk” (managers' desk).")
    assert "Add me again and send /connect there." in told.text
    await stage.turns(todo, "▫️ the managers' desk")

    stage.sandbox.add_bot(stage.desk, by=stage.owner)
    await stage.owner.presses(await stage.seen(stage.desk, "What is “Desk” for?"), "managers' desk")
    await stage.turns(todo, "✅ the managers' desk")
    stage.sandbox.remove_bot(stage.leads, by=stage.owner)
    await stage.seen(stage.owner, "I was removed from “Leads” (leads' chat).")


async def test_an_invitation_is_private_used_once_bound_to_its_role_and_expires(
    stage: Stage,
) -> None:
    await stage.set_up()

    async def invited(role: str) -> str:
        before = len(stage.said(stage.owner, TOKEN_IN_LINK))
        stage.owner.writes(f"/invite {role}", chat=stage.desk)
        await stage.sandbox.wait_for(lambda: len(stage.said(stage.owner, TOKEN_IN_LINK)) > before)
        return secret_in(stage.said(stage.owner, TOKEN_IN_LINK)[-1])

    def newcomer(name: str) -> Person:
        return stage.sandbox.person(name, language="en")

    petro, zoya, late = newcomer("Петро"), newcomer("Зоя"), newcomer("Яна")
    secret = await invited("manager")
    await stage.seen(stage.desk, "The link is in your private chat with me.")
    assert [] == stage.said(stage.desk, TOKEN_IN_LINK)
    petro.starts(secret)
    await stage.seen(petro, "Welcome to the team of My brand! You are its manager now.")
    zoya.starts(secret)
    await stage.seen(zoya, "has been used or is out of date. Please ask for a new one.")
    for number, link in enumerate(("instagram_bio", "utm_" + "x" * 28), 1):  # a client's
        zoya.starts(link)
        await stage.sandbox.wait_for(
            lambda n=number: len(stage.said(zoya, "Hello! Write your question")) == n
        )
    assert 1 == len(stage.said(zoya, "out of date"))

    secret = await invited("manager")
    for person in (stage.owner, petro):
        person.starts(secret)
        await stage.seen(person, "The link stays unused: send it to the person whom you invite.")
    assert "already, as its owner." in stage.said(stage.owner, "stays unused")[0].text
    zoya.starts(secret)
    await stage.seen(zoya, "You are its manager now.")
    zoya.starts(await invited("lead"))
    await stage.seen(zoya, "You are its team lead now.")
    petro.writes("/invite lead")
    await stage.seen(petro, "Only leads and the owner can do this.")
    stage.owner.writes("/invite boss")
    await stage.seen(stage.owner, "Whom shall I invite?")
    secret = await invited("lead")
    await stage.fast_forward(days=3)
    late.starts(secret)
    await stage.seen(late, "has been used or is out of date.")
    roster = await stage.record.count(Member, Member.role == "lead")
    assert 1 == roster
    assert 1 == await stage.record.count(Brand)


async def test_a_brand_has_one_desk_and_a_new_one_takes_its_place(stage: Stage) -> None:
    await stage.set_up()
    new_desk = await stage.connect("desk", "New desk", [stage.iryna])
    assert "New desk" in (await stage.seen(stage.desk, "I am off duty here")).text
    stage.sandbox.person("Олена").writes("Де моє замовлення?")
    await stage.seen(new_desk, "#1")
    assert [] == stage.said(stage.desk, "#1")


async def test_the_desk_ends_only_when_that_is_meant(stage: Stage) -> None:
    await stage.set_up()
    stage.owner.writes("/connect leads", chat=stage.desk)
    asked = await stage.seen(stage.desk, "is your managers' desk")
    await stage.owner.presses(asked, "No, it stays the desk")
    await stage.turns(asked, "“Desk” is connected: managers' desk.")
    assert [] == asked.buttons

    stage.owner.writes("/connect", chat=stage.desk)
    question = await stage.seen(stage.desk, "What is “Desk” for? So far: managers' desk.")
    await stage.owner.presses(question, "client group")
    await stage.turns(question, "Shall it be the client group instead?")
    stage.sandbox.person("Олена").writes("Де моє замовлення?")
    await stage.seen(stage.desk, "#1 · question")
    await stage.iryna.presses(question, "Yes, change it")  # not hers to decide
    await stage.quiet()
    assert [] != question.buttons

    await stage.owner.presses(question, "Yes, change it")
    await stage.turns(question, "I watch this group now")
    await stage.seen(stage.leads, "There is no managers' desk any more")
