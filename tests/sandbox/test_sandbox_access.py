from typing import Literal

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramMigrateToChat
from aiogram.types import ChatMemberAdministrator, ChatMemberLeft, ChatMemberOwner

from bot.sandbox import Person, Sandbox


async def test_a_chat_nobody_knows_is_not_found(bot: Bot, sandbox: Sandbox, olena: Person) -> None:
    elsewhere = sandbox.group("Elsewhere", admins=[olena])

    for chat_id in (12345, "@nowhere", elsewhere.id):
        with pytest.raises(TelegramBadRequest, match="chat not found"):
            await bot.send_message(chat_id, "hi")


async def test_nobody_can_be_written_to_before_they_start_the_bot(bot: Bot, olena: Person) -> None:
    with pytest.raises(TelegramForbiddenError, match="bot can't initiate conversation with a user"):
        await bot.send_message(olena.id, "hi")

    olena.starts()

    await bot.send_message(olena.id, "hi")


async def test_a_person_who_blocked_the_bot_is_out_of_reach_until_unblocking(
    bot: Bot, olena: Person
) -> None:
    olena.starts()
    olena.blocks()

    with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
        await bot.send_message(olena.id, "hi")
    with pytest.raises(ValueError, match="has blocked the bot"):
        olena.writes("hi")

    olena.unblocks()
    await bot.send_message(olena.id, "hi")
    changes = [
        (update.my_chat_member.old_chat_member.status, update.my_chat_member.new_chat_member.status)
        for update in await bot.get_updates()
        if update.my_chat_member
    ]
    assert changes == [("member", "kicked"), ("kicked", "member")]


async def test_a_deleted_account_is_out_of_reach(bot: Bot, olena: Person) -> None:
    olena.starts()
    olena.deletes_account()

    with pytest.raises(TelegramForbiddenError, match="user is deactivated"):
        await bot.send_message(olena.id, "hi")


@pytest.mark.parametrize("kind", ["group", "supergroup"])
async def test_a_removed_bot_cannot_write(
    bot: Bot, sandbox: Sandbox, olena: Person, kind: Literal["group", "supergroup"]
) -> None:
    group = sandbox.group("Desk", admins=[olena], kind=kind)
    sandbox.add_bot(group, by=olena)
    await bot.send_message(group.id, "hello")

    sandbox.remove_bot(group, by=olena)

    with pytest.raises(TelegramForbiddenError, match=f"bot was kicked from the {kind} chat"):
        await bot.send_message(group.id, "hello?")
    olena.writes("gone?", chat=group)
    told = [update.event_type for update in await bot.get_updates()]
    assert told == ["my_chat_member", "message", "message", "my_chat_member"]


async def test_a_bot_that_left_is_no_member(bot: Bot, sandbox: Sandbox, olena: Person) -> None:
    group = sandbox.group("Desk", admins=[olena])
    sandbox.add_bot(group, by=olena)

    assert await bot.leave_chat(group.id)

    with pytest.raises(TelegramForbiddenError, match="bot is not a member of the supergroup chat"):
        await bot.send_message(group.id, "hello?")


async def test_an_upgraded_group_names_its_new_id(
    bot: Bot, sandbox: Sandbox, olena: Person
) -> None:
    group = sandbox.group("Desk", admins=[olena], kind="group")
    sandbox.add_bot(group, by=olena)

    new = group.upgrade()

    with pytest.raises(TelegramMigrateToChat) as refused:
        await bot.send_message(group.id, "hello")
    assert refused.value.migrate_to_chat_id == new.id
    assert "group chat was upgraded to a supergroup chat" in str(refused.value)
    await bot.send_message(new.id, "hello")
    *_, left, came = await bot.get_updates()
    assert left.message is not None
    assert came.message is not None
    assert (left.message.chat.id, left.message.migrate_to_chat_id) == (group.id, new.id)
    assert (came.message.chat.id, came.message.migrate_from_chat_id) == (new.id, group.id)
    assert -1_000_000 > group.id > -1_000_000_000_000 > new.id


async def test_a_chat_can_be_looked_up(bot: Bot, sandbox: Sandbox, olena: Person) -> None:
    channel = sandbox.channel("News", owner=olena, username="brand_news")
    talk = sandbox.group("Talk", admins=[olena])
    channel.link(talk)
    sandbox.add_bot(channel, by=olena)
    sandbox.add_bot(talk, by=olena)

    found = await bot.get_chat("@brand_news")

    assert (found.id, found.title, found.linked_chat_id) == (channel.id, "News", talk.id)
    olena.starts()
    assert (await bot.get_chat(olena.id)).first_name == "Олена"


async def test_members_are_known_by_their_status(
    bot: Bot, sandbox: Sandbox, olena: Person, taras: Person
) -> None:
    iryna, stranger = sandbox.person("Ірина"), sandbox.person("Хтось")
    group = sandbox.group("Desk", members=[iryna], admins=[olena, taras])
    sandbox.add_bot(group, by=olena, admin=True)

    assert isinstance(await bot.get_chat_member(group.id, olena.id), ChatMemberOwner)
    assert isinstance(await bot.get_chat_member(group.id, taras.id), ChatMemberAdministrator)
    assert (await bot.get_chat_member(group.id, iryna.id)).status == "member"
    assert isinstance(await bot.get_chat_member(group.id, stranger.id), ChatMemberLeft)
    assert {one.user.id for one in await bot.get_chat_administrators(group.id)} == {
        olena.id,
        taras.id,
        bot.id,
    }
    assert await bot.get_chat_member_count(group.id) == 4
    with pytest.raises(TelegramBadRequest, match="PARTICIPANT_ID_INVALID"):
        await bot.get_chat_member(group.id, 1)


async def test_pinning_needs_rights_in_a_group(bot: Bot, sandbox: Sandbox, olena: Person) -> None:
    group = sandbox.group("Desk", admins=[olena])
    sandbox.add_bot(group, by=olena)
    card = await bot.send_message(group.id, "#1")

    with pytest.raises(TelegramBadRequest, match="not enough rights to manage pinned messages"):
        await card.pin()
    sandbox.promote_bot(group, by=olena)

    assert await card.pin()
    pinned = (await bot.get_chat(group.id)).pinned_message
    assert pinned is not None
    assert pinned.message_id == card.message_id


async def test_an_admin_bot_deletes_what_others_wrote(
    bot: Bot, sandbox: Sandbox, olena: Person, taras: Person
) -> None:
    group = sandbox.group("Talk", admins=[olena], members=[taras])
    sandbox.add_bot(group, by=olena)
    spam = taras.writes("buy!", chat=group)

    with pytest.raises(TelegramBadRequest, match="message can't be deleted for everyone"):
        await bot.delete_message(group.id, spam.id)
    sandbox.promote_bot(group, by=olena)
    await bot.delete_message(group.id, spam.id)

    assert spam not in group.messages


async def test_a_channel_takes_posts_of_admins_only(
    bot: Bot, sandbox: Sandbox, olena: Person
) -> None:
    channel = sandbox.channel("News", owner=olena)
    sandbox.add_bot(channel, by=olena)

    post = await bot.send_message(channel.id, "News!")

    assert post.sender_chat is not None
    assert post.sender_chat.id == channel.id
