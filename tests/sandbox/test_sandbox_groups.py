import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import Message, MessageOriginChannel

from bot.sandbox import Group, Person, Sandbox


async def heard(bot: Bot) -> list[Message]:
    """What came to the bot since the last time, service messages too."""
    updates = await bot.get_updates()
    if updates:
        await bot.get_updates(offset=updates[-1].update_id + 1)
    return [update.message for update in updates if update.message]


@pytest.fixture
def group(sandbox: Sandbox, olena: Person, taras: Person) -> Group:
    made = sandbox.group("Talk", members=[taras], admins=[olena])
    sandbox.add_bot(made, by=olena)
    return made


async def test_the_bot_learns_that_it_was_added_and_promoted(
    sandbox: Sandbox, bot: Bot, olena: Person, group: Group
) -> None:
    sandbox.promote_bot(group, by=olena)

    added, service, promoted = await bot.get_updates()

    assert added.my_chat_member is not None
    assert added.my_chat_member.old_chat_member.status == "left"
    assert added.my_chat_member.new_chat_member.status == "member"
    assert added.my_chat_member.from_user.id == olena.id
    assert service.message is not None
    assert [user.id for user in service.message.new_chat_members or []] == [bot.id]
    assert promoted.my_chat_member is not None
    assert promoted.my_chat_member.new_chat_member.status == "administrator"


async def test_comings_and_goings_are_service_messages(
    sandbox: Sandbox, bot: Bot, olena: Person, taras: Person, group: Group
) -> None:
    iryna = sandbox.person("Ірина")
    await heard(bot)

    group.join(iryna, by=olena)
    group.leave(iryna)
    group.kick(taras)

    joined, left, kicked = await heard(bot)
    assert joined.new_chat_members is not None
    assert joined.new_chat_members[0].id == iryna.id
    assert left.left_chat_member is not None
    assert left.left_chat_member.id == iryna.id
    assert (kicked.left_chat_member, kicked.from_user) != (None, None)
    assert (await bot.get_chat_member(group.id, taras.id)).status == "kicked"
    with pytest.raises(ValueError, match="Тарас is not in Talk"):
        taras.writes("hey", chat=group)


async def test_an_admin_bot_learns_of_every_change_of_standing(
    sandbox: Sandbox, bot: Bot, olena: Person, taras: Person, group: Group
) -> None:
    sandbox.promote_bot(group, by=olena)
    await bot.get_updates(offset=-1, allowed_updates=["chat_member"])

    group.promote(taras)
    group.demote(taras)

    changes = [update.chat_member for update in await bot.get_updates()][1:]
    assert [change.new_chat_member.status for change in changes if change] == [
        "administrator",
        "member",
    ]


async def test_under_privacy_mode_only_what_addresses_the_bot_arrives(
    sandbox: Sandbox, bot: Bot, olena: Person, taras: Person, group: Group
) -> None:
    sandbox.privacy = True
    said = await bot.send_message(group.id, "hello")
    ours = next(message for message in group.messages if message.id == said.message_id)
    await heard(bot)

    taras.writes("nothing to do with bots", chat=group)
    taras.writes("/new", chat=group)
    taras.writes("/new@vidhuk_test_bot", chat=group)
    taras.writes("/new@other_bot", chat=group)
    taras.writes("👍 @vidhuk_test_bot look", chat=group)
    taras.writes("agreed", chat=group, reply_to=ours)
    group.leave(taras)

    assert [message.text for message in await heard(bot)] == [
        "/new",
        "/new@vidhuk_test_bot",
        "👍 @vidhuk_test_bot look",
        "agreed",
        None,
    ]
    assert (await bot.get_me()).can_read_all_group_messages is False


async def test_an_admin_bot_hears_everything_whatever_the_privacy(
    sandbox: Sandbox, bot: Bot, olena: Person, taras: Person, group: Group
) -> None:
    sandbox.privacy = True
    sandbox.promote_bot(group, by=olena)
    await heard(bot)

    taras.writes("small talk", chat=group)

    assert [message.text for message in await heard(bot)] == ["small talk"]


async def test_a_reply_shows_what_it_replies_to_one_level_deep(
    bot: Bot, olena: Person, taras: Person, group: Group
) -> None:
    await heard(bot)
    first = taras.writes("one", chat=group)
    second = olena.writes("two", chat=group, reply_to=first)
    taras.writes("three", chat=group, reply_to=second)

    *_, third = await heard(bot)

    assert third.reply_to_message is not None
    assert third.reply_to_message.text == "two"
    assert third.reply_to_message.reply_to_message is None
    assert (third.message_thread_id, third.is_topic_message) == (first.id, None)


async def test_an_anonymous_admin_speaks_as_the_group(
    bot: Bot, olena: Person, group: Group
) -> None:
    await heard(bot)

    olena.writes_as(group, "We are on it")

    (message,) = await heard(bot)
    assert message.sender_chat is not None
    assert message.from_user is not None
    assert (message.sender_chat.id, message.from_user.id) == (group.id, 1087968824)


async def test_a_channels_post_is_forwarded_to_its_discussion_and_commented_there(
    sandbox: Sandbox, bot: Bot, olena: Person, group: Group
) -> None:
    channel = sandbox.channel("News", owner=olena)
    channel.link(group)
    reader = sandbox.person("Читач")
    await heard(bot)

    post = channel.posts("We open on Monday")
    reader.writes("At what time?", chat=group, reply_to=post)

    root, comment = await heard(bot)
    assert root.is_automatic_forward
    assert root.from_user is not None
    assert root.from_user.id == 777000
    assert root.sender_chat is not None
    assert root.sender_chat.id == channel.id
    assert isinstance(root.forward_origin, MessageOriginChannel)
    assert root.forward_origin.message_id == post.id
    assert (comment.message_thread_id, comment.is_topic_message) == (root.message_id, None)
    assert comment.reply_to_message is not None
    assert comment.reply_to_message.message_id == root.message_id


async def test_a_channel_post_reaches_a_bot_in_the_channel(
    sandbox: Sandbox, bot: Bot, olena: Person
) -> None:
    channel = sandbox.channel("News", owner=olena)
    sandbox.add_bot(channel, by=olena)

    post = channel.posts("first")
    olena.edits(post, "corrected")

    added, posted, edited = await bot.get_updates()
    assert added.my_chat_member is not None
    assert posted.channel_post is not None
    assert edited.edited_channel_post is not None
    assert (posted.channel_post.text, edited.edited_channel_post.text) == ("first", "corrected")


async def test_topics_of_a_forum(sandbox: Sandbox, bot: Bot, olena: Person, taras: Person) -> None:
    forum = sandbox.group("Desk", members=[taras], admins=[olena], forum=True)
    sandbox.add_bot(forum, by=olena)
    await heard(bot)
    topic = forum.topic("Complaints")

    taras.writes("in the topic", chat=forum, thread=topic)
    taras.writes("in general", chat=forum)
    sent = await bot.send_message(forum.id, "noted", message_thread_id=topic.id)

    opened, inside, outside = await heard(bot)
    assert opened.forum_topic_created is not None
    assert (inside.message_thread_id, inside.is_topic_message) == (topic.id, True)
    assert inside.reply_to_message is not None
    assert inside.reply_to_message.message_id == topic.id
    assert (outside.message_thread_id, outside.is_topic_message) == (None, None)
    assert (sent.message_thread_id, sent.is_topic_message) == (topic.id, True)


async def test_a_deleted_topic_is_no_longer_found(
    sandbox: Sandbox, bot: Bot, olena: Person, group: Group
) -> None:
    forum = sandbox.group("Desk", admins=[olena], forum=True)
    sandbox.add_bot(forum, by=olena)
    topic = forum.topic("Complaints")
    olena.writes("in the topic", chat=forum, thread=topic)

    forum.delete_topic(topic)

    said = olena.writes("no topic", chat=group)
    for chat_id, thread in ((forum.id, topic.id + 1000), (group.id, said.id)):
        with pytest.raises(TelegramBadRequest, match="message thread not found"):
            await bot.send_message(chat_id, "noted", message_thread_id=thread)
    with pytest.raises(TelegramBadRequest, match="message thread not found"):
        await bot.send_message(forum.id, "noted", message_thread_id=topic.id)
    assert "in the topic" not in [message.text for message in forum.messages]
