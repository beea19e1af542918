"""Of whose answer some words were the desk is asked, and meanwhile the client goes on."""

from datetime import timedelta

from bot.sandbox import Group, Message, Person
from storage.vocabulary import ChatMode
from tests.builders import HOUR
from tests.journeys.test_client_chats import community
from tests.stage import Stage


async def asked_whose(
    stage: Stage, mode: ChatMode
) -> tuple[Person, Group, Message, Message, Message]:
    """Olena (#1) and Marko wait; the team's words in their group, and the desk's question."""
    await stage.set_up()
    olena, marko = stage.sandbox.person("Олена"), stage.sandbox.person("Марко")
    group = await community(stage, olena, marko)
    await stage.record.set_chat(group.id, mode=mode)
    hello = olena.writes("@vidhuk_test_bot Де моя посилка?", chat=group)
    marko.writes("@vidhuk_test_bot А коли відкриття?", chat=group)
    await stage.seen(stage.desk, "#2")
    said = stage.iryna.writes("Вже їде", chat=group)
    question = await stage.seen(stage.desk, "Whose answer is it?")
    return olena, group, hello, said, question


async def credited(stage: Stage, question: Message) -> list[timedelta]:
    """Credit #1 an hour later; how long ago each of the waits that are open then began."""
    await stage.fast_forward(hours=1)
    await stage.iryna.presses(question, "#1")
    await stage.turns(question, "Noted: the answer to #1")
    await stage.quiet()
    waits = [one for one in await stage.record.waits() if one.stopped_at is None]
    return sorted(stage.clock() - one.started_at for one in waits)


async def test_a_reply_to_those_words_waits_though_it_reads_like_a_remark(stage: Stage) -> None:
    olena, group, _, said, question = await asked_whose(stage, ChatMode.REQUESTS)
    await stage.fast_forward(hours=1)
    olena.writes("20451", chat=group, reply_to=said)
    await stage.quiet()
    assert [HOUR, 2 * HOUR] == await credited(stage, question)


async def test_words_to_others_do_not_wait_where_only_mentions_count(stage: Stage) -> None:
    olena, group, _, _, question = await asked_whose(stage, ChatMode.MENTIONS)
    await stage.fast_forward(hours=1)
    olena.writes("Марку, а коли ти підеш?", chat=group)
    await stage.quiet()
    assert [2 * HOUR] == await credited(stage, question)


async def test_what_is_edited_into_a_question_meanwhile_waits_since_the_edit(
    stage: Stage,
) -> None:
    olena, group, _, _, question = await asked_whose(stage, ChatMode.REQUESTS)
    remark = olena.writes("Я тут", chat=group)
    await stage.quiet()
    await stage.fast_forward(hours=1)
    olena.edits(remark, "Я тут, а коли саме приїде?")
    await stage.quiet()
    assert [HOUR, 2 * HOUR] == await credited(stage, question)


async def test_a_question_whose_words_are_only_mended_meanwhile_has_had_its_answer(
    stage: Stage,
) -> None:
    olena, _, hello, _, question = await asked_whose(stage, ChatMode.REQUESTS)
    await stage.fast_forward(hours=1)
    olena.edits(hello, "@vidhuk_test_bot Де моя посилка №5?")
    await stage.quiet()
    assert [2 * HOUR] == await credited(stage, question)
