"""The floor of starting: imports aiogram, asks once, and stays for its memory to be looked at."""

import asyncio
import os
import signal

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer


async def main() -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    api = TelegramAPIServer.from_base(os.environ["TELEGRAM_API_URL"])
    async with Bot(os.environ["BOT_TOKEN"], session=AiohttpSession(api=api)) as bot:
        await bot.get_updates()
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(main())
