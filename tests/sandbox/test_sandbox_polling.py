import asyncio
import time

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    TelegramConflictError,
    TelegramNotFound,
    TelegramUnauthorizedError,
)
from aiogram.methods import SendGame

from bot.sandbox import Person, Sandbox


async def texts(bot: Bot, offset: int | None = None, limit: int | None = None) -> list[str]:
    updates = await bot.get_updates(offset=offset, limit=limit)
    return [update.message.text or "" for update in updates if update.message]


async def test_updates_stay_queued_until_an_offset_passes_them(bot: Bot, olena: Person) -> None:
    olena.writes("one")
    olena.writes("two")

    first, second = await bot.get_updates()

    assert second.update_id == first.update_id + 1
    assert await texts(bot) == ["one", "two"]
    assert await texts(bot, offset=second.update_id) == ["two"]
    assert await texts(bot, offset=second.update_id + 1) == []


async def test_a_limit_cuts_the_batch(bot: Bot, olena: Person) -> None:
    for text in ("one", "two", "three"):
        olena.writes(text)

    assert await texts(bot, limit=2) == ["one", "two"]


async def test_a_negative_offset_keeps_only_the_newest(bot: Bot, olena: Person) -> None:
    for text in ("one", "two", "three"):
        olena.writes(text)

    assert await texts(bot, offset=-1) == ["three"]
    assert await texts(bot) == ["three"]


async def test_a_long_poll_is_answered_when_something_happens(bot: Bot, olena: Person) -> None:
    poll = asyncio.ensure_future(bot.get_updates(timeout=5))
    await asyncio.sleep(0.05)

    olena.writes("hello")

    (update,) = await asyncio.wait_for(poll, 1)
    assert update.message is not None
    assert update.message.text == "hello"


async def test_a_long_poll_ends_empty_after_its_timeout(bot: Bot) -> None:
    began = time.monotonic()

    assert await bot.get_updates(timeout=1) == []

    assert 0.9 < time.monotonic() - began < 3


async def test_advancing_the_clock_releases_a_waiting_poll(sandbox: Sandbox, bot: Bot) -> None:
    before = sandbox.clock()
    poll = asyncio.ensure_future(bot.get_updates(timeout=5))
    await asyncio.sleep(0.05)

    await sandbox.advance(hours=3)

    assert await asyncio.wait_for(poll, 1) == []
    assert (sandbox.clock() - before).total_seconds() == 3 * 3600


async def test_a_poll_that_comes_after_an_advance_learns_of_the_empty_queue(
    sandbox: Sandbox, bot: Bot
) -> None:
    await sandbox.advance(hours=3)

    assert await asyncio.wait_for(bot.get_updates(timeout=5), 1) == []


async def test_a_newer_poll_ends_the_waiting_one_with_a_conflict(
    sandbox: Sandbox, bot: Bot
) -> None:
    older = asyncio.ensure_future(bot.get_updates(timeout=5))
    await asyncio.sleep(0.05)
    newer = asyncio.ensure_future(bot.get_updates(timeout=5))

    with pytest.raises(TelegramConflictError, match="make sure that only one bot instance"):
        await asyncio.wait_for(older, 1)
    await sandbox.advance(seconds=1)
    assert await asyncio.wait_for(newer, 1) == []


async def test_a_poll_whose_bot_hung_up_does_not_hinder_the_next(
    sandbox: Sandbox, bot: Bot, olena: Person
) -> None:
    poll = asyncio.ensure_future(bot.get_updates(timeout=5))
    await asyncio.sleep(0.05)
    poll.cancel()
    await asyncio.sleep(0.05)

    await sandbox.advance(hours=1)

    assert await asyncio.wait_for(bot.get_updates(timeout=5), 1) == []
    olena.writes("still there?")
    assert await texts(bot) == ["still there?"]


async def test_member_changes_and_reactions_come_only_when_asked_for(
    sandbox: Sandbox, bot: Bot, olena: Person, taras: Person
) -> None:
    group = sandbox.group("Desk", admins=[olena])
    sandbox.add_bot(group, by=olena, admin=True)
    sandbox.push_raw({})
    await bot.get_updates(offset=-1)

    group.join(taras)
    assert [update.event_type for update in (await bot.get_updates())[1:]] == ["message"]

    await bot.get_updates(offset=-1, allowed_updates=["chat_member", "message_reaction"])
    message = taras.writes("hi", chat=group)
    olena.reacts(message, "👍")
    group.leave(taras)

    kinds = [update.event_type for update in await bot.get_updates(offset=-2)]
    assert kinds == ["message_reaction", "chat_member"]


