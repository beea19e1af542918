"""Pacing: never above Telegram's limits, and not far below."""

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from bot.pacing import Pacer


class Clock:
    def __init__(self) -> None:
        self.ms = 1_000_000

    def __call__(self) -> int:
        return self.ms


def send(pacer: Pacer, clock: Clock, chats: Iterable[int]) -> list[tuple[int, int]]:
    """(millisecond, chat) of each sending, waiting as long as the pacer says."""
    sent = []
    for chat in chats:
        while delay := pacer.delay(chat):
            clock.ms += max(1, round(delay * 1000))
        sent.append((clock.ms, chat))
    return sent


def most_within(moments: list[int], window: int) -> int:
    return max(sum(start <= one < start + window for one in moments) for start in moments)


@given(st.lists(st.sampled_from([-1, -2, 5, 6, 7]), min_size=1, max_size=120))
def test_no_window_holds_more_than_telegram_allows(chats: list[int]) -> None:
    clock = Clock()
    sent = send(Pacer(clock), clock, chats)
    assert most_within([moment for moment, _ in sent], 1000) <= 30
    for chat in set(chats):
        moments = [moment for moment, to in sent if to == chat]
        if chat < 0:
            assert most_within(moments, 60_000) <= 20
        else:
            assert most_within(moments, 1000) <= 1


def test_a_hundred_chats_take_hardly_longer_than_they_must() -> None:
    clock = Clock()
    start = clock.ms
    send(Pacer(clock), clock, range(1, 101))
    assert clock.ms - start <= 99 * 36


def test_a_held_chat_rests_alone_and_for_exactly_as_long() -> None:
    clock = Clock()
    pacer = Pacer(clock)
    pacer.hold(5, 37)
    assert {5} == pacer.resting()
    assert 37 == pacer.rest()
    assert 37 == pacer.delay(5)
    assert 0 == pacer.delay(6)
    clock.ms += 36_999
    assert 5 in pacer.resting()
    clock.ms += 1
    assert 5 not in pacer.resting()
    assert 0 == pacer.delay(5)


def test_asking_who_rests_takes_no_slot() -> None:
    clock = Clock()
    pacer = Pacer(clock)
    for _ in range(100):
        assert set() == pacer.resting()
        assert 0 == pacer.rest()
    assert 0 == pacer.delay(5)


def test_chats_that_fell_silent_are_forgotten() -> None:
    clock = Clock()
    pacer = Pacer(clock)
    send(pacer, clock, range(1, 200))
    clock.ms += 120_000
    pacer.resting()
    assert {} == pacer._chats
