"""How well clients were answered: depth, ratings, causes, and answers that many got alike."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from bot import figures
from bot.figures import ClosedComplaint, Depth, Share
from bot.hints import normalised
from storage.engine import Session, give_way
from storage.quality import Complaints, closed_complaints
from storage.ratings import marks_of
from storage.reviews import scores_between
from storage.slices import WHOLE, Slice
from storage.words import words_between

CAUSES_SHOWN = 6
A_DAY = timedelta(days=1)
MOST_PIECES = 60


@dataclass(frozen=True, slots=True)
class Quality:
    depth: Depth
    causes: Sequence[tuple[str, int]]  # of closed complaints, the commonest first; "" is none
    csat: Share
    asked: Share  # who rated, of whom we asked
    nps: float | None
    nps_n: int
    review_median: float | None = None  # of whole scorecards, 0 to 100
    reviews: int = 0


def _commonest(complaints: Iterable[Complaints]) -> list[tuple[str, int]]:
    """The commonest first; of equals by name, and none at the end."""
    counted: Counter[str] = Counter()
    for one in complaints:
        counted[one.cause] += one.n
    return sorted(counted.items(), key=lambda one: (-one[1], not one[0], one[0]))[:CAUSES_SHOWN]


def depth_of(complaints: Iterable[Complaints]) -> Depth:
    counted: Counter[ClosedComplaint] = Counter()
    for one in complaints:
        known = ClosedComplaint(
            cause=bool(one.cause),
            department_answered=one.department_answered if one.needs_department else None,
            told=bool(one.told),
            rated=one.rated if one.asked else None,
        )
        counted[known] += one.n
    return figures.depth(counted)


async def make_quality(
    session: Session, brand_id: int, start: datetime, end: datetime, part: Slice = WHOLE
) -> Quality:
    complaints = await closed_complaints(session, brand_id, start, end, part)
    marks = await marks_of(session, brand_id, start, end, part)
    whole = part.is_whole
    reviews = await scores_between(session, brand_id, start, end) if whole else []
    return Quality(
        depth=depth_of(complaints),
        causes=_commonest(complaints),
        csat=figures.csat(marks.answers),
        asked=Share(marks.rated, marks.asked),
        nps=figures.nps(marks.likely),
        nps_n=len(marks.likely),
        review_median=figures.median(reviews),
        reviews=len(reviews),
    )


async def repeated_answers(
    session: Session, brand_id: int, start: datetime, end: datetime, part: Slice = WHOLE
) -> Share:
    """Of the answers of [start, end), those whose very words went to several clients."""
    sent: dict[str, list[int]] = defaultdict(list)
    step = max(A_DAY, (end - start) / MOST_PIECES)
    while start < end:  # some days at a time: their texts need not be held all at once
        until = min(start + step, end)
        async for some in words_between(session, brand_id, start, until, part):
            for one in some:
                words = normalised(one.text, one.client, one.author)
                sent[sha256(words.encode()).hexdigest()].append(one.client_id)
            await give_way(session)
        start = until
    return figures.repeated_share(sent)