async def test_the_list_of_allowed_updates_is_remembered_and_an_empty_one_is_the_default(
    bot: Bot, olena: Person
) -> None:
    await bot.get_updates(allowed_updates=["callback_query"])
    await bot.get_updates()
    olena.writes("unheard")
    assert await texts(bot) == []

    await bot.get_updates(allowed_updates=[])
    olena.writes("heard")
    assert await texts(bot) == ["heard"]


async def test_raw_updates_come_as_they_are_with_an_id_given_when_missing(
    sandbox: Sandbox, olena: Person, bot: Bot
) -> None:
    olena.writes("first")
    given = sandbox.push_raw({"message": {"from": {"type": "new_in_api_99"}, "text": "\ud800"}})

    session = await bot.session.create_session()  # type: ignore[attr-defined]
    async with session.post(f"{sandbox.url}/bot{sandbox.token}/getUpdates") as response:
        result = (await response.json())["result"]

    assert [update["update_id"] for update in result] == [given - 1, given]
    assert result[1]["message"] == {"from": {"type": "new_in_api_99"}, "text": "\ud800"}


async def test_update_ids_may_restart_after_a_quiet_week(sandbox: Sandbox, bot: Bot) -> None:
    last = sandbox.push_raw({})
    await bot.get_updates(offset=last + 1)

    sandbox.push_raw({"update_id": 1000})
    sandbox.push_raw({})

    restarted = await bot.get_updates(offset=last + 1)
    assert [update.update_id for update in restarted] == [1000, 1001]


async def test_settled_waits_for_the_acknowledgement(
    sandbox: Sandbox, bot: Bot, olena: Person
) -> None:
    olena.writes("hello")
    (update,) = await bot.get_updates()
    with pytest.raises(TimeoutError, match="1 updates not acknowledged"):
        await sandbox.settled(timeout=0.05)

    await bot.get_updates(offset=update.update_id + 1)

    await sandbox.settled(timeout=0.05)


async def test_pending_updates_can_be_dropped(sandbox: Sandbox, bot: Bot, olena: Person) -> None:
    olena.writes("old")
    assert (await bot.get_webhook_info()).pending_update_count == 1

    await bot.delete_webhook(drop_pending_updates=True)

    assert await texts(bot) == []


async def test_thousands_of_updates_are_served_quickly(sandbox: Sandbox, bot: Bot) -> None:
    sandbox.feed({"poll": None} for _ in range(5000))
    session = await bot.session.create_session()  # type: ignore[attr-defined]
    seen, offset, began = 0, 0, time.monotonic()

    while sandbox.pending:
        url = f"{sandbox.url}/bot{sandbox.token}/getUpdates?offset={offset}"
        async with session.get(url) as response:
            result = (await response.json())["result"]
        seen, offset = seen + len(result), offset if not result else result[-1]["update_id"] + 1

    assert seen == 5000
    assert time.monotonic() - began < 2


async def test_a_wrong_token_is_unauthorized(sandbox: Sandbox) -> None:
    session = AiohttpSession(api=TelegramAPIServer.from_base(sandbox.url))
    stranger = Bot("43:WRONG", session=session)

    with pytest.raises(TelegramUnauthorizedError, match="Unauthorized"):
        await stranger.get_me()

    await (await session.create_session()).close()


async def test_a_revoked_token_is_unauthorized_from_then_on(sandbox: Sandbox, bot: Bot) -> None:
    await bot.get_me()

    sandbox.token = "42:NEW"

    with pytest.raises(TelegramUnauthorizedError):
        await bot.get_me()


async def test_an_unknown_method_is_not_found(bot: Bot) -> None:
    with pytest.raises(TelegramNotFound, match="Not Found"):
        await bot(SendGame(chat_id=1, game_short_name="chess"))


async def test_every_call_is_on_record(sandbox: Sandbox, bot: Bot, olena: Person) -> None:
    olena.starts()
    await bot.send_message(olena.id, "hello")
    with pytest.raises(TelegramNotFound):
        await bot(SendGame(chat_id=olena.id, game_short_name="chess"))

    sent, refused = sandbox.calls

    assert sandbox.calls.count == 2
    assert (sent.method, sent.chat_id, sent.params["text"]) == ("sendMessage", olena.id, "hello")
    assert (sent.ok, refused.ok) == (True, False)
    assert sent.at == sandbox.clock()
