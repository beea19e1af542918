"""DATABASE_URL: what is read from it, what is refused, and which part of it is a secret."""

import pytest

from bot.config import SettingsError, load_database_url
from bot.database_address import secrets_in
from bot.logs import Redactor


def read_from(written: str) -> str:
    return load_database_url({"DATABASE_URL": written}, None)


def refusal(written: str) -> str:
    with pytest.raises(SettingsError, match="DATABASE_URL") as caught:
        read_from(written)
    return str(caught.value)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("sqlite:///data/v.sqlite3", "sqlite+aiosqlite:///data/v.sqlite3"),
        ("sqlite+aiosqlite:////srv/v.db", "sqlite+aiosqlite:////srv/v.db"),
        ("postgres://u:p@h/d", "postgresql+asyncpg://u:p@h/d"),
        ("postgresql://u:p@h:5433/d", "postgresql+asyncpg://u:p@h:5433/d"),
        ("postgresql+asyncpg:///d?host=/run/pg", "postgresql+asyncpg:///d?host=/run/pg"),
        ("postgres://h/d?sslmode=require", "postgresql+asyncpg://h/d?ssl=require"),
        (
            "postgresql://u:p@h/d?sslmode=require&channel_binding=require",
            "postgresql+asyncpg://u:p@h/d?ssl=require",
        ),
        ("postgres://h/d?channel_binding=prefer", "postgresql+asyncpg://h/d"),
        (
            "postgres://h/d?connect_timeout=10&application_name=my%20bot",
            "postgresql+asyncpg://h/d?timeout=10&application_name=my+bot",
        ),
        ("postgres:///d?host=a:1&host=b:2", "postgresql+asyncpg:///d?host=a:1&host=b:2"),
        ("postgres://u@server:p:w@h/d", "postgresql+asyncpg://u@server:p:w@h/d"),
        ("postgres://u:%40%2F%23%3F@h/d", "postgresql+asyncpg://u:%40%2F%23%3F@h/d"),
    ],
)
def test_a_database_address_gets_its_driver(written: str, read: str) -> None:
    assert read == read_from(written)


@pytest.mark.parametrize(
    "written",
    [
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        "sqlite://data/v.db",
        "postgresql://u:p@h",
        "postgresql://u:p@h:port/d",
        "postgresql+psycopg://h/d",
        "mysql://h/d",
        "data/v.db",
        "sqlite:///my file.db",
    ],
)
def test_another_database_or_half_an_address_is_refused(written: str) -> None:
    assert refusal(written)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("sqlite:///v.db?timeout=abc", "Drop the “?” and what follows it"),
        ("postgres://h/d?connection_limit=1", "“connection_limit” after “?”"),
        ("postgres://h/d?options=-c%20x", "Drop it: known are application_name, command_timeout"),
        ("postgres://h/d?half-a-secret", "holds something after “?”"),
        ("postgres://h/d?password=half-a-secret", "holds “password” after “?”"),
        ("postgres://h/d?sslmode=half-a-secret", "“sslmode” that cannot be used"),
        ("postgres://h/d?ssl=true", "disable, allow, prefer, require, verify-ca, verify-full"),
        ("postgres://h/d?connect_timeout=abc", "Write it once: a number"),
        ("postgres://h/d?timeout=1&connect_timeout=2", "Write it once: a number"),
        ("postgres://h/d?application_name=", "Write it once: a name"),
    ],
)
def test_what_no_driver_knows_after_the_address_is_named(written: str, told: str) -> None:
    text = refusal(written)
    assert told in text
    assert "half-a-secret" not in text


@pytest.mark.parametrize(
    "password",
    [
        "half@secret",
        "half/secret",
        "half?secret",
        "half#secret",
        "half[secret",
        "1/secret",
        "1#secret",
        "half?application_name=secret",
        "half?secret=half",
        "half/secret@half",
        "half:secret@half",
    ],
)
@pytest.mark.parametrize("host", ["h/d", "h:5432/d?sslmode=require", "/d?host=/run/pg"])
@pytest.mark.parametrize("scheme", ["postgres", "postgresql+asyncpg"])
def test_a_password_written_as_it_is_gets_the_remedy_and_is_not_quoted(
    password: str, host: str, scheme: str
) -> None:
    text = refusal(f"{scheme}://u:{password}@{host}")
    assert "Percent-encode the password" in text
    assert "%40" in text
    assert "half" not in text
    assert "secret" not in text


@pytest.mark.parametrize("password", ["p", "vidhuk", "postgres", "12345678", "p%40ss"])
def test_a_weak_password_hides_no_ordinary_word(password: str) -> None:
    url = f"postgresql://u:{password}@h/d"
    redact = Redactor(secrets_in(url))

    assert "postgresql://u[secret]h/d" == redact(url)
    plain = "cannot open postgresql://vidhuk:***@h/vidhuk: update 12345678 of the shop"
    assert plain == redact(plain)
