"""Columns as migrations name them. What a migration has made stays: add here, change nothing."""

from typing import Any

import sqlalchemy as sa

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
Column = sa.Column[Any]


def reference(name: str, table: str, *, nullable: bool = False) -> Column:
    return sa.Column(name, BIG, sa.ForeignKey(f"{table}.id"), nullable=nullable)


def key() -> Column:
    return sa.Column("id", BIG, primary_key=True, nullable=False)


def flag(name: str) -> Column:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())


def words(name: str) -> Column:
    return sa.Column(name, sa.String(), nullable=False, server_default="")
