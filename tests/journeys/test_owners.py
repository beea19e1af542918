"""The owners whom the operator names, OWNER_IDS, beside the first who starts the bot."""

from storage.tables import Request
from tests.journeys.deeds import presses
from tests.stage import Stage


async def test_another_of_the_owners_is_one_from_their_first_message_on(sqlite_url: str) -> None:
    async with Stage.open(sqlite_url, OWNER_IDS="7000000001,7000000004") as stage:
        await stage.set_up()
        second = stage.sandbox.person("Тарас")
        assert 7000000004 == second.id
        second.writes("Де моя посилка?")
        await stage.seen(second, "To answer a client, reply to the request's card.")
        await stage.quiet()
        assert 0 == await stage.record.count(Request)
        second.writes("/staff")
        assert "Тарас" in (await stage.seen(second, "owner")).text

        olena = stage.sandbox.person("Олена")
        olena.writes("Де моя посилка?")
        card = await stage.seen(stage.desk, "#1")
        second.writes("/request 1")
        own = await stage.seen(second, "#1")
        second.writes("Уже їде", reply_to=own)
        await stage.turns(card, "🟢 answered in")


async def test_another_of_the_owners_answers_in_a_group_though_they_never_wrote_before(
    sqlite_url: str,
) -> None:
    async with Stage.open(sqlite_url, OWNER_IDS="7000000001,7000000004") as stage:
        await stage.set_up()
        second, olena = stage.sandbox.person("Тарас"), stage.sandbox.person("Олена")
        group = await stage.connect("community", "Чат", [second, olena])
        olena.writes("Де моя посилка?", chat=group)
        card = await stage.seen(stage.desk, "#1")
        second.writes("Уже їде", chat=group)
        await stage.turns(card, "🟢 answered in")
        assert 1 == await stage.record.count(Request)


async def test_an_owner_who_was_taken_off_the_team_returns_by_start_alone(sqlite_url: str) -> None:
    async with Stage.open(sqlite_url, OWNER_IDS="7000000001,7000000004") as stage:
        await stage.set_up()
        second = stage.sandbox.person("Тарас")
        second.starts()
        await stage.quiet()
        stage.owner.writes("/staff")
        staff = await stage.seen(stage.owner, "Тарас")
        await presses(stage, stage.owner, staff, "Тарас")
        sure = await stage.seen(stage.owner, "Remove Тарас from the team?")
        await presses(stage, stage.owner, sure, "Yes, remove")
        await stage.quiet()
        second.writes("Де моя посилка?")
        await stage.seen(stage.desk, "Де моя посилка?")
        assert 1 == await stage.record.count(Request)
