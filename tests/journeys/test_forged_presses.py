"""Anybody may send any callback data: no press reaches another brand's rows from any desk."""

import asyncio
from datetime import timedelta

from sqlmodel import SQLModel

from bot.sandbox import Group, Person
from storage.tables import (
    ApiKey,
    Brand,
    Client,
    Department,
    Goal,
    HandOff,
    Member,
    Rating,
    Request,
    Template,
)
from storage.tables import Message as Logged
from storage.vocabulary import Metric, RatingKind
from tests.journeys.test_several_brands import SECRET, Firm, found, three
from tests.stage import Stage

VERBS = """
    take release close:solved snooze:1 kind:praise dismiss reopen menu:more show undo assign:1
    assign:2 merge:1 merge:2 split:1 template:1 send:1 ask:1 withdraw:1 client
"""
ON_CLIENT = ("tier:friend", "silence:on", "note:", "notes:", "link:", "unlink:", "show:")
PRESSES: dict[type[SQLModel], list[str]] = {
    Request: [
        *[f"r:{{row}}:{verb if ':' in verb else verb + ':'}" for verb in VERBS.split()],
        "l:{row}:source:instagram:{row}",
        "l:{row}:kind:praise:{row}",
        "a:{row}",
    ],
    Client: [f"o:{{row}}:{verb}" for verb in ON_CLIENT],
    Logged: ["v:{row}:empathy:5"],
    Member: ["m:remove:{row}", "m:sure:{row}"],
    Template: ["t:{row}"],
    Department: ["d:{row}"],
    HandOff: ["h:{row}"],
    ApiKey: ["k:{row}"],
    Goal: ["g:{row}"],
    Rating: ["q:{row}:5"],
    Brand: ["b:{row}"],
}
"""What a button may name a row of, with {row} for its id."""

OF_THE_MESSAGE = ["p:queue:0", "s::", "s:sla:4", "w:causes:738000:7", "f:2026-11-02:0"]
OF_THE_MESSAGE += ["lf:instagram", "v:0:next:0", "m:list:0"]
"""What acts for the brand of the message under which it stands."""


async def furnish(stage: Stage, firm: Firm) -> None:
    """A row of everything that a button can name."""
    own, now = {"brand_id": firm.number}, stage.clock()
    key = {"name": SECRET, "hint": "k", "secret_hash": firm.name, "created_at": now}
    of_request = {"request_id": firm.number, **own}
    goal = {"metric": Metric.CSAT, "baseline": 0.5, "target": 0.9, "owner": SECRET}
    asked = {"question": SECRET, "asked_at": now, "due_at": now + timedelta(days=9)}
    rating = {"client_id": firm.number, "kind": RatingKind.ANSWER, "asked_at": now}
    department = {"name": SECRET, "chat_id": firm.leads.id, "target_minutes": 60}
    for row in (
        Template(language="uk", name=SECRET, text=f"{SECRET} {firm.name}", changed_at=now, **own),
        Department(**department, **own),
        HandOff(department_id=firm.number, **asked, **of_request),
        ApiKey(**key, **own),
        Goal(begun_at=now, deadline=now + timedelta(days=9), **goal, **own),
        Rating(**rating, **of_request),
    ):
        await stage.record.add(row)


async def test_no_forged_button_reaches_another_brand(stage: Stage) -> None:
    firms = await three(stage)
    for firm in firms:
        await furnish(stage, firm)
    outsider = firms[0].manager
    outsider.starts()
    await stage.sandbox.wait_for(lambda: outsider.inbox[-1].by_bot)
    await stage.quiet()
    before = {firm.number: await stage.record.everything(firm.number) for firm in firms}

    async def presses(who: Person, firm: Firm, place: Group | None) -> None:
        """Everything of the other brands, at once."""
        await asyncio.gather(
            *[
                who.forges(place, data.format(row=row), timeout=30)
                for model, forged in PRESSES.items()
                for other in firms
                if other is not firm
                for row in sorted(await stage.record.rows_of_brand(other.number, model))[:1]
                for data in forged
            ]
        )
        await stage.quiet()

    await presses(outsider, firms[0], None)
    for firm in firms:  # the owner of all three may do it all, but each in its own chats
        await presses(stage.owner, firm, firm.desk)
        await presses(firm.manager, firm, firm.desk)
    for firm in firms:
        assert before[firm.number] == await stage.record.everything(firm.number)
        told = "\n".join(one.text for place in (firm.desk, firm.leads) for one in stage.said(place))
        for other in firms:
            if other is not firm:
                assert f"{SECRET} {other.name}" not in told


async def test_a_desk_that_became_another_brands_shows_and_does_nothing_of_the_first(
    stage: Stage,
) -> None:
    first, _second = [await found(stage, number, f"Бренд{number}") for number in (1, 2)]
    stage.owner.writes("/request 1", chat=first.desk)
    await stage.quiet()
    shown = stage.said(first.desk)[-1]
    stage.owner.writes("/client 1", chat=first.desk)  # stays as it is: it is not live
    profile = await stage.seen(first.desk, "Клієнт Бренд1")
    stage.sandbox.remove_bot(first.desk, by=stage.owner)
    await stage.quiet()
    first.client.writes("А коли?")  # the card cannot be edited now
    await stage.quiet()
    await stage.connect("leads", "", [], group=first.desk)  # of the brand made last
    for card in (first.card, shown):
        await stage.turns(card, "This is no longer shown here.")
    await stage.recorded()
    before, said = await stage.record.everything(first.number), len(stage.said(first.desk))
    for data in [*OF_THE_MESSAGE, "r:1:show:", "r:1:client:", "o:1:show:", "a:1", "m:remove:1"]:
        refused = await stage.owner.forges(profile, data)
        assert "This belongs to another brand." == refused.text, data
    await stage.quiet()
    assert before == await stage.record.everything(first.number)
    assert said == len(stage.said(first.desk))
