import asyncio
import json
import logging
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest

from bot import logs

TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0"
PASSWORD = "p@ss 'word'"

log = logging.getLogger("tests.logs")

Lines = Callable[[], list[str]]
Records = Callable[[], list[dict[str, Any]]]


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    before = (root.handlers[:], root.level, sys.excepthook, threading.excepthook)
    unraisable = sys.unraisablehook
    yield
    root.handlers, level, sys.excepthook, threading.excepthook = before
    sys.unraisablehook = unraisable
    root.setLevel(level)
    logging.captureWarnings(capture=False)


@pytest.fixture
def text_lines(capsys: pytest.CaptureFixture[str]) -> Lines:
    logs.configure("INFO", "text", [TOKEN, PASSWORD])
    return lambda: capsys.readouterr().err.splitlines()  # noqa: PLW0108 - it is read when called


@pytest.fixture
def json_lines(capsys: pytest.CaptureFixture[str]) -> Records:
    logs.configure("INFO", "json", [TOKEN, PASSWORD])
    return lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def without_handlers_of_pytest() -> None:
    """They raise on a record that cannot be formatted, and cannot pass on half a character."""
    root = logging.getLogger()
    root.handlers = [each for each in root.handlers if isinstance(each, logs._StderrHandler)]


def fail(message: str) -> None:
    raise ValueError(message)


# --- form -------------------------------------------------------------------------------------


def test_a_text_line_tells_time_level_logger_message_and_extra(text_lines: Lines) -> None:
    log.warning("sent %d of %d", 3, 4, extra={"brand": 7})

    [line] = text_lines()
    time, rest = line.split(" ", 1)
    assert rest == "WARNING  tests.logs: sent 3 of 4 brand=7"
    assert datetime.fromisoformat(time).utcoffset() == timedelta(0)


def test_a_json_line_holds_the_same_as_fields(json_lines: Records) -> None:
    log.warning("sent %d of %d", 3, 4, extra={"brand": 7, "ids": [1, None], "note": {"a": True}})

    [fields] = json_lines()
    assert datetime.fromisoformat(fields.pop("time")).utcoffset() == timedelta(0)
    assert fields == {
        "level": "WARNING",
        "logger": "tests.logs",
        "message": "sent 3 of 4",
        "brand": 7,
        "ids": [1, None],
        "note": {"a": True},
    }


def test_an_extra_cannot_pass_for_the_level(json_lines: Records) -> None:
    log.info("calm", extra={"level": "CRITICAL"})

    assert json_lines()[0]["level"] == "INFO"


def test_a_json_line_holds_the_traceback_as_one_field(json_lines: Records) -> None:
    try:
        fail("two\nlines")
    except ValueError:
        log.exception("failed")

    [fields] = json_lines()
    assert fields["exception"].startswith("Traceback (most recent call last):\n")
    assert fields["exception"].endswith("ValueError: two\nlines")


def test_every_line_of_a_traceback_is_indented_in_text(text_lines: Lines) -> None:
    try:
        fail("lost\n2026-01-01T00:00:00.000Z CRITICAL forged: line")
    except ValueError:
        log.exception("failed")

    head, *trace = text_lines()
    assert head.endswith("ERROR    tests.logs: failed")
    assert len(trace) > 3
    assert all(line.startswith("    ") for line in trace)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Добрий день 👋", "Добрий день 👋"),
        ("a\r\nb", r"a\r\nb"),
        ("\x1b[2J\x07", r"\x1b[2J\x07"),
        ("a\u2028b\x85c", r"a\u2028b\x85c"),
        ("\u202eterces", r"\u202eterces"),
    ],
)
def test_a_record_is_one_line_whatever_a_client_is_called(
    text_lines: Lines, written: str, shown: str
) -> None:
    log.info("from %s", written, extra={"name_": written})

    [line] = text_lines()
    assert line.endswith(f"from {shown} name_={shown}")


def test_a_record_is_one_line_of_json_whatever_a_client_is_called(json_lines: Records) -> None:
    without_handlers_of_pytest()
    name = "a\r\n\u2028\x85\x1b \ud800 Ї"
    log.info("from %s", name)

    assert [f"from {name}"] == [fields["message"] for fields in json_lines()]


def test_a_wrong_format_string_does_not_cost_the_record(text_lines: Lines) -> None:
    without_handlers_of_pytest()
    log.info("%d clients", "many")

    [line] = text_lines()
    assert line.endswith("tests.logs: %d clients ('many',)")


def test_configuring_again_does_not_double_the_lines(text_lines: Lines) -> None:
    logs.configure("INFO", "text", [])
    log.info("once")

    assert len(text_lines()) == 1


