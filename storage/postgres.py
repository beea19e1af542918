"""Engines for PostgreSQL that name every failure of the server alike.

The driver has its own word for each: a refused connection is an OSError, a server that shuts
down a plain Error. Whoever must tell a failed database from a bad statement would have to
know them all.
"""

from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

SERVER_FAILED = ("08", "28", "3D", "40", "53", "55", "57", "58", "XX")
"""Classes of SQLSTATE that are about the connection, the server or its disk, and not about
the statement: https://www.postgresql.org/docs/current/errcodes-appendix.html"""

_NUMBERS = {"timeout": float, "command_timeout": float, "statement_cache_size": int}


def postgres_engine(url: URL, **options: Any) -> AsyncEngine:
    """An engine that raises OperationalError whenever the server or the way to it fails."""
    engine = create_async_engine(
        url, max_overflow=0, pool_pre_ping=True, hide_parameters=True, **options
    )

    @event.listens_for(engine.sync_engine, "do_connect")
    def connect(dialect: Any, _record: Any, args: Any, options: Any) -> Any:
        _as_driver_takes_them(options)
        try:
            return dialect.connect(*args, **options)
        # OverflowError: no such port. ValueError: no root certificate to verify the server with.
        except (OSError, OverflowError, ValueError) as error:
            raise dialect.loaded_dbapi.OperationalError(f"cannot connect: {error}") from error

    @event.listens_for(engine.sync_engine, "handle_error", retval=True)
    def rename(context: Any) -> OperationalError | None:
        error = context.original_exception
        if not isinstance(error, context.dialect.loaded_dbapi.Error):
            return None  # a cancellation, say
        _leave_out_values(error, context.sqlalchemy_exception)
        state = getattr(error, "sqlstate", None)
        lost = context.is_disconnect
        confused = isinstance(error, context.dialect.loaded_dbapi.InternalError)
        if not (lost or confused or (state and state.startswith(SERVER_FAILED))):
            return None
        return OperationalError(
            context.statement, None, error, hide_parameters=True, connection_invalidated=lost
        )

    return engine


def _as_driver_takes_them(options: dict[str, Any]) -> None:
    """What an address holds as text after its "?", in the driver's own types."""
    for name, kind in _NUMBERS.items():
        if name in options:
            options[name] = kind(options[name])
    if (name := options.pop("application_name", None)) is not None:
        options["server_settings"] = {"application_name": name}


def _leave_out_values(error: Any, wrapped: Exception | None) -> None:
    """The server's DETAIL quotes the failing row, and with it what a client wrote."""
    from_driver = error.__cause__
    detail = getattr(from_driver, "detail", None)
    if not detail:
        return
    from_driver.detail = None
    for one in (error, wrapped):
        if one is not None:
            one.args = tuple(str(arg).replace(detail, "(left out)") for arg in one.args)
