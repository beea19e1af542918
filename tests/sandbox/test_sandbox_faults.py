import asyncio
import time

import pytest
from aiogram import Bot
from aiogram.exceptions import (
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)

from bot.sandbox import Person, Sandbox
from bot.sandbox.limits import FloodLimits


@pytest.fixture(autouse=True)
def started(olena: Person, taras: Person) -> None:
    olena.starts()
    taras.starts()


async def test_a_planned_429_is_given_as_often_as_asked(
    sandbox: Sandbox, bot: Bot, olena: Person
) -> None:
    sandbox.fail_next("sendMessage", times=2, retry_after=7)

    for _ in range(2):
        with pytest.raises(TelegramRetryAfter) as refused:
            await bot.send_message(olena.id, "hi")
        assert refused.value.retry_after == 7
    await bot.send_message(olena.id, "hi")

    assert [message.text for message in olena.inbox] == ["/start", "hi"]
    assert sandbox.too_many_requests == 2


async def test_a_planned_server_error_does_nothing(
    sandbox: Sandbox, bot: Bot, olena: Person
) -> None:
    sandbox.fail_next("sendMessage", status=502)

    with pytest.raises(TelegramServerError, match="Bad Gateway"):
        await bot.send_message(olena.id, "hi")

    assert [message.text for message in olena.inbox] == ["/start"]


async def test_a_failure_can_be_meant_for_one_chat(
    sandbox: Sandbox, bot: Bot, olena: Person, taras: Person
) -> None:
    sandbox.fail_next("*", status=500, chat_id=taras.id)

    await bot.send_message(olena.id, "hi")

    with pytest.raises(TelegramServerError):
        await bot.send_message(taras.id, "hi")


async def test_polling_can_fail_too(sandbox: Sandbox, bot: Bot) -> None:
    sandbox.fail_next("getUpdates", status=502)
    sandbox.drop_before("getUpdates")

    with pytest.raises(TelegramServerError):
        await bot.get_updates()
    with pytest.raises(TelegramNetworkError):
        await bot.get_updates()
    assert len(await bot.get_updates()) == 2


async def test_a_hanging_call_has_its_effect_but_no_answer(
    sandbox: Sandbox, bot: Bot, olena: Person
) -> None:
    sandbox.hang("sendMessage")

    with pytest.raises(TelegramNetworkError, match="timeout"):
        await bot.send_message(olena.id, "hi", request_timeout=1)

    assert [message.text for message in olena.inbox] == ["/start", "hi"]


async def test_a_late_answer_still_comes(sandbox: Sandbox, bot: Bot, olena: Person) -> None:
    sandbox.hang("sendMessage", seconds=0.1)
    began = time.monotonic()

    sent = await bot.send_message(olena.id, "hi")

    assert sent.text == "hi"
    assert time.monotonic() - began >= 0.1


async def test_a_dropped_call_has_no_effect(sandbox: Sandbox, bot: Bot, olena: Person) -> None:
    sandbox.drop_before("sendMessage")

    with pytest.raises(TelegramNetworkError):
        await bot.send_message(olena.id, "hi")

    assert [message.text for message in olena.inbox] == ["/start"]
    assert sandbox.calls[-1].answer is None


async def test_planned_failures_can_be_forgotten(sandbox: Sandbox, bot: Bot, olena: Person) -> None:
    sandbox.fail_next("sendMessage", times=100, status=500)

    sandbox.heal()

    assert (await bot.send_message(olena.id, "hi")).text == "hi"


async def test_the_sandbox_ends_at_once_with_calls_still_hanging(olena: Person) -> None:
    async with Sandbox() as sandbox:
        person = sandbox.person("Олена")
        person.starts()
        sandbox.hang("getMe")
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", int(sandbox.url.rpartition(":")[2])
        )
        writer.write(b"GET /bot42:TEST/getMe HTTP/1.1\r\nHost: x\r\n\r\n")
        await sandbox.wait_for(lambda: sandbox.calls.of("getMe"))
        began = time.monotonic()

    assert time.monotonic() - began < 1
    assert (await reader.read()).startswith(b"HTTP/1.1 200")
    writer.close()
    await writer.wait_closed()


async def test_limits_are_off_unless_enforced(sandbox: Sandbox, bot: Bot, olena: Person) -> None:
    for number in range(10):
        await bot.send_message(olena.id, str(number))

    assert sandbox.too_many_requests == 0


async def test_enforced_limits_answer_429_by_real_time(
    sandbox: Sandbox, bot: Bot, olena: Person
) -> None:
    sandbox.enforce_limits = True
    for number in range(3):
        await bot.send_message(olena.id, str(number))

    with pytest.raises(TelegramRetryAfter, match="retry after 3"):
        await bot.send_message(olena.id, "one too many")

    await bot.get_me()
    await bot.send_chat_action(olena.id, "typing")
    assert sandbox.too_many_requests == 1


class Seconds:
    """A hand-moved monotonic clock."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_group_takes_twenty_a_minute() -> None:
    seconds = Seconds()
    limits = FloodLimits(seconds)

    assert [limits.retry_after(-100) for _ in range(21)] == [0] * 20 + [60]
    assert limits.retry_after(-200) == 0
    seconds.now = 59.5
    assert limits.retry_after(-100) == 1
    seconds.now = 60.0
    assert limits.retry_after(-100) == 0


def test_all_chats_together_take_thirty_a_second() -> None:
    seconds = Seconds()
    limits = FloodLimits(seconds)

    assert [limits.retry_after(chat) for chat in range(1, 32)] == [0] * 30 + [1]
    seconds.now = 1.0
    assert limits.retry_after(31) == 0
