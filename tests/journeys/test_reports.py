"""Reports: of a period, of a part, and the closer looks behind the buttons."""

from storage.tables import Goal
from tests.stage import Stage


def spaced(text: str) -> str:
    """With ordinary spaces."""
    return text.replace("\u202f", " ")


async def a_bad_day(stage: Stage) -> None:
    """A complaint closed with its cause and rated 1, a question answered at once."""
    await stage.set_up()
    await stage.enrol(stage.lead, "lead")
    olena, petro = stage.sandbox.person("Олена"), stage.sandbox.person("Петро")
    petro.writes("Чи є доставка?")
    question = await stage.seen(stage.desk, "Чи є доставка?")
    stage.iryna.writes("Так, є", chat=stage.desk, reply_to=question)
    olena.writes("Прийшов брак, жахлива якість!")
    card = await stage.seen(stage.desk, "Прийшов брак")
    stage.iryna.writes("Міняємо завтра", chat=stage.desk, reply_to=card)
    await stage.turns(card, "answered in")
    for label in ("Close", "quality", "Solved", "Yes, they know"):
        await stage.offers(card, label)
        await stage.iryna.presses(card, label)
        await stage.quiet()
    asked = await stage.seen(olena, "Наскільки добре")
    await olena.presses(asked, "1")
    await stage.seen(stage.leads, "⭐ 1 of 5")


async def test_a_report_says_whom_to_call_why_and_what_clients_think(stage: Stage) -> None:
    await a_bad_day(stage)
    stage.lead.writes("/report week", chat=stage.leads)
    report = await stage.seen(stage.leads, "My brand: report")
    for line in (
        "⚠️ 1 client at risk: Олена (#2)",
        "⭐ Marks of 4 and 5: 0 % (0/1)",
        "🧩 Causes: quality 1",
    ):
        assert line in spaced(report.text)
    await stage.lead.presses(report, "More figures")
    more = await stage.seen(stage.leads, "📈 More figures")
    for line in (
        "1/1 asked clients answered",
        "🔎 Deep answers to complaints: 1/1 (the cause 1/1 · the client told 1/1 · a mark 1/1)",
        "won back 0/1 of those who complained",
    ):
        assert line in spaced(more.text)
    await stage.lead.presses(report, "At risk")
    risk = await stage.seen(stage.leads, "call them, the gravest first")
    assert "Олена: a bad mark (#2)" in risk.text
    await stage.lead.presses(risk, "#2")
    await stage.seen(stage.leads, "🔥 #2 · complaint")
    await stage.lead.presses(report, "Causes")
    causes = await stage.seen(stage.leads, "🧩 Causes of closed complaints")
    assert "• quality: 1/1" in causes.text
    await stage.lead.presses(report, "By member")
    members = await stage.seen(stage.leads, "👥 By member")
    assert "Ірина: 2 of 2 answers given were in time" in members.text
    assert "half within" not in members.text  # two answers say nothing of anybody


async def test_a_report_of_a_part(stage: Stage) -> None:
    await a_bad_day(stage)
    for words, title, requests in (
        ("week complaint", "report: complaint", "1 request"),
        ("Ірина", "report: Ірина", "2 requests"),
        ("day скарга", "report: скарга", "1 request"),
        ("month telegram", "report: telegram", "2 requests"),
        ("week QUALITY", "report: QUALITY", "1 request"),
    ):
        stage.lead.writes(f"/report {words}", chat=stage.leads)
        report = await stage.seen(stage.leads, title)
        assert requests in report.text
        assert "at risk" not in report.text
    stage.lead.writes("/report week complaint", chat=stage.leads)
    report = await stage.seen(stage.leads, "report: complaint")
    assert ["By member", "Causes", "More figures", "🖼 Picture", "🌙 Dark"] == [
        label for row in report.buttons for label, _ in row
    ]
    await stage.lead.presses(report, "By member")
    assert (
        "Ірина: 1 of 1 answers given were in time"
        in (await stage.seen(stage.leads, "👥 By member")).text
    )
    await stage.lead.presses(report, "More figures")
    assert "n = 1" in (await stage.seen(stage.leads, "My brand: complaint")).text
    for words in ("Ірина", "telegram", "QUALITY"):  # each part stands every closer look
        stage.lead.writes(f"/report week {words}", chat=stage.leads)
        report = await stage.seen(stage.leads, f"report: {words}")
        await stage.lead.presses(report, "More figures")
        await stage.seen(stage.leads, f"My brand: {words}")
        await stage.lead.presses(report, "Causes")
        await stage.seen(stage.leads, f"· {words}")
    stage.lead.writes("/report yesterday", chat=stage.leads)
    await stage.seen(stage.leads, "Sun 1 Nov\n")
    stage.lead.writes("/report November complaint", chat=stage.leads)
    assert "1 request" in (await stage.seen(stage.leads, "Sun 1 Nov – Mon 2 Nov")).text
    await stage.enrol(stage.sandbox.person("Марта"), "manager")
    stage.lead.writes("/report Марта", chat=stage.leads)
    await stage.seen(stage.leads, "report: Марта")
    stage.lead.writes("/report week дирижаблі", chat=stage.leads)
    await stage.seen(stage.leads, "I could not read the period or the part “дирижаблі”")


