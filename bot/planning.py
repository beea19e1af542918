"""When a wait is due, and when it is next looked at: planned anew whenever what decides changes."""

from bot.policy import Policy, policy_of
from storage.clients import whose_request
from storage.engine import Session
from storage.merging import parts_of
from storage.tables import Brand, Wait


def replan(policy: Policy, wait: Wait) -> None:
    """Compute an open wait's deadline and next alert anew from its start.

    An alert whose moment has passed is due at once; what was said for the same deadline
    stays said once, by its key.
    """
    wait.due_at = policy.due_at(wait.started_at)
    wait.next_alert_at = policy.first_alert_at(wait.started_at, wait.due_at)


async def replan_wait(session: Session, brand: Brand, wait: Wait) -> None:
    """The same by the policy for whoever waits.

    Where several waits were merged, each of their clients is owed an answer by their own
    deadline: the earliest holds.
    """
    parts = await parts_of(session, wait.id) if wait.id is not None else ()
    if not parts:
        replan(policy_of(brand, *await whose_request(session, wait.request_id)), wait)
        return
    earliest = min(parts, key=lambda one: one.started_at)
    for part in parts:
        begins = wait.started_at if part is earliest else max(part.started_at, wait.started_at)
        whose = await whose_request(session, part.request_id, alone=True)
        part.started_at = part.stopped_at = begins
        part.due_at = policy_of(brand, *whose).due_at(begins)
    wait.due_at = min(one.due_at for one in parts)
    wait.next_alert_at = policy_of(brand).first_alert_at(wait.started_at, wait.due_at)
