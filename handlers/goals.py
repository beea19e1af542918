"""/goal: a figure, a target, a day and a person; the weekly summary says how it stands."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.goals import GoalError, goals_of, set_goal
from handlers.buttons import OnGoal
from handlers.filters import Says
from handlers.goal_words import read_goal
from handlers.refusals import is_lead, is_staff, member_pressing
from handlers.scene import Scene
from handlers.views.asking import plain
from handlers.views.goals import goals_view
from handlers.views.names import metric_name, metric_value
from storage.goals import get_goal
from storage.tables import Brand


async def goal(message: Message, scene: Scene, args: str) -> None:
    """Without words the goals; with them a new one."""
    if not await is_staff(message, scene) or scene.brand is None:
        return
    if not args:
        await _show(scene)
        return
    if not await is_lead(message, scene) or scene.member is None:
        return
    session = await scene.session()
    try:
        typed = read_goal(args, scene.now, scene.brand.timezone)
        owner = _owner(scene, scene.brand, typed.owner)
        made = await set_goal(
            session,
            scene.brand,
            typed.metric,
            typed.target,
            typed.deadline,
            owner,
            scene.member,
            scene.now,
        )
    except GoalError as error:
        said = _refusal(scene, error)
        await scene.say(plain(said), reply_to=message.message_id)
        return
    said = scene.t(
        "Set: {metric} from {before} to {target}. Every summary says how it stands.",
        metric=metric_name(scene.t, made.metric),
        before=metric_value(scene.t, made.metric, made.baseline),
        target=metric_value(scene.t, made.metric, made.target),
    )
    await scene.say(plain(said), reply_to=message.message_id)


async def _show(scene: Scene) -> None:
    assert scene.brand is not None  # noqa: S101 - asked by the caller
    goals = await goals_of(await scene.session(), scene.brand, scene.now)
    await scene.say(goals_view(scene.t, scene.brand, goals, may_drop=scene.may_lead))


def _owner(scene: Scene, brand: Brand, typed: str) -> str:
    """Whoever sees to it; a handle must be of the team. Raises GoalError."""
    if typed.startswith("@"):
        handle = typed[1:].casefold()
        staff = scene.directory.staff(brand.id)
        member = next((one for one in staff if (one.username or "").casefold() == handle), None)
        if member is None:
            raise GoalError("person")
        return member.name
    if not any(map(str.isalpha, typed)):
        raise GoalError("person")
    return typed


def _refusal(scene: Scene, error: GoalError) -> str:
    """Why there is no such goal, and how one is written."""
    t = scene.t
    reasons = {
        "metric": t(
            "I cannot measure that. I measure: time, response, marks, won, depth, waiting, "
            "engagement."
        ),
        "short": t("A goal needs what, how much, by when and who sees to it."),
        "target": t("The target is a number: per cent from 0 to 100, hours, or clients."),
        "deadline": t("The deadline is a day to come, within a year."),
        "data": t(
            "There is nothing to measure this by yet: no such figures in the last 28 days. "
            "Complaints won back count once they are 30 days old."
        ),
        "met": t("That is met already: set it farther."),
        "person": t(
            "I know nobody of that name on the team: name a person, or a member by handle."
        ),
        "twice": t("There is this very goal already: /goal"),
        "many": t("There are five goals already. Drop one first: /goal"),
    }
    example = t("Example: /goal marks 90 31.12 Iryna")
    return f"{reasons[error.code]} {example}"


async def drop(query: CallbackQuery, callback_data: OnGoal, scene: Scene) -> None:
    session = await scene.session()
    found = await get_goal(session, callback_data.goal_id)
    lead = member_pressing(query, scene, found.brand_id if found else None, leads=True)
    if found is None or lead is None or scene.brand is None:
        return
    found.ended_at = found.ended_at or scene.now
    await session.flush()
    goals = await goals_of(session, scene.brand, scene.now)
    if query.message is not None:
        await scene.edit(
            query.message.message_id, goals_view(scene.t, scene.brand, goals, may_drop=True)
        )
    scene.toast(query, scene.t("Dropped: {metric}.", metric=metric_name(scene.t, found.metric)))


def goal_router() -> Router:
    router = Router(name="goals")
    router.message.register(goal, Says("goal"))
    router.callback_query.register(drop, OnGoal.filter())
    return router