async def test_two_members_of_one_name_are_told_apart(stage: Stage) -> None:
    await a_bad_day(stage)
    double = stage.sandbox.person("Ірина", username="iryna_two")
    await stage.enrol(double, "lead")
    stage.lead.writes("/report week Ірина", chat=stage.leads)
    asked = await stage.seen(stage.leads, "Several are called “Ірина”. Which one?")
    assert "/report week @iryna_two" in asked.text
    stage.lead.writes("/report week @iryna_two", chat=stage.leads)
    assert "0 requests" in (await stage.seen(stage.leads, "report: @iryna_two")).text


async def test_only_the_team_looks_closer(stage: Stage) -> None:
    await a_bad_day(stage)
    stage.lead.writes("/report week", chat=stage.leads)
    report = await stage.seen(stage.leads, "My brand: report")
    stranger = stage.sandbox.person("Хтось")
    assert "/invite lead" in (await stranger.forges(report, "w:risk:739921:7")).text
    assert "out of date" in (await stage.lead.forges(report, "w:other:739921:7")).text
    await stage.lead.forges(report, "w:risk:700001:2000")
    await stage.seen(stage.leads, "Nobody is at risk in this period.")


async def test_a_goal_is_set_shown_in_the_summary_and_dropped(stage: Stage) -> None:
    await a_bad_day(stage)
    stage.lead.writes("/goal marks 90 % by 31.12 Ірина з підтримки", chat=stage.leads)
    said = "Set: marks of 4 and 5 from 0 % to 90 %. Every summary says how it stands."
    assert said == spaced((await stage.seen(stage.leads, "Set:")).text)
    stage.lead.writes("/report week", chat=stage.leads)
    report = await stage.seen(stage.leads, "My brand: report")
    assert "🎯" not in report.text  # nothing to worry about
    await stage.lead.presses(report, "More figures")
    line = "🎯 marks of 4 and 5: 0 % → 0 %, target 90 % by Thu 31 Dec, Ірина з підтримки: on track"
    assert line in spaced((await stage.seen(stage.leads, "📈 More figures")).text)
    await stage.fast_forward(days=10)
    stage.iryna.writes("/goal", chat=stage.desk)
    shown = await stage.seen(stage.desk, "Measured over the last 28 days.")
    assert "behind" in shown.text
    assert [] == shown.buttons  # a manager drops none
    stage.lead.writes("/goal", chat=stage.leads)
    shown = await stage.seen(stage.leads, "Measured over the last 28 days.")
    await stage.lead.presses(shown, "Drop: marks of 4 and 5")
    await stage.turns(shown, "There are no goals yet.")
    assert "Only leads and the owner can do this." == (await stage.iryna.forges(shown, "g:1")).text


async def test_a_goal_that_says_nothing_is_refused_with_the_reason(stage: Stage) -> None:
    await a_bad_day(stage)
    for typed, reason in (
        ("happiness 90 31.12 Ірина", "I cannot measure that."),
        ("marks 90", "A goal needs what, how much, by when and who sees to it."),
        ("marks many 31.12 Ірина", "The target is a number"),
        ("marks nan 31.12 Ірина", "The target is a number"),
        ("marks 101 31.12 Ірина", "The target is a number"),
        ("marks -5 31.12 Ірина", "The target is a number"),
        ("marks 90 31.02 Ірина", "The deadline is a day to come"),
        ("marks 90 01.10.2026 Ірина", "The deadline is a day to come"),
        ("marks 90 01.01.2030 Ірина", "The deadline is a day to come"),
        ("marks 90 31.12.9999 Ірина", "The deadline is a day to come"),
        ("marks 0 31.12 Ірина", "That is met already"),
        ("response 100 31.12 Ірина", "That is met already"),
        ("engagement 5 31.12 Ірина", "There is nothing to measure this by yet"),
    ):
        stage.lead.writes(f"/goal {typed}", chat=stage.leads)
        assert "Example: /goal marks 90" in (await stage.seen(stage.leads, reason)).text
    assert 0 == await stage.record.count(Goal)
    for number in range(6):
        stage.lead.writes(f"/goal time 101 31.12 Ірина{number}", chat=stage.leads)
        stage.lead.writes(f"/goal marks {90 + number} % 31.12 Ірина", chat=stage.leads)
    await stage.seen(stage.leads, "There are five goals already.")
    for typed, reason in (
        ("marks 90 31.12 Хтось", "There is this very goal already"),
        ("marks 80 31.12 @nobody_here", "I know nobody of that name"),
        ("marks 80 31.12 12", "I know nobody of that name"),
    ):
        stage.lead.writes(f"/goal {typed}", chat=stage.leads)
        await stage.seen(stage.leads, reason)
    assert 5 == await stage.record.count(Goal)
