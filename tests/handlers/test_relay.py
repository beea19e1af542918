"""An answer is read anew at the moment of its sending, words and formatting together."""

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from bot.delivery import Sent
from bot.edits import record_edit
from bot.sandbox import Person, Sandbox
from handlers.delivery import deliverer
from storage.engine import Store
from storage.vocabulary import NoticeKind
from tests.builders import HOUR, MINUTE, NOON, Shop

EDITED_AT = NOON + HOUR + MINUTE


async def is_edited_once_claimed(store: Store, bot: Bot, olena: Person) -> None:
    """The outbox has the answer in hand, and waits for its slot in Telegram's pace."""
    shop = await Shop.open(store)
    shop.clients["Олена"] = olena.id
    request = await shop.client_writes()
    bold = {"type": "bold", "offset": 0, "length": 8}
    said = {"message_id": 7, "text": "1000 грн", "details": {"entities": [bold]}}
    await shop.answers(request, at=NOON + HOUR, **said)
    [claimed] = await shop.notices(NoticeKind.RELAY)
    async with store.write() as session:
        await record_edit(
            session,
            chat_id=shop.desk,
            message_id=7,
            text="100 грн",
            edited_at=EDITED_AT,
            now=EDITED_AT,
            details={},
        )
    assert isinstance(await deliverer(bot, store, lambda: EDITED_AT)(claimed), Sent)


async def test_an_edit_while_it_waits_for_its_turn_brings_its_own_formatting(
    store: Store,
) -> None:
    async with Sandbox() as sandbox:
        olena = sandbox.person("Олена")
        olena.starts()
        server = TelegramAPIServer.from_base(sandbox.url)
        async with Bot(sandbox.token, session=AiohttpSession(api=server)) as bot:
            await is_edited_once_claimed(store, bot, olena)
        assert "100 грн" == olena.inbox[-1].text
        assert "entities" not in olena.inbox[-1].raw
