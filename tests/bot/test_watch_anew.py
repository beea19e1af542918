"""The watch after a change of plan: what was told stays told, nobody is passed over."""

from storage.engine import Store
from storage.tables import Event
from tests.builders import DAY, HOUR, MINUTE, NOON, Shop

DUE = NOON + DAY


async def test_a_told_breach_is_not_told_again_because_the_target_changed(store: Store) -> None:
    shop = await Shop.open(store)
    request = await shop.client_writes(at=NOON)
    assert [("breach", shop.leads)] == await shop.alerted(DUE)

    await shop.sets(at=DUE + MINUTE, sla="12")
    assert [] == await shop.alerted(DUE + 2 * MINUTE)
    events = await shop.rows(Event)
    assert 1 == sum(one.what == "alerted" and one.data["level"] == "breach" for one in events)
    wait = await shop.wait(request)
    assert wait is not None
    assert wait.next_alert_at is not None
    assert DUE < wait.next_alert_at <= DUE + 4 * HOUR  # the repeats go on


async def test_a_wait_that_breaches_anew_is_told_anew(store: Store) -> None:
    shop = await Shop.open(store)
    await shop.client_writes(at=NOON)
    await shop.alerted(DUE)
    await shop.sets(at=DUE + MINUTE, sla="48")
    assert [] == await shop.alerted(DUE + HOUR)
    assert "breach" in [what for what, _ in await shop.alerted(DUE + DAY)]


async def test_a_night_that_passes_over_the_first_warning_does_not_keep_it_from_the_desk(
    store: Store,
) -> None:
    shop = await Shop.open(store, quiet="05:00-09:30", ladder="4h 1h")
    await shop.client_writes(at=NOON)  # due at 10:00: warnings at 06:00 and 09:00, both at night
    assert [] == await shop.alerted(DUE - HOUR)
    assert [("due_soon:60", shop.desk), ("due_soon:60", shop.leads)] == await shop.alerted(
        DUE - 30 * MINUTE
    )
