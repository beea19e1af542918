"""The whole conversation in pages: nothing is lost, nothing outgrows a message."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cutting import cut
from handlers.texts import texts
from handlers.views.conversation import MOST, Said, all_said, conversation, paged
from handlers.views.view import LIMIT
from handlers.wording import utf16_length
from storage.tables import Event
from storage.vocabulary import Direction
from tests.handlers.rows import HOUR, NOW, brand, matter, message

WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=300)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.builds(Said, st.text("ab😀", min_size=1, max_size=9), WORDS), max_size=70))
def test_pages_hold_every_word_in_order_and_never_more_than_fits(said: list[Said]) -> None:
    pages = paged(said, room=60)
    whole = "".join(one.words for page in pages for one in page)
    assert "".join(one.words for one in said) == whole
    assert [] == [page for page in pages if sum(one.length for one in page) > 60]
    assert max(map(len, pages)) <= MOST
    assert [[]] == pages or [] not in pages


@given(WORDS, st.integers(2, 50))
def test_a_cut_loses_nothing_and_halves_no_letter(text: str, units: int) -> None:
    first, rest = cut(text, units)
    assert text == first + rest
    assert utf16_length(first) <= units
    assert first or not text


def test_each_message_shows_who_when_and_all_its_words() -> None:
    t, ours = texts("en"), brand("en")
    long = "слово " * 1500
    said = all_said(
        t,
        ours,
        [
            message("Де посилка 123?", "Олена", 1, sent_at=NOW - 5 * HOUR),
            message(long, "Олена", 2, sent_at=NOW - 4 * HOUR),
            message("Завтра", "Ірина", 3, direction=Direction.OUT),
            message("", "Олена", 4, content="photo", sent_at=NOW - HOUR, deleted_at=NOW),
        ],
        {1: "Де посилка 456?"},
        [Event(brand_id=1, at=NOW - 2 * HOUR, what="note", actor="Ірина", data={"note": "Брак"})],
        NOW,
    )
    views = [conversation(t, matter("", "Олена"), said, page) for page in range(9)]
    shown = [view.payload()["text"] for view in views]
    assert (
        "👤 Олена · Mon 2 Nov, 07:00 ✏️\nДе посилка 456?\n✏️ before the edit:\nДе посилка 123?"
        in (shown[0])
    )
    assert 1500 == sum(page.count("слово") for page in shown[:4])
    assert "… 👤 Олена · Mon 2 Nov, 08:00\nслово" in shown[2]
    assert shown[3] == shown[8]
    last = shown[3].partition("📝")[2]
    order = ["Ірина · Mon 2 Nov, 10:00\nБрак", "📷 photo", "↩️ Ірина · Mon 2 Nov, 12:00\nЗавтра"]
    assert sorted(order, key=last.index) == order
    assert "🗑 deleted Mon 2 Nov, 12:00" in last
    assert max(map(utf16_length, shown)) < LIMIT - 60  # room for the brand's name
