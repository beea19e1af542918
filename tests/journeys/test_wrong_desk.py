"""Who counts as the team when a chat stops being the desk, and what is never taken for a client."""

from storage.tables import Chat, Member
from tests.stage import Stage


async def test_people_of_a_chat_that_was_the_desk_by_mistake_are_clients_again(
    stage: Stage,
) -> None:
    await stage.set_up()
    stas = stage.sandbox.person("Стас")
    group = await stage.connect("desk", "Fans", [stas])
    stas.writes("Всім привіт", chat=group)
    await stage.quiet()
    assert 1 == await stage.record.count(Member, Member.user_id == stas.id, Member.active)

    await stage.end_desk(group)
    await stage.seen(group, "I watch this group now")
    assert 0 == await stage.record.count(Member, Member.user_id == stas.id, Member.active)
    stage.owner.writes("/connect desk", chat=stage.desk)
    stas.writes("У мене скарга: товар зламаний, поверніть гроші", chat=group)
    await stage.seen(stage.desk, "товар зламаний")


async def test_without_a_desk_nobody_counts_as_its_people(stage: Stage) -> None:
    await stage.set_up()
    stage.iryna.writes("/mine", chat=stage.desk)
    await stage.seen(stage.desk, "Nothing waits with you")
    stage.sandbox.remove_bot(stage.desk, by=stage.owner)
    await stage.quiet()
    stage.iryna.starts()
    stage.iryna.writes("/queue")
    await stage.seen(stage.iryna, "Це лише для команди.")


async def test_a_broken_answer_about_a_person_costs_no_message(stage: Stage) -> None:
    await stage.set_up()
    newcomer = stage.sandbox.person("Нова")
    stage.desk.join(newcomer)
    await stage.settled()
    stage.sandbox.fail_next("getChatMember", status=502, description="<html>Bad Gateway</html>")
    newcomer.writes("/queue", chat=stage.desk)
    stage.sandbox.person("Олена").writes("Де посилка?")
    await stage.seen(stage.desk, "#1")
    assert not stage.bot_died()


async def test_the_channel_of_a_discussion_group_is_the_team_from_the_start(stage: Stage) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    channel = stage.sandbox.channel("Brand news", owner=stage.owner)
    talk = stage.sandbox.group("Talk", admins=[stage.owner])
    channel.link(talk)
    post = channel.posts("Нова колекція")
    await stage.connect("comments", "Talk", [], group=talk)

    async def known() -> bool:
        return 1 == await stage.record.count(Chat, Chat.linked_id == channel.id)

    await stage.until(known)
    comment = olena.writes("А скільки коштує?", chat=talk, reply_to=post)
    card = await stage.seen(stage.desk, "#1")
    stage.owner.writes_as(channel, "500 грн", chat=talk, reply_to=comment)
    await stage.turns(card, "answered in")
    assert [] == stage.said(stage.desk, "#2")
