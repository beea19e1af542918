"""The command line. Imports inside the commands keep `--help` and wrong settings quick."""

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from bot.config import Settings

DOTENV = Path(".env")
CANNOT_START = 2  # the exit code when the user, not a programmer, can put it right

cli = typer.Typer(
    name="vidhuk",
    help="Vidhuk: no client of your brand is left without a good answer.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


class Form(StrEnum):
    """What `export` makes."""

    XLSX = "xlsx"
    CSV = "csv"
    HTML = "html"
    PNG = "png"
    DARK = "dark"


class Language(StrEnum):
    UK = "uk"
    RU = "ru"
    EN = "en"


def _print_version(wanted: bool) -> None:  # noqa: FBT001 - the shape of a Typer callback
    if not wanted:
        return
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - see above

    try:
        typer.echo(f"vidhuk {version('vidhuk')}")
    except PackageNotFoundError:
        typer.echo("vidhuk, from a source tree that is not installed")
    raise typer.Exit


@cli.callback(invoke_without_command=True)
def vidhuk(
    context: typer.Context,
    *,
    _: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Show the version and exit."
        ),
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@cli.command()
def run() -> None:
    """Run the bot with the settings of the environment and .env in the current folder."""
    import signal  # noqa: PLC0415 - see above

    # Until the bot's own handlers are in place a stop is still a clean one. It also makes
    # SIGTERM work at all for the first process of a container.
    signal.signal(signal.SIGINT, _leave)
    signal.signal(signal.SIGTERM, _leave)
    _run(_settings())


def _leave(*_: object) -> NoReturn:
    """End at once. An exception would not do: libraries being imported turn it into their own.

    Nothing is lost: no message was taken yet, and the database outlives even a kill.
    """
    os._exit(0)


def _run(settings: "Settings") -> None:
    import asyncio  # noqa: PLC0415 - see above
    import gc  # noqa: PLC0415

    from bot import logs  # noqa: PLC0415
    from bot.clock import system_clock  # noqa: PLC0415
    from bot.errors import StartError  # noqa: PLC0415

    logs.configure(settings.log_level, settings.log_format, settings.secrets)
    gc.disable()  # what imports leave stays: counting it over and over is a quarter of the start
    from bot.app import run as run_app  # noqa: PLC0415 - brings aiogram

    try:
        asyncio.run(run_app(settings, clock=system_clock))
    except StartError as error:
        _stop(logs.Redactor(settings.secrets)(str(error)))


@cli.command()
def check() -> None:
    """Check the settings, the database and the token, and say what is wrong.

    The database is created, or brought up to date, as by `run`.
    """
    settings = _settings()

    import asyncio  # noqa: PLC0415 - see above

    from bot import logs  # noqa: PLC0415
    from bot.check import check_all, table  # noqa: PLC0415

    logs.configure("WARNING", settings.log_format, settings.secrets)
    findings = asyncio.run(check_all(settings))
    typer.echo(table(findings))
    if not all(finding.is_right for finding in findings):
        raise typer.Exit(CANNOT_START)


@cli.command()
def demo(
    language: Annotated[Language, typer.Option(help="The language of the story.")] = Language.UK,
    *,
    fast: Annotated[bool, typer.Option("--fast", help="No pauses between lines.")] = False,
) -> None:
    """Play a day of a brand on a Telegram emulator: no token, no network."""
    from bot.sandbox.demo import main as play  # noqa: PLC0415 - brings aiogram

    play(language=language.value, fast=fast)


@cli.command()
def export(
    *,
    brand: Annotated[str, typer.Option(help="Its name or number, where there are several.")] = "",
    period: Annotated[str, typer.Option(help='As after /report: "month", "01.11..15.11.2026".')] = (
        "month"
    ),
    form: Annotated[Form, typer.Option(help="What to make.")] = Form.XLSX,
    out: Annotated[Path | None, typer.Option(help="The file; the default names it.")] = None,
    at: Annotated[str, typer.Option(hidden=True, help="The bot's own moment.")] = "",
    part: Annotated[str, typer.Option(hidden=True, help="A part, as the bot's own JSON.")] = "",
) -> None:
    """Write a period to a file: a spreadsheet, CSV, a page, a picture. The bot may run beside."""
    import asyncio  # noqa: PLC0415 - see above
    import json  # noqa: PLC0415
    from datetime import datetime  # noqa: PLC0415

    from bot.clock import system_clock  # noqa: PLC0415
    from bot.config import SettingsError, load_database_url  # noqa: PLC0415
    from bot.export import ExportError, Wanted  # noqa: PLC0415
    from bot.export import export as write  # noqa: PLC0415
    from handlers.files.making import Form as FileForm  # noqa: PLC0415
    from handlers.files.making import maker_of, suffix_of  # noqa: PLC0415
    from storage.slices import Slice  # noqa: PLC0415

    chosen = FileForm(form.value)
    moment = datetime.fromisoformat(at) if at else system_clock()
    known = json.loads(part or "{}")
    wanted = Wanted(
        brand,
        period,
        suffix_of(chosen),
        out,
        moment,
        Slice.of(known.get("part", {})),
        known.get("part_name", ""),
    )
    try:
        url = load_database_url(os.environ, DOTENV)
        path = asyncio.run(write(url, wanted, maker_of(chosen), typer.echo))
    except (SettingsError, ExportError) as error:
        _stop(str(error))
    typer.echo(f"Written: {path}")


def _settings() -> "Settings":
    from bot.config import SettingsError, load_settings  # noqa: PLC0415 - see above

    try:
        return load_settings(os.environ, DOTENV)
    except SettingsError as error:
        _stop(str(error))


def _stop(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(CANNOT_START)


def main() -> None:
    cli(prog_name="vidhuk")


if __name__ == "__main__":
    main()
