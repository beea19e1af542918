"""A join that SQLite makes in the order in which it is written."""

from typing import Any

from sqlalchemy import Join
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler


class JoinInOrder(Join):
    """From left to right. A subquery on the left is then read as it comes: SQLite would write it
    down first, and look each of its rows up in what it wrote.
    """

    inherit_cache = True


@compiles(JoinInOrder, "sqlite")
def _in_order(join: Any, compiler: SQLCompiler, **how: Any) -> str:
    how.pop("asfrom", None)
    left, right = (compiler.process(one, asfrom=True, **how) for one in (join.left, join.right))
    return f"{left} CROSS JOIN {right} ON {compiler.process(join.onclause, **how)}"
