"""A part of a brand's requests: of one member, chat, source, kind, cause or post."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists
from sqlmodel import col

from storage.tables import Request, Wait
from storage.vocabulary import Kind, Source


@dataclass(frozen=True, slots=True)
class Slice:
    """Everything that is named must fit."""

    member_id: int | None = None  # who ended the wait, whoever the request is with now
    chat_id: int | None = None
    source: Source | None = None
    own_source: str | None = None
    kind: Kind | None = None
    cause: str | None = None
    post_id: int | None = None

    @property
    def is_whole(self) -> bool:
        return self == WHOLE

    def of_requests(self) -> list[ColumnElement[bool]]:
        """Of a member: the requests in which they ended a wait."""
        if self.member_id is None:
            return self._of_columns()
        ended = exists().where(
            col(Wait.request_id) == Request.id, col(Wait.stopped_by) == self.member_id
        )
        ended = ended.correlate(Request)  # of its own, also where the query reads waits itself
        return [ended, *self._of_columns()]

    def of_waits(self) -> list[ColumnElement[bool]]:
        """Of waits joined to their requests."""
        if self.member_id is None:
            return self._of_columns()
        return [col(Wait.stopped_by) == self.member_id, *self._of_columns()]

    def _of_columns(self) -> list[ColumnElement[bool]]:
        wanted: dict[Any, Any] = {
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
