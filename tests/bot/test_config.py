from datetime import timedelta
from pathlib import Path

import pytest

from bot.config import Settings, SettingsError, load_settings

TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0"


def settings(**environ: str) -> Settings:
    return load_settings({"BOT_TOKEN": TOKEN} | environ, None)


def refusal(**environ: str) -> str:
    with pytest.raises(SettingsError) as caught:
        settings(**environ)
    return str(caught.value)


def test_a_token_alone_is_enough() -> None:
    assert (
        Settings(
            bot_token=TOKEN,
            owner_ids=frozenset(),
            database_url="sqlite+aiosqlite:///data/vidhuk.sqlite3",
            telegram_api_url="https://api.telegram.org",
            language="uk",
            timezone="Europe/Kyiv",
            sla=timedelta(hours=24),
            log_level="INFO",
            log_format="text",
            inbox=None,
            audit_ping_url=None,
        )
        == settings()
    )


def test_an_empty_value_is_not_set() -> None:
    assert settings() == settings(LANGUAGE="", SLA_HOURS="  ", AUDIT_PING_URL="", OWNER_IDS=" ")


def test_variables_of_others_do_not_matter() -> None:
    assert settings() == settings(HOME="anywhere", LANG="C.UTF-8")


# --- .env -------------------------------------------------------------------------------------


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text(f"BOT_TOKEN={TOKEN}\nLANGUAGE=en\nTIMEZONE=Europe/Warsaw\n")

    read = load_settings({"LANGUAGE": "ru"}, dotenv)

    assert ("ru", "Europe/Warsaw") == (read.language, read.timezone)


