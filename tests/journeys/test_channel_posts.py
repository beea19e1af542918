"""Comments belong to their post: which one drew what, how it was liked, how many it reached."""

from sqlmodel import col, select

from bot.sandbox import Channel, Group, Person
from storage.tables import Post, Request
from tests.stage import Stage


async def channel_of(stage: Stage, *clients: Person) -> tuple[Channel, Group]:
    """A channel with its connected discussion group, the bot in both."""
    await stage.set_up()
    group = await stage.connect("comments", "Обговорення", list(clients))
    channel = stage.sandbox.channel("Канал", owner=stage.owner, username="kava_shop")
    stage.sandbox.add_bot(channel, by=stage.owner)
    channel.link(group)
    await stage.seen(stage.owner, "“Канал” is connected")
    return channel, group


async def report(stage: Stage) -> str:
    """What stands behind the report's button "More figures"."""
    before = [len(stage.said(stage.leads, icon)) for icon in "📊📈"]
    stage.owner.writes("/report today", chat=stage.leads)
    await stage.sandbox.wait_for(lambda: len(stage.said(stage.leads, "📊")) > before[0])
    await stage.owner.presses(stage.said(stage.leads, "📊")[-1], "More figures")
    await stage.sandbox.wait_for(lambda: len(stage.said(stage.leads, "📈")) > before[1])
    return stage.said(stage.leads, "📈")[-1].text


async def posts_of_requests(stage: Stage) -> list[str | None]:
    """The post of each request, in the order of their numbers."""
    await stage.quiet()
    rows = await stage.record.rows(
        select(col(Post.preview))
        .select_from(Request)
        .outerjoin(Post, col(Post.id) == col(Request.post_id))
        .order_by(col(Request.number))
    )
    return [row[0] for row in rows]


async def test_every_comment_belongs_to_its_post_whoever_it_replies_to(stage: Stage) -> None:
    olena, marko, petro = (stage.sandbox.person(name) for name in ("Олена", "Марко", "Петро"))
    channel, group = await channel_of(stage, olena, marko, petro)
    first, second = channel.posts("Нова колекція"), channel.posts("Знижки")
    comment = olena.writes("А є 42 розмір?", chat=group, reply_to=first)
    marko.writes("Мені теж цікаво, є 43?", chat=group, reply_to=comment)
    other = stage.sandbox.channel("Чужий канал", owner=petro)
    petro.writes_as(other, "А доставка є?", chat=group, reply_to=second)

    assert ["Нова колекція", "Нова колекція", "Знижки"] == await posts_of_requests(stage)
    card = await stage.seen(stage.desk, "#3")
    assert "📣 Знижки" in card.text
    assert "👤 Чужий канал" in card.text
    [link] = [one["url"] for one in card.raw["entities"] if one["type"] == "text_link"]
    assert f"https://t.me/kava_shop/{second.id}" == link


async def test_talk_outside_the_posts_is_one_request_however_it_is_chained(stage: Stage) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    group = await stage.connect("comments", "Обговорення", [olena, stage.iryna])
    stage.iryna.writes("Я тут", chat=stage.desk)
    await stage.quiet()
    said = olena.writes("Де моя посилка?", chat=group)
    olena.writes("Ау, номер 5?", chat=group, reply_to=said)
    card = await stage.seen(stage.desk, "#1")
    answer = stage.iryna.writes("Вже шукаємо", chat=group, reply_to=said)
    await stage.turns(card, "🟢 answered in")
    olena.writes("То де вона?", chat=group, reply_to=answer)
    await stage.turns(card, "⏳ answer by")
    stage.iryna.writes("Знайшли: вже їде", chat=group, reply_to=answer)
    await stage.turns(card, "Знайшли")

    assert [None] == await posts_of_requests(stage)


async def test_an_answer_comes_under_the_post_where_the_comment_stands(stage: Stage) -> None:
    olena, marko = stage.sandbox.person("Олена"), stage.sandbox.person("Марко")
    channel, group = await channel_of(stage, olena, marko)
    post = channel.posts("Нова колекція")
    root = post.automatic_forward
    assert root is not None
    comment = olena.writes("А є 42 розмір?", chat=group, reply_to=post)
    card = await stage.seen(stage.desk, "#1")
    stage.iryna.writes("Так, є", chat=stage.desk, reply_to=card)
    answer = await stage.seen(group, "Так, є")
    assert (comment.id, root.id) == (answer.reply_to_id, answer.thread_id)

    olena.deletes(comment)
    stage.iryna.writes("І 43 теж", chat=stage.desk, reply_to=card)
    answer = await stage.seen(group, "І 43 теж")
    assert (root.id, root.id) == (answer.reply_to_id, answer.thread_id)

    stage.owner.deletes(root)
    stage.iryna.writes("І 44", chat=stage.desk, reply_to=card)
    await stage.seen(stage.desk, "did not reach")
    assert [] == stage.said(group, "І 44")


