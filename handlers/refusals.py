"""Says no to those who may not, or not here: politely, and nothing else."""

from aiogram.types import CallbackQuery, Message

from handlers.scene import TEAM_ROLES, Scene
from handlers.views.asking import anonymous, leads_only, not_staff, plain


def refuse_press(scene: Scene, query: CallbackQuery) -> None:
    said = (
        _ask_again(scene)
        if _is_unconfirmed(scene)
        else scene.t("These buttons are for the team. Thank you for understanding!")
    )
    scene.toast(query, said, alert=True)


async def is_member(message: Message, scene: Scene) -> bool:
    """Whether a member wrote it; anybody else gets a polite word, among clients silence."""
    if scene.member is not None:
        return True
    user_id = scene.user.id if scene.user else 0
    if message.sender_chat is not None and scene.chat and scene.chat.role in TEAM_ROLES:
        await scene.say(plain(anonymous(scene.t)), reply_to=message.message_id)
    elif _is_unconfirmed(scene):
        await scene.say(plain(_ask_again(scene)), reply_to=message.message_id)
    elif message.chat.type == "private" or (scene.chat and scene.chat.role in TEAM_ROLES):
        await scene.say(not_staff(scene.t), reply_to=message.message_id)
    elif scene.chat is None and user_id in scene.directory.members:
        said = scene.t(
            "I am not switched on in this group. The brand's owner or lead does it with /connect."
        )
        await scene.say(plain(said), reply_to=message.message_id)
    return False


async def is_staff(message: Message, scene: Scene) -> bool:
    """Whether a member wrote it where the team works: clients must not read the answer."""
    if not await is_member(message, scene):
        return False
    if scene.chat is None or scene.chat.role in TEAM_ROLES:
        return True
    said = plain(
        scene.t(
            "The team's commands work at the desk, in the leads' chat and in private with me. "
            "Among clients only /log as a reply does."
        )
    )
    if not await scene.say_in_private(said):
        await scene.say_aside(said)
    return False


async def is_lead(message: Message, scene: Scene) -> bool:
    if not await is_staff(message, scene):
        return False
    if not scene.may_lead:
        await scene.say(leads_only(scene.t), reply_to=message.message_id)
    return scene.may_lead


def _is_unconfirmed(scene: Scene) -> bool:
    """Whether Telegram could not be asked if this person is in the desk chat."""
    if scene.chat is None or scene.user is None or scene.member is not None:
        return False
    asked = scene.unit.facts.get("in_desk", {})
    return asked.get((scene.chat.chat_id, scene.user.id), False) is None


def _ask_again(scene: Scene) -> str:
    return scene.t(
        "I could not ask Telegram whether you are in the team's chat. Please try again in a minute."
    )