def test_an_empty_variable_of_the_environment_leaves_the_file_its_say(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text(f"BOT_TOKEN={TOKEN}\n")

    assert load_settings({"BOT_TOKEN": ""}, dotenv).bot_token == TOKEN


def test_a_missing_file_is_no_error(tmp_path: Path) -> None:
    assert load_settings({"BOT_TOKEN": TOKEN}, tmp_path / ".env") == settings()


def test_a_byte_mark_comments_and_quotes_are_understood(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_bytes(f'\ufeffBOT_TOKEN="{TOKEN}"\r\n# a note\r\nLANGUAGE=en  # why\r\n'.encode())

    read = load_settings({}, dotenv)

    assert (TOKEN, "en") == (read.bot_token, read.language)


def test_a_password_may_hold_a_dollar_and_braces(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text(f"BOT_TOKEN={TOKEN}\nDATABASE_URL=postgresql://u:a${{HOME}}b@h/d\n")

    read = load_settings({"HOME": "elsewhere"}, dotenv)

    assert read.database_url == "postgresql+asyncpg://u:a${HOME}b@h/d"


def test_a_file_in_another_encoding_is_explained(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_bytes("# Токен бота\n".encode("cp1251"))

    with pytest.raises(SettingsError, match="UTF-8"):
        load_settings({}, dotenv)


# --- what is wrong is said, all at once -------------------------------------------------------


def test_every_wrong_variable_is_named_with_its_remedy() -> None:
    text = refusal(
        BOT_TOKEN="from BotFather",
        OWNER_IDS="@olena",
        DATABASE_URL="mysql://localhost/vidhuk",
        TELEGRAM_API_URL="api.telegram.org",
        LANGUAGE="pl",
        TIMEZONE="Kyiv",
        SLA_HOURS="a day",
        LOG_LEVEL="LOUD",
        LOG_FORMAT="xml",
        AUDIT_PING_URL="hc-ping.com",
    )

    for name, remedy in {
        "BOT_TOKEN": "@BotFather",
        "OWNER_IDS": "123456789,987654321",
        "DATABASE_URL": "sqlite:///data/vidhuk.sqlite3",
        "TELEGRAM_API_URL": "https://api.telegram.org",
        "LANGUAGE": "uk, ru, en",
        "TIMEZONE": "Europe/Kyiv",
        "SLA_HOURS": "from 0.25 to 720",
        "LOG_LEVEL": "DEBUG, INFO, WARNING, ERROR, CRITICAL",
        "LOG_FORMAT": "text, json",
        "AUDIT_PING_URL": "https://hc-ping.com/",
    }.items():
        [line] = [line for line in text.splitlines() if line.startswith(f"  - {name} ")]
        assert remedy in line


def test_a_missing_token_is_explained() -> None:
    assert "BOT_TOKEN is not set. Ask @BotFather" in refusal(BOT_TOKEN="")


@pytest.mark.parametrize(
    "environ",
    [
        {"BOT_TOKEN": "half-a-secret-token"},
        {"DATABASE_URL": "postgresql://u:half-a-secret@h"},
        {"DATABASE_URL": "mysql://u:half-a-secret@h/d"},
        {"DATABASE_URL": "postgresql://u:half-a-secret@h:port/d"},
        {"TELEGRAM_API_URL": "https://host:half-a-secret/"},
        {"TELEGRAM_API_URL": "https://host/bot123456:half-a-secret"},
        {"AUDIT_PING_URL": "hc-ping.com/half-a-secret"},
    ],
)
def test_an_error_never_quotes_what_may_be_a_secret(environ: dict[str, str]) -> None:
    assert "half-a-secret" not in refusal(**environ)


# --- each variable ----------------------------------------------------------------------------


@pytest.mark.parametrize("token", ["1:a", "42:TEST", TOKEN])
def test_a_token_of_a_local_server_may_be_short(token: str) -> None:
    assert settings(BOT_TOKEN=token).bot_token == token


@pytest.mark.parametrize("token", ["abc", ":abc", "12:", "12:a b", "12:a/b", "x12:abc"])
def test_what_is_not_a_token_is_refused(token: str) -> None:
    assert "BOT_TOKEN" in refusal(BOT_TOKEN=token)


@pytest.mark.parametrize("written", ["7,8", "7 8", "7, 8,", "8;7", " 7\t8 7 "])
def test_owners_are_numbers_with_commas_or_spaces(written: str) -> None:
    assert settings(OWNER_IDS=written).owner_ids == {7, 8}


@pytest.mark.parametrize("written", ["-7", "0", "7.5", "7 olena", "12345678901234567890"])
def test_what_is_not_a_user_id_is_refused(written: str) -> None:
    assert "OWNER_IDS" in refusal(OWNER_IDS=written)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("http://127.0.0.1:8081/", "http://127.0.0.1:8081"),
        ("https://telegram.example/api//", "https://telegram.example/api"),
        ("http://[::1]:8081", "http://[::1]:8081"),
    ],
)
def test_the_api_address_keeps_no_slash_at_its_end(written: str, read: str) -> None:
    assert settings(TELEGRAM_API_URL=written).telegram_api_url == read


@pytest.mark.parametrize(
    "written",
    [
        "ftp://h",
        "https://",
        "https:///path",
        "h:8081",
        "https://h/bot{token}/{method}",
        "https://h/bot",
        "https://h/bot<token>",
        "https://h/bot123:abc",
        "https://h/?a=b",
        "https://h:port",
        "https://h h",
    ],
)
def test_what_is_not_a_server_address_alone_is_refused(written: str) -> None:
    assert "TELEGRAM_API_URL" in refusal(TELEGRAM_API_URL=written)


@pytest.mark.parametrize(
    ("written", "hours"), [("0.25", 0.25), ("24", 24), ("1,5", 1.5), ("720", 720)]
)
def test_the_sla_is_given_in_hours(written: str, hours: float) -> None:
    assert settings(SLA_HOURS=written).sla == timedelta(hours=hours)


@pytest.mark.parametrize("written", ["0", "0.24", "-1", "720.1", "nan", "inf", "24h"])
def test_an_sla_out_of_range_is_refused(written: str) -> None:
    assert "SLA_HOURS" in refusal(SLA_HOURS=written)


@pytest.mark.parametrize("written", ["Europe", "../UTC", "/etc/localtime", "UTC+2", "localtime"])
def test_what_is_not_a_time_zone_is_refused(written: str) -> None:
    assert "TIMEZONE" in refusal(TIMEZONE=written)


def test_case_does_not_matter_where_there_is_a_choice() -> None:
    read = settings(LANGUAGE="EN", LOG_LEVEL="debug", LOG_FORMAT="JSON")

    assert ("en", "DEBUG", "json") == (read.language, read.log_level, read.log_format)


# --- secrets ----------------------------------------------------------------------------------


def test_settings_do_not_show_their_secrets() -> None:
    shown = repr(
        settings(
            DATABASE_URL="postgresql://vidhuk:p%40ss@h/d", AUDIT_PING_URL="https://hc-ping.com/uuid"
        )
    )

    assert "language='uk'" in shown
    for secret in (TOKEN, TOKEN.partition(":")[2], "p%40ss", "uuid"):
        assert secret not in shown


def test_secrets_hold_the_password_as_written_and_as_meant() -> None:
    secrets = settings(DATABASE_URL="postgresql://u:p%40ss-in-full@h/d").secrets

    assert {TOKEN, TOKEN.partition(":")[2], "p%40ss-in-full", "p@ss-in-full"} == set(secrets)


def test_a_short_half_of_a_token_is_no_secret_of_its_own() -> None:
    assert settings(BOT_TOKEN="1:test").secrets == ("1:test",)


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        settings().language = "en"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("written", "read"),
    [("ru_RU", "ru"), ("uk_UA.UTF-8", "uk"), ("en-GB", "en"), ("RU", "ru"), ("uk_UA@x", "uk")],
)
def test_a_locale_gives_its_language(written: str, read: str) -> None:
    assert read == settings(LANGUAGE=written).language


@pytest.mark.parametrize("written", ["de_DE", "de_DE.UTF-8", "C", "C.UTF-8", "ukr", "_"])
def test_a_language_that_we_do_not_speak_is_refused(written: str) -> None:
    assert f"LANGUAGE is {written!r}. Write one of: uk, ru, en" in refusal(LANGUAGE=written)


def test_the_list_of_languages_that_a_desktop_exports_goes_after_the_file(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text("LANGUAGE=ru\n")
    environ = {"BOT_TOKEN": "42:TEST", "LANGUAGE": "de_DE:en_US:en"}
    assert "ru" == load_settings(environ, dotenv).language
    assert "en" == load_settings(environ, None).language
    assert "uk" == load_settings(environ | {"LANGUAGE": "de_DE:de"}, None).language
