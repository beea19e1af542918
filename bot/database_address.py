"""DATABASE_URL as hosting companies hand it out, in the words that the drivers know."""

import re
from collections.abc import Mapping
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urlsplit

_REMEDY = "Write sqlite:///data/vidhuk.sqlite3 or postgresql://USER:PASSWORD@HOST/DATABASE"

_ENCODE = (
    "Percent-encode the password: “@” is written %40, “/” %2F, “?” %3F, “#” %23, “[” %5B, “]” %5D"
)

_OWN_NAMES = {"sslmode": "ssl", "connect_timeout": "timeout"}
"""libpq's names and asyncpg's."""

_NEEDLESS = frozenset({"channel_binding"})
"""asyncpg has nothing of the kind, and is as safe without where TLS is required."""

_SECONDS = r"\d{1,6}(?:\.\d+)?"
_COUNT = r"\d{1,6}"
_VALUES: Mapping[str, str] = {
    "ssl": "disable|allow|prefer|require|verify-ca|verify-full",
    "timeout": _SECONDS,
    "command_timeout": _SECONDS,
    "statement_cache_size": _COUNT,
    "prepared_statement_cache_size": _COUNT,
    "target_session_attrs": "any|primary|standby|read-write|read-only|prefer-standby",
    "application_name": ".{1,63}",
    "host": ".+",
    "port": r"\d{1,5}",
}
"""The keys that may follow "?" and what their values look like."""

_WEAK_BELOW = 8
_WORD_BELOW = 16  # letters alone, or digits alone


class AddressError(ValueError):
    """What is wrong with an address and how to put it right; quotes none of its values."""


def with_driver(text: str) -> str:
    """`sqlite+aiosqlite://…` or `postgresql+asyncpg://…`. Raises AddressError."""
    scheme, separator, rest = text.partition("://")
    if not separator or any(character.isspace() for character in text):
        raise AddressError(f"is not a database address. {_REMEDY}")
    address, _, query = rest.partition("?")
    if scheme in {"sqlite", "sqlite+aiosqlite"}:
        if not address.startswith("/") or address in {"/", "//"} or ":memory:" in address:
            raise AddressError(
                f"names no file, and a database in memory forgets every client. {_REMEDY}"
            )
        if query:
            raise AddressError("has settings after its file. Drop the “?” and what follows it")
        return f"sqlite+aiosqlite://{address}"
    if scheme in {"postgres", "postgresql", "postgresql+asyncpg"}:
        if _is_ambiguous(rest):
            raise AddressError(f"has a sign in it that ends a password early. {_ENCODE}")
        parts = split_address(text)
        if parts is None or not parts.path.strip("/"):
            raise AddressError(f"is not a whole PostgreSQL address. {_REMEDY}. {_ENCODE}")
        known = _known(query)
        return f"postgresql+asyncpg://{address}" + (f"?{known}" if known else "")
    raise AddressError(f"is for a database that Vidhuk does not know. {_REMEDY}")


def _is_ambiguous(rest: str) -> bool:
    """Whether parsers would take a part of the password for the host, the path or a setting.

    And quote it in their errors. A user may be called "vidhuk@server", as some hosts name them.
    """
    found = re.search(r"[/?#]", rest)
    end = found.start() if found else len(rest)
    authority, tail = rest[:end], rest[end:]
    password = authority.rpartition("@")[0].partition(":")[2]
    return "@" in password or "@" in tail or "#" in tail


def _known(query: str) -> str:
    """The settings of a PostgreSQL address under asyncpg's names."""
    kept: dict[str, list[str]] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        key = _OWN_NAMES.get(name, name)
        if key in _NEEDLESS:
            continue
        shape = _VALUES.get(key)
        if shape is None:
            shown = f"“{name}”" if re.fullmatch(r"[A-Za-z_]{1,32}", name) else "something"
            raise AddressError(
                f"holds {shown} after “?”, which Vidhuk's driver does not know. Drop it: known are "
                f"{', '.join(sorted({*_VALUES, *_OWN_NAMES}))}"
            )
        if not re.fullmatch(shape, value) or (key in kept and key not in {"host", "port"}):
            wanted = shape if "|" in shape else "a number" if shape[0] == "\\" else "a name"
            raise AddressError(
                f"has a “{name}” that cannot be used. Write it once: {wanted.replace('|', ', ')}"
            )
        kept.setdefault(key, []).append(value)
    return urlencode(kept, doseq=True, safe="/:")


def secrets_in(url: str) -> list[str]:
    """The password as written and as meant. A weak one is told by its place in the address.

    Anywhere else a password like "vidhuk" is an ordinary word, without which no log can be read.
    """
    parts = split_address(url)
    written = (parts.password if parts else None) or ""
    forms = dict.fromkeys([written, unquote(written)])
    return [f":{form}@" if _is_weak(form) else form for form in forms if form]


def _is_weak(password: str) -> bool:
    of_one_kind = password.isalpha() or password.isdigit()
    return len(password) < (_WORD_BELOW if of_one_kind else _WEAK_BELOW)


def split_address(url: str) -> SplitResult | None:
    """The parts of an address, or None. The parser's own errors quote the address: not for us."""
    if not url.isprintable() or " " in url:
        return None
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts
