"""/settings: seen and changed by leads and the owner."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message
from babel.numbers import format_decimal

from bot.brand_settings import SettingError, change_setting
from bot.closing import unknown_departments
from handlers.buttons import OnSetting
from handlers.filters import Says
from handlers.refusals import is_lead, pressed
from handlers.scene import Scene
from handlers.texts import Texts
from handlers.views import settings as views
from handlers.views.asking import plain
from handlers.views.typed_values import typed_value
from handlers.views.view import View
from handlers.wording import clip, in_hours
from storage.chats import set_mode
from storage.tables import Brand, Chat
from storage.vocabulary import ChatMode

MODE = "mode"


async def show_settings(message: Message, scene: Scene, args: str) -> None:
    if not await is_lead(message, scene):
        return
    if args:
        said = scene.t("Settings are changed with the buttons below. Nothing was changed.")
        await scene.say(plain(said), reply_to=message.message_id)
    await scene.say(_all(scene))


def _all(scene: Scene) -> View:
    assert scene.brand is not None  # noqa: S101 - a lead has a brand
    return views.settings(scene.t, scene.brand, scene.directory)


async def on_button(query: CallbackQuery, callback_data: OnSetting, scene: Scene) -> None:
    press = await pressed(query, scene, leads=True)
    if press is None:
        return
    key, value = callback_data.key, views.unpacked(callback_data.value)
    if key.startswith(MODE):
        view = await _mode(scene, key.removeprefix(MODE), value)
    elif value == "?" and key in views.TYPED:
        await scene.say(views.ask_value(scene.t, key), prompt={"ask": "setting", "key": key})
        scene.toast(query)
        return
    elif value:
        try:
            view = await _change(scene, key, value)
        except SettingError as error:
            scene.toast(query, setting_reason(scene.t, error), alert=True)
            return
    elif key in views.KEYS:
        view = views.choices(scene.t, press.brand, key)
    else:
        view = _all(scene)
    if view is None:
        scene.toast(query, scene.t("This button is out of date."))
        return
    await scene.edit(press.message_id, view)
    scene.toast(query, scene.t("Saved.") if value else "")


async def _change(scene: Scene, key: str, value: str) -> View | None:
    assert scene.brand is not None  # noqa: S101 - set from the lead's row
    if value not in views.CHOICES.get(key, ()):
        return None
    await change_setting(await scene.session(), scene.brand, key, value, scene.now)
    return _all(scene)


async def _mode(scene: Scene, chat_row: str, value: str) -> View | None:
    chat = next((one for one in _client_chats(scene) if str(one.id) == chat_row), None)
    if chat is None:
        return None
    if not value:
        return views.mode_choices(scene.t, chat)
    if value not in set(ChatMode):
        return None
    await set_mode(await scene.session(), chat, ChatMode(value))
    return _all(scene)


def _client_chats(scene: Scene) -> list[Chat]:
    assert scene.brand is not None  # noqa: S101
    return views.client_chats(scene.directory, scene.brand)


async def save_typed(message: Message, scene: Scene, key: str, text: str) -> None:
    """A value typed as a reply to our question."""
    if not await is_lead(message, scene) or scene.brand is None:
        return
    value = typed_value(scene.brand, key, text)
    try:
        await change_setting(await scene.session(), scene.brand, key, value, scene.now)
    except SettingError as error:
        said = setting_refusal(scene, error)
        await scene.say(
            plain(said), reply_to=message.message_id, prompt={"ask": "setting", "key": key}
        )
        return
    await scene.say(_all(scene))
    if key == "causes":
        await _warn_of_departments(scene, scene.brand)


async def _warn_of_departments(scene: Scene, brand: Brand) -> None:
    unknown = await unknown_departments(await scene.session(), brand)
    if unknown:
        said = scene.t(
            "⚠️ I know no department “{name}”: make it with /departments, or nobody can be asked.",
            name="”, “".join(clip(one, 32) for one in unknown),
        )
        await scene.say(plain(said))


def setting_refusal(scene: Scene, error: SettingError) -> str:
    """The same; the reply to this is tried again."""
    again = scene.t("Nothing was changed. Reply to this message to try again.")
    return f"{setting_reason(scene.t, error)} {again}"


def _hours(t: Texts, limits: str) -> str:
    """As the reader writes it: 0,25–720 год."""
    low, _, high = limits.partition("–")
    return f"{format_decimal(low, locale=t.language)}–{in_hours(t, 60 * int(high))}"


def setting_reason(t: Texts, error: SettingError) -> str:
    """What was wrong and how to write it."""
    minutes = int(error.detail) if error.code == "ladder_long" else 0
    limits = _hours(t, error.detail) if error.code == "target" else error.detail
    reasons = {
        "number": t("Please send a number within {limits}, for example 24.", limits=limits),
        "target": t("Please send a number within {limits}, for example 24.", limits=limits),
        "name": t("A name has from 1 to {limit} characters.", limit=error.detail),
        "name_signs": t(
            "A name is one line that everybody can see: no line breaks, no hidden characters."
        ),
        "language": t("I speak Ukrainian (uk), Russian (ru) and English (en)."),
        "timezone": t("I do not know this time zone. Example: Europe/Kyiv"),
        "ladder": t("I could not read that. Example: 4h 1h, repeat 4h"),
        "hours": t("I could not read that. Example: mon-fri 09:00-18:00, sat 10:00-14:00"),
        "quiet": t("I could not read that. Example: 22:00-08:00, or off"),
        "hours_few": t(
            "With so few working hours an answer could be due only in more than half a year. Give "
            "more working hours or less time to answer."
        ),
        "ladder_long": t(
            "A warning comes before the deadline but after the message: less than {span} ahead.",
            span=in_hours(t, minutes),
        ),
        "quiet_long": t(
            "Quiet hours may last up to {hours} hours a day, or alerts would come too late.",
            hours=error.detail,
        ),
        "own_sources": t(
            "Up to {limit} different names, 24 characters each, with commas between them.",
            limit=error.detail,
        ),
        "causes": t(
            "Up to 12 different causes of 32 characters each. Example: price, delivery: Logistics"
        ),
        "by_kind": t("I could not read that. Example: complaint 4, question 12"),
        "scorecard": t(
            "Five numbers from 0 to 100; the solution weighs something. Example: 30, 20, 20, 20, 10"
        ),
        "time": t("Please send a time such as 09:00."),
        **_of_ladder(t, error.detail),
    }
    return reasons.get(error.code, t("This setting is not known."))


def _of_ladder(t: Texts, limit: str) -> dict[str, str]:
    reasons = {
        "ladder_many": t("Up to {limit} warnings before the deadline, please.", limit=limit),
        "ladder_far": t(
            "Warnings come up to {limit} days ahead, repeats up to {limit} days apart.", limit=limit
        ),
        "ladder_twice": t("Each warning needs a time of its own: one stands there twice."),
        "ladder_close": t(
            "Repeats come at least {limit} minutes apart, or they would only be noise.",
            limit=limit,
        ),
        "ladder_at_deadline": t(
            "At the deadline itself the breach is told anyway: a warning comes before it."
        ),
    }
    example = t("Example: 4h 1h, repeat 4h")
    return {code: f"{reason} {example}" for code, reason in reasons.items()}


def settings_router() -> Router:
    router = Router(name="settings")
    router.message.register(show_settings, Says("settings"))
    router.callback_query.register(on_button, OnSetting.filter())
    return router
