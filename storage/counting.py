"""Which waits count as such, in figures and in what a request shows."""

from sqlalchemy import ColumnElement, and_
from sqlmodel import col

from storage.tables import Wait
from storage.vocabulary import UNCOUNTED


def counts() -> ColumnElement[bool]:
    """Neither merged into another wait nor found to need no answer."""
    return and_(*[col(Wait.stop).is_distinct_from(stop) for stop in sorted(UNCOUNTED)])
