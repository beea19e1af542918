"""/apikey: keys for website forms and automations; each is shown once, in private."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message
from aiogram.utils.formatting import Bold, Code, Text

from bot.inbox import NAME_LIMIT, new_key
from handlers.buttons import OnApiKey
from handlers.filters import Says
from handlers.refusals import is_lead, member_pressing
from handlers.scene import Scene
from handlers.views.asking import plain
from handlers.views.view import View, button, lines
from handlers.wording import clip, day
from storage.inbox import get_key, keys_of


async def api_keys(message: Message, scene: Scene, args: str) -> None:
    if not await is_lead(message, scene) or scene.brand is None or scene.member is None:
        return
    if not args:
        await scene.say(await _list(scene))
        return
    if message.chat.type != "private":
        said = scene.t("Send this to me in private: a key is shown to you alone.")
        await scene.say(plain(said), reply_to=message.message_id)
        return
    key, secret = await new_key(await scene.session(), args[:NAME_LIMIT], scene.member, scene.now)
    t = scene.t
    view = View(
        lines(
            t("The key “{name}” for {brand}:", name=clip(key.name, 40), brand=scene.brand.name),
            Code(secret),
            t("Copy it now: I keep only its fingerprint and cannot show it again."),
        )
    )
    await scene.say_once(view)


async def _list(scene: Scene) -> View:
    assert scene.brand is not None  # noqa: S101 - a lead has a brand
    t, brand = scene.t, scene.brand
    keys = await keys_of(await scene.session(), brand.id)
    shown = [
        Text(
            "• ",
            Bold(clip(key.name, 40)),
            f" · {key.hint}… · ",
            t("last used {day}", day=day(t, key.used_at, brand.timezone))
            if key.used_at
            else t("never used"),
        )
        for key in keys
    ]
    head = Bold(t("Keys of the HTTP inbox")) if keys else Text(t("There are no keys yet."))
    how = t("To make one, send me in private: /apikey Website form")
    revoke = [
        [button(t("Revoke “{name}”", name=clip(key.name, 20)), OnApiKey(key_id=key.id))]
        for key in keys
    ]
    return View(lines(head, *shown, how), revoke)


async def revoke(query: CallbackQuery, callback_data: OnApiKey, scene: Scene) -> None:
    key = await get_key(await scene.session(), callback_data.key_id)
    member = member_pressing(query, scene, key.brand_id if key else None, leads=True)
    if key is None or member is None:
        return
    key.revoked_at = key.revoked_at or scene.now
    await (await scene.session()).flush()
    scene.toast(query, scene.t("“{name}” opens nothing any more.", name=clip(key.name, 40)))
    if query.message is not None:
        await scene.edit(query.message.message_id, await _list(scene))


def api_key_router() -> Router:
    router = Router(name="API keys")
    router.message.register(api_keys, Says("apikey"))
    router.callback_query.register(revoke, OnApiKey.filter())
    return router