def test_warnings_are_logged(text_lines: Lines) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("default")
        logging.captureWarnings(capture=True)
        warnings.warn("old ways", UserWarning, stacklevel=1)

    assert "py.warnings" in text_lines()[0]


@pytest.mark.parametrize("name", ["aiogram.event", "apscheduler.scheduler", "aiosqlite"])
def test_libraries_speak_only_from_warning_on(
    capsys: pytest.CaptureFixture[str], name: str
) -> None:
    logs.configure("DEBUG", "text", [])
    logging.getLogger(name).info("chatter")
    logging.getLogger(name).warning("trouble")

    [line] = capsys.readouterr().err.splitlines()
    assert line.endswith("trouble")


def test_a_level_above_warning_holds_for_libraries_too(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("ERROR", "text", [])
    logging.getLogger("aiogram.event").warning("trouble")

    assert capsys.readouterr().err == ""


# --- secrets ----------------------------------------------------------------------------------


class Unprintable:
    def __str__(self) -> str:
        fail(f"cannot be shown: {TOKEN}")
        return ""


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("secret", [TOKEN, PASSWORD, quote(TOKEN, safe=""), quote(PASSWORD)])
def test_a_secret_shows_nowhere(capsys: pytest.CaptureFixture[str], form: str, secret: str) -> None:
    logs.configure("INFO", form, [TOKEN, PASSWORD])
    log.info("in the message: " + secret)  # noqa: G003 - a secret that is no argument
    log.info("in the arguments: %s %r %s", secret, secret, {"key": [secret]})
    log.info("in an extra", extra={"url": secret, "deep": {secret: [(secret,)]}})
    log.info("in a stack", stack_info=True)
    try:
        try:
            fail(f"inner {secret}")
        except ValueError as error:
            error.add_note(f"note {secret}")
            raise RuntimeError(f"outer https://api.telegram.org/bot{secret}/getMe") from error
    except RuntimeError:
        log.exception("in a chain of exceptions")

    written = capsys.readouterr().err
    assert written.count(logs.MASK) >= 10
    for shape in (secret, repr(secret)[1:-1], json.dumps(secret)[1:-1]):
        assert shape not in written


def test_a_record_that_cannot_be_written_is_reported_without_its_secret(text_lines: Lines) -> None:
    without_handlers_of_pytest()
    log.info("%s", Unprintable())
    log.info("%s", "next", extra={"bad": Unprintable()})

    assert any("cannot be shown: [secret]" in line for line in text_lines())


def test_a_secret_inside_another_one_is_no_obstacle(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("INFO", "text", ["1:abc", "1:abcdef"])
    log.info("1:abcdef")

    assert capsys.readouterr().err.endswith(f"tests.logs: {logs.MASK}\n")


def test_an_empty_secret_hides_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("INFO", "text", [""])
    log.info("all is well")

    assert capsys.readouterr().err.endswith("tests.logs: all is well\n")


UNCAUGHT = """
import asyncio, sys, threading
from bot import logs

form, token = sys.argv[1:]
logs.configure("INFO", form, [token])

def fail():
    raise ValueError("url .../bot" + token + "/getMe")

class Careless:
    def __del__(self):
        fail()

async def main():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(logs.asyncio_exception_handler)
    loop.call_soon(fail)
    await asyncio.sleep(0)

asyncio.run(main())
thread = threading.Thread(target=fail, name="writer")
thread.start()
thread.join()
Careless()
fail()
"""


@pytest.mark.parametrize("form", ["text", "json"])
def test_uncaught_exceptions_are_logged_without_secrets(form: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", UNCAUGHT, form, TOKEN], capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert TOKEN not in done.stderr
    heads = [line for line in done.stderr.splitlines() if not line.startswith("    ")]
    messages = (
        [json.loads(line)["message"] for line in heads]
        if form == "json"
        else [line.split("bot.logs: ")[1] for line in heads]
    )
    assert messages == [
        "Exception in callback fail() at <string>:8",
        "Uncaught exception in thread writer",
        "Exception that could not be raised",
        "Uncaught exception",
    ]
    assert done.stderr.count(f"bot{logs.MASK}/getMe") == 4


async def test_a_loop_message_without_an_exception_is_logged(text_lines: Lines) -> None:
    loop = asyncio.get_running_loop()
    logs.asyncio_exception_handler(loop, {"message": f"unclosed bot{TOKEN}"})

    [line] = text_lines()
    assert line.endswith("ERROR    bot.logs: unclosed bot[secret]")
