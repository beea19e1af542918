"""What the session makes of answers that are no Bot API's."""

import pytest
from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramServerError
from aiogram.methods import GetMe

from handlers.session import Session

PAGE = "<html><head><title>502 Bad Gateway</title></head></html>"


def read(status: int, content: str) -> None:
    session = Session()
    session.check_response(Bot("42:TEST", session=session), GetMe(), status, content)


def test_a_gateways_page_that_says_5xx_is_a_failing_server() -> None:
    with pytest.raises(TelegramServerError, match="502"):
        read(502, PAGE)


def test_another_page_is_no_bot_api() -> None:
    with pytest.raises(ClientDecodeError):
        read(200, PAGE)
