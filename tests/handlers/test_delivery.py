"""What Telegram takes and answers, and what a repeat looks like."""

import pytest
from aiogram.exceptions import ClientDecodeError

from bot.delivery import Delivery, Failed, Sent
from handlers.delivery import outcome_of
from handlers.relay import marked_as_repeat
from handlers.wording import utf16_length


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"ok": True, "result": {"message_id": 7, "text": 5}}, Sent(7)),
        ({"ok": True, "result": True}, Sent(None)),
        ({"ok": False, "error_code": "?"}, False),
        ("<html>Bad gateway</html>", True),
    ],
)
async def test_an_answer_that_cannot_be_decoded_tells_whether_the_message_was_taken(
    answer: object, expected: Sent | bool
) -> None:
    async def sending() -> Delivery:
        raise ClientDecodeError("Failed to decode object", ValueError("new"), answer)

    outcome = await outcome_of(sending())
    found = outcome.maybe_sent if isinstance(outcome, Failed) else outcome
    assert expected == found


def test_the_longest_text_marked_as_a_repeat_still_fits() -> None:
    bold = {"type": "bold", "offset": 0, "length": 3}
    last = {"type": "italic", "offset": 4090, "length": 6}
    payload = {"text": "x" * 4096, "entities": [bold, last]}
    marked = marked_as_repeat(payload, "en")
    assert 4096 == utf16_length(marked["text"])
    assert marked["text"].startswith("🔁")
    [kept] = marked["entities"]
    assert "xxx" == marked["text"].encode("utf-16-le")[
        2 * kept["offset"] : 2 * (kept["offset"] + kept["length"])
    ].decode("utf-16-le")
