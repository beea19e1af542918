"""Answers as teams write them, each with the hints a fair reader would give.

B brush-off, C no cause, S no step, E no empathy, L short, G no greeting. The client is Олена, Анна
or Anna; Ірина, Irina or Iryna answers for Kava. HELD_OUT was written before the rules, and no rule
was made to fit it.
"""

from pathlib import Path
from typing import NamedTuple

from bot.hints import Hint, hints
from storage.vocabulary import Kind

LETTERS = {
    "B": Hint.BRUSH_OFF, "C": Hint.NO_CAUSE, "S": Hint.NO_STEP, "E": Hint.NO_EMPATHY,
    "L": Hint.SHORT, "G": Hint.NO_GREETING,
}  # fmt: skip
KINDS = {"c": Kind.COMPLAINT, "q": Kind.QUESTION, "s": Kind.SUGGESTION}


CLIENT, AUTHOR = "Олена Анна Anna", "Ірина Irina Iryna"


class Judged(NamedTuple):
    kind: Kind
    asked: str
    answer: str
    hints: frozenset[Hint]

    @property
    def found(self) -> frozenset[Hint]:
        return frozenset(hints(self.answer, self.kind, self.asked, client=CLIENT, author=AUTHOR))


def _table(name: str) -> list[Judged]:
    """Each line: the kind, the hints or "-", the client's words, the answer."""
    text = (Path(__file__).parent / "answers" / name).read_text(encoding="utf-8")
    rows = (line.split("|") for line in text.splitlines())
    return [
        Judged(KINDS[kind], asked, answer, frozenset(LETTERS[one] for one in given.strip("-")))
        for kind, given, asked, answer in ([part.strip() for part in row] for row in rows)
    ]


TUNED = _table("tuned.txt")
HELD_OUT = _table("held_out.txt")
