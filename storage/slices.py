"""A part of a brand's requests: of one member, chat, source, kind, cause or post."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import col

from storage.tables import Request
from storage.vocabulary import Kind, Source


@dataclass(frozen=True, slots=True)
class Slice:
    """Everything that is named must fit."""

    member_id: int | None = None
    chat_id: int | None = None
    source: Source | None = None
    own_source: str | None = None
    kind: Kind | None = None
    cause: str | None = None
    post_id: int | None = None

    @property
    def is_whole(self) -> bool:
        return self == WHOLE

    def conditions(self) -> list[ColumnElement[bool]]:
        wanted: dict[Any, Any] = {
            Request.assignee_id: self.member_id,
            Request.chat_id: self.chat_id,
            Request.source: self.source,
            Request.own_source: self.own_source,
            Request.kind: self.kind,
            Request.cause: self.cause,
            Request.post_id: self.post_id,
        }
        return [col(column) == value for column, value in wanted.items() if value is not None]

    def known(self) -> dict[str, Any]:
        """As plain JSON values: `Slice.of` reads them."""
        names = ("member_id", "chat_id", "source", "own_source", "kind", "cause", "post_id")
        values = {name: getattr(self, name) for name in names}
        return {name: value for name, value in values.items() if value is not None}

    @classmethod
    def of(cls, known: dict[str, Any]) -> "Slice":
        found = dict(known)
        if "source" in found:
            found["source"] = Source(found["source"])
        if "kind" in found:
            found["kind"] = Kind(found["kind"])
        return cls(**found)


WHOLE = Slice()
