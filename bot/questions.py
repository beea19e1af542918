"""The question whose answer some words were, as its notice keeps it until somebody settles it.

An album is asked about once. Words that are edited meanwhile are kept as they first read, with
their edits: the newest are what the question shows and what is credited.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any, Self

from bot.answers import Answer, answer_request
from bot.edits import manner, record_edit
from storage.engine import Session
from storage.forgetting import old_questions
from storage.log import Origin, logged_already
from storage.merging import standing_request
from storage.notices import notice_named, notices_named
from storage.requests import get_request, message_at, open_wait
from storage.tables import Notice, Request

WHOSE = "whose_answer"


@dataclass(frozen=True, slots=True)
class Edit:
    message_id: int
    at: datetime
    text: str
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Settled:
    """By whom, and how: the answer to a request, or to none; then perhaps an automatic text."""

    by: str
    request_id: int | None = None
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    candidates: Sequence[int]  # the requests that it may have answered
    parts: tuple[Answer, ...]  # of one album, else a single one; as they first read
    edits: tuple[Edit, ...] = ()
    automatic: bool = False  # nobody was online: perhaps a greeting
    offset: int = 0  # of the candidates on show
    settled: Settled | None = None
    moved_to: int | None = None  # the chat's new id, where it became a supergroup: storage.moving

    @classmethod
    def asked_by(cls, notice: Notice) -> Self | None:
        """None where the notice asks something else."""
        prompt = notice.payload.get("prompt", {})
        if prompt.get("ask") != WHOSE:
            return None
        settled = prompt.get("settled")
        return cls(
            candidates=prompt["candidates"],
            parts=tuple(_answer(one) for one in [prompt["answer"], *prompt.get("more", [])]),
            edits=tuple(
                Edit(**{**one, "at": datetime.fromisoformat(one["at"])})
                for one in prompt.get("edits", [])
            ),
            automatic=prompt.get("automatic", False),
            offset=prompt.get("offset", 0),
            settled=Settled(**settled) if settled else None,
            moved_to=prompt.get("moved_to"),
        )

    @property
    def prompt(self) -> dict[str, Any]:
        first, *more = [{**asdict(one), "sent_at": one.sent_at.isoformat()} for one in self.parts]
        return {
            "ask": WHOSE,
            "candidates": list(self.candidates),
            "answer": first,
            "more": more,
            "edits": [{**asdict(one), "at": one.at.isoformat()} for one in self.edits],
            "automatic": self.automatic,
            "offset": self.offset,
            "settled": asdict(self.settled) if self.settled else None,
            "moved_to": self.moved_to,
        }

    @property
    def newest(self) -> list[Answer]:
        """The parts as they read now."""
        return [
            replace(one, text=edits[-1].text) if (edits := self._edits_of(one)) else one
            for one in self.parts
        ]

    @property
    def said_in(self) -> int:
        return self.moved_to or self.parts[0].chat_id

    def asks_about(self, chat_id: int, message_id: int, album_id: str | None) -> bool:
        return any(
            one.chat_id == chat_id
            and (one.message_id == message_id or (album_id and one.album_id == album_id))
            for one in self.parts
        )

    def edited(self, edit: Edit) -> Self | None:
        """With the edit of one of its parts; None where its words and links stay as they are."""
        part = next((one for one in self.parts if one.message_id == edit.message_id), None)
        if part is None:
            return None
        earlier = self._edits_of(part)
        last = earlier[-1] if earlier else None
        is_late = last is not None and edit.at < last.at
        now = last or part
        same = (edit.text, manner(edit.details)) == (now.text, manner(now.details))
        if is_late or same:
            return None
        return replace(self, edits=(*self.edits, edit))

    def _edits_of(self, part: Answer) -> list[Edit]:
        return [one for one in self.edits if one.message_id == part.message_id]

    async def credit(self, session: Session, request: Request, now: datetime) -> None:
        """Raises NotCarriedError, and changes nothing, where the words cannot go to the client."""
        for part in self.parts:
            edits = self._edits_of(part)
            details = edits[-1].details if edits else part.details
            answer = replace(part, details=details, moved_to=self.moved_to)
            await answer_request(session, request, answer, now)
            for one in edits:
                await record_edit(
                    session,
                    chat_id=part.chat_id,
                    message_id=part.message_id,
                    text=one.text,
                    edited_at=one.at,
                    now=now,
                    business_id=part.business_id or 0,
                    details=one.details,
                )

    async def credited_already(self, session: Session) -> Request | None:
        """The request with which all these words are on record, whichever way they came there."""
        origins = [one.origin for one in self.parts]
        if len(await logged_already(session, origins)) < len(origins):
            return None
        logged = await message_at(session, *origins[0])
        return await get_request(session, logged.request_id) if logged is not None else None


def _answer(kept: dict[str, Any]) -> Answer:
    return Answer(**{**kept, "sent_at": datetime.fromisoformat(kept["sent_at"])})


async def still_asked(session: Session, now: datetime) -> list[int]:
    """The old questions (rows of notices) by which somebody who waits may still be answered."""
    asked: list[int] = []
    for notice in await old_questions(session, now, WHOSE):
        question = Question.asked_by(notice)
        if question is not None and await _any_waits(session, question.candidates):
            asked.append(notice.id)
    return asked


async def _any_waits(session: Session, request_ids: Sequence[int]) -> bool:
    for request_id in request_ids:
        request = await standing_request(session, request_id)
        if request is not None and await open_wait(session, request.id) is not None:
            return True
    return False


def question_key(said: Origin, album_id: str | None) -> str:
    """Names the question about some words: an album's parts share it."""
    chat_id, message_id, business_id = said
    what = f"album:{album_id}" if album_id else str(message_id)
    return f"whose:{chat_id}:{business_id}:{what}"


def offline_key(business_id: int, words: str) -> str:
    """Names the question about what may be an automatic text, by its words."""
    return f"offline:{business_id}:{words}"


async def question_about(
    session: Session, said: Origin, album_id: str | None
) -> tuple[Notice, Question] | None:
    """The question about these words or the rest of their album, settled or not."""
    chat_id, message_id, business_id = said
    own = await notice_named(session, question_key(said, album_id))
    found = [own] if own is not None else []
    if business_id:
        found += await notices_named(session, offline_key(business_id, ""))
    for notice in found:
        question = Question.asked_by(notice)
        if question is not None and question.asks_about(chat_id, message_id, album_id):
            return notice, question
    return None
