"""`vidhuk check`: tries what `run` would need, and says what is wrong before it matters."""

from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus

import aiohttp

from bot.config import Settings
from bot.logs import Redactor
from storage.engine import AnotherCopyRunsError, StorageError, open_store

_API_TIMEOUT = aiohttp.ClientTimeout(total=15)  # seconds


@dataclass(frozen=True, slots=True)
class Finding:
    subject: str
    is_right: bool
    text: str


async def check_all(settings: Settings) -> list[Finding]:
    return [
        check_settings(settings),
        await check_database(settings),
        await check_token(settings),
    ]


def check_settings(settings: Settings) -> Finding:
    """What was read; settings that cannot be read do not come this far."""
    return Finding(
        "settings",
        is_right=True,
        text=f"language {settings.language}, time zone {settings.timezone},"
        f" clients are answered within {settings.sla / timedelta(hours=1):g} h,"
        f" {len(settings.owner_ids)} owner(s)",
    )


async def check_database(settings: Settings) -> Finding:
    """Open the database as `run` does, which creates it and brings its tables up to date."""
    try:
        async with open_store(settings.database_url):
            return Finding("database", is_right=True, text="opens, and its tables are up to date")
    except AnotherCopyRunsError:
        return Finding("database", is_right=True, text="in use by a copy of Vidhuk that is running")
    except StorageError as error:
        return Finding("database", is_right=False, text=Redactor(settings.secrets)(str(error)))


async def check_token(settings: Settings) -> Finding:
    """Ask the Bot API who the token's bot is."""
    url = f"{settings.telegram_api_url}/bot{settings.bot_token}/getMe"
    try:
        async with (
            aiohttp.ClientSession(timeout=_API_TIMEOUT) as session,
            session.get(url) as response,
        ):
            if response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                response.raise_for_status()
            reply = await response.json(content_type=None)
        username = reply["result"]["username"] if reply["ok"] else None
    except (aiohttp.ClientError, TimeoutError) as error:
        # The error's own text may quote the address, and with it the token.
        return _token(
            f"no answer from {settings.telegram_api_url} ({type(error).__name__})."
            " Check TELEGRAM_API_URL and this machine's network"
        )
    except (ValueError, TypeError, KeyError):
        return _token(
            f"{settings.telegram_api_url} is not a Bot API server. Check TELEGRAM_API_URL"
        )
    if username is not None:
        return Finding("token", is_right=True, text=f"belongs to @{username}")
    if response.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND}:
        return _token("Telegram does not know it. Copy it from @BotFather again")
    return _token(f"{settings.telegram_api_url} refuses to say ({response.status}). Try again")


def _token(problem: str) -> Finding:
    return Finding("token", is_right=False, text=problem)


def table(findings: list[Finding]) -> str:
    return "\n".join(
        f"{'ok   ' if finding.is_right else 'WRONG'}  {finding.subject:<9} {finding.text}"
        for finding in findings
    )