async def test_the_report_says_which_post_drew_what(stage: Stage) -> None:
    olena, marko = stage.sandbox.person("Олена"), stage.sandbox.person("Марко")
    channel, group = await channel_of(stage, olena, marko)
    liked, blamed = channel.posts("Нова колекція"), channel.posts("Ми підняли ціни\nна все")
    olena.writes("Жахливе обслуговування, поверніть гроші!", chat=group, reply_to=blamed)
    marko.writes("А є розстрочка?", chat=group, reply_to=blamed)
    for person, emoji in ((olena, "❤"), (marko, "🔥"), (marko, "❤")):
        person.reacts(liked, emoji)  # Marko thinks again
    await stage.quiet()

    said = await report(stage)
    assert "📣 Ми підняли ціни: 🔥 1 · ❓ 1" in said
    assert "📣 Нова колекція: 2 reactions (❤ 2)" in said
    assert said.index("Ми підняли") < said.index("Нова колекція")
    assert "ERR" not in said


async def test_the_engagement_rate_is_of_the_reach_that_somebody_entered(stage: Stage) -> None:
    olena = stage.sandbox.person("Олена")
    channel, _group = await channel_of(stage, olena)
    post = channel.posts("Нова колекція")
    olena.reacts(post, "❤")
    await stage.quiet()

    stage.iryna.writes(f"/reach https://t.me/kava_shop/{post.id} 1 250", chat=stage.desk)
    told = await stage.seen(stage.desk, "ERR")
    assert "1 / 1250 = 0.1 %" in told.text.replace("\u202f", " ")
    assert "Telegram shows bots no views" in told.text
    assert "📣 Нова колекція: 1 reaction (❤ 1) · ERR 0.1 %" in (await report(stage)).replace(
        "\u202f", " "
    )
    olena.reacts(post, None)
    await stage.quiet()
    assert "1 reaction" not in await report(stage)


async def test_a_reach_that_cannot_be_read_or_belongs_to_nobody_is_refused(stage: Stage) -> None:
    channel, group = await channel_of(stage)
    post = channel.posts("Нова колекція")
    link = f"t.me/kava_shop/{post.id}"
    for typed, why in (
        ("", "I need the post's link"),
        ("вчорашній 100", "I need the post's link"),
        (link, "The reach is a number"),
        (f"{link} 0", "The reach is a number"),
        (f"{link} -5", "The reach is a number"),
        (f"{link} багато", "The reach is a number"),
        (f"{link} {'9' * 400}", "The reach is a number"),
        ("https://t.me/somebody_else/5 100", "I do not know this post"),
        (f"https://t.me/c/{'9' * 15}/5 100", "I do not know this post"),
        ("https://t.me/kava_shop/999999 100", "I do not know this post"),
    ):
        before = len(stage.said(stage.desk, why))
        stage.iryna.writes(f"/reach {typed}", chat=stage.desk)
        await stage.sandbox.wait_for(
            lambda why=why, before=before: len(stage.said(stage.desk, why)) > before
        )
    stage.iryna.writes(f"/reach {link} 100", chat=group)  # not among clients
    await stage.quiet()
    assert 0 == await stage.record.count(Post, col(Post.reach).is_not(None))


async def test_a_post_from_before_we_came_is_known_by_its_first_comment(stage: Stage) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    group = stage.sandbox.group("Обговорення", members=[olena], admins=[stage.owner])
    channel = stage.sandbox.channel("Канал", owner=stage.owner)
    channel.link(group)
    post = channel.posts("Давній допис")
    await stage.connect("comments", "Обговорення", [], group=group)
    olena.writes("А ще є?", chat=group, reply_to=post)

    assert ["Давній допис"] == await posts_of_requests(stage)
    card = await stage.seen(stage.desk, "#1")
    [link] = [one["url"] for one in card.raw["entities"] if one["type"] == "text_link"]
    assert f"https://t.me/c/{-channel.id - 10**12}/{post.id}" == link


async def test_an_album_is_one_post_known_by_its_caption(stage: Stage) -> None:
    olena, marko = stage.sandbox.person("Олена"), stage.sandbox.person("Марко")
    channel, group = await channel_of(stage, olena, marko)
    first, second, third = channel.posts_album("", "Нова колекція", "")
    olena.writes("А є 42 розмір?", chat=group, reply_to=first)
    marko.writes("А цей є?", chat=group, reply_to=second)
    assert ["Нова колекція", "Нова колекція"] == await posts_of_requests(stage)
    assert 1 == await stage.record.count(Post)

    olena.reacts(first, "❤")
    marko.reacts(third, "❤")
    await stage.quiet()
    stage.iryna.writes(f"/reach https://t.me/kava_shop/{third.id} 200", chat=stage.desk)
    await stage.seen(stage.desk, "2 / 200")
    assert "📣 Нова колекція: ❓ 2 · 2 reactions (❤ 2) · ERR 1" in await report(stage)


async def test_the_report_names_the_three_reactions_that_a_post_drew_most(stage: Stage) -> None:
    channel, _group = await channel_of(stage)
    post = channel.posts("Нова колекція")
    reactions = [
        ({"type": "emoji", "emoji": "❤"}, 1),
        ({"type": "custom_emoji", "custom_emoji_id": "11"}, 3),
        ({"type": "custom_emoji", "custom_emoji_id": "12"}, 4),
        ({"type": "emoji", "emoji": "🔥"}, 20),
        ({"type": "paid"}, 5),
    ]
    stage.sandbox.push_raw(
        {
            "message_reaction_count": {
                "chat": channel.chat.card,
                "message_id": post.id,
                "date": int(stage.clock().timestamp()),
                "reactions": [{"type": one, "total_count": n} for one, n in reactions],
            }
        }
    )
    await stage.quiet()
    assert "33 reactions (🔥 20, ⭐ custom emoji 7, ⭐ 5)" in await report(stage)
