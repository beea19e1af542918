"""What a card leaves out is read in full: every message, answer, edit and note."""

from tests.stage import Stage


async def test_the_whole_conversation_is_read_page_by_page_wherever_its_card_is_shown(
    stage: Stage,
) -> None:
    await stage.set_up()
    olena = stage.sandbox.person("Олена")
    first = olena.writes("Моє замовлення 123")
    card = await stage.seen(stage.desk, "#1")
    stage.iryna.writes("// дзвонила на склад", chat=stage.desk, reply_to=card)
    for number in range(6):
        olena.writes(f"{number} " + "слово " * 300 + f"кінець {number}")
    await stage.turns(card, "… 2 earlier messages")
    olena.edits(first, "Моє замовлення 456")
    stage.iryna.writes("Перевіряю", chat=stage.desk, reply_to=card)
    await stage.quiet()
    await stage.iryna.presses(card, "More…")
    await stage.offers(card, "Whole conversation")
    await stage.iryna.presses(card, "Whole conversation")

    shown = await stage.seen(stage.desk, "The whole conversation of #1")
    assert "Моє замовлення 456\n✏️ before the edit:\nМоє замовлення 123" in shown.text
    pages = [shown.text]
    while any("More ›" in text for row in shown.buttons for text, _ in row):
        await stage.iryna.presses(shown, "More ›")
        await stage.turns(shown, f"· {len(pages) + 1}/")
        pages.append(shown.text)
    assert all(f"кінець {number}" in "".join(pages) for number in range(6))
    assert "📝 Ірина · Mon 2 Nov, 12:00\nдзвонила на склад" in pages[-1]
    assert 1800 == "".join(pages).count("слово")
    assert "↩️ Ірина · Mon 2 Nov, 12:00\nПеревіряю" in pages[-1]

    stage.owner.writes("/request 1")
    again = await stage.seen(stage.owner, "earlier messages")
    await stage.owner.presses(again, "More…")
    await stage.offers(again, "Whole conversation")
    await stage.owner.presses(again, "Whole conversation")
    await stage.seen(stage.owner, "The whole conversation of #1")


async def test_a_long_note_is_kept_to_its_end(stage: Stage) -> None:
    await stage.set_up()
    stage.iryna.writes("Я тут", chat=stage.desk)
    stage.sandbox.person("Олена").writes("Де моя посилка?")
    card = await stage.seen(stage.desk, "#1")
    stage.iryna.writes("// слово " + "а " * 1500 + "КІНЕЦЬ", chat=stage.desk, reply_to=card)
    await stage.turns(card, "📝 слово")
    stage.iryna.writes("/find кінець", chat=stage.desk)
    assert "#1" in (await stage.seen(stage.desk, "Found: “кінець”")).text
    await stage.quiet()
    await stage.iryna.presses(card, "More…")
    await stage.offers(card, "Whole conversation")
    await stage.iryna.presses(card, "Whole conversation")
    assert "КІНЕЦЬ" in (await stage.seen(stage.desk, "The whole conversation of #1")).text
