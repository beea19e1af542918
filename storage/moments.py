"""Moments as a database reckons with them."""

import sqlite3
from typing import Any

from sqlalchemy import ColumnElement, Float, Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlmodel import col, func


class seconds_between(FunctionElement[float]):  # noqa: N801 - it reads as a function of SQL
    """From the second moment to the first, in seconds to the millisecond."""

    type = Float()
    inherit_cache = True


@compiles(seconds_between, "sqlite")
def _of_text(element: Any, compiler: SQLCompiler, **how: Any) -> str:
    later, earlier = (compiler.process(one, **how) for one in element.clauses)
    return f"round((julianday({later}) - julianday({earlier})) * 86400, 3)"


@compiles(seconds_between, "postgresql")
def _of_moments(element: Any, compiler: SQLCompiler, **how: Any) -> str:
    later, earlier = (compiler.process(one, **how) for one in element.clauses)
    return f"CAST(round(extract(epoch FROM {later} - {earlier}), 3) AS DOUBLE PRECISION)"


class whole_seconds_between(FunctionElement[int]):  # noqa: N801 - it reads as a function of SQL
    """The same in whole seconds, as Telegram's dates have them: half the cost for ten thousand."""

    type = Integer()
    inherit_cache = True


@compiles(whole_seconds_between, "sqlite")
def _of_text_whole(element: Any, compiler: SQLCompiler, **how: Any) -> str:
    later, earlier = (compiler.process(one, **how) for one in element.clauses)
    if sqlite3.sqlite_version_info < (3, 38):
        return f"(strftime('%s', {later}) - strftime('%s', {earlier}))"
    return f"(unixepoch({later}) - unixepoch({earlier}))"  # the same, and twice as quick


@compiles(whole_seconds_between, "postgresql")
def _of_moments_whole(element: Any, compiler: SQLCompiler, **how: Any) -> str:
    later, earlier = (compiler.process(one, **how) for one in element.clauses)
    ends = [f"floor(extract(epoch FROM {one}))" for one in (later, earlier)]
    return f"CAST({' - '.join(ends)} AS BIGINT)"


def by_another_index(column: Any) -> ColumnElement[Any]:
    """The column where no index of it shall serve. Without statistics SQLite takes a range of
    moments to be few rows, and reads a whole year where the open ones of today are wanted.
    """
    return func.coalesce(col(column), col(column))
