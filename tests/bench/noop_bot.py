"""The floor of logging: Vidhuk's polling, parsing and dispatch with a handler that does nothing."""

import asyncio
import os
import signal

from aiogram import Bot, Dispatcher, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message, Update

from bot.garbage import collect_seldom
from bot.polling import BATCH
from handlers.polling import fetcher, introduce


async def do_nothing(message: Message) -> None:
    pass


async def poll(bot: Bot) -> None:
    await introduce(bot)
    fetch = fetcher(bot, 25)
    router = Router()
    router.message.register(do_nothing)
    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.include_router(router)
    collect_seldom()
    offset = None
    while True:
        raws = await fetch(offset, BATCH)
        for raw in raws:
            update = Update.model_validate(raw, context={"bot": bot})
            await dispatcher.feed_update(bot, update)
            offset = raw["update_id"] + 1


async def main() -> None:
    api = TelegramAPIServer.from_base(os.environ["TELEGRAM_API_URL"])
    async with Bot(os.environ["BOT_TOKEN"], session=AiohttpSession(api=api)) as bot:
        polling = asyncio.ensure_future(poll(bot))
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, polling.cancel)
        await asyncio.wait([polling])
        if not polling.cancelled():
            polling.result()


if __name__ == "__main__":
    asyncio.run(main())
