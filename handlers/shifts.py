"""/shift: who is on duty hears first."""

from aiogram import Router
from aiogram.types import Message

from handlers.filters import Says
from handlers.refusals import is_staff
from handlers.scene import Scene
from handlers.views.asking import plain
from handlers.wording import clip

WORDS = {
    "on": True,
    "off": False,
    "так": True,
    "ні": False,
    "да": True,
    "нет": False,
}


async def shift(message: Message, scene: Scene, args: str) -> None:
    """/shift on, /shift off, and /shift alone to see who is."""
    if not await is_staff(message, scene) or scene.member is None or scene.brand is None:
        return
    t, wanted = scene.t, args.strip().casefold()
    if not wanted:
        on = [clip(one.name, 40) for one in scene.directory.staff(scene.brand.id) if one.on_shift]
        said = t("On shift: {names}.", names=", ".join(on)) if on else t("Nobody is on shift.")
        how = t("/shift on and /shift off say whether you are.")
        await scene.say(plain(f"{said} {how}"))
        return
    if wanted not in WORDS:
        await scene.say(
            plain(t("/shift on and /shift off say whether you are.")), reply_to=message.message_id
        )
        return
    await scene.session()
    scene.member.on_shift = WORDS[wanted]
    if not scene.member.on_shift:
        said = t("You are off shift. Have a good rest!")
    elif scene.member.private_chat:
        said = t("You are on shift: alerts come to you first.")
    else:
        said = t(
            "You are on shift. Press Start in our private chat (@{bot}), so that alerts can come "
            "to you first.",
            bot=scene.me.username,
        )
    await scene.say(plain(said), reply_to=message.message_id)


def shift_router() -> Router:
    router = Router(name="shifts")
    router.message.register(shift, Says("shift"))
    return router
