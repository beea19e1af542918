"""Says no to those who may not: politely, and nothing else."""

from aiogram.types import CallbackQuery, Message

from handlers.scene import Scene
from handlers.views.asking import leads_only, not_staff


def refuse_press(scene: Scene, query: CallbackQuery) -> None:
    scene.toast(
        query, scene.t("These buttons are for the team. Thank you for understanding!"), alert=True
    )


async def is_staff(message: Message, scene: Scene) -> bool:
    """Whether a member wrote the command; anybody else gets a polite word, clients silence."""
    if scene.member is not None:
        return True
    if scene.chat is None or scene.chat.role in {"desk", "leads"}:
        await scene.say(not_staff(scene.t), reply_to=message.message_id)
    return False


async def is_lead(message: Message, scene: Scene) -> bool:
    if not await is_staff(message, scene):
        return False
    if not scene.may_lead:
        await scene.say(leads_only(scene.t), reply_to=message.message_id)
    return scene.may_lead
